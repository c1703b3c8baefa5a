"""A form of several text inputs, each with its error below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, Static

from tui.screens.closing import Dialog
from tui.widgets.line_input import LineInput


@dataclass(frozen=True)
class Field:
    """One line of a form.

    Attributes:
        name: its key in the form's result.
        label: the text before it.
        text: its initial content.
        hint: shown below while the content is valid.
    """

    name: str
    label: str
    text: str
    hint: str


@dataclass(frozen=True)
class Judged:
    """The validation of the typed texts.

    Attributes:
        reasons: errors by field name; the empty name holds errors of the whole form.
        says: what will be done, if everything is valid.
    """

    reasons: Mapping[str, str]
    says: str = ""


Judge = Callable[[Mapping[str, str]], Judged]


class FormScreen(Dialog[dict[str, str] | None]):
    """A form; its result is the texts by name, or None after Escape.

    Args:
        title: of the box.
        about: one sentence above the fields.
        fields: from top to bottom.
        judge: validates the texts after every change.

    Attributes: as the arguments.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "back")]

    def __init__(self, title: str, about: str, fields: tuple[Field, ...], judge: Judge) -> None:
        super().__init__()
        self.heading = title
        self.about = about
        self.fields = fields
        self.judge = judge

    def compose(self) -> ComposeResult:
        box = VerticalScroll(id="form", can_focus=False)
        box.border_title = self.heading
        box.border_subtitle = "tab ↓: next · enter: start · esc: cancel"
        with box:
            yield Static(self.about, id="about", markup=False)
            for field in self.fields:
                with Horizontal(classes="field"):
                    yield Static(field.label, classes="label", markup=False)
                    yield LineInput(field.text, id=f"field-{field.name}", select_on_focus=False)
                yield Static(field.hint, id=f"note-{field.name}", classes="note", markup=False)
            yield Static("", id="verdict", markup=False)

    def on_mount(self) -> None:
        self._look()

    @property
    def texts(self) -> dict[str, str]:
        """The contents of the fields, by name."""
        return {f.name: self.query_one(f"#field-{f.name}", Input).value for f in self.fields}

    def _look(self) -> Judged:
        """Show the errors below the fields, or what will be done."""
        judged = self.judge(self.texts)
        for field in self.fields:
            note = self.query_one(f"#note-{field.name}", Static)
            reason = judged.reasons.get(field.name, "")
            note.update(f"✗ {reason}" if reason else field.hint)
            note.set_class(bool(reason), "-wrong")
        verdict = self.query_one("#verdict", Static)
        verdict.update(judged.reasons.get("", "") or ("" if judged.reasons else judged.says))
        verdict.set_class("" in judged.reasons, "-wrong")
        return judged

    @on(Input.Changed)
    def _changed(self) -> None:
        self._look()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        judged = self._look()
        if not judged.reasons:
            self.dismiss(self.texts)
            return
        wrong = next((f.name for f in self.fields if f.name in judged.reasons), None)
        if wrong is not None:
            self.query_one(f"#field-{wrong}", Input).focus()
