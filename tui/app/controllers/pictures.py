"""Commands that write a picture of the view or of the whole screen."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine
from pathlib import Path

from textual.color import Color
from textual.geometry import Region

from engine.errors import DescentError
from tui.app.controllers.desk import Desk
from tui.app.theme import DARK, LIGHT
from tui.canvas.cells import Cells
from tui.keys.command import Handlers
from tui.model.status import Tone
from tui.screens.dashboard import DashboardScreen
from tui.terminal.display import TerminalApp
from tui.terminal.painter import COLOUR_SYSTEMS


class PicturesController:
    """Writes pictures of what is on the screen when the command is given.

    Args:
        desk: its tools.
        terminal: the app as a writer to the terminal.
        dashboard: the main screen.
        in_background: runs a coroutine in the background.
    """

    def __init__(
        self,
        desk: Desk,
        terminal: TerminalApp,
        dashboard: DashboardScreen,
        in_background: Callable[[Coroutine[None, None, None]], None],
    ) -> None:
        self._desk = desk
        self._terminal = terminal
        self._dashboard = dashboard
        self._in_background = in_background

    @property
    def handlers(self) -> Handlers:
        """The handlers of its commands."""
        return {"picture": self.write_view, "picture-screen": self.write_screen}

    def write_view(self) -> None:
        """Ask for a file, and write a picture of the plots to it."""
        view = self._dashboard.view_name
        self._write("picture of the view", view, self._dashboard.query_one("#plots").region)

    def write_screen(self) -> None:
        """Ask for a file, and write a picture of the whole screen to it."""
        self._write("picture of the screen", "screen", self._terminal.size.region)

    def _write(self, title: str, name: str, region: Region) -> None:
        from tui.canvas.picture.capture import part_of
        from tui.screens.file_dialog import picture

        cells = part_of(screen_cells(self._terminal), *region)

        async def write(path: Path) -> None:
            from tui.canvas.picture.file import write_picture

            try:
                said = await asyncio.to_thread(write_picture, path, cells, f"descent: {name}")
            except DescentError as error:
                self._desk.say(str(error), Tone.ERROR)
            else:
                self._desk.say(said, Tone.GOOD)

        def begin(path: Path) -> str:
            self._in_background(write(path))
            return ""

        self._desk.ask_path(picture(title, free_name(f"descent-{name}")), begin)


def screen_cells(app: TerminalApp) -> Cells:
    """The whole screen as it is now, in the colours that the terminal shows."""
    from tui.canvas.picture.capture import Colours, captured

    ours = DARK if app.current_theme.dark else LIGHT
    text = _plain(app.theme_variables["foreground"], ours.foreground)
    ground = _plain(app.theme_variables["background"], ours.background)
    system = None if app.no_color else COLOUR_SYSTEMS.get(app.console.color_system or "")
    return captured(app.lines_shown(), app.size.width, Colours(text, ground, system))


def _plain(name: str, ours: str | None) -> int:
    """A colour as 0xRRGGBB; our own for one that the terminal chooses."""
    colour = Color.parse(name)
    if colour.ansi is not None and ours is not None:
        colour = Color.parse(ours)
    red, green, blue = colour.rgb
    return red << 16 | green << 8 | blue


def free_name(stem: str) -> str:
    """A name for a picture that no file in the current folder has."""
    name, number = f"{stem}.png", 1
    while os.path.lexists(name):
        number += 1
        name = f"{stem}-{number}.png"
    return name
