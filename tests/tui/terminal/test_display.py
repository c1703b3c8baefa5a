"""The app on a terminal that draws when the test says so."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pyte
import pytest
from textual import events
from textual._context import active_app
from textual.driver import Driver

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.protocol.commands import Run
from tests.fakes import FakeEngine
from tests.tui.stage import Clock, Stage, stage
from tui.app.app import DescentApp
from tui.terminal.flow import QUERY
from tui.terminal.settings import LinkKind, settings_for

SIZE = (100, 30)
VALUES: dict[str, object] = {"stop": "never", "epochs": 10_000}


class _OnTerminal(DescentApp):
    """Writes as to a terminal, which a test reads."""

    @property
    def is_headless(self) -> bool:
        return False


class _Show(Stage):
    """The app, and what a person sees of it."""

    app: _OnTerminal

    def __init__(self, app: _OnTerminal, engine: FakeEngine, pilot: object, clock: Clock) -> None:
        super().__init__(app, engine, pilot, clock)  # type: ignore[arg-type]
        self.screen = pyte.Screen(*SIZE)
        self._stream = pyte.Stream(self.screen)
        self.written = ""
        """What the terminal has still to draw."""
        self._stalls = False
        self._drew = asyncio.Event()
        driver = app._driver
        assert driver is not None
        driver.write = self._take  # type: ignore[method-assign, assignment]

    def _take(self, text: str) -> None:
        self.written += text
        if not self._stalls:
            self._draw()

    def _draw(self) -> None:
        written, self.written = self.written, ""
        self._stream.feed(written)
        self._drew.set()
        for _ in range(written.count(QUERY)):
            self.app._outlet.hear(events.CursorPosition(0, 0))

    def stall(self) -> None:
        """Draw nothing, and answer nothing, from now on, for less than a picture would wait."""
        self._stalls = True
        now = time.monotonic()
        flow = self.app._flow
        flow._clock = lambda: now
        flow._fastest = 0.0  # not a long line, on which several pictures may be on their way

    def go_on(self) -> None:
        """Draw what was written meanwhile, and all that comes."""
        self._stalls = False
        self.app._flow._clock = time.monotonic
        self._draw()

    async def until(self, text: str) -> None:
        """Wait until this is seen."""
        async with asyncio.timeout(30):
            while text not in self.seen:
                await self.pilot.pause()

    async def until_drawn(self, text: str) -> None:
        """Wait until this is seen, without having Textual paint, as the pilot has."""
        async with asyncio.timeout(30):
            while text not in self.seen:
                self._drew.clear()
                await self._drew.wait()

    async def until_asked(self) -> None:
        """Wait until a picture is written that the terminal has not answered yet."""
        async with asyncio.timeout(30):
            while not self.written.endswith(QUERY):
                await self.pilot.pause()

    async def caught_up(self) -> None:
        """Wait until the screen is as the app means it to be."""
        async with asyncio.timeout(30):
            while [line.rstrip() for line in self.screen.display] != self.meant:
                await self.pilot.pause()

    @property
    def meant(self) -> list[str]:
        return [line.rstrip() for line in self.lines]

    @property
    def seen(self) -> str:
        return "\n".join(self.screen.display)


@asynccontextmanager
async def _show(*, remote: bool = False) -> AsyncIterator[_Show]:
    made: list[FakeEngine] = []

    def make_engine(config: RunConfig) -> FakeEngine:
        made.append(FakeEngine(config))
        return made[-1]

    clock = Clock()
    settings = settings_for(LinkKind.AUTO, 60, {"SSH_CONNECTION": "1"} if remote else {})
    app = _OnTerminal(
        with_values(RunConfig(), VALUES), make_engine, clock=clock, screen_settings=settings
    )
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        show = _Show(app, made[0], pilot, clock)
        app.repaint()
        app.probe_terminal()
        await show.until("ready after")
        await show.engine.send(Run())
        await show.until("running")
        await show.caught_up()
        yield show
        show.stall()


async def test_the_terminal_shows_what_the_app_means_to_show():
    async with _show() as show:
        show.engine.advance(3)
        await show.until("upd 3 ")
        await show.caught_up()
        for view in "2345678":
            await show.pilot.press(view)
            await show.caught_up()


async def test_nothing_is_written_when_nothing_has_changed():
    async with _show() as show:
        show.stall()
        show.app.redraw()
        show.app.screen.refresh()
        await show.pilot.pause()
        assert show.written == ""


async def test_while_the_terminal_draws_nothing_no_picture_is_painted_and_then_the_newest():
    async with _show() as show:
        show.stall()
        show.engine.advance(1)
        await show.until_asked()
        first = show.written
        show.engine.advance(50)
        await show.pilot.pause()
        assert show.written == first
        show.go_on()
        assert "upd 1 " in show.seen
        await show.until("upd 51 ")
        await show.caught_up()


async def test_a_key_pressed_while_it_stalls_shows_once_it_draws_again():
    async with _show() as show:
        show.stall()
        show.engine.advance(1)
        await show.until_asked()
        before = show.written
        await show.pilot.press("y")
        await show.pilot.pause()
        assert show.written == before
        show.go_on()
        await show.until("loss axis logarithmic")
        await show.caught_up()


async def test_a_key_is_painted_without_a_tick_of_the_clock_of_pictures():
    async with _show() as show:
        show.app.screen._update_timer.stop()
        show.app.post_message(events.Key("y", "y"))
        await show.until_drawn("loss axis logarithmic")


async def test_what_waited_for_the_terminal_alone_is_painted_as_soon_as_it_answers(monkeypatch):
    monkeypatch.setattr("tui.terminal.display.OWED_SECONDS", 3600)
    async with _show() as show:
        show.stall()
        show.engine.advance(1)
        await show.until_asked()
        await show.pilot.press("y")
        await show.pilot.pause()
        show.go_on()
        await show.until("loss axis logarithmic")


async def test_a_screen_with_foreign_writing_is_painted_anew_by_a_key():
    async with _show() as show:
        show.screen.erase_in_display(2)
        await show.pilot.press("ctrl+l")
        await show.caught_up()


async def test_after_a_stay_in_the_shell_the_whole_screen_is_painted():
    async with _show() as show:
        show.screen.reset()
        show.app.post_message(Driver.SignalResume())
        await show.caught_up()


async def test_a_key_makes_pictures_fewer_and_the_status_line_says_so():
    async with _show() as show:
        await show.pilot.press("P")
        await show.until("at most 30 pictures per second")
        await show.pilot.press("P")
        await show.until("at most 15 pictures per second")
        assert show.app.screen_settings.pictures_per_second == 15


async def test_a_key_shows_what_the_screen_costs_and_another_press_hides_it():
    async with _show() as show:
        await show.pilot.press("I")
        await show.until("pictures/s")
        assert "kB/s · lag" in show.seen
        await show.pilot.press("I")
        await show.caught_up()
        assert "pictures/s" not in show.seen


@pytest.mark.parametrize(("remote", "level"), [(True, "none"), (False, "full")])
async def test_over_ssh_there_are_no_animations(remote: bool, level: str):
    async with _show(remote=remote) as show:
        assert show.app.animation_level == level


async def test_what_the_writing_thread_asks_for_is_done_in_the_apps_context(monkeypatch):
    async with stage() as on:
        apps: list[object] = []
        monkeypatch.setattr(on.app, "look_at_terminal", lambda: apps.append(active_app.get(None)))
        thread = threading.Thread(target=on.app._drained)
        thread.start()
        thread.join()
        await on.settle()
        # Without it, a timer that is set there would end the program with an error.
        assert apps == [on.app]
