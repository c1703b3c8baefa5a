"""What stands for the screen where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from tui.model.situation import Focus, ViewName


class NoScreen:
    """Shows the dashboard to nobody."""

    view_name: ViewName = "dashboard"
    focus_name: Focus = ""
    is_over = False


class NoView:
    """What a session keeps of the screen: nothing."""

    saved: ClassVar[dict[str, bool | str]] = {}

    def restore(self, saved: Mapping[str, bool | str]) -> None:
        """Nothing to show."""


class NoFields:
    """There are no fields; why a value is invalid is said."""

    def accept(self) -> None:
        """Nothing to close."""

    def refuse(self, name: str, reason: str) -> None:
        """Nothing to mark."""
