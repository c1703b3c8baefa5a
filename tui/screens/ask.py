"""Asks for one line: a file, a folder, the name of a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.widgets.line_input import LineInput

SUFFIXES = (".npz", ".csv")


@dataclass(frozen=True)
class Question:
    """What is asked for.

    Attributes:
        title: of the box.
        prompt: above the line.
        does: what enter does, for the box's lower border.
        fault: why a line cannot be; empty where it can.
        doubt: why enter must be pressed once more; empty where it need not.
    """

    title: str
    prompt: str
    does: str
    fault: Callable[[str], str]
    doubt: Callable[[str], str] = lambda _: ""


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


def path_doubt(text: str) -> str:
    """That a file would be lost."""
    path = Path(text.strip()).expanduser()
    return f"{path} exists: enter again writes over it" if path.exists() else ""


def folder_fault(text: str) -> str:
    """Why event files cannot go to the folder of this name; empty where they can."""
    path = Path(text.strip()).expanduser()
    if not text.strip():
        return "a folder is needed"
    return f"{path} is a file" if path.exists() and not path.is_dir() else ""


HISTORY = Question(
    "write the history",
    "File for every update's w, b and loss, .npz or .csv:",
    "writes",
    path_fault,
    path_doubt,
)
EVENTS = Question(
    "event files for TensorBoard",
    "Folder that TensorBoard shall look at; the run gets one of its own in it:",
    "writes",
    folder_fault,
)


class AskScreen(ModalScreen[str | None]):
    """One line to type into; gives it without blanks around it. Escape gives nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "back")]

    def __init__(self, suggestion: str, question: Question = HISTORY) -> None:
        super().__init__()
        self._suggestion = suggestion
        self._question = question
        self._warned = ""

    def compose(self) -> ComposeResult:
        box = Vertical(
            Static(self._question.prompt, markup=False),
            LineInput(self._suggestion, select_on_focus=False),
            Static("", id="reason", markup=False),
            id="ask",
        )
        box.border_title = self._question.title
        box.border_subtitle = f"enter {self._question.does} · esc does not"
        yield box

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        reason = self._question.fault(event.value)
        if not reason and self._warned != event.value:
            reason = self._question.doubt(event.value)
            self._warned = event.value if reason else ""
        if reason:
            self.query_one("#reason", Static).update(reason)
        else:
            self.dismiss(event.value.strip())
