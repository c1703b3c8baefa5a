"""The mode in which several runs are stepped side by side; the first is the session's run.

Imports TensorFlow (through `engine.worker.training.trainer`): for the worker only.
"""

from __future__ import annotations

from engine.data.dataset import load
from engine.errors import DescentError
from engine.history.values import RunState
from engine.protocol.commands import (
    Acknowledge,
    Command,
    Pause,
    Race,
    Run,
    Save,
    SaveRun,
    SetPace,
    Store,
    Watch,
    WriteEvents,
)
from engine.protocol.events import RaceFrame
from engine.protocol.problem_messages import Evaluate, Permit
from engine.protocol.sweep_messages import MapPhases, MeasureTradeoff, StopSweep, Sweep
from engine.worker.session.live_run import LiveRun
from engine.worker.session.mode import Mode
from engine.worker.session.race import Race as RunsRaced

_SURVIVED = (
    Acknowledge | Evaluate | MapPhases | MeasureTradeoff | Pause | Permit | Race | Run | Save
    | SaveRun | SetPace | StopSweep | Store | Sweep | Watch | WriteEvents
)  # fmt: skip
"""Commands that do not end a race."""


class RaceMode(Mode):
    """Restarts runs together and steps them side by side, from `begin` on.

    Args:
        run: the run of the session; the first run of the race replaces it at the beginning.
        command: the race.

    Raises:
        DescentError: not all runs use the current data; nothing has changed.
    """

    def __init__(self, run: LiveRun, command: Race) -> None:
        configs = command.configs
        if not all(config.data.has_samples_of(run.trainer.config.data) for config in configs):
            raise DescentError("a race needs runs on the current data")
        self._run = run
        self._race = RunsRaced(configs, load(configs[0].data), run.device, command.by)
        self._race.prepare()
        self._resumes = command.resumes
        for lane, resume in zip(self._race.lanes, self._resumes, strict=bool(self._resumes)):
            lane.trainer.check(resume.config, resume.checkpoint)

    def begin(self) -> None:
        """Replace the run of the session and start; a race that is continued is paused."""
        run, lanes = self._run, self._race.lanes
        run.replace(lanes[0].trainer, lanes[0].record)
        if not self._resumes:
            self._go()
            return
        first = self._resumes[0]
        run.past.resume(first.config, (), first.epochs)
        for lane, resume in zip(lanes, self._resumes, strict=True):
            lane.resume(resume)
        run.past.changed()
        run.enter(RunState.PAUSED, first.reason, resumed=True)

    def survives(self, command: Command) -> bool:
        """Whether the race continues after the command."""
        return isinstance(command, _SURVIVED)

    @property
    def run_state(self) -> RunState:
        """The state of the first run."""
        state = self._race.lanes[0].state
        return state if state.ended else self._run.state

    @property
    def over(self) -> bool:
        """Whether all runs have ended."""
        return self._race.ended

    def obey(self, command: Command) -> None:
        """Pause or continue the race."""
        match command:
            case Run():
                self._go()
            case Pause():
                self._run.pause()
            case _:
                raise TypeError(f"a race does not know {command!r}")

    def _go(self) -> None:
        self._run.pace.start(self._run.clock())
        self._run.enter(RunState.RUNNING)

    def idle_seconds(self, now: float) -> float | None:
        """Seconds until the next round is due."""
        return self._run.pace.wait(now) if self._run.state is RunState.RUNNING else None

    def work(self) -> None:
        """Make the rounds that are due, as many as fill a slice."""
        run = self._run
        if run.state is not RunState.RUNNING or (due := run.pace.due(run.clock())) == 0:
            return
        made = self._race.work(due)
        run.past.passed()
        run.pace.made(made, run.clock())
        run.reports.change()
        if self.over:
            run.reports.say(self.frame())

    def frame(self) -> RaceFrame:
        """The current state of all runs."""
        watch = self._run.reports.watch
        return RaceFrame(tuple(lane.frame(watch) for lane in self._race.lanes))

    def leave(self) -> None:
        """Keep the first run in its current state."""
        state = self.run_state
        if state is not self._run.state or state is RunState.RUNNING:
            self._run.enter(state if state.ended else RunState.PAUSED)
