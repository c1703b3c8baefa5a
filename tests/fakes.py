"""An engine without a process, without TensorFlow and without a clock: plain numpy, on demand."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator

from engine.client.memory import Memory
from engine.config.effective import differences
from engine.config.notes import Effect
from engine.config.parameters import PARAMETERS, with_values
from engine.config.run import RunConfig
from engine.history.reached import Reached
from engine.history.values import RunState
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
from tests.fake_run import FakeRun, undone


class FakeEngine(FakeRun):
    """Obeys like `engine.client.engine.Engine`, but trains just when a test says `advance`.

    But for the optimizer and the stop rule (`FakeRun`), what it says and shows is what the worker's
    session does (`tests/engine/client/test_fake_engine.py`). Commands given before `become_ready`
    wait for it, as they do in the real one. Without a worker they are dropped, and the next one
    begins with what the client's own `Memory` holds.

    Args:
        config: the first configuration.
        ready: whether the worker is ready as soon as it is started.

    Attributes:
        said: the commands it was sent, but for `SetPace` and `Watch`.
        pace, watched: the last of those.
        missing_devices: those that a worker cannot use.
    """

    def __init__(self, config: RunConfig, *, ready: bool = True) -> None:
        super().__init__(config)
        self.said: list[ClientCommand] = []
        self.pace: float | None = None
        self.closed = False
        self.missing_devices: set[str] = set()
        self.alive = False
        self._ready_at_once = ready
        self._ready = False
        self._waiting: list[ClientCommand] = []
        self._memory = Memory(config, Watch())
        self._events: asyncio.Queue[Event | None] = asyncio.Queue()

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
        self._waiting = []
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

    # ------------------------------------------------------------------------------ the engine

    async def start(self) -> None:
        self._start()

    def _start(self) -> None:
        self.alive = True
        self._put(Starting())
        device = self.config.device.device
        if device in self.missing_devices:
            self._put(Failed(f"device: no {device} found; TensorFlow finds cpu", usage=True))
            self.lose("it could not continue")
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
        device = self._memory.config.device
        self._memory = self._memory.after(command)
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
            case Configure(config=config) if self.alive and config.device != device:
                self._start_another()
            case _ if self._ready:
                self._obey(command)
            case _ if self.alive:
                self._waiting.append(command)
            case _:
                """Dropped, but for what is remembered."""

    def _start_another(self) -> None:
        """Carry on with the configuration last sent, which is a change like any other."""
        self._come_back()
        config = self._memory.config
        same_run = config.data == self.config.data and config.start == self.config.start
        self._ready = False
        self._waiting = [Configure(config)]
        self.config = self.config.model_copy(update={"device": config.device})
        self._batch = None
        if self.state is RunState.RUNNING:
            self.state = RunState.PAUSED
        self._start()
        if self.alive and same_run:
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
                self.refuse("an earlier moment is shown; fork there, or return first")
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
