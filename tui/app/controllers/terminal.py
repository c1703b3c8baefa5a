"""Commands of the terminal: pictures per second, instruments, repaint, suspend."""

from __future__ import annotations

from collections.abc import Callable

from tui.app.controllers.desk import Desk
from tui.keys.command import Handlers
from tui.terminal.display import TerminalApp


class TerminalController:
    """Changes how the app uses the terminal.

    Args:
        desk: its tools.
        terminal: the app as a writer to the terminal.
        redraw: shows what the instruments change.
    """

    def __init__(self, desk: Desk, terminal: TerminalApp, redraw: Callable[[], None]) -> None:
        self._desk = desk
        self._terminal = terminal
        self._redraw = redraw

    @property
    def handlers(self) -> Handlers:
        """The handlers of its commands."""
        return {
            "pictures": self.fewer_pictures,
            "instruments": self.toggle_instruments,
            "repaint": self.repaint,
            "suspend": self.suspend,
        }

    def fewer_pictures(self) -> None:
        """Limit the pictures per second to the next lower step, then back to the highest."""
        self._desk.say(f"at most {self._terminal.step_pictures():g} pictures per second")

    def toggle_instruments(self) -> None:
        """Toggle the cost of the screen in the status line."""
        instruments = self._terminal.instruments
        instruments.switch(not instruments.on)
        self._redraw()

    def repaint(self) -> None:
        """Repaint the whole screen."""
        self._terminal.repaint()
        self._desk.say("screen repainted")

    def suspend(self) -> str:
        """Suspend to the shell; returns why that is not possible, or ""."""
        return (
            "" if self._terminal.suspend_to_shell() else "this terminal does not support suspending"
        )
