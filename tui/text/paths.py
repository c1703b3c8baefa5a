"""Parsing of paths typed in a dialog or on the command line; errors are one line.

A reader parses the typed text and returns the path or raises `PathError`; dialogs call `fault_of`
while the text is being typed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from engine.config.paths import typed_path
from engine.errors import PathError
from engine.storage.targets import check_file_target, check_new_folder

SCRIPT_SUFFIXES = (".py", ".ipynb")
RESULTS_SUFFIXES = (".csv", ".jsonl", ".md")
HISTORY_SUFFIXES = (".npz", ".csv")
PICTURE_SUFFIXES = (".svg", ".png", ".txt", ".ans")
LANDSCAPE_SUFFIXES = (".npz", ".csv", *PICTURE_SUFFIXES)

Reader = Callable[[str], Path]


def results_path(text: str) -> Path:
    """The .csv, .jsonl or .md file for results.

    Raises:
        PathError: the text is not a path, or the file cannot be written.
    """
    return _file(text, RESULTS_SUFFIXES)


def history_path(text: str) -> Path:
    """The .npz or .csv file for a history.

    Raises:
        PathError: the text is not a path, or the file cannot be written.
    """
    return _file(text, HISTORY_SUFFIXES)


def script_path(text: str) -> Path:
    """The .py or .ipynb file for a script.

    Raises:
        PathError: the text is not a path, or the file cannot be written.
    """
    return _file(text, SCRIPT_SUFFIXES)


def picture_path(text: str) -> Path:
    """The .svg, .png, .txt or .ans file for a picture.

    Raises:
        PathError: the text is not a path, or the file cannot be written.
    """
    return _file(text, PICTURE_SUFFIXES)


def landscape_path(text: str) -> Path:
    """The file for a landscape: .npz, .csv, or a picture.

    Raises:
        PathError: the text is not a path, or the file cannot be written.
    """
    return _file(text, LANDSCAPE_SUFFIXES)


def folder_path(text: str) -> Path:
    """The folder for files; it need not exist.

    Raises:
        PathError: the text is not a path, or the folder cannot be written.
    """
    if not text.strip():
        raise PathError("the path is empty; type a folder")
    path = typed_path(text.strip())
    check_new_folder(path)
    return path


def fault_of(reader: Reader, text: str) -> str:
    """Why `reader` rejects this text, in one line; empty if it accepts it."""
    try:
        reader(text)
    except PathError as error:
        return str(error)
    return ""


def overwrite_doubt(text: str) -> str:
    """A warning that a file of this name would be replaced; empty if there is none."""
    try:
        path = typed_path(text.strip())
        exists = path.exists()
    except (PathError, OSError):
        return ""
    return f"{path} exists; enter again: replace it" if exists else ""


def _file(text: str, suffixes: Sequence[str]) -> Path:
    if not text.strip():
        raise PathError("the path is empty; type a file name")
    path = typed_path(text.strip())
    check_file_target(path, suffixes)
    return path
