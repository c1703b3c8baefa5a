"""Commands of the theme."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path

from engine.errors import StoreError
from tui.app.controllers.desk import Desk
from tui.app.theme import DARK, THEMES, after, full_name, short_name
from tui.keys.command import Handlers
from tui.screens.closing import show_themes
from tui.terminal.display import TerminalApp

_SETTING = "theme"


class ThemesController:
    """Changes the theme, and remembers it for the next session.

    Args:
        desk: its tools.
        app: the app whose theme it is.
        in_background: runs a coroutine in the background.
    """

    def __init__(
        self,
        desk: Desk,
        app: TerminalApp,
        in_background: Callable[[Coroutine[None, None, None]], None],
    ) -> None:
        self._desk = desk
        self._app = app
        self._in_background = in_background
        self._file = app.screen_settings.file
        self._kept = ""
        """The theme that the file holds."""
        self._writing = threading.Lock()

    @property
    def handlers(self) -> Handlers:
        """The handlers of its commands."""
        return {"theme": self.next_theme, "themes": partial(show_themes, self._app)}

    def begin(self) -> None:
        """Take the theme of the settings, else the remembered one, else the dark one."""
        for theme in THEMES:
            self._app.register_theme(theme)
        self._kept = self._remembered()
        names = (full_name(name) for name in (self._app.screen_settings.theme, self._kept))
        self._app.theme = next((name for name in names if name), DARK.name)

    def _remembered(self) -> str:
        """The remembered theme; empty if there is none, or if the file is of no use."""
        if self._file is None:
            return ""
        from engine.storage.settings_file import read_settings

        try:
            return read_settings(self._file).get(_SETTING, "")
        except StoreError as error:
            self._desk.model.note([str(error)])
            return ""

    def next_theme(self) -> None:
        """The next theme: dark, light, both with high contrast, both safe for the colour-blind."""
        self._app.theme = after(self._app.theme).name

    def changed(self) -> None:
        """The user has changed the theme: say so, remember it."""
        self._desk.say(f"theme: {short_name(self._app.theme).replace('-', ', ')}")
        if self._file is not None:
            self._in_background(self._remember(self._file))

    async def _remember(self, file: Path) -> None:
        """Write the theme to the file; a failure is a line in the log."""
        from engine.storage.settings_file import write_setting

        def work() -> None:
            # A write may take long in a home directory on a network: the last one has the last
            # theme, however many are waiting.
            with self._writing:
                name = short_name(self._app.theme)
                if name != self._kept:
                    write_setting(file, _SETTING, name)
                    self._kept = name

        try:
            await asyncio.to_thread(work)
        except StoreError as error:
            self._desk.model.note([f"the theme is not remembered: {error}"])
