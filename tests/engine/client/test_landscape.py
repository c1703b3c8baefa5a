"""One worker process for the parts of a plane, one after the other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.client import landscape
from engine.client.landscape import LandscapeWorker
from engine.protocol.commands import Command
from engine.protocol.events import Beat, Event, Lost, Ready, Starting
from engine.protocol.landscape_messages import LossPart, MapDone, MapLoss, PlaneKnown, StopMap

READY = Ready("CPU", "2", "3", 1.0)
DONE = MapDone(1.0)
LEFT = ((-1.0, 0.0), (-1.0, 0.0))


def plane(name: str) -> PlaneKnown:
    nothing = np.empty(0)
    return PlaneKnown(name, 3, 2, "mse", 30, 30, nothing, nothing, 0.5, nothing, nothing, nothing,
                      0.0, "CPU")  # fmt: skip


class Process:
    """A worker that says what the test has it say."""

    output: tuple[str, ...] = ()
    all: list[Process] = []  # noqa: RUF012 - emptied for each test
    asked: asyncio.Event

    def __init__(self) -> None:
        self.heard: list[Command] = []
        self.stopping = asyncio.Event()
        self._says: asyncio.Queue[Event | None] = asyncio.Queue()

    @classmethod
    async def start(cls, spawned: object) -> Process:
        del spawned
        cls.all.append(cls())
        return cls.all[-1]

    def send(self, command: Command) -> None:
        self.heard.append(command)
        if isinstance(command, MapLoss):
            self.asked.set()

    def says(self, *events: Event | None) -> None:
        """Say these; None is its end."""
        for event in events:
            self._says.put_nowait(event)

    async def receive(self) -> Event:
        event = await self._says.get()
        if event is None:
            raise EOFError
        return event

    async def wait(self) -> int:
        return 1

    async def stop(self) -> None:
        self.stopping.set()

    def sign(self) -> None:
        """The system says nothing of it."""

    def look(self) -> None:
        """It has not ended."""


@pytest.fixture
async def worker(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LandscapeWorker]:
    Process.all.clear()
    Process.asked = asyncio.Event()
    monkeypatch.setattr(landscape, "Child", Process)
    monkeypatch.setattr(landscape, "spawn", lambda _work: None)
    made = LandscapeWorker()
    yield made
    await made.close()
    assert all(process.stopping.is_set() for process in Process.all)


@pytest.fixture
def asked(tmp_path: Path) -> MapLoss:
    for name in ("m.keras", "d.npz"):
        (tmp_path / name).write_bytes(b"1")
    return MapLoss(tmp_path / "m.keras", tmp_path / "d.npz")


async def all_events(worker: LandscapeWorker, request: MapLoss, *says: Event | None) -> list[Event]:
    """What a request yields, if the process says this after it was asked."""
    async with aclosing(worker.events(request)) as events:
        speaking = saying(*says)
        found = [event async for event in events]
        await speaking
    return found


def saying(*events: Event | None) -> asyncio.Task[None]:
    """Has the process say these once it is asked for something."""
    Process.asked.clear()

    async def say() -> None:
        await Process.asked.wait()
        Process.all[-1].says(*events)

    return asyncio.create_task(say())


async def test_another_part_is_asked_of_the_same_process(
    worker: LandscapeWorker, asked: MapLoss
) -> None:
    first = await all_events(worker, asked, READY, plane("a"), DONE)
    assert [type(event) for event in first] == [Starting, Ready, PlaneKnown, MapDone]
    part = replace(asked, part=LEFT, done=frozenset({3}))
    found = await all_events(worker, part, plane("b"), DONE)
    assert [type(event) for event in found] == [PlaneKnown, MapDone]
    (process,) = Process.all
    assert process.heard == [asked, part]


@pytest.mark.parametrize("known", [True, False])
async def test_what_it_says_of_a_part_that_was_left_is_not_taken_for_the_next(
    worker: LandscapeWorker, asked: MapLoss, known: bool
) -> None:
    losses = LossPart(np.array([1]), np.array([2.0]), 30)
    async with aclosing(worker.events(asked)) as events:
        speaking = saying(READY, *([plane("a")] if known else []))
        async for event in events:
            if isinstance(event, PlaneKnown if known else Ready):
                break
        await speaking
    old: list[Event] = [losses, DONE] if known else [plane("a"), losses, DONE]
    part = replace(asked, part=LEFT)
    found = await all_events(worker, part, *old, plane("b"), losses, DONE)
    assert [event.model for event in found if isinstance(event, PlaneKnown)] == ["b"]
    assert found.count(losses) == 1
    assert [type(command) for command in Process.all[0].heard] == [MapLoss, StopMap, MapLoss]


async def test_other_files_have_another_process(worker: LandscapeWorker, asked: MapLoss) -> None:
    await all_events(worker, asked, READY, plane("a"), DONE)
    asked.model.write_bytes(b"another model")
    found = await all_events(worker, asked, READY, plane("b"), DONE)
    assert isinstance(found[0], Starting)
    assert [process.stopping.is_set() for process in Process.all] == [True, False]


async def test_one_that_ends_says_so_and_the_next_part_has_another(
    worker: LandscapeWorker, asked: MapLoss
) -> None:
    found = await all_events(worker, asked, READY, plane("a"), None)
    assert isinstance(found[-1], Lost)
    found = await all_events(worker, asked, READY, plane("a"), DONE)
    assert [type(event) for event in found] == [Starting, Ready, PlaneKnown, MapDone]
    assert len(Process.all) == 2


async def test_one_that_ended_while_nobody_asked_is_replaced(
    worker: LandscapeWorker, asked: MapLoss
) -> None:
    await all_events(worker, asked, READY, plane("a"), DONE)
    Process.all[0].says(Beat("", 0.0), None)
    part = replace(asked, part=LEFT)
    found: list[Event] = []
    async with aclosing(worker.events(part)) as events:
        async for event in events:
            found.append(event)
            if isinstance(event, Starting):
                saying(READY, plane("b"), DONE)
    assert [type(event) for event in found] == [Beat, Starting, Ready, PlaneKnown, MapDone]
    assert [process.stopping.is_set() for process in Process.all] == [True, False]


async def test_one_that_nobody_asks_is_ended(
    worker: LandscapeWorker, asked: MapLoss, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(landscape, "IDLE_SECONDS", 0.0)
    await all_events(worker, asked, READY, plane("a"), DONE)
    await Process.all[0].stopping.wait()
    found = await all_events(worker, asked, READY, plane("a"), DONE)
    assert isinstance(found[0], Starting)
