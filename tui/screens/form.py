"""Asks for several lines at once, each with the reason below it why it cannot be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.widgets.line_input import LineInput


@dataclass(frozen=True)
class Field:
    """One line of a form.

    Attributes:
        name: stands for it in what the form gives.
        label: before the line.
        text: what stands in it at first.
        hint: below it while nothing is wrong.
    """

    name: str
    label: str
    text: str
    hint: str


@dataclass(frozen=True)
class Judged:
    """What is to be said of what was typed.

    Attributes:
        reasons: why a field cannot be, by its name; the empty name is of all together.
        says: what will be done, where it can be.
    """

    reasons: Mapping[str, str]
    says: str = ""


Judge = Callable[[Mapping[str, str]], Judged]


class FormScreen(ModalScreen[dict[str, str] | None]):
    """Some lines to type into; gives their texts by name. Escape gives nothing.

    Args:
        title: of the box.
        about: one sentence above the fields.
        fields: from top to bottom.
        judge: is asked whenever something was typed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "back")]

    def __init__(self, title: str, about: str, fields: tuple[Field, ...], judge: Judge) -> None:
        super().__init__()
        self._form_title = title
        self._about = about
        self._fields = fields
        self._judge = judge

    def compose(self) -> ComposeResult:
        box = VerticalScroll(id="form", can_focus=False)
        box.border_title = self._form_title
        box.border_subtitle = "tab ↓ next · enter starts · esc does not"
        with box:
            yield Static(self._about, id="about", markup=False)
            for field in self._fields:
                with Horizontal(classes="field"):
                    yield Static(field.label, classes="label", markup=False)
                    yield LineInput(field.text, id=f"field-{field.name}", select_on_focus=False)
                yield Static(field.hint, id=f"note-{field.name}", classes="note", markup=False)
            yield Static("", id="verdict", markup=False)

    def on_mount(self) -> None:
        self._look()

    @property
    def texts(self) -> dict[str, str]:
        """What stands in the fields."""
        return {f.name: self.query_one(f"#field-{f.name}", Input).value for f in self._fields}

    def _look(self) -> Judged:
        """Say what is wrong, beside each field, or what will be done."""
        judged = self._judge(self.texts)
        for field in self._fields:
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
        wrong = next((f.name for f in self._fields if f.name in judged.reasons), None)
        if wrong is not None:
            self.query_one(f"#field-{wrong}", Input).focus()
