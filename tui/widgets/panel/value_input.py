"""The line in which a parameter's value is typed; imported when the first one is."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from tui.widgets.line_input import LineInput


class ValueInput(LineInput):
    """A line of one row's height; Escape gives up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "back", show=False),
        Binding("tab", "submit", "take it", show=False),
    ]

    MOVES: ClassVar[dict[str, int]] = {}

    class Cancelled(Message):
        """Escape was pressed."""

    def __init__(self, value: str) -> None:
        super().__init__(value, compact=True, select_on_focus=False)

    class Scrolled(Message):
        """Another part of a long line is shown."""

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_x(old_value, new_value)
        self.post_message(self.Scrolled())

    def action_cancel(self) -> None:
        self.post_message(self.Cancelled())
