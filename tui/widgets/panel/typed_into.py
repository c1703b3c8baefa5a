"""A widget that opens an editor when it is typed into, and loses no key that arrives meanwhile.

Keys that arrive together are addressed before any of them takes effect: to this widget, although
the first of them opens the editor, and to the editor, although one of them closes it. So the focus
moves at once, together with the keys that are on their way.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from textual import events
from textual.widget import Widget

from tui.widgets.line_input import first_line
from tui.widgets.panel.first_key import begins_number
from tui.widgets.panel.unread_keys import take_typed

if TYPE_CHECKING:
    from tui.widgets.panel.value_input import ValueInput


class TypedInto(Widget):
    """Passes on to its editor what is addressed to it, and its own keys take effect in order."""

    @property
    @abstractmethod
    def editor(self) -> ValueInput | None:
        """The open editor."""

    @abstractmethod
    def edit(self, text: str | None = None) -> str:
        """Open the editor, with a text or with the present value; or say why not."""

    def begins(self, event: events.Key) -> bool:
        """Whether a key opens the editor with its character."""
        return begins_number(event.character or "")

    def _hand_over(self, editor: ValueInput) -> None:
        """Show the editor; from here on, whatever was typed and is typed is for it."""
        self.mount(editor)
        # Not by `focus`, which the app comes to later: keys would be addressed to both meanwhile.
        self.screen.set_focus(editor, scroll_visible=False)
        for each in take_typed(self):
            editor.post_message(each)

    def _take_back(self, editor: ValueInput) -> None:
        """Close the editor; from here on, whatever was typed and is typed is for this widget."""
        if self.is_attached and self.screen.focused is editor:
            # At once: a later key may leave this widget, which must not get the focus after that.
            self.screen.set_focus(self)
        editor.accepted()
        editor.remove()

    async def on_key(self, event: events.Key) -> None:
        """Pass a key on, open the editor, or carry out a key of its own."""
        bound = self._bindings.key_to_bindings.get(event.key, ())
        if self.editor is not None and self.screen.focused is self.editor:
            # It has no use for this key, and passed it on.
            return
        if self.editor is not None:
            key = events.Key(event.key, event.character)
            key._set_forwarded()  # noqa: SLF001 - as the app does
            self.editor.post_message(key)
        elif self.begins(event):
            self.edit(event.character)
        elif not bound:
            return
        else:
            for binding in bound:
                await self.run_action(binding.action)
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Open the editor with what is pasted, or pass it on."""
        event.stop()
        if self.editor is not None:
            self.editor.post_message(events.Paste(event.text))
        elif text := first_line(event.text):
            self.edit(text)
