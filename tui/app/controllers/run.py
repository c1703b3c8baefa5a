"""Commands of the run: run, pause, step, restart, pace, restart of the worker."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from engine.protocol.commands import (
    Configure,
    Pause,
    Restart,
    Revive,
    Run,
    SetPace,
    Shift,
    Step,
    StepEpoch,
)
from tui.app.controllers.desk import Desk
from tui.keys.command import Handlers
from tui.model.stepping import stepped_pace
from tui.text.numbers import pace_text


class RunController:
    """Controls the run on the screen.

    Args:
        desk: its tools.
        replay: plays the past while an earlier moment is shown, or pauses.
    """

    def __init__(self, desk: Desk, replay: Callable[[], None]) -> None:
        self._desk, self._replay = desk, replay

    @property
    def handlers(self) -> Handlers:
        """The handlers of its commands."""
        return {
            "run": self.run_or_pause,
            "update": self.step,
            "epoch": self.step_epoch,
            "restart": self.restart,
            "revive": self.revive,
            "slower": partial(self.change_pace, -1),
            "faster": partial(self.change_pace, 1),
        }

    def run_or_pause(self) -> None:
        """Run, or pause the run; the same with the replay while an earlier moment is shown."""
        model = self._desk.model
        if model.looking_back:
            self._replay()
            return
        run = not model.running
        model.ask_to_run(run=run)
        self._desk.send(Run() if run else Pause())
        self._desk.redraw()

    def step(self) -> None:
        """Make one update; while an earlier moment is shown, show the next recorded one."""
        self._desk.send(Shift(updates=1) if self._desk.model.looking_back else Step())
        self._promise("one update")

    def step_epoch(self) -> None:
        """Train to the end of the epoch, or show it if it is recorded already."""
        self._desk.send(Shift(epochs=1) if self._desk.model.looking_back else StepEpoch())
        self._promise("one epoch")

    def restart(self) -> None:
        """Restart with the same samples; a running run continues to run."""
        model = self._desk.model
        run = model.running
        if model.looking_back:
            model.come_back()
            self._desk.send(Configure(model.config))
        self._desk.send(Restart(run))
        self._desk.say("restarted")

    def run_again(self) -> None:
        """Run from the start."""
        model = self._desk.model
        if model.looking_back:
            model.come_back()
            self._desk.send(Configure(model.config))
        self._desk.send(Restart(True))
        model.ask_to_run(run=True)

    def revive(self) -> None:
        """Start a new worker, which continues from the last checkpoint."""
        self._desk.send(Revive(replace=True))

    def change_pace(self, direction: int) -> None:
        """Train more (1) or fewer (-1) updates per second."""
        pace = stepped_pace(self._desk.model.session.pace, direction)
        self._desk.model.set_pace(pace)
        self._desk.send(SetPace(pace))
        self._desk.say(f"pace {pace_text(pace)}")

    def _promise(self, what: str) -> None:
        if self._desk.model.worker.starting:
            self._desk.say(f"starting TensorFlow… {what} when it is ready")
