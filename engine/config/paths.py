"""Paths as people type them: on the command line, in a dialog, in a file, in the environment."""

from __future__ import annotations

import contextlib
import os
import unicodedata
from itertools import islice
from pathlib import Path

from engine.config.file_access import check_named
from engine.errors import PathError, shown
from engine.nearest import nearest

RUNS_VARIABLE = "DESCENT_RUNS_DIR"
"""The environment variable that names the folder of saved runs."""
_CONTROL = ("Cc", "Zl", "Zp")
"""Unicode's categories of control characters, and of line and paragraph separators."""
_MOST_NAMES = 10_000
"""Names of a folder that are looked at for a suggestion."""
_ALIKE = 0.75
"""How alike a suggested name is: the same ending alone makes short names 0.6 alike."""


def typed_path(text: str) -> Path:
    """The path that a typed text names; `~` and `~user` at its beginning are home directories.

    Args:
        text: as typed; blanks at its ends are part of the name.

    Raises:
        PathError: it is empty, has a control character, names a user that does not exist, or files
            are off (`engine.config.file_access`).
    """
    check_named(text)
    return _path(text)


def _path(text: str) -> Path:
    if not text.strip():
        raise PathError("the path is empty; type the path of a file or folder")
    if any(unicodedata.category(character) in _CONTROL for character in text):
        raise PathError(
            f"{shown(text)}: contains a control character, such as a line break;"
            " type a path on one line"
        )
    try:
        return Path(text).expanduser()
    except RuntimeError:
        user = text[1:].partition("/")[0]
        if user:
            why = f"no such user: {shown(user)}; a name that begins with ~ needs its whole path"
        else:
            why = "this account has no home directory; type the whole path"
        raise PathError(f"{shown(text)}: {why}") from None


def whole_path(path: Path) -> Path:
    """The path that means the same in every folder.

    Raises:
        OSError: it is relative to a folder that no longer exists.
    """
    with contextlib.suppress(RuntimeError):  # there is no such user: its reader says so
        path = path.expanduser()
    return path.absolute()


def no_such_file(path: Path) -> str:
    """Why a file that does not exist cannot be read: which part of its path is missing.

    To be read after the path; it suggests the name in the same folder that is most like it.
    """
    missing = path
    try:
        while not missing.parent.exists():
            missing = missing.parent
        folder = missing.parent
        if not folder.is_dir():
            return f"{shown(str(folder))} is not a folder"
        names = [found.name for found in islice(folder.iterdir(), _MOST_NAMES)]
    except OSError:
        names = []
    near = nearest(missing.name, sorted(names), _ALIKE)
    hint = f"; did you mean {shown(str(missing.with_name(near)))}?" if near else ""
    if missing == path:
        return f"no such file{hint}"
    return f"no such folder: {shown(str(missing))}{hint}"


def environment_path(variable: str) -> Path | None:
    """The path that an environment variable holds; None where it is not set, or empty.

    Raises:
        PathError: it does not hold a path; the text names the variable.
    """
    text = os.environ.get(variable, "")
    try:
        return _path(text) if text else None
    except PathError as error:
        raise PathError(f"{variable}: {error}") from None
