"""The input for a parameter's value; imported when it is first used."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from tui.widgets.line_input import LineInput


class ValueInput(LineInput):
    """An input one row high; Escape cancels."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "back", show=False),
        Binding("tab", "submit", "accept", show=False),
    ]

    MOVES: ClassVar[dict[str, int]] = {}

    class Cancelled(Message):
        """Escape was pressed."""

    def __init__(self, value: str) -> None:
        super().__init__(value, compact=True, select_on_focus=False)

    class Scrolled(Message):
        """The visible part of a long line changed."""

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_x(old_value, new_value)
        self.post_message(self.Scrolled())

    def action_cancel(self) -> None:
        self.post_message(self.Cancelled())
