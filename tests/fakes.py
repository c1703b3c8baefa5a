"""An engine without a process, without TensorFlow and without a clock: plain numpy, on demand."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator
from copy import copy
from typing import Any

import numpy as np

from engine.config.parameters import PARAMETERS, differences, with_values
from engine.config.run import Effect, RunConfig, StopRule
from engine.data.batches import BatchSpan
from engine.data.dataset import load
from engine.history.epochs import OpenEpoch
from engine.history.frame import Frame
from engine.history.values import BatchStep, Change, Checkpoint, RunState, Series
from engine.problems.linear_neuron.moments import Moments
from engine.protocol.commands import (
    CARRIED_ON,
    ClientCommand,
    Configure,
    Fork,
    Pause,
    Race,
    Restart,
    Resume,
    Revive,
    Run,
    Save,
    SaveRun,
    Seek,
    SetPace,
    Shift,
    Step,
    StepEpoch,
    Watch,
    WriteEvents,
)
from engine.protocol.events import (
    Event,
    Failed,
    Lost,
    Ready,
    Refused,
    Saved,
    Starting,
    StateChanged,
    Wrote,
)
from engine.protocol.sweep_messages import MeasureTradeoff, Sweep
from engine.sweeps.spec import SweepSpec
from engine.sweeps.tradeoff import TradeoffSpec

_STATE = (
    "config", "w", "b", "_previous", "_rows", "_epoch_rows", "_open", "_offset", "_batch",
    "_steps", "_changes", "_ends", "_armed", "_epoch_limit",
)  # fmt: skip
"""What a moment of the run consists of."""


class FakeEngine:
    """Obeys like `engine.client.engine.Engine`, but trains just when a test says `advance`.

    Plain gradient descent, w -= lr ∂L/∂w, in float64, whatever optimizer is configured, and every
    stop rule is that of the epoch loss. What it says and shows is otherwise that of the worker's
    session (`tests/engine/client/test_fake_engine.py`). Commands
    given before `become_ready` wait for it, as they do in the real one.

    Args:
        config: the first configuration.
        ready: whether the worker is ready as soon as it is started.

    Attributes:
        said: the commands it was sent, but for `SetPace` and `Watch`.
        pace, watched: the last of those.
        missing_devices: those that a worker cannot use.
    """

    def __init__(self, config: RunConfig, *, ready: bool = True) -> None:
        self.config = config
        self.said: list[ClientCommand] = []
        self.state = RunState.READY
        self.pace: float | None = None
        self.watched = Watch()
        self.closed = False
        self.missing_devices: set[str] = set()
        self.alive = False
        self._ready_at_once = ready
        self._ready = False
        self._waiting: list[ClientCommand] = []
        self._events: asyncio.Queue[Event | None] = asyncio.Queue()
        self._begin()

    # ------------------------------------------------------------------------------ the run

    def _begin(self) -> None:
        data = load(self.config.data)
        self._x, self._y = data.x.astype(float), data.y.astype(float)
        self.moments = Moments.of(data.x, data.y)
        self.w, self.b = self.config.start.w0, self.config.start.b0
        self._previous = (self.w, self.b)
        self._rows: list[tuple[int, float, float, float]] = []
        self._epoch_rows: list[tuple[int, float, float, float]] = []
        self._open: list[tuple[float, float, float]] = []
        self._offset = 0
        self._batch: BatchSpan | None = None
        self._steps: list[BatchStep] = []
        self._changes: tuple[Change, ...] = ()
        self._ends: list[int] = []
        self._armed = True
        """Whether the stop rule is looked at."""
        self._epoch_limit = self.config.stop.epochs
        self._moments = [self._moment()]
        self._present: dict[str, Any] | None = None
        self.state = RunState.READY

    def _moment(self) -> dict[str, Any]:
        """The whole state."""
        return {name: copy(getattr(self, name)) for name in _STATE}

    def _stand(self, moment: dict[str, Any]) -> None:
        for name, value in moment.items():
            setattr(self, name, copy(value))

    @property
    def update(self) -> int:
        return len(self._rows)

    @property
    def epoch(self) -> int:
        return len(self._epoch_rows)

    def _make_update(self) -> None:
        n = self._x.size
        size = self.config.batch.batch_size
        stop = n if size == "full" else min(self._offset + int(size), n)
        rows = slice(self._offset, stop)
        x, y = self._x[rows], self._y[rows]
        lr = self.config.optimizer.learning_rate
        self._batch = BatchSpan(self.epoch, rows.start, stop)
        self._previous = (self.w, self.b)
        with np.errstate(over="ignore", invalid="ignore"):
            residual = self.w * x + self.b - y
            total = float(np.sum(residual**2))
            # The worker sums in float32.
            loss = total / x.size if np.isfinite(np.float32(total)) else math.inf
            self.w -= lr * float(np.mean(2 * residual * x))
            self.b -= lr * float(np.mean(2 * residual))
        self._rows.append((self.update + 1, self.w, self.b, loss))
        after = (self.w, self.b)
        step = BatchStep(self.update, self._batch, self._previous, after, loss, Moments.of(x, y))
        self._steps.append(step)
        self._open.append((loss, self.w, self.b))
        self._offset = stop
        if stop == n:
            means = np.mean(self._open, axis=0)
            self._epoch_rows.append((self.epoch + 1, means[1], means[2], means[0]))
            self._open, self._offset = [], 0
            self._ends.append(self.update)
        self._moments.append(self._moment())

    def _end(self) -> RunState | None:
        if not (math.isfinite(self.w) and math.isfinite(self._rows[-1][3])):
            return RunState.DIVERGED
        rule = self._armed and self.config.stop.stop is not StopRule.NEVER
        if rule and self._offset == 0 and self.epoch >= 2:
            before, now = self._epoch_rows[-2][3], self._epoch_rows[-1][3]
            if abs(now - before) < self.config.stop.tolerance * abs(before):
                return RunState.CONVERGED
        if self.epoch >= self._epoch_limit:
            return RunState.MAX_EPOCHS
        return None

    # ------------------------------------------------------------------------------ what tests do

    def become_ready(self) -> None:
        """The worker has imported TensorFlow; what waited is obeyed."""
        self._ready = True
        self._put(Ready("CPU", "2.21.0", "3.12.0", 6.5))
        waiting, self._waiting = self._waiting, []
        for command in waiting:
            self._obey(command)
        self._put(self.frame())

    def advance(self, updates: int) -> None:
        """Make this many updates if it is running, then send one frame."""
        self._train(updates)
        self._put(self.frame())

    def _train(self, updates: int) -> None:
        for _ in range(updates if self.state is RunState.RUNNING else 0):
            self._make_update()
            end = self._end()
            if end is not None:
                self._enter(end, f"{end} at update {self.update}")
                break

    def lose(self, reason: str = "killed by signal 9", *output: str) -> None:
        """The worker dies."""
        self.alive = self._ready = False
        self._put(Lost(reason, output))

    def fail(self, message: str, details: str = "", *, usage: bool = False) -> None:
        """The worker cannot go on, maybe since what was asked for cannot be."""
        self._put(Failed(message, details, usage=usage))

    def refuse(self, message: str) -> None:
        """A command cannot be obeyed."""
        self._put(Refused(message))

    async def dealt(self) -> None:
        """Wait until every event was dealt with: the one after it has been asked for."""
        await self._events.join()

    def frame(self) -> Frame:
        """The run as it stands, or the earlier moment that is shown."""
        past = self._present is not None
        return Frame(
            state=self._standstill if past else self.state,
            config=self.config,
            theta=(self.w, self.b),
            previous=self._previous,
            batch_loss=self._rows[-1][3] if self._rows else math.nan,
            epoch_loss=self._epoch_rows[-1][3] if self._epoch_rows else math.nan,
            full_loss=float(self.moments.loss(self.w, self.b)),
            batch=self._batch,
            updates=self._series(self._rows),
            epochs=self._series(self._epoch_rows),
            kept_every=1,
            seconds=self.update / 1000,
            compile_seconds=0.1,
            updates_per_second=1000.0 if self.state is RunState.RUNNING else 0.0,
            checkpoint=Checkpoint(
                self.update, self.epoch, self._offset, (self.w, self.b), "sgd", {},
                OpenEpoch(), np.empty((0, 3)),
            ),
            changes=self._changes,
            of=len(self._moments) - 1 if past else None,
            steps=tuple(self._steps[-self.watched.steps :]) if self.watched.steps else (),
        )  # fmt: skip

    def _series(self, rows: list[tuple[int, float, float, float]]) -> Series:
        if not rows:
            return Series.empty()
        index, w, b, loss = (np.array(column) for column in zip(*rows, strict=True))
        n = self._x.size
        size = self.config.batch.batch_size
        seen = index * float(n if size == "full" else int(size))
        return Series.of(index.astype(np.int64), w, b, loss, seen, index / 1000)

    # ------------------------------------------------------------------------------ the engine

    async def start(self) -> None:
        self._start()

    def _start(self) -> None:
        self.alive = True
        self._put(Starting())
        device = self.config.device.device
        if device in self.missing_devices:
            self._put(Failed(f"device: there is no {device}; TensorFlow sees cpu", usage=True))
            self.lose("it could not go on")
        elif self._ready_at_once:
            self.become_ready()

    async def close(self) -> None:
        self.closed = True
        self._events.put_nowait(None)

    async def send(self, *commands: ClientCommand) -> None:
        for command in commands:
            self._take(command)

    def _take(self, command: ClientCommand) -> None:
        """Obey, now or once the worker is ready; a few things are the client's own."""
        match command:
            case Watch():
                self.watched = command
                if self._ready:
                    self._put(self.frame())
                return
            case SetPace(updates_per_second=pace):
                self.pace = pace
                return
            case _:
                self.said.append(command)
        match command:
            case Revive():
                if not self.alive:
                    self._start_another()
            case Configure(config=config) if config.device != self.config.device:
                self.config = config
                if self.alive:
                    self._start_another()
            case _ if self._ready:
                self._obey(command)
            case _:
                self._waiting.append(command)

    def _start_another(self) -> None:
        self._start()
        if self.alive:
            self._enter(RunState.PAUSED, CARRIED_ON)

    @property
    def swept(self) -> SweepSpec | None:
        """The last sweep that was asked for."""
        return next((said.spec for said in reversed(self.said) if isinstance(said, Sweep)), None)

    @property
    def measured(self) -> TradeoffSpec | None:
        """The last measurement that was asked for."""
        asked = (said.spec for said in reversed(self.said) if isinstance(said, MeasureTradeoff))
        return next(asked, None)

    def tell(self, *events: Event) -> None:
        """The worker tells these."""
        for event in events:
            self._put(event)

    async def events(self) -> AsyncIterator[Event]:
        while (event := await self._events.get()) is not None:
            yield event
            self._events.task_done()
        self._events.task_done()

    # ------------------------------------------------------------------------------ obeying

    def _obey(self, command: ClientCommand) -> None:
        if isinstance(command, Configure | Restart | Race | Resume) and self._present is not None:
            self._come_back()
            self._put(self.frame())
        match command:
            case Run() | Step() | StepEpoch() if self._present is not None:
                self.refuse("an earlier moment is shown: fork there, or go back first")
            case Run():
                self._run()
            case Pause():
                self._pause()
            case Step(updates=updates):
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
            case WriteEvents(folder=folder):
                self._put(Saved(folder, self.update, 1, Wrote.EVENTS, self.update))
            case _:
                """Races, sweeps and measurements are told by the test."""

    def _put(self, event: Event) -> None:
        self._events.put_nowait(event)

    def _enter(self, state: RunState, reason: str = "") -> None:
        self.state = state
        means = self._epoch_rows[-1][1:] if self._epoch_rows else (math.nan,) * 3
        self._put(
            StateChanged(
                state, reason, self.update, self.epoch, (means[0], means[1]), means[2],
                (self.w, self.b), float(self.moments.loss(self.w, self.b)), self.update / 1000, 0.1,
            )
        )  # fmt: skip

    @property
    def _standstill(self) -> RunState:
        """The state in which an earlier moment is shown."""
        return RunState.PAUSED if self.update else RunState.READY

    def _resume(self, command: Resume) -> None:
        """Make the updates of the run again, with the changes where they were made."""
        self.config = _undone(command.config, command.changes)
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
            self.refuse("the run has diverged: restart it, with a lower learning rate")
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

    def _come_back(self) -> None:
        if self._present is not None:
            self._stand(self._present)
        self._present = None

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

    def _change(self, name: str, old: str, new: str) -> None:
        """A live change; one that is made and undone before another update is none."""
        here = [c for c in self._changes if c.update == self.update and c.parameter == name]
        first = here[0].old if here else old
        self._changes = tuple(change for change in self._changes if change not in here)
        if first != new:
            self._changes += (Change(self.update, self.epoch, name, first, new),)


def _undone(config: RunConfig, changes: tuple[Change, ...]) -> RunConfig:
    """The configuration before these live changes, which led to `config`."""
    for change in reversed(changes):
        config = with_values(config, {change.parameter: change.old})
    return config
