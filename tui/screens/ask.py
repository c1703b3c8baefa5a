"""A dialog for one line: a file, a folder, the name of a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from tui.screens.closing import Dialog
from tui.widgets.line_input import LineInput


@dataclass(frozen=True)
class Question:
    """The contents of the dialog.

    Attributes:
        title: of the box.
        prompt: above the line.
        does: the action of enter, as a verb.
        fault: why a line is invalid; empty if it is valid.
        doubt: why enter must be pressed again; empty if it need not.
    """

    title: str
    prompt: str
    does: str
    fault: Callable[[str], str]
    doubt: Callable[[str], str] = lambda _: ""


class AskScreen(Dialog[str | None]):
    """One text input; the result is its text without surrounding blanks, or None after Escape.

    Attributes:
        suggestion: the text at first.
        question: the contents.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "back")]

    def __init__(self, suggestion: str, question: Question) -> None:
        super().__init__()
        self.suggestion = suggestion
        self.question = question
        self._warned = ""

    def compose(self) -> ComposeResult:
        box = Vertical(
            Static(self.question.prompt, markup=False),
            LineInput(self.suggestion, select_on_focus=False),
            Static("", id="reason", markup=False),
            id="ask",
        )
        box.border_title = self.question.title
        box.border_subtitle = f"enter: {self.question.does} · esc: cancel"
        yield box

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        reason = self.question.fault(event.value)
        if not reason and self._warned != event.value:
            reason = self.question.doubt(event.value)
            self._warned = event.value if reason else ""
        if reason:
            self.query_one("#reason", Static).update(reason)
        else:
            self.dismiss(event.value.strip())
