"""The part of the app that writes to the terminal: few bytes, evenly, never ahead of it."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual import events, on
from textual._ansi_sequences import SYNC_END, SYNC_START
from textual._compositor import CompositorUpdate
from textual._context import visible_screen_stack
from textual.driver import Driver
from textual.screen import Screen
from textual.strip import Strip
from textual.timer import Timer

from tui.terminal import at_once
from tui.terminal.at_once import Hurry
from tui.terminal.driver import Continued, InputEnded, SturdyDriver
from tui.terminal.flow import FlowControl
from tui.terminal.frame_clock import FrameClock
from tui.terminal.instruments import Instruments
from tui.terminal.key_order import KeyOrder
from tui.terminal.outlet import Outlet
from tui.terminal.painter import COLOUR_SYSTEMS, Painter
from tui.terminal.settings import ScreenSettings, stepped
from tui.terminal.tolerant import TolerantApp

if TYPE_CHECKING:
    # Most sessions are not recorded.
    from tui.terminal.cast import CastFile

OWED_SECONDS = 0.1
"""Seconds that a picture that could not be painted waits for a newer one."""

ALTERNATE_SCREEN = "\x1b[?1049h"

MODES_SECONDS = 0.3
"""Seconds after a resize or a change of focus after which the terminal's modes are set again."""

STALE_SECONDS = 0.2
"""Seconds of waiting for the terminal after which a frame is shown only if no newer one comes."""


class TerminalApp(TolerantApp):
    """An app that paints pictures at the rate at which the terminal accepts them.

    Args:
        screen_settings: pictures per second, and whether there are animations.
        redraw: shows the current state.
    """

    def __init__(self, screen_settings: ScreenSettings, redraw: Callable[[], None]) -> None:
        self._outlet = Outlet(self._drained, self._broken, self._heard)
        at_once.install()
        super().__init__(driver_class=self._outlet.driver(screen_settings.repertoire))
        self.screen_settings = screen_settings
        self._keys = KeyOrder(self, super().on_event)
        self._redraw = redraw
        self.instruments = Instruments()
        self.hurry = Hurry()
        self._painter = Painter()
        self._owed = False
        self._modes_due: Timer | None = None
        self._flow = FlowControl(self._write_to_terminal, lambda: self._outlet.waiting)
        self._frames = FrameClock(screen_settings.pictures_per_second)
        self._flow.pictures_per_second = screen_settings.pictures_per_second
        self._event_loop: asyncio.AbstractEventLoop | None = None
        self._own_context = contextvars.copy_context()
        if not screen_settings.animations:
            self.animation_level = "none"

    def record_to(self, cast: CastFile) -> None:
        """Record what is written from now on."""
        self._outlet.cast = cast

    def mark(self, label: str) -> None:
        """Put a marker into the recording, if there is one."""
        if self._outlet.cast is not None:
            self._outlet.cast.mark(label)

    # ------------------------------------------------------------------------------ writing

    def _display(self, screen: Screen[object], renderable: Any) -> None:
        """Paint the difference to what the terminal shows; later if it is not ready."""
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
            if not self._owed:
                self.set_timer(self._flow.due + OWED_SECONDS, self.look_at_terminal)
            self._owed = True
            super()._display(screen, None)
            return
        if self._owed:
            # Later updates do not contain the parts that were skipped.
            self._owed = False
            renderable = screen._compositor.render_full_update()  # noqa: SLF001
        text = self._painted(renderable)
        if text is None:
            super()._display(screen, renderable)
            return
        if text:
            self._write_picture(text)
        super()._display(screen, None)

    def _painted(self, update: CompositorUpdate) -> str | None:
        """What to write to show an update; None if Textual is to write all of it."""
        system = "" if self.no_color else self.console.color_system or ""
        colours = COLOUR_SYSTEMS.get(system)
        try:
            return self._painter.paint(update, self.size, colours)
        except Exception as error:  # noqa: BLE001 - a slower picture is better than none
            self.contain(error, "writing only what changed")
            self._painter.forget()
            return None

    def _write_picture(self, text: str) -> None:
        """Write a picture as one synchronized update, if the terminal supports that."""
        # The position at which an input method shows the text being typed.
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
        """The system has accepted everything written; called from the writing thread."""
        self._do_soon(self.look_at_terminal)

    def _broken(self) -> None:
        """The terminal takes nothing more; called from the writing thread."""
        self._do_soon(lambda: self.post_message(InputEnded()))

    def _heard(self) -> None:
        """The terminal has answered; called from the reading thread."""
        self._flow.heard()
        self._do_soon(self.look_at_terminal)

    def _do_soon(self, action: Callable[[], object]) -> None:
        """Do something in the event loop; may be called from another thread."""
        loop = self._event_loop
        if loop is not None:
            with contextlib.suppress(RuntimeError):
                # In the app's context: the writing thread has none, so it could not set timers.
                loop.call_soon_threadsafe(action, context=self._own_context)

    def look_at_terminal(self) -> None:
        """Paint what could not be painted before, if the terminal is ready again."""
        ready = self._flow.look()
        if not self._owed:
            return
        if ready and self._flow.awaited:
            self.set_timer(OWED_SECONDS, self._pay)  # a frame comes first, and pays
        elif ready:
            self._pay()
        elif not self._outlet.waiting:
            self.set_timer(self._flow.due + OWED_SECONDS, self.look_at_terminal)

    def _pay(self) -> None:
        # On exit, the last screen is removed before the last timer.
        if self._owed and self._flow.look() and self.screen_stack:
            self._redraw()
            self.screen.refresh()

    def probe_terminal(self) -> None:
        """Find out whether the terminal reports that it has finished drawing."""
        self._event_loop = asyncio.get_running_loop()
        self._own_context = contextvars.copy_context()
        self._flow.probe()

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key):
            self._flow.typed()
        self.hurry.look(event)
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self._keys.take(event)
        else:
            await super().on_event(event)

    def on_dealt_with(self) -> None:
        self._keys.dealt_with()

    async def terminal_settled(self) -> None:
        """Wait for outstanding answers of the terminal."""
        await self._flow.settled()

    def on_resize(self, event: events.Resize) -> None:
        if self._outlet.cast is not None:
            self._outlet.cast.resized(*event.size)
        # The terminal has rearranged its contents, or is another one that was attached.
        self._painter.forget()
        self._ask_for_modes()

    def on_app_focus(self) -> None:
        self._ask_for_modes()

    def _ask_for_modes(self) -> None:
        """Ask the terminal again for mouse, focus and pastes, once for a storm of resizes."""
        if self._modes_due is not None:
            self._modes_due.stop()
        self._modes_due = self.set_timer(MODES_SECONDS, self._set_modes)

    def _set_modes(self) -> None:
        self._modes_due = None
        if isinstance(self._driver, SturdyDriver):
            self._driver.set_modes_again()

    def lines_shown(self) -> list[Strip]:
        """The lines of the screen as it is now, whether the terminal has them yet or not."""
        # A dialog shows the screens that it lies on.
        token = visible_screen_stack.set(self._background_screens)
        try:
            return self.screen._compositor.render_strips(self.size)  # noqa: SLF001
        finally:
            visible_screen_stack.reset(token)

    def repaint(self) -> None:
        """Repaint the whole screen."""
        self._painter.forget()
        self._ask_for_modes()
        self.screen.refresh()

    @on(Continued)
    @on(Driver.SignalResume)
    def _returned_from_shell(self) -> None:
        # The shell has used the screen, and what the terminal answered meanwhile went to it.
        self._write_to_terminal(ALTERNATE_SCREEN)
        self._flow.restart()
        self.repaint()

    def suspend_to_shell(self) -> bool:
        """Give the terminal back to the shell until it returns; whether that is possible."""
        possible = self._driver is not None and self._driver.can_suspend
        if possible:
            self.action_suspend_process()
        return possible

    # ------------------------------------------------------------------------------ frames

    async def turn_of_frame(self) -> bool:
        """Wait until a new frame can be painted; returns whether it is still worth showing.

        A frame that had to wait long is not: a newer one is requested and painted instead.
        """
        came = time.monotonic()
        self._frames.arrived(came)
        await self._flow.ready()
        if time.monotonic() - came < STALE_SECONDS:
            return True
        self._owed = True
        self.set_timer(OWED_SECONDS, self._pay)
        return False

    def exit(self, result: object = None, return_code: int = 0, message: object = None) -> None:
        """End the app; nobody waits any longer for the terminal to accept a picture."""
        super().exit(result, return_code, message)  # type: ignore[arg-type]  # passed on
        self._flow.let_go()

    async def turn_of_next(self) -> None:
        """Wait until the time to request the next frame, while this one is being painted."""
        await asyncio.sleep(self._frames.wait(time.monotonic()))
        self._frames.asked(time.monotonic())

    def set_pictures_per_second(self, pictures_per_second: float) -> None:
        """Limit the pictures per second."""
        self.screen_settings = replace(
            self.screen_settings, pictures_per_second=pictures_per_second
        )
        self._frames.pictures_per_second = pictures_per_second
        self._flow.pictures_per_second = pictures_per_second

    def step_pictures(self) -> float:
        """Set the next lower limit of pictures per second; returns it."""
        self.set_pictures_per_second(stepped(self.screen_settings.pictures_per_second))
        return self.screen_settings.pictures_per_second
