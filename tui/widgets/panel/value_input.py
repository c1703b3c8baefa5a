"""The input for a parameter's value; imported when it is first used."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget

from tui.text.width import text_width
from tui.widgets.line_input import LineInput
from tui.widgets.panel.unread_keys import Typed, take_typed

_LONGEST_WAIT = 1.0
"""Seconds after which keys edit the text again, if nothing is known of the value by then."""


class ValueInput(LineInput):
    """An input one row high; Escape cancels."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "back", show=False),
        Binding("tab", "submit", "accept", show=False),
    ]

    MOVES: ClassVar[dict[str, int]] = {}

    class Cancelled(Message):
        """Escape was pressed."""

    def __init__(self, value: str, *, replaces: bool = False) -> None:
        """`replaces`: whether what is typed first replaces the value, as nobody adds to a word."""
        super().__init__(value, compact=True, select_on_focus=replaces)
        self._waiting: list[Typed] | None = None
        """What came after the value was submitted, until it is known whether it is valid, or after
        it was cancelled.
        """
        self._patience: Timer | None = None
        self._over = False

    class Scrolled(Message):
        """The visible part of a long line changed."""

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_x(old_value, new_value)
        self.post_message(self.Scrolled())

    def cell_of(self, place: int) -> int:
        """The cell of a character, from 1; negative if it is scrolled out of sight."""
        return text_width(self.value[: place - 1]) - int(self.scroll_offset.x)

    async def _on_key(self, event: events.Key) -> None:
        key = events.Key(event.key, event.character)
        if self._waiting is not None and (self._over or event.key != "escape"):
            self._waiting.append(key)
        elif self._over:
            self._pass_on(key)
        else:
            await super()._on_key(event)
            return
        event.stop()
        event.prevent_default()

    def _on_paste(self, event: events.Paste) -> None:
        """Keep the order of what is pasted and of keys that wait."""
        if self._waiting is not None:
            self._waiting.append(events.Paste(event.text))
            event.stop()
            event.prevent_default()

    async def action_submit(self) -> None:
        self._waiting = []
        # While samples are read, the text can be edited further.
        self._stop_waiting()
        self._patience = self.set_timer(_LONGEST_WAIT, self.refused)
        await super().action_submit()

    def accepted(self) -> None:
        """The value was accepted: later keys are for the panel, which has the focus next."""
        self._over = True
        for each in self._taken():
            self._pass_on(each)

    def refused(self) -> None:
        """The value was refused: later keys edit it."""
        for each in self._taken():
            self.post_message(each)

    def _pass_on(self, typed: Typed) -> None:
        if isinstance(self.parent, Widget):
            # As the app does: a key that the panel has no use for goes up to the app's bindings.
            typed._set_forwarded()  # noqa: SLF001
            self.parent.post_message(typed)

    def _taken(self) -> list[Typed]:
        """What waits for the value, and what was typed after that and has not been looked at."""
        self._stop_waiting()
        waiting, self._waiting = self._waiting or [], None
        return [*waiting, *take_typed(self)]

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.stop()
            self._patience = None

    def action_cancel(self) -> None:
        self._over = True
        self._stop_waiting()
        # What was typed while the value was checked goes with it; what comes after goes on.
        self._waiting = take_typed(self)
        self.post_message(self.Cancelled())
