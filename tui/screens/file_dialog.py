"""The dialog for a target to write: a file for results or a history, a folder for events."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from tui.screens.ask import AskScreen, Question
from tui.text.paths import (
    Reader,
    fault_of,
    folder_path,
    history_path,
    overwrite_doubt,
    picture_path,
    results_path,
    script_path,
)


@dataclass(frozen=True)
class FileDialog:
    """The contents of the dialog.

    Attributes:
        title: of the box.
        prompt: above the line.
        suggestion: the initial text.
        reader: parses and checks the typed path.
        replaces: whether an existing file would be replaced, which needs a second enter.
    """

    title: str
    prompt: str
    suggestion: str
    reader: Reader
    replaces: bool = True


HISTORY = FileDialog(
    "write the history",
    "File for w, b and loss of every update, .npz or .csv:",
    "descent-history.npz",
    history_path,
)
EVENTS = FileDialog(
    "event files for TensorBoard",
    "Folder that TensorBoard reads; the run gets a folder in it:",
    "tensorboard",
    folder_path,
    replaces=False,
)


SCRIPT = FileDialog(
    "Keras script",
    "File for a script that runs without descent, .py or .ipynb:",
    "descent-run.py",
    script_path,
)


def results(title: str, suggestion: str) -> FileDialog:
    """The dialog for a table of results."""
    prompt = "File for the results, .csv, .jsonl or .md:"
    return FileDialog(title, prompt, suggestion, results_path)


def picture(title: str, suggestion: str) -> FileDialog:
    """The dialog for a picture."""
    prompt = "File for the picture, .svg, .png, .txt or .ans (text with colours):"
    return FileDialog(title, prompt, suggestion, picture_path)


def file_screen(dialog: FileDialog) -> AskScreen:
    """The screen of the dialog; its result is a text that the dialog's reader accepts."""
    fault = partial(fault_of, dialog.reader)
    doubt = overwrite_doubt if dialog.replaces else _no_doubt
    return AskScreen(
        dialog.suggestion, Question(dialog.title, dialog.prompt, "write", fault, doubt)
    )


def _no_doubt(_text: str) -> str:
    return ""
