"""Has a worker process of its own map the loss of a network, and reports what it says."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator

from engine.client.child import Child, reason_of
from engine.client.pulse import Pulse
from engine.client.spawn import Spawned, spawn
from engine.protocol.events import IMPORTING, Beat, Event, Failed, Lost, Ready, Starting
from engine.protocol.landscape_messages import MapDone, MapLoss
from engine.protocol.wire import WireError

LOOK_SECONDS = 1.0
"""Seconds between two looks at a worker that says nothing."""
WORK = "landscape"


async def landscape_events(
    request: MapLoss, spawned: Spawned | None = None
) -> AsyncGenerator[Event]:
    """Start a worker, and yield its events until all points are evaluated.

    The last event is `MapDone`, or `Failed` or `Lost` if it ended before. `Beat` says what it is
    doing, and `Silence` that it does not answer. The worker ends with the generator, which may be
    closed at any time.

    Args:
        request: what to map.
        spawned: a process for it that was started beforehand.
    """
    yield Starting()
    try:
        child = await Child.start(spawned or spawn(WORK))
    except OSError as error:
        yield Failed.to_start(error)
        return
    try:
        child.send(request)
        async for event in _heard(child):
            yield event
    finally:
        await child.stop()


async def _heard(child: Child) -> AsyncGenerator[Event]:
    pulse, ready, silent = Pulse(child.sign, IMPORTING), False, False
    receiving = asyncio.ensure_future(child.receive())
    try:
        while True:
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
            except (EOFError, WireError, MemoryError):
                reason = reason_of(await child.wait(), ready=ready, output=child.output)
                yield Lost(reason, child.output)
                return
            pulse.take(event if isinstance(event, Beat) else Beat("", 0.0))
            ready = ready or isinstance(event, Ready)
            yield event
            if isinstance(event, MapDone | Failed):
                return
            receiving = asyncio.ensure_future(child.receive())
    finally:
        receiving.cancel()
        with contextlib.suppress(asyncio.CancelledError, EOFError, WireError, MemoryError):
            await receiving
