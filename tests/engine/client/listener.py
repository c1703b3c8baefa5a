"""An engine with a worker process that is really spawned, and one reader of its events."""

import asyncio

from engine.client.engine import Engine
from engine.history.frame import Frame
from engine.history.values import RunState
from engine.protocol.events import (
    StateChanged,
)

PATIENCE = 90


class Listener:
    """An engine with one reader of its events for all tests."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.stream = engine.events()
        self.seen: list[object] = []

    async def until(self, wanted):
        """Read on to the first event that `wanted` accepts."""
        async with asyncio.timeout(PATIENCE):
            async for event in self.stream:
                self.seen.append(event)
                if wanted(event):
                    return event
        raise AssertionError("the events ended")

    async def until_state(self, *states: RunState) -> StateChanged:
        return await self.until(
            lambda event: isinstance(event, StateChanged) and event.state in states
        )

    async def until_frame(self, wanted) -> Frame:
        return await self.until(lambda event: isinstance(event, Frame) and wanted(event))
