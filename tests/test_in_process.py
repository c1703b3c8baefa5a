"""The engine of tests: a command that breaks its session ends whoever waits for its events."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from engine.config.run import RunConfig
from engine.protocol.commands import Run
from engine.protocol.events import Event
from tests.in_process import InProcessEngine


class Broken:
    """A session that cannot build a trainer."""

    idle_seconds = None

    def __init__(self, *_: object) -> None:
        self.outbox: list[Event] = []

    def obey(self, command: object) -> None:
        match command:
            case Run():
                raise MemoryError("no trainer")
            case _:
                pass

    def work(self) -> None:
        """There is none."""


async def test_events_end_with_the_error_of_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.worker.session.session.Session", Broken)
    monkeypatch.setattr("tests.engine.shared_programs.share", lambda: None)

    async def all_events(engine: InProcessEngine) -> list[Any]:
        return [event async for event in engine.events()]

    async with InProcessEngine(RunConfig()) as engine:
        waiting = asyncio.create_task(all_events(engine))
        await asyncio.sleep(0)
        with pytest.raises(MemoryError, match="no trainer"):
            await engine.send(Run())
        with pytest.raises(MemoryError, match="no trainer"):
            await asyncio.wait_for(waiting, 10)
