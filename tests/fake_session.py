"""The commands that a run obeys, as the worker's session does, without a process and a clock."""

from __future__ import annotations

import asyncio
import math

import numpy as np

from engine.config.effective import differences
from engine.config.notes import Effect
from engine.config.parameters import PARAMETERS, with_values
from engine.config.run import RunConfig
from engine.expressions.evaluate import expression_of
from engine.expressions.syntax import is_true
from engine.history.reached import Reached
from engine.history.values import RunState
from engine.protocol.commands import (
    ClientCommand,
    Configure,
    Fork,
    Pause,
    Race,
    Restart,
    Resume,
    Run,
    Save,
    SaveRun,
    Seek,
    Shift,
    Step,
    StepEpoch,
    Store,
    WriteEvents,
)
from engine.protocol.events import (
    Event,
    Refused,
    Saved,
    StateChanged,
    Wrote,
)
from tests.fake_run import FakeRun, undone
from tests.stored import store


class FakeSession(FakeRun):
    """A run that obeys commands, and tells what became of them as events."""

    def __init__(self, config: RunConfig) -> None:
        super().__init__(config)
        self._until = ""
        self._events: asyncio.Queue[Event | None] = asyncio.Queue()

    def refuse(self, message: str) -> None:
        """A command cannot be obeyed."""
        self._put(Refused(message))

    def _obey(self, command: ClientCommand) -> None:
        if isinstance(command, Configure | Restart | Race | Resume) and self._present is not None:
            self._come_back()
            self._put(self.frame())
        match command:
            case Run() | Step() | StepEpoch() if self._present is not None:
                self.refuse("an earlier moment is shown; fork there, or return first")
            case Run(until=until):
                self._run()
                self._until = until
            case Pause():
                self._pause()
            case Step(updates=updates):
                self._until = ""
                self._step(updates)
            case StepEpoch():
                self._step_epoch()
            case Restart(run=run):
                self._restart(run=run)
            case Configure(config=config):
                self._configure(config)
            case Resume():
                self._resume(command)
            case _:
                self._serve(command)

    def _serve(self, command: ClientCommand) -> None:
        """Show another moment, or write something."""
        match command:
            case Seek(update=update):
                self._seek(update)
            case Shift(updates=updates, epochs=epochs):
                self._shift(updates, epochs)
            case Fork(config=config):
                self._fork(config)
            case Save(path=path):
                self._put(Saved(path, self.update, 1))
            case SaveRun(folder=folder):
                self._put(Saved(folder, self.update, 1, Wrote.RUN, self.update))
            case Store(folder=folder):
                self._put(store(self.frame(), folder))
            case WriteEvents(folder=folder):
                self._put(Saved(folder, self.update, 1, Wrote.EVENTS, self.update))
            case _:
                """Races, sweeps and measurements are told by the test."""

    def _train(self, updates: int) -> None:
        for _ in range(updates if self.state is RunState.RUNNING else 0):
            self._make_update()
            end = self._end()
            if end is not None:
                self._enter(end, f"{end} at update {self.update}")
                break
            if self._until and not self._open and self._is_met(self._until):
                self._enter(RunState.PAUSED, is_true(self._until))
                break

    def _is_met(self, until: str) -> bool:
        rows = np.array([(loss, w, b) for _, w, b, loss in self._epoch_rows])
        before = len(rows) - 1
        return expression_of(until).first_met(rows[:-1], rows[-1:], before)[0] is not None

    def _put(self, event: Event) -> None:
        self._events.put_nowait(event)

    def _enter(self, state: RunState, reason: str = "") -> None:
        self.state = state
        means = self._epoch_rows[-1][1:] if self._epoch_rows else (math.nan,) * 3
        self._put(
            StateChanged(
                state,
                reason,
                Reached(
                    self.update, self.epoch, (means[0], means[1]), means[2], (self.w, self.b),
                    float(self.moments.loss(self.w, self.b)), self.update / 1000, 0.1,
                ),
            )
        )  # fmt: skip

    def _resume(self, command: Resume) -> None:
        """Make the updates of the run again, with the changes where they were made."""
        self.config = undone(command.config, command.changes)
        self._restart(run=False)
        for update in range(command.checkpoint.update + 1):
            for change in command.changes:
                if change.update == update:
                    self.config = with_values(self.config, {change.parameter: change.new})
                    self._changes += (change,)
            if update < command.checkpoint.update:
                self._make_update()
        self._batch = None
        self._enter(command.state, command.reason)
        self._put(self.frame())

    def _run(self) -> None:
        if self.state is RunState.DIVERGED:
            self._restart(run=True)
            return
        self._go()

    def _go(self) -> None:
        """Train, past the end if the run has come to one."""
        self._armed = self._armed and self.state is not RunState.CONVERGED
        if self.epoch >= self._epoch_limit:
            self._epoch_limit = self.epoch + self.config.stop.epochs
        self._enter(RunState.RUNNING)

    def _pause(self) -> None:
        if self.state is RunState.RUNNING:
            self._enter(RunState.PAUSED)
            self._put(self.frame())

    def _step(self, updates: int) -> None:
        if self.state is RunState.DIVERGED:
            self.refuse("the run has diverged; restart it with a lower learning rate")
            return
        self._go()
        self._train(updates)
        if self.state is RunState.RUNNING:
            self._enter(RunState.PAUSED)
        self._put(self.frame())

    def _step_epoch(self) -> None:
        n, size = self._x.size, self.config.batch.batch_size
        each = n if size == "full" else int(size)
        self._step(math.ceil((n - self._offset) / each))

    def _seek(self, update: int | None) -> None:
        self._pause()
        self._come_back()
        if update is not None and update < self.update:
            self._present = self._moment()
            self._stand(self._moments[max(0, update)])
        self._put(self.frame())

    def _shift(self, updates: int, epochs: int) -> None:
        ends = [0, *(self._present or {"_ends": self._ends})["_ends"]]
        place = self.update
        for _ in range(abs(epochs)):
            if epochs < 0:
                place = max((end for end in ends if end < place), default=0)
            else:
                place = min((end for end in ends if end > place), default=len(self._moments))
        self._seek(place + updates)

    def _fork(self, config: RunConfig) -> None:
        self._pause()
        if self._present is not None:
            self._present = None
            del self._moments[self.update + 1 :]
            self._enter(self._standstill)
        self._configure(config)
        self._put(self.frame())

    def _restart(self, *, run: bool) -> None:
        self._begin()
        self._enter(RunState.READY)
        if run:
            self._go()
        self._put(self.frame())

    def _configure(self, config: RunConfig) -> None:
        changed = differences(self.config, config)
        if not changed:
            return
        running = self.state is RunState.RUNNING
        other_stop = config.stop != self.config.stop
        self.config = config
        if any(PARAMETERS[name].notes.effect is not Effect.LIVE for name in changed):
            self._restart(run=running)
            return
        for name, (old, new) in changed.items():
            self._change(name, old, new)
        self._armed = True
        if other_stop:
            self._epoch_limit = config.stop.epochs
        self._put(self.frame())
