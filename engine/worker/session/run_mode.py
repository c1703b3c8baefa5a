"""The mode in which the run is trained, by steps or continuously."""

from __future__ import annotations

from engine.config.notes import Effect
from engine.config.run import RunConfig
from engine.expressions.evaluate import expression_of
from engine.expressions.syntax import is_true
from engine.history.frame import Frame
from engine.history.values import RunState
from engine.protocol.commands import (
    Command,
    Configure,
    Pause,
    Restart,
    Resume,
    Run,
    Step,
    StepEpoch,
)
from engine.stopping.rules import last_known
from engine.worker.session.live_run import LiveRun
from engine.worker.session.mode import Mode
from engine.worker.training.pace import RateMeter, SliceSize


class RunMode(Mode):
    """Trains the run while its state is running.

    Args:
        run: the run.
    """

    def __init__(self, run: LiveRun) -> None:
        self._run = run
        self._steps: int | None = None
        """Updates still to be made before a pause; None is unlimited."""
        self._until = ""
        """The expression at which to pause after an epoch; empty for none."""
        self._slice, self._meter = SliceSize(device=run.device), RateMeter()
        self._pulse_due = 0.0

    # ------------------------------------------------------------------------------ commands

    @property
    def run_state(self) -> RunState:
        """The state of the run."""
        return self._run.state

    def obey(self, command: Command) -> None:
        """Carry out a command of the run."""
        run = self._run
        match command:
            case Run(until=until):
                self._train_on(until)
            case Pause():
                self._steps, self._until = None, ""
                run.pause()
            case Step(updates=updates):
                self._step(updates)
            case StepEpoch():
                self._step(run.trainer.updates_to_epoch_end(after=self._pending))
            case Restart(run=on):
                self._restart(run.trainer.config, go=on)
            case Configure(config=config):
                self._configure(config)
            case Resume():
                self._steps, self._until = None, ""
                run.resume(command)
            case _:
                raise TypeError(f"a run does not know {command!r}")

    def _train_on(self, until: str) -> None:
        if self._run.state is RunState.DIVERGED:
            self._restart(self._run.trainer.config, go=True)
            self._until = until
            return
        self._steps, self._until = None, until
        self._go()

    def _step(self, updates: int) -> None:
        self._steps, self._until = updates + self._pending, ""
        self._go()

    @property
    def _pending(self) -> int:
        """Requested single updates still to be made."""
        return (self._steps or 0) if self._run.state is RunState.RUNNING else 0

    def _restart(self, config: RunConfig, *, go: bool) -> None:
        self._steps, self._until = None, ""
        self._run.restart(config)
        if go:
            self._go()

    def _configure(self, config: RunConfig) -> None:
        run = self._run
        endless = run.state is RunState.RUNNING and self._steps is None
        effect = run.configure(config)
        if effect is Effect.LIVE:
            self._slice = SliceSize(device=run.device)
        elif effect is not None:
            self._steps, self._until = None, ""
            if endless:
                self._go()

    def _go(self) -> None:
        run = self._run
        run.go()
        now = run.clock()
        run.pace.start(now)
        self._meter.clear()
        self._meter.mark(now, run.trainer.update)
        run.enter(RunState.RUNNING)

    # ------------------------------------------------------------------------------ work

    def idle_seconds(self, now: float) -> float | None:
        """Seconds until the next update is due."""
        return self._run.pace.wait(now) if self._run.state is RunState.RUNNING else None

    def work(self) -> None:
        """Train for one slice, if updates are due."""
        run = self._run
        now = run.clock()
        wanted = self._wanted(now)
        if wanted < 1:
            return
        self._slice.begin()
        advance, written = run.train(wanted)
        made, after = len(advance.recorded), run.clock()
        self._slice.learn(max(made, 1), after - now)
        run.pace.made(made, after)
        self._meter.mark(after, run.trainer.update)
        if self._steps is not None:
            self._steps -= made
        if advance.state is not RunState.RUNNING:
            self._stop(advance.state, advance.reason)
        elif self._steps == 0 or not written:
            self._stop(RunState.PAUSED)
        elif self._is_met():
            self._stop(RunState.PAUSED, is_true(self._until))
        elif run.reports.watch.pulse and after >= self._pulse_due:
            self._pulse_due = after + run.reports.watch.pulse
            run.enter(RunState.RUNNING)

    def _wanted(self, now: float) -> int:
        """The number of updates to make now."""
        if self._run.state is not RunState.RUNNING:
            return 0
        epoch = self._run.trainer.updates_to_epoch_end() if self._until else None
        limits = self._slice.updates, self._run.pace.due(now), self._steps, epoch
        return min(limit for limit in limits if limit is not None)

    def _is_met(self) -> bool:
        """Whether an epoch has just ended at which the run is to pause."""
        trainer = self._run.trainer
        if not self._until or trainer.offset:
            return False
        expression = expression_of(self._until)
        known = last_known(self._run.record.epochs.series, trainer.epoch, expression.parsed.memory)
        if known is None:
            return False
        return expression.first_met(known[:-1], known[-1:], trainer.epoch - 1)[0] is not None

    def _stop(self, state: RunState, reason: str = "") -> None:
        self._steps, self._until = None, ""
        self._run.enter(state, reason)

    def leave(self) -> None:
        """Do nothing: the run is in the present."""

    def frame(self) -> Frame:
        """The current state of the run."""
        running = self._run.state is RunState.RUNNING
        return self._run.frame(rate=self._meter.rate if running else 0.0)
