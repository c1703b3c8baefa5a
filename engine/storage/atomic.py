"""Atomic files: written beside their target, synced, then renamed.

An existing target stays unchanged until the rename, whatever happens before.
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


@contextlib.contextmanager
def atomic_file(target: Path) -> Iterator[BinaryIO]:
    """A file to write to, which is renamed to the target when the block ends without an error.

    After an error there is no new file, and the old one is unchanged. A link stays a link: the
    file that it points to is replaced.

    Raises:
        OSError: the file cannot be written.
    """
    real = real_target(target)
    part = new_file_beside(real, PART)
    try:
        with part.open("r+b") as file:
            yield file
        put_in_place(part, real)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


def real_target(target: Path) -> Path:
    """The file to write if `target` is a link to it."""
    return Path(os.path.realpath(target))


def new_file_beside(target: Path, ending: str, begin: bytes = b"") -> Path:
    """Make a file beside the target with a free name: an existing file may belong to another run.

    Args:
        target: the target file.
        ending: its suffix, preceded by a number if that name is in use.
        begin: its initial content.

    Raises:
        OSError: it cannot be written; then it does not exist.
    """
    for number in count(1):
        infix = "" if number == 1 else f".{number}"
        path = target.with_name(f"{target.name}{infix}{ending}")
        try:
            with path.open("xb") as file:
                file.write(begin)
        except FileExistsError:
            continue
        except OSError:
            with contextlib.suppress(OSError):
                path.unlink()
            raise
        return path
    raise AssertionError("unreachable")


def put_in_place(made: Path, target: Path) -> None:
    """Rename a complete file to its target, with the permissions of an existing target.

    Raises:
        OSError: it cannot be synced or renamed; then both files are unchanged.
    """
    if target.exists():
        shutil.copymode(target, made)
    sync(made)
    made.replace(target)
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


@contextlib.contextmanager
def atomic_folder(target: Path, *, over: bool = False) -> Iterator[Path]:
    """A folder to write files into, which is renamed to the target when the block ends.

    After an error there is no new folder, and the old one is unchanged.

    Args:
        target: the target folder; missing parents are created.
        over: whether an existing folder is replaced.

    Raises:
        OSError: it cannot be written, or it exists.
    """
    beside = target.parent / f".{target.name}.saving-{os.getpid()}"
    gone = target.parent / f".{target.name}.replaced-{os.getpid()}"
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir()
    try:
        yield beside
        for path in (*beside.iterdir(), beside):
            sync(path)
        if over and target.exists():
            target.rename(gone)
        beside.rename(target)
        sync(target.parent)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        if gone.exists() and not target.exists():
            gone.rename(target)
        shutil.rmtree(gone, ignore_errors=True)
