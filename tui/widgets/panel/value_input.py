"""The input for a parameter's value; imported when it is first used."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from tui.widgets.line_input import LineInput

_LONGEST_WAIT = 0.3
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

    def __init__(self, value: str) -> None:
        super().__init__(value, compact=True, select_on_focus=False)
        self._waiting: list[events.Key] | None = None
        """Keys that came after the value was submitted, until it is known whether it is valid."""
        self._over = False

    @property
    def leaves(self) -> bool:
        """Whether it is about to close, so that the next key is for what has the focus then."""
        return self._over

    class Scrolled(Message):
        """The visible part of a long line changed."""

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_x(old_value, new_value)
        self.post_message(self.Scrolled())

    async def _on_key(self, event: events.Key) -> None:
        key = events.Key(event.key, event.character)
        if self._over:
            self._pass_on(key)
        elif self._waiting is not None and event.key != "escape":
            self._waiting.append(key)
        else:
            await super()._on_key(event)
            return
        event.stop()
        event.prevent_default()

    async def action_submit(self) -> None:
        self._waiting = []
        # While samples are read, the text can be edited further.
        self.set_timer(_LONGEST_WAIT, self.refused)
        await super().action_submit()

    def accepted(self) -> None:
        """The value was accepted: later keys are for the panel, which has the focus next."""
        self._over = True
        for key in self._taken():
            self._pass_on(key)

    def refused(self) -> None:
        """The value was refused: later keys edit it."""
        for key in self._taken():
            self.post_message(key)

    def _pass_on(self, key: events.Key) -> None:
        if isinstance(self.parent, Widget):
            # As the app does: a key that the panel has no use for goes up to the app's bindings.
            key._set_forwarded()  # noqa: SLF001
            self.parent.post_message(key)

    def _taken(self) -> list[events.Key]:
        keys, self._waiting = self._waiting or [], None
        return keys

    def action_cancel(self) -> None:
        self._over = True
        # What was typed while the value was checked goes with it: it would come out of order.
        self._waiting = None
        self.post_message(self.Cancelled())
