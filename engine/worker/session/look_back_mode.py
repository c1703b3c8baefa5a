"""The mode in which an earlier moment of the run is shown.

Imports TensorFlow (through `engine.worker.training.trainer`): for the worker only.
"""

from __future__ import annotations

from contextlib import AbstractContextManager

from engine.config.run import RunConfig
from engine.errors import DescentError
from engine.history.frame import Frame
from engine.history.values import RunState
from engine.protocol.commands import (
    Command,
    Configure,
    Fork,
    Pause,
    Race,
    Restart,
    Resume,
    Run,
    Seek,
    Shift,
    Step,
    StepEpoch,
)
from engine.worker.session.live_run import LiveRun
from engine.worker.session.mode import Mode
from engine.worker.session.replay import Replay


class LookBackMode(Mode):
    """Takes the run's trainer to earlier moments and back.

    Args:
        run: the run, which must not be training.
    """

    def __init__(self, run: LiveRun) -> None:
        self._run = run
        self._replay = Replay(run.trainer, run.past, device=run.device)

    def survives(self, command: Command) -> bool:
        """Whether the earlier moment stays shown; otherwise the command returns to the present."""
        return not isinstance(command, Configure | Restart | Race | Resume)

    @property
    def over(self) -> bool:
        """Whether the present is shown."""
        return not self._replay.looking_back

    @property
    def run_state(self) -> RunState:
        """The state of the run in the present."""
        return self._run.state

    def check(self, command: Command) -> None:
        """Check that the command does not need the present."""
        if isinstance(command, Run | Step | StepEpoch):
            raise DescentError("an earlier moment is shown; fork there, or return first")

    def obey(self, command: Command) -> None:
        """Go to another moment, or make the one that is shown the present."""
        match command:
            case Seek(update=update):
                self._replay.seek(update)
            case Shift(updates=updates, epochs=epochs):
                self._replay.shift(updates, epochs)
            case Fork(config=config):
                self._fork(config)
            case Pause():
                pass  # nothing is being trained
            case _:
                raise TypeError(f"a look back does not know {command!r}")
        if not self._replay.under_way:
            self._run.reports.change()

    def _fork(self, config: RunConfig) -> None:
        self._replay.fork()
        if self._run.trainer.update < self._run.record.updates.last:
            self._run.cut()
        self._run.configure(config)

    def idle_seconds(self, now: float) -> float | None:
        """Zero while the moment is not reached, unless a frame of the present is due first."""
        del now
        waits = self._run.reports.blocked and not self._replay.away
        return 0.0 if self._replay.under_way and not waits else None

    def work(self) -> None:
        """Make one slice of the updates up to the target moment."""
        if not self._replay.under_way:
            return
        if self._run.reports.pending and not self._replay.away:
            return  # the present is shown first, in its last state
        if self._replay.work():
            self._run.arrive()

    def frame(self) -> Frame | None:
        """The target moment; the present until the trainer has left it."""
        if not self._replay.away:
            return self._run.frame()
        return None if self._replay.under_way else self._run.frame(state=self._run.standstill)

    def leave(self) -> None:
        """Return to the present at once."""
        self._replay.come_back()
        self._run.reports.change()

    def in_the_present(self) -> AbstractContextManager[None]:
        """A context in which the trainer of the run is in the present."""
        return self._replay.in_the_present()
