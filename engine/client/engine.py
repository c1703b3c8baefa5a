"""`Engine`: the async client that owns the worker process; the library's public face.

async with Engine(config) as engine:
    await engine.send(Run())
    async for event in engine.events():
        ...
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Self

from engine.client.child import Child, reason_of
from engine.client.memory import Memory
from engine.client.spawn import Spawned
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
from engine.protocol.events import Event, Failed, Lost, RaceFrame, Starting


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
        self._child: Child | None = None
        self._pump: asyncio.Task[None] | None = None
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
        self._child = await Child.start(spawned)
        self._put(Starting())
        self._pump = asyncio.create_task(self._receive(self._child))
        await self._pass_on(*self._memory.opening())

    async def close(self) -> None:
        """End the worker process; `events` ends too."""
        self._closed = True
        await self._stop_child()
        self._arrived.set()

    @property
    def worker_pid(self) -> int | None:
        """The worker's process id; None without a worker."""
        return None if self._child is None else self._child.pid

    @property
    def output(self) -> tuple[str, ...]:
        """The last lines that the worker printed."""
        return () if self._child is None else tuple(self._child.output)

    async def _revive(self) -> None:
        if self._child is None and not self._closed:
            await self.start()

    async def _stop_child(self) -> None:
        child, self._child = self._child, None
        if self._pump is not None:
            self._pump.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._pump
        if child is not None:
            await child.stop()

    # ------------------------------------------------------------------------------ commands

    async def send(self, *commands: ClientCommand) -> None:
        """Send commands, in order.

        A `Configure` with another device starts another process, because TensorFlow fixes its
        devices at start; it continues from the last checkpoint. Without a worker, only `Revive` has
        an immediate effect; the next worker starts with the last configuration, pace and watch.

        Raises:
            OSError: no process can be started.
        """
        for command in commands:
            await self._carry_out(command)

    async def _carry_out(self, command: ClientCommand) -> None:
        device = self._memory.config.device
        self._memory = self._memory.after(command)
        match command:
            case Revive():
                await self._revive()
            case Configure(config=config) if self._child is not None and config.device != device:
                await self._stop_child()
                await self._revive()
            case _:
                await self._pass_on(command)

    async def _pass_on(self, *commands: Command) -> None:
        for command in commands:
            if self._child is not None:
                await self._child.send(command)

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
                    await self._pass_on(Acknowledge())
            if self._closed:
                return
            self._arrived.clear()
            await self._arrived.wait()

    def _put(self, event: Event) -> None:
        self._events.append(event)
        self._arrived.set()

    async def _receive(self, child: Child) -> None:
        failed = False
        with contextlib.suppress(EOFError):
            while True:
                event = await child.receive()
                failed = failed or isinstance(event, Failed)
                self._memory = self._memory.seen(event)
                self._put(event)
        status = await child.wait()
        self._child = None
        reason = "it could not continue" if failed else reason_of(status)
        self._put(Lost(reason, tuple(child.output)))
