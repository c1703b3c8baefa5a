"""A text input that keeps the order of keys that arrive together."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.widgets import Input


def first_line(text: str) -> str:
    """The first line of a text that is not blank, without blanks at its ends."""
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


class LineInput(Input):
    """An input whose keys take effect in order, however fast they arrive.

    Textual inserts characters at once, but keys with a binding (ctrl+u, tab) bubble up first. If
    several arrive together, as over a slow line, characters would overtake those keys.

    Attributes:
        MOVES: keys that move the focus to the next input of the screen, or (-1) the previous one.
    """

    MOVES: ClassVar[dict[str, int]] = {"tab": 1, "down": 1, "shift+tab": -1, "up": -1}

    async def _on_key(self, event: events.Key) -> None:
        now = self.screen.focused
        if now is not self and isinstance(now, LineInput):
            # The key was already addressed to this input when the focus moved.
            event.stop()
            event.prevent_default()
            now.post_message(events.Key(event.key, event.character))
            return
        step = self.MOVES.get(event.key)
        bound = self._bindings.key_to_bindings.get(event.key, ())
        if step is not None or bound:
            event.stop()
            event.prevent_default()
        if step == 1:
            self.screen.focus_next(LineInput)
        elif step == -1:
            self.screen.focus_previous(LineInput)
        for binding in bound:
            await self.run_action(binding.action)
        if step is None and not bound:
            await super()._on_key(event)

    def _on_paste(self, event: events.Paste) -> None:
        """Insert the first line that is not blank."""
        event.stop()
        event.prevent_default()
        if text := first_line(event.text):
            self.replace(text, *self.selection)
