"""What stands for the screen where there is none."""

from __future__ import annotations

from tui.model.situation import Focus, ViewName


class NoScreen:
    """Shows the dashboard to nobody."""

    view_name: ViewName = "dashboard"
    focus_name: Focus = ""
    is_over = False


class NoFields:
    """There are no fields; why a value is invalid is said."""

    def accept(self) -> None:
        """Nothing to close."""

    def refuse(self, name: str, reason: str) -> None:
        """Nothing to mark."""
