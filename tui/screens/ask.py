"""Asks for the file that the history goes to."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

SUFFIXES = (".npz", ".csv")


def path_fault(text: str) -> str:
    """Why a history cannot go to the file of this name; empty where it can."""
    path = Path(text.strip()).expanduser()
    if not text.strip():
        return "a file name is needed"
    if path.suffix not in SUFFIXES:
        return "the name must end in .npz or .csv"
    if path.is_dir():
        return f"{path} is a directory"
    if not path.parent.is_dir():
        return f"there is no directory {path.parent}"
    return ""


class AskScreen(ModalScreen[Path | None]):
    """One line to type a file name into; Escape writes nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "back")]

    def __init__(self, suggestion: str) -> None:
        super().__init__()
        self._suggestion = suggestion
        self._warned = ""

    def compose(self) -> ComposeResult:
        box = Vertical(
            Static("File for every update's w, b and loss, .npz or .csv:"),
            Input(self._suggestion, select_on_focus=False),
            Static("", id="reason"),
            id="ask",
        )
        box.border_title = "write the history"
        box.border_subtitle = "enter writes · esc does not"
        yield box

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        reason = path_fault(event.value)
        path = Path(event.value.strip()).expanduser()
        if not reason and path.exists() and self._warned != event.value:
            self._warned = event.value
            reason = f"{path} exists: enter again writes over it"
        if reason:
            self.query_one("#reason", Static).update(reason)
        else:
            self.dismiss(path)
