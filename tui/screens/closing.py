"""Screens over the dashboard close once, however often they are asked to.

Two keys or a key and a click can ask before the screen is gone. Textual would take another screen
off, or raise an error where there is none.
"""

from __future__ import annotations

import contextlib

from textual.app import App
from textual.await_complete import AwaitComplete
from textual.command import CommandPalette
from textual.screen import ModalScreen, Screen, ScreenResultType
from textual.theme import ThemeProvider


def _closes(screen: Screen[ScreenResultType]) -> bool:
    return screen.is_attached and screen.app.screen is screen


class Dialog(ModalScreen[ScreenResultType]):
    """A screen over the dashboard."""

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Close it, with this result; nothing if it is closed or under another screen."""
        return super().dismiss(result) if _closes(self) else AwaitComplete()


class Palette(CommandPalette):
    """The command palette."""

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close it; nothing if it is closed or under another screen."""
        return super().dismiss(result) if _closes(self) else AwaitComplete()

    def _action_command_list(self, action: str) -> None:
        """Pass an action on to the list of commands.

        A page down that comes before the list has been laid out is an error in Textual.
        """
        with contextlib.suppress(KeyError):
            super()._action_command_list(action)


def show_commands(app: App[int]) -> None:
    """Show the palette of commands."""
    if not isinstance(app.screen, CommandPalette):
        app.push_screen(Palette(id="--command-palette"))


def show_themes(app: App[int]) -> None:
    """Show the palette of themes."""
    app.push_screen(Palette(providers=[ThemeProvider], placeholder="Search for themes…"))


def show_lessons(app: App[int]) -> None:
    """Show the list of lessons."""
    from tui.screens.palette import LessonProvider

    app.push_screen(Palette(providers=[LessonProvider], placeholder="Search for lessons…"))
