"""Puts the app on a stage: no terminal, no worker, no clock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from textual.geometry import Region
from textual.pilot import Pilot

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from tests.fakes import FakeEngine
from tests.tui.drawn_when_seen import pay_all
from tui.app.app import START_PACE, DescentApp
from tui.app.controllers.lesson.shelf import Shelf
from tui.app.sessions import NOT_SAVED, Sessions
from tui.terminal.settings import ScreenSettings

PATIENCE = 60.0


@dataclass
class Clock:
    """A clock that stands still until a test says otherwise."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Shown:
    """An app that runs, and the text of its screen."""

    app: DescentApp

    def line(self, y: int) -> str:
        """The text of a line of the screen; -1 is the last one. Only this line is rendered."""
        width, height = self.app.size
        y = range(height)[y]
        compositor = self.app.screen._compositor
        chops = compositor._render_chops(Region(0, y, width, 1), lambda row: row == y)
        return "".join(strip.text for strip in chops[y].values() if strip is not None)

    @property
    def lines(self) -> list[str]:
        """The text of the whole screen."""
        strips = self.app.screen._compositor.render_strips(self.app.size)
        return [strip.text for strip in strips]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass
class Stage(Shown):
    """An app that runs, its engine, and hands on its keys."""

    engine: FakeEngine
    pilot: Pilot[int]
    clock: Clock

    async def settle(self) -> None:
        """Until all commands are passed on, all events dealt with, and all drawn."""
        await self.pilot.pause()
        await self.app.link.passed_on()
        await self.engine.dealt()
        await self.pilot.pause()

    async def wait_until(self, seen: Callable[[], bool]) -> None:
        """Until it is so, for what comes from another process or another app."""
        async with asyncio.timeout(PATIENCE):
            while not seen():
                await self.settle()

    async def prepared(self) -> None:
        """Until samples that take time have been read or drawn."""
        await self.pilot.pause()
        working = [worker for worker in self.app.workers if worker.group == "problem"]
        if working:  # an empty list would wait for all workers
            await self.app.workers.wait_for_complete(working)
        await self.settle()

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        await self.press(*(_KEY_NAMES.get(character, character) for character in text))

    async def train(self, updates: int) -> None:
        self.engine.advance(updates)
        await self.settle()

    @property
    def numbers(self) -> str:
        """The status line's first line."""
        return self.line(-3)

    @property
    def message(self) -> str:
        """The status line's second line."""
        return self.line(-2)

    @property
    def footer(self) -> str:
        return self.line(-1)

    def panel_row(self, label: str) -> str:
        """The panel's row of this label, without the plots beside it."""
        inside = self.app.dashboard.panel.content_region
        rows = (self.line(y)[inside.x : inside.right] for y in range(inside.y, inside.bottom))
        return next(row for row in rows if row[1:].startswith(label))


_KEY_NAMES = {"-": "minus", ".": "full_stop", " ": "space", "/": "slash", "_": "underscore"}


@asynccontextmanager
async def stage(
    *,
    size: tuple[int, int] = (120, 40),
    ready: bool = True,
    settings: ScreenSettings | None = None,
    faulty: bool = False,
    sessions: Sessions = NOT_SAVED,
    lesson: str = "",
    shelf: Shelf | None = None,
    **values: object,
) -> AsyncIterator[Stage]:
    """The app with these parameters, once its engine has been started.

    It contains errors; they fail the test unless it is `faulty`. It saves itself if `sessions` says
    where, and goes on with the session in there. `shelf` has its lessons.
    """
    made: asyncio.Future[FakeEngine] = asyncio.get_running_loop().create_future()

    def make_engine(config: RunConfig) -> FakeEngine:
        engine = FakeEngine(config, ready=ready)
        made.set_result(engine)
        return engine

    clock, resumed = Clock(), sessions.resumed
    opened = None if resumed is None else resumed.opened
    config = with_values(RunConfig() if opened is None else opened.resume.config, values)
    app = DescentApp(
        config,
        make_engine,
        pace=START_PACE if resumed is None else resumed.content.pace,
        clock=clock,
        screen_settings=settings,
        opened=None if opened is None else opened.frame,
        sessions=sessions,
        lesson=lesson,
    )
    app.lessons._shelf = shelf
    if opened is not None:
        app.link.send(opened.resume)
    async with app.run_test(size=size) as pilot:
        on_stage = Stage(app, await made, pilot, clock)
        await on_stage.settle()
        yield on_stage
        pay_all(app)
    assert faulty or app.faults.total == 0, app.model.messages.log
