"""Has a worker process of its own map the loss of a network, and reports what it says."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from engine.client.child import Child, reason_of
from engine.client.pulse import Pulse
from engine.client.spawn import Spawned, spawn
from engine.networks.landscape.kept import signs_of
from engine.protocol.events import IMPORTING, Beat, Event, Failed, Lost, Ready, Starting
from engine.protocol.landscape_messages import LossPart, MapDone, MapLoss, PlaneKnown, StopMap
from engine.protocol.wire import WireError

LOOK_SECONDS = 1.0
"""Seconds between two looks at a worker that says nothing."""
IDLE_SECONDS = 60.0
"""Seconds that a worker is kept for another part: others may want its memory of the GPU."""
WORK = "landscape"
_GONE = (EOFError, WireError, MemoryError)


class LandscapeWorker:
    """The process that maps parts of one plane, one after the other.

    It is started by the first request, and again where it ended meanwhile or where the request is
    of other files. Close it in the end.

    Args:
        spawned: a process for it that was started beforehand.
    """

    def __init__(self, spawned: Spawned | None = None) -> None:
        self._spawned = spawned
        self._child: Child | None = None
        self._receiving: asyncio.Future[Any] | None = None
        self._ending: asyncio.Task[None] | None = None
        self._of: object = None
        self._ready = False
        self._owed = 0
        """Planes that it has been asked for and has not sent: what comes before the last is old."""

    async def events(self, request: MapLoss) -> AsyncGenerator[Event]:
        """Yield what it says until all points are evaluated.

        The last event is `MapDone`, or `Failed` or `Lost` if it ended before. `Beat` says what it
        is doing, and `Silence` that it does not answer. The generator may be closed at any time;
        the worker stays for the next request.

        Args:
            request: what to map.
        """
        await self._stay()
        of = replace(request, part=None, done=frozenset()), signs_of(request)
        if self._child is not None and self._of == of:
            async with aclosing(self._asked(self._child, request)) as events:
                async for event in events:
                    if isinstance(event, Lost) and self._owed:
                        break  # it may have ended long ago: another one is asked
                    yield event
                else:
                    return
        await self.close()
        yield Starting()
        spawned, self._spawned = self._spawned, None
        try:
            self._child = await Child.start(spawned or spawn(WORK))
        except OSError as error:
            yield Failed.to_start(error)
            return
        self._of = of
        async with aclosing(self._asked(self._child, request)) as events:
            async for event in events:
                yield event

    async def close(self) -> None:
        """End the process."""
        await self._stay()
        child, self._child = self._child, None
        receiving, self._receiving = self._receiving, None
        self._owed, self._ready = 0, False
        if receiving is not None:
            receiving.cancel()
            with contextlib.suppress(asyncio.CancelledError, *_GONE):
                await receiving
        if child is not None:
            await child.stop()

    # ------------------------------------------------------------------------------ inside

    async def _asked(self, child: Child, request: MapLoss) -> AsyncGenerator[Event]:
        """Ask a process for a part, and yield what it says of it."""
        child.send(request)
        self._owed += 1
        last: Event | None = None
        try:
            async for event in self._heard(child):
                last = event
                yield event
        finally:
            if isinstance(last, Failed | Lost):
                await self.close()
            else:
                if not isinstance(last, MapDone):
                    child.send(StopMap())
                self._ending = asyncio.create_task(self._end_later())

    async def _end_later(self) -> None:
        await asyncio.sleep(IDLE_SECONDS)
        self._ending = None
        await self.close()

    async def _stay(self) -> None:
        """It is not idle any longer."""
        ending, self._ending = self._ending, None
        if ending is not None:
            ending.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await ending

    async def _heard(self, child: Child) -> AsyncGenerator[Event]:
        pulse, silent = Pulse(child.sign, "" if self._ready else IMPORTING), False
        while True:
            receiving = self._receiving = self._receiving or asyncio.ensure_future(child.receive())
            done, _ = await asyncio.wait({receiving}, timeout=LOOK_SECONDS)
            if not done:
                child.look()
                silence = pulse.look(LOOK_SECONDS)
                if silence.seconds or silent:
                    silent = silence.seconds > 0
                    yield silence
                continue
            try:
                event: Event = receiving.result()
            except _GONE:
                reason = reason_of(await child.wait(), ready=self._ready, output=child.output)
                yield Lost(reason, child.output)
                return
            self._receiving = None
            pulse.take(event if isinstance(event, Beat) else Beat("", 0.0))
            self._ready = self._ready or isinstance(event, Ready)
            self._owed -= isinstance(event, PlaneKnown)
            if self._owed and isinstance(event, PlaneKnown | LossPart | MapDone):
                continue  # of a part that nobody waits for any longer
            yield event
            if isinstance(event, MapDone | Failed):
                return
