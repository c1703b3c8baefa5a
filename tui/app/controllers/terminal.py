"""Commands of the terminal: theme, pictures a second, instruments, repaint, suspend."""

from __future__ import annotations

from collections.abc import Callable

from tui.app.controllers.desk import Desk
from tui.app.theme import DARK, LIGHT
from tui.keys.command import Handlers
from tui.terminal.display import TerminalApp


class TerminalController:
    """Changes how the app uses the terminal.

    Args:
        desk: its tools.
        terminal: the app, as what writes to the terminal.
        redraw_status: shows the status line.
    """

    def __init__(
        self, desk: Desk, terminal: TerminalApp, redraw_status: Callable[[], None]
    ) -> None:
        self._desk = desk
        self._terminal = terminal
        self._redraw_status = redraw_status

    @property
    def handlers(self) -> Handlers:
        """What carries out its commands."""
        return {
            "theme": self.toggle_theme,
            "pictures": self.fewer_pictures,
            "instruments": self.toggle_instruments,
            "repaint": self.repaint,
            "suspend": self.suspend,
        }

    def toggle_theme(self) -> None:
        """Dark, or light."""
        self._terminal.theme = LIGHT.name if self._terminal.current_theme.dark else DARK.name
        self._desk.redraw()

    def fewer_pictures(self) -> None:
        """Fewer pictures a second, and after the fewest the most again."""
        self._desk.say(f"at most {self._terminal.step_pictures():g} pictures a second")

    def toggle_instruments(self) -> None:
        """Show what the screen costs, in the status line, or not."""
        instruments = self._terminal.instruments
        instruments.switch(not instruments.on)
        self._redraw_status()

    def repaint(self) -> None:
        """Paint the whole screen, whatever the terminal shows."""
        self._terminal.repaint()
        self._desk.say("the screen was painted again")

    def suspend(self) -> str:
        """Go to the shell; returns why that is not possible."""
        return "" if self._terminal.suspend_to_shell() else "this terminal cannot suspend a program"
