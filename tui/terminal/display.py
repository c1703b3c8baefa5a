"""The part of the app that writes to the terminal: little, evenly, and no faster than it reads."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import time
from dataclasses import replace
from typing import Any

from textual import events
from textual._ansi_sequences import SYNC_END, SYNC_START
from textual._compositor import CompositorUpdate
from textual.app import App
from textual.screen import Screen

from tui.terminal.flow import FlowControl
from tui.terminal.frame_clock import FrameClock
from tui.terminal.instruments import Instruments
from tui.terminal.outlet import Outlet
from tui.terminal.painter import COLOUR_SYSTEMS, Painter
from tui.terminal.settings import ScreenSettings, stepped

OWED_SECONDS = 0.1
"""A picture that could not be painted waits so long for a newer one."""

STALE_SECONDS = 0.2
"""A frame that waited so long for the terminal is shown just if no newer one comes."""


class TerminalApp(App[int]):
    """An app whose pictures are painted as the terminal takes them.

    Args:
        screen_settings: how often, and how lively.
    """

    def __init__(self, screen_settings: ScreenSettings) -> None:
        self._outlet = Outlet(self._drained)
        super().__init__(driver_class=self._outlet.driver())
        self.screen_settings = screen_settings
        self.instruments = Instruments()
        self._painter = Painter()
        self._owed = False
        self._flow = FlowControl(self._write_to_terminal, lambda: self._outlet.waiting)
        self._frames = FrameClock(screen_settings.pictures_per_second)
        self._flow.pictures_per_second = screen_settings.pictures_per_second
        self._event_loop: asyncio.AbstractEventLoop | None = None
        self._own_context = contextvars.copy_context()
        if not screen_settings.animations:
            self.animation_level = "none"

    # ------------------------------------------------------------------------------ writing

    def _display(self, screen: Screen[object], renderable: Any) -> None:
        """Paint what differs from what the terminal shows, or later if it is not ready."""
        driver = self._driver
        if (
            not isinstance(renderable, CompositorUpdate)
            or driver is None
            or self.is_headless
            or driver.is_inline
            or self._batch_count
        ):
            super()._display(screen, renderable)
            return
        if not self._flow.look():
            self._owed = True
            super()._display(screen, None)
            return
        if self._owed:
            # Parts of the screen that should have been painted are in no later update.
            self._owed = False
            renderable = screen._compositor.render_full_update()  # noqa: SLF001
        colours = COLOUR_SYSTEMS.get(self.console.color_system or "")
        text = self._painter.paint(renderable, self.size, colours)
        if text is None:
            super()._display(screen, renderable)
            return
        if text:
            self._write_picture(text)
        super()._display(screen, None)

    def _write_picture(self, text: str) -> None:
        """Hand a picture over in one piece, which the terminal shows at once where it can."""
        # Where an input method shows what is being typed.
        column, row = self.cursor_position
        text += f"\x1b[{row + 1};{column + 1}H"
        if self._sync_available:
            text = f"{SYNC_START}{text}{SYNC_END}"
        text += self._flow.painted()
        sent = self._outlet.sent
        self._write_to_terminal(text)
        self.instruments.painted(self._outlet.sent - sent)

    def _write_to_terminal(self, text: str) -> None:
        if self._driver is not None and not self.is_headless:
            self._driver.write(text)

    def _drained(self) -> None:
        """All that was written has been taken; called from the writing thread."""
        loop = self._event_loop
        if loop is not None:
            with contextlib.suppress(RuntimeError):
                # In the app's context: that of the writing thread knows no app to set timers for.
                loop.call_soon_threadsafe(self.look_at_terminal, context=self._own_context)

    def look_at_terminal(self) -> None:
        """The terminal may be ready again: paint what could not be painted before."""
        if self._flow.look() and self._owed:
            self.set_timer(OWED_SECONDS, self._pay)

    def _pay(self) -> None:
        # At the end the last screen is gone before the last timer.
        if self._owed and self._flow.look() and self.screen_stack:
            self.redraw()
            self.screen.refresh()

    def redraw(self) -> None:
        """Show what is known now."""
        raise NotImplementedError

    def probe_terminal(self) -> None:
        """Learn whether the terminal tells when it has drawn something."""
        self._event_loop = asyncio.get_running_loop()
        self._own_context = contextvars.copy_context()
        self._flow.probe()

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key):
            self._flow.typed()
        await super().on_event(event)

    def on_cursor_position(self) -> None:
        self._flow.answered()
        self.look_at_terminal()

    async def terminal_settled(self) -> None:
        """Wait for what the terminal has still to answer."""
        await self._flow.settled()

    def on_resize(self) -> None:
        # The terminal has moved about what it showed.
        self._painter.forget()

    def action_repaint(self) -> None:
        """Paint the whole screen, whatever it shows."""
        self._painter.forget()
        self.screen.refresh()

    # ------------------------------------------------------------------------------ frames

    async def turn_of_frame(self) -> bool:
        """A frame has come: wait until it can be seen; whether it is still worth showing.

        One that had to wait long is not: a newer one is asked for, and painted in its place.
        """
        came = time.monotonic()
        self._frames.arrived(came)
        await self._flow.ready()
        if time.monotonic() - came < STALE_SECONDS:
            return True
        self._owed = True
        self.set_timer(OWED_SECONDS, self._pay)
        return False

    async def turn_of_next(self) -> None:
        """Wait until the next frame is to be asked for, while this one is being painted."""
        await asyncio.sleep(self._frames.wait(time.monotonic()))
        self._frames.asked(time.monotonic())

    def set_pictures_per_second(self, pictures_per_second: float) -> None:
        """No more pictures than so many a second from now on."""
        self.screen_settings = replace(
            self.screen_settings, pictures_per_second=pictures_per_second
        )
        self._frames.pictures_per_second = pictures_per_second
        self._flow.pictures_per_second = pictures_per_second

    def step_pictures(self) -> float:
        """The next lower rate of pictures; gives it."""
        self.set_pictures_per_second(stepped(self.screen_settings.pictures_per_second))
        return self.screen_settings.pictures_per_second
