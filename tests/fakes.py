"""An engine without a process, without TensorFlow and without a clock: plain numpy, on demand."""

from __future__ import annotations

from collections.abc import AsyncIterator

from engine.client.memory import Memory
from engine.config.run import RunConfig
from engine.history.values import RunState
from engine.protocol.commands import (
    CARRIED_ON,
    ClientCommand,
    Configure,
    Revive,
    SetPace,
    Watch,
)
from engine.protocol.events import (
    Event,
    Failed,
    Lost,
    Ready,
    Starting,
)
from engine.protocol.sweep_messages import MeasureTradeoff, Sweep
from engine.sweeps.spec import SweepSpec
from engine.sweeps.tradeoff import TradeoffSpec
from tests.fake_session import FakeSession


class FakeEngine(FakeSession):
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
        missing_devices: those, and the numbers of them, that a worker cannot use.
    """

    def __init__(self, config: RunConfig, *, ready: bool = True) -> None:
        super().__init__(config)
        self.said: list[ClientCommand] = []
        self.pace: float | None = None
        self.closed = False
        self.missing_devices: set[str | int] = set()
        self.alive = False
        self._ready_at_once = ready
        self._ready = False
        self._waiting: list[ClientCommand] = []
        self._memory = Memory(config, Watch())

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

    def lose(self, reason: str = "killed by signal 9", *output: str) -> None:
        """The worker dies."""
        self.alive = self._ready = False
        self._waiting = []
        self._put(Lost(reason, output))

    def fail(self, message: str, details: str = "", *, usage: bool = False) -> None:
        """The worker cannot go on, maybe since what was asked for cannot be."""
        self._put(Failed(message, details, usage=usage))

    def _put(self, event: Event) -> None:
        self._memory = self._memory.seen(event)
        super()._put(event)

    async def dealt(self) -> None:
        """Wait until every event was dealt with: the one after it has been asked for."""
        await self._events.join()

    # ------------------------------------------------------------------------------ the engine

    async def start(self) -> None:
        self._start()

    def _start(self) -> None:
        self.alive = True
        self._put(Starting())
        device, _, replicas = self._memory.config.devices
        if device in self.missing_devices:
            self._put(Failed(f"device: no {device} found; TensorFlow finds cpu", usage=True))
            self.lose("it could not continue")
        elif replicas in self.missing_devices:
            self._put(Failed(f"replicas: {replicas} need as many GPUs", usage=True))
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
        devices = self._memory.config.devices
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
            case Configure(config=config) if self.alive and config.devices != devices:
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
        ran = self.config
        same_run = config.data == ran.data and config.start == ran.start
        same_run &= config.batch.replicas == ran.batch.replicas
        self._ready = False
        self._waiting = [Configure(config)]
        self.config = self.config.model_copy(update={"device": config.device})
        self._batch = None
        ended = self.state if self.state.ended else None
        if self.state is RunState.RUNNING:
            self.state = RunState.PAUSED
        self._start()
        if self.alive and same_run:
            self._enter(ended or RunState.PAUSED, self._memory.end if ended else CARRIED_ON)

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
