"""Whether a file or folder could be written, asked before anything is computed."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Sequence
from pathlib import Path

from engine.errors import PathError, shown


def check_file_target(path: Path, suffixes: Sequence[str]) -> None:
    """Refuse a file that could not be written. A file that exists may be replaced.

    Args:
        path: the file.
        suffixes: what its name may end in, such as ".csv", in lower case.

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
        # A link stays a link: the file that it points at is written.
        _check_writable(name, Path(os.path.realpath(path)).parent)
    except OSError as error:
        raise PathError(f"{name}: cannot be written: {error.strerror or error}") from None


def check_folder_target(path: Path) -> None:
    """Refuse a folder that could not be written into; one that is missing will be made.

    Raises:
        PathError: it or one of its parents is a file, or it cannot be written to.
    """
    name = shown(str(path))
    try:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            path.lstat()  # a name that is too long is found here
        nearest = next(one for one in (path, *path.absolute().parents) if os.path.lexists(one))
        if not nearest.is_dir():
            what = "is a file" if nearest == path else f"{shown(str(nearest))} is a file"
            raise PathError(f"{name}: {what}; a folder is needed")
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
        raise PathError(f"{name}: there is no folder {folder}; make it first")
    if not path.parent.is_dir():
        raise PathError(f"{name}: {folder} is a file; a folder is needed there")


def _check_existing(path: Path) -> None:
    name = shown(str(path))
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(mode):
        raise PathError(f"{name}: is a folder, a file is needed")
    if not stat.S_ISREG(mode):
        raise PathError(f"{name}: is a device or a pipe, a file is needed")
    if not os.access(path, os.W_OK):
        raise PathError(f"{name}: is write-protected; choose another name")


def _check_writable(name: str, folder: Path) -> None:
    """Make a file without a name there: permissions alone do not tell of every file system."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        why = error.strerror or str(error)
        raise PathError(
            f"{name}: no file can be made in {shown(str(folder))}: {why}; choose another folder"
        ) from None
