"""What the screens about networks share: theme, markers, help, pictures, how they end."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Static

from engine.errors import DescentError, StoreError
from tui.app.ending import Ending
from tui.app.theme import DARK, THEMES, after, full_name, palette_of, readable_variables
from tui.canvas.markers import Markers
from tui.canvas.palette import Look
from tui.model.status import Tone
from tui.networks.bars import KeysBar, StatusBar
from tui.networks.keys import COMMON, Key
from tui.screens.page import PageScreen
from tui.screens.sizes import HORIZONTAL, LEAST_SIZE, VERTICAL
from tui.terminal.characters import Repertoire
from tui.terminal.display import TerminalApp
from tui.terminal.driver import InputEnded
from tui.terminal.faults import Fault
from tui.terminal.settings import ScreenSettings

_KEY_WIDTH = 12


class NetworkApp(TerminalApp):
    """A screen about a network.

    Args:
        screen_settings: pictures per second, the theme.
        ended_by: signals that end it cleanly.
        title: its name, of pictures.

    Attributes:
        ending: how it ends.
        message: the last message, and its tone.
    """

    CSS_PATH = Path(__file__).with_name("networks.tcss")
    ENABLE_COMMAND_PALETTE = False
    KEYS: ClassVar[tuple[Key, ...]] = ()
    ABOUT: ClassVar[str] = ""
    HORIZONTAL_BREAKPOINTS = HORIZONTAL
    VERTICAL_BREAKPOINTS = VERTICAL

    def __init__(
        self, screen_settings: ScreenSettings, ended_by: tuple[int, ...], title: str
    ) -> None:
        super().__init__(screen_settings, self.redraw)
        self.ending = Ending(self, ended_by)
        self.message: tuple[str, Tone] = ("", Tone.PLAIN)
        self._markers = Markers.BRAILLE
        self._picture_title = title
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = self._first_theme()
        for key in (*self.KEYS, *COMMON):
            self.bind(key.keys, key.action, show=False)

    def _first_theme(self) -> str:
        """The theme that was asked for, else the one used last, else the dark one."""
        asked, remembered = self.screen_settings.theme, ""
        if self.screen_settings.file is not None and not asked:
            from engine.storage.settings_file import read_settings

            try:
                remembered = read_settings(self.screen_settings.file).get("theme", "")
            except StoreError:
                remembered = ""
        return full_name(asked) or full_name(remembered) or DARK.name

    # ------------------------------------------------------------------------------ screen

    def plots(self) -> ComposeResult:
        """The plots, side by side."""
        yield Widget()

    def compose(self) -> ComposeResult:
        with Horizontal(id="plots"):
            yield from self.plots()
        yield StatusBar(id="status")
        yield KeysBar((*self.KEYS, *COMMON), id="keys")
        least = f"{LEAST_SIZE[0]} × {LEAST_SIZE[1]}"
        yield Static(f"The terminal is too small: at least {least}", id="too-small")

    def on_load(self) -> None:
        self.ending.begin()

    def on_mount(self) -> None:
        self.set_interval(1.0, self.ending.look)
        self.call_after_refresh(self._established_now)

    def _established_now(self) -> None:
        self.established()
        self.probe_terminal()
        self.begin()

    def begin(self) -> None:
        """The first picture is on the screen."""

    async def on_unmount(self) -> None:
        await self.close()
        await self.terminal_settled()
        self.ending.give_back()

    async def close(self) -> None:
        """The app ends."""

    @on(InputEnded)
    def _without_input(self) -> None:
        self.ending.without_terminal()

    def redraw(self) -> None:
        """Show the current state."""

    def say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """Show a message."""
        self.message = (text, tone)
        self.redraw()

    def tell_fault(self, fault: Fault, *, drawn: bool) -> None:
        if fault.new and not drawn:
            self.call_later(self.say, fault.line, Tone.ERROR)

    # ------------------------------------------------------------------------------ looks

    def get_css_variables(self) -> dict[str, str]:
        """The theme's variables and the app's own, readable in any theme."""
        self.theme_variables = readable_variables(super().get_css_variables(), self.current_theme)
        return self.theme_variables

    def watch_theme(self) -> None:
        if self.is_running:
            self.redraw()

    @property
    def look(self) -> Look:
        """Colours and markers of the plots on this terminal."""
        return Look(palette_of(self), self._markers)

    # ------------------------------------------------------------------------------ keys

    def action_next_theme(self) -> None:
        self.theme = after(self.theme).name

    def action_next_markers(self) -> None:
        self._markers = self._markers.next
        self.say(f"markers: {self._markers}")

    def action_repaint(self) -> None:
        self.repaint()

    def action_suspend(self) -> None:
        if not self.suspend_to_shell():
            self.say("this terminal does not support suspending", Tone.WARNING)

    def action_leave(self) -> None:
        self.exit()

    def action_help(self) -> None:
        if isinstance(self.screen, PageScreen):
            return
        text = Text(f"{self.ABOUT}\n\n")
        for key in (*self.KEYS, *COMMON):
            text.append(f"  {key.shown:<{_KEY_WIDTH}}", "bold")
            text.append(f"{key.help}\n")
        self.push_screen(PageScreen(f"help: {self._picture_title}", text))

    async def action_picture(self) -> None:
        from tui.app.controllers.pictures import free_name, screen_cells
        from tui.canvas.picture.file import write_picture

        name = Path(free_name(self._picture_title.replace(" ", "-")))
        cells = screen_cells(self)
        try:
            said = await asyncio.to_thread(write_picture, name, cells, self._picture_title)
        except DescentError as error:
            self.say(str(error), Tone.ERROR)
        else:
            self.say(said, Tone.GOOD)


def on_this_terminal(screen: ScreenSettings) -> ScreenSettings:
    """The settings, with the remembered theme and the characters that this terminal has."""
    from engine.storage.settings_file import settings_file

    repertoire = Repertoire.of(sys.stdout.encoding, os.environ)
    return replace(screen, repertoire=repertoire, file=settings_file())
