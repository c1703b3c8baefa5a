"""Checks that a file or folder can be written, before anything is computed."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from engine.errors import PathError, shown
from engine.files import not_a_file
from engine.storage.atomic import PART, real_target


def check_file_target(path: Path, suffixes: Sequence[str]) -> None:
    """Check that a file can be written; an existing file may be replaced.

    Args:
        path: the file.
        suffixes: the accepted suffixes, such as ".csv", in lower case.

    Raises:
        PathError: its suffix is unknown, its folder is missing or cannot be written to, or it is
            not a plain file.
    """
    name = shown(str(path))
    if path.suffix.lower() not in suffixes:
        raise PathError(f"{name}: the name must end in {in_words(suffixes)}")
    try:
        _check_parent(path)
        _check_existing(path)
        # A link stays a link: the file that it points to is written.
        real = real_target(path)
        with contextlib.suppress(FileNotFoundError):
            real.with_name(f"{real.name}{PART}").lstat()  # fails for a name that is too long
        _check_writable(name, real.parent)
    except OSError as error:
        raise PathError(f"{name}: cannot be written: {error.strerror or error}") from None


def check_new_folder(path: Path) -> None:
    """Check that a folder that the user named can be written to or created in an existing one.

    Raises:
        PathError: the folder around it is missing or a file, or it cannot be written to.
    """
    check_folder_target(path)
    name, folder = shown(str(path)), shown(str(path.parent))
    if not path.parent.exists():
        raise PathError(f"{name}: the folder {folder} does not exist; create it first")


def check_folder_target(path: Path) -> None:
    """Check that a folder can be written to; a missing one will be created, with its parents.

    Raises:
        PathError: it or one of its parents is a file, or it cannot be written to.
    """
    name = shown(str(path))
    try:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            path.lstat()  # fails for a name that is too long
        nearest = next(one for one in (path, *path.absolute().parents) if os.path.lexists(one))
        if not nearest.is_dir():
            what = "is a file" if nearest == path else f"{shown(str(nearest))} is a file"
            raise PathError(f"{name}: {what}; must be a folder")
        _check_writable(name, nearest)
    except OSError as error:
        raise PathError(f"{name}: cannot be written: {error.strerror or error}") from None


def in_words(suffixes: Sequence[str]) -> str:
    """Suffixes as an enumeration: .csv, .jsonl or .md."""
    *others, last = suffixes
    return f"{', '.join(others)} or {last}" if others else last


def _check_parent(path: Path) -> None:
    name, folder = shown(str(path)), shown(str(path.parent))
    if not path.parent.exists():
        raise PathError(f"{name}: the folder {folder} does not exist; create it first")
    if not path.parent.is_dir():
        raise PathError(f"{name}: {folder} is a file; must be a folder")


def _check_existing(path: Path) -> None:
    name = shown(str(path))
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    if what := not_a_file(mode):
        raise PathError(f"{name}: {what}; must be a file")
    if not os.access(path, os.W_OK):
        raise PathError(f"{name}: is write-protected; choose another name")


def _check_writable(name: str, folder: Path) -> None:
    """Create an unnamed file there, because permissions alone are not enough on all systems."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        why = error.strerror or str(error)
        raise PathError(
            f"{name}: cannot write to {shown(str(folder))}: {why}; choose another folder"
        ) from None
