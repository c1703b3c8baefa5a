"""`Engine`: the async client that owns the worker process; the library's public face.

async with Engine(config) as engine:
    await engine.send(Run())
    async for event in engine.events():
        ...
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Self

from engine.cancellation import cancel
from engine.client.child import Child
from engine.client.deaths import Deaths
from engine.client.memory import Memory
from engine.client.spawn import Spawned
from engine.client.worker import Worker
from engine.config.hosts import HostsFrom
from engine.config.run import RunConfig
from engine.history.frame import Frame
from engine.protocol.commands import (
    Acknowledge,
    ClientCommand,
    Command,
    Configure,
    Resume,
    Revive,
    Watch,
)
from engine.protocol.events import (
    Delayed,
    Event,
    Failed,
    Lost,
    RaceFrame,
    Refused,
    Silence,
    Starting,
)

_FATAL = 2
"""Deaths in a row after which the next worker starts without the last changes."""
_PARTING_SECONDS = 3.0
"""That a worker has to let the processes go that train with it."""
_LOOK_SECONDS = 1.0


class Engine:
    """A run in a separate process.

    Commands return at once; their results arrive as events. Commands sent before the worker is
    ready are queued. Outdated frames are dropped, other events never.

    Args:
        config: the first configuration.
        watch: what to report.
        resume: a run to continue, with this configuration; None starts a new one.
        spawned: a worker process that was started beforehand; None starts one.
    """

    def __init__(
        self,
        config: RunConfig,
        *,
        watch: Watch | None = None,
        resume: Resume | None = None,
        spawned: Spawned | None = None,
    ) -> None:
        self._memory = Memory(config, watch or Watch(), resume)
        self._spawned = spawned
        self._patience = 0.0
        self._worker: Worker | None = None
        self._deaths = Deaths()
        self._died_with: RunConfig | None = None
        self._tasks: list[asyncio.Task[None]] = []
        """Those of the worker: receiving its events, looking after it, or waiting to start it."""
        self._events: deque[Event] = deque()
        self._arrived = asyncio.Event()
        self._closed = False

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    # ------------------------------------------------------------------------------ process

    async def start(self) -> None:
        """Start the worker process and return at once.

        Raises:
            OSError: no process can be started.
        """
        spawned, self._spawned = self._spawned, None
        worker = self._worker = Worker(await Child.start(spawned))
        alone = self._memory.config.device.hosts is HostsFrom.NONE
        self._patience = 0.0 if alone else _PARTING_SECONDS
        self._put(Starting())
        self._tasks = [
            asyncio.create_task(self._receive(worker)),
            asyncio.create_task(self._look_after(worker)),
        ]
        self._leave_fatal_changes()
        self._pass_on(*self._memory.opening())

    def _leave_fatal_changes(self) -> None:
        """Undo the changes with which no worker survived its start."""
        before, now = self._memory.before_changes(), self._memory.config
        if self._deaths.count < _FATAL or now != self._died_with or before.config == now:
            return
        self._memory = before
        text = f"{self._deaths.count} workers died with the last change; it is undone"
        self._put(Refused(text, before.config))

    async def close(self) -> None:
        """End the worker process; `events` ends too."""
        self._closed = True
        await self._stop()
        self._arrived.set()

    @property
    def worker_pid(self) -> int | None:
        """The worker's process id; None without a worker."""
        return None if self._worker is None else self._worker.pid

    @property
    def output(self) -> tuple[str, ...]:
        """The last lines that the worker printed."""
        return () if self._worker is None else self._worker.output

    async def _revive(self, command: Revive) -> None:
        worker = self._worker
        if worker is not None and command.replace and worker.silent:
            await self._stop()
            self._lose("it did not answer and was ended", worker)
        if self._worker is not None or self._closed:
            return
        delay = self._deaths.delay(asyncio.get_running_loop().time())
        if not delay:
            await self.start()
            return
        self._put(Delayed(delay, self._deaths.count, self._deaths.reason))
        if not self._tasks:
            self._tasks = [asyncio.create_task(self._start_in(delay))]

    async def _start_in(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        try:
            await self.start()
        except OSError as error:
            self._tasks = []
            self._put(Failed.to_start(error))
            self._lose("it could not be started")

    async def _stop(self) -> None:
        """End the worker, if there is one, and what belongs to it."""
        worker, self._worker = self._worker, None
        tasks, self._tasks = self._tasks, []
        await cancel(tasks)
        if worker is not None:
            await worker.stop(self._patience)

    # ------------------------------------------------------------------------------ commands

    async def send(self, *commands: ClientCommand) -> None:
        """Send commands, in order.

        A `Configure` with another device, or another number of them, starts another process,
        because TensorFlow fixes its devices at start; with another device it continues from the
        last checkpoint. Without a worker, only `Revive` has
        an immediate effect; the next worker starts with the last configuration, pace and watch.
        After workers that died at once, it starts later (`Delayed`). A worker that does not answer
        delays nothing.

        Raises:
            OSError: no process can be started.
        """
        for command in commands:
            await self._carry_out(command)

    async def _carry_out(self, command: ClientCommand) -> None:
        devices = self._memory.config.devices
        self._memory = self._memory.after(command)
        match command:
            case Revive():
                await self._revive(command)
            case Configure(config=config) if self._worker is not None and config.devices != devices:
                await self._stop()
                await self.start()
            case _:
                self._pass_on(command)

    def _pass_on(self, *commands: Command) -> None:
        for command in commands:
            if self._worker is not None:
                self._worker.send(command)

    # ------------------------------------------------------------------------------ events

    async def events(self) -> AsyncIterator[Event]:
        """All events, until the engine is closed.

        A frame counts as processed when the next event is requested: only then may the worker send
        another, so a slow consumer slows down the frames but not the training.
        """
        while True:
            while self._events:
                event = self._events.popleft()
                yield event
                if isinstance(event, Frame | RaceFrame):
                    self._pass_on(Acknowledge())
            if self._closed:
                return
            self._arrived.clear()
            await self._arrived.wait()

    def _put(self, event: Event) -> None:
        if isinstance(event, Silence) and self._events and isinstance(self._events[-1], Silence):
            self._events.pop()
        self._events.append(event)
        self._arrived.set()

    async def _receive(self, worker: Worker) -> None:
        while (event := await worker.receive()) is not None:
            if worker.worked:
                self._deaths.lived()
            self._memory = self._memory.seen(event)
            self._put(event)
        reason = await worker.reason()
        looking = self._tasks.pop()
        looking.cancel()
        self._worker, self._tasks = None, []
        self._lose(reason, worker)

    def _lose(self, reason: str, worker: Worker | None = None) -> None:
        """Report the loss of the worker."""
        if worker is None or not worker.worked:
            self._deaths.died(reason, asyncio.get_running_loop().time())
        self._died_with = self._memory.config
        unwritten, self._memory = self._memory.unwritten, self._memory.lost()
        output = () if worker is None else worker.output
        self._put(Lost(reason, output, self._deaths.count, unwritten))

    async def _look_after(self, worker: Worker) -> None:
        """Report, every second, a worker that does not answer."""
        time = asyncio.get_running_loop().time
        last = time()
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            now = time()
            silence = worker.look(now - last)
            last = now
            if silence is not None:
                self._put(silence)
