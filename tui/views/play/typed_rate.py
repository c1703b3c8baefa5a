"""A learning rate that is typed into a game: digits open a line for it."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from textual.message import Message

from engine.config.auto import asks_auto
from engine.config.parameters import with_values
from engine.config.run import RunConfig
from tui.model.change_text import fault_of
from tui.text.numbers import number
from tui.widgets.game_messages import RateTyped
from tui.widgets.panel.typed_into import TypedInto

if TYPE_CHECKING:
    from tui.widgets.panel.value_input import ValueInput

_NAME = "learning_rate"
TYPING = "learning rate of the next stroke · enter: use it · esc: cancel"


def rate_fault(text: str) -> str:
    """Why a text is no learning rate; empty if it is one."""
    if asks_auto({_NAME: text}):
        return "auto is for a run; type a number"
    return fault_of(RunConfig(), {_NAME: text})


def rate_in(text: str) -> float:
    """The learning rate of a text without a fault."""
    return with_values(RunConfig(), {_NAME: text}).optimizer.learning_rate


class TypedRate(TypedInto):
    """A widget with a line for a learning rate, which posts what is typed."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._editor: ValueInput | None = None
        self.typing = ""
        """What is said while a rate is typed; empty while none is."""

    @property
    @abstractmethod
    def rate(self) -> float:
        """The present learning rate."""

    @property
    @abstractmethod
    def editor_place(self) -> tuple[int, int, int]:
        """Column, row and width of the line."""

    @abstractmethod
    def show_typing(self) -> None:
        """Draw what is said of it."""

    @property
    def editor(self) -> ValueInput | None:
        return self._editor

    def edit(self, text: str | None = None) -> str:
        """Open the line, with a text or with the present rate; or say why not."""
        from tui.widgets.panel.value_input import ValueInput

        if self._editor is not None:
            return "a learning rate is being typed"
        self._editor = ValueInput(number(self.rate) if text is None else text)
        self.typing = TYPING
        self.place_editor()
        self._hand_over(self._editor)
        self.show_typing()
        return ""

    def place_editor(self) -> None:
        """Put the line where the rate is, if it is open."""
        if self._editor is not None:
            column, row, width = self.editor_place
            self._editor.styles.width = max(1, width)
            self._editor.styles.offset = (column, row)

    def _close(self) -> None:
        editor, self._editor, self.typing = self._editor, None, ""
        if editor is not None:
            self._take_back(editor)
        self.show_typing()

    def on_input_changed(self, event: Message) -> None:
        event.stop()
        if self._editor is not None:
            self.typing = rate_fault(self._editor.value) or TYPING
            self.show_typing()

    def on_input_submitted(self, event: Message) -> None:
        event.stop()
        if self._editor is None:
            return
        if fault := rate_fault(self._editor.value):
            self.typing = fault
            self._editor.refused()
            self.show_typing()
            return
        # Keys that came after it take effect when the rate has.
        self.post_message(RateTyped(rate_in(self._editor.value), self._close))

    def on_value_input_scrolled(self, event: Message) -> None:
        event.stop()

    def on_value_input_cancelled(self, event: Message) -> None:
        event.stop()
        self._close()
