"""Atomic files: written beside their target, synced, then renamed.

An existing target stays unchanged until the rename, whatever happens before. Everything that
replaces a file of a user goes through this module, folders through `engine.storage.atomic_folder`.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import BinaryIO

PART = ".part"
"""The suffix of a file being written."""
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
"""The permissions of what only its user may read."""
_ANYBODY = 0o666  # less the user's mask


@contextlib.contextmanager
def atomic_file(target: Path, *, private: bool = False, durable: bool = True) -> Iterator[BinaryIO]:
    """A file to write to, which is renamed to the target when the block ends without an error.

    After an error there is no new file, and the old one is unchanged. A link stays a link: the
    file that it points to is replaced.

    Args:
        target: the file.
        private: whether a new file is readable by its user only.
        durable: whether it is on the disk when the block ends; if not, it is as whole after the
            end of this process, but not after that of the machine.

    Raises:
        OSError: the file cannot be written.
    """
    real = real_target(target)
    part = new_file_beside(real, PART, private=private)
    try:
        with part.open("r+b") as file:
            yield file
        put_in_place(part, real, durable=durable)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


def real_target(target: Path) -> Path:
    """The file to write if `target` is a link to it."""
    return Path(os.path.realpath(target))


def new_file_beside(
    target: Path, ending: str, begin: bytes = b"", *, private: bool = False
) -> Path:
    """Make a file beside the target with a free name: an existing file may belong to another run.

    Args:
        target: the target file.
        ending: its suffix, preceded by a number if that name is in use.
        begin: its initial content.
        private: whether it is readable by its user only.

    Raises:
        OSError: it cannot be written; then it does not exist.
    """
    for number in count(1):
        infix = "" if number == 1 else f".{number}"
        path = target.with_name(f"{target.name}{infix}{ending}")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        try:
            handle = os.open(path, flags, PRIVATE_FILE if private else _ANYBODY)
        except FileExistsError:
            continue
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(begin)
        except OSError:
            with contextlib.suppress(OSError):
                path.unlink()
            raise
        return path
    raise AssertionError("unreachable")


def put_in_place(made: Path, target: Path, *, durable: bool = True) -> None:
    """Rename a complete file to its target, with the permissions of an existing target.

    If `durable`, it is on the disk then.

    Raises:
        OSError: it cannot be synced or renamed; then both files are unchanged.
    """
    if target.exists():
        shutil.copymode(target, made)
    if durable:
        sync(made)
    made.replace(target)
    if durable:
        sync(target.parent)


def sync(path: Path) -> None:
    """Write a file's contents, or a folder's names, to the disk.

    Raises:
        OSError: the contents of a file cannot be written.
    """
    folder = path.is_dir()
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:
        # Some file systems cannot sync folders; their names are stored anyway.
        if not folder:
            raise
    finally:
        os.close(handle)


def make_folder(path: Path, *, private: bool = False) -> None:
    """Make a folder and its missing parents, each on the disk before the next; one may exist.

    Args:
        path: the folder.
        private: whether new ones are open to their user only.

    Raises:
        OSError: one of them cannot be made.
    """
    missing = [one for one in (path, *path.parents) if not one.exists()]
    for folder in reversed(missing):
        folder.mkdir(PRIVATE_FOLDER if private else 0o777, exist_ok=True)
        sync(folder.parent)
    if not path.is_dir():
        path.mkdir()  # says what is there instead
