"""Files that appear whole or not at all: written beside their target, synced, then renamed.

What was there under the target's name stays until the rename, whatever happens before it.
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
"""The ending of a file that is being written."""


@contextlib.contextmanager
def atomic_file(target: Path) -> Iterator[BinaryIO]:
    """A file to write to, which takes the target's name when the block ends without an error.

    After an error there is no new file, and the old one is as it was. A link stays a link: the
    file that it points at is replaced.

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
    """The file to write where `target` may be a link to it."""
    return Path(os.path.realpath(target))


def new_file_beside(target: Path, ending: str, begin: bytes = b"") -> Path:
    """Make a file beside the target under a name that is free: what is there may be another run's.

    Args:
        target: the file wanted.
        ending: added to its name, after a number where that name is taken.
        begin: what it holds.

    Raises:
        OSError: it cannot be written; then it is not there.
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
    raise AssertionError("numbers do not end")


def put_in_place(made: Path, target: Path) -> None:
    """Give a file that is complete its target's name and, where there is a file, its permissions.

    Raises:
        OSError: it cannot be synced or renamed; then both files are as they were.
    """
    if target.exists():
        shutil.copymode(target, made)
    sync(made)
    made.replace(target)
    sync(target.parent)


def sync(path: Path) -> None:
    """Have a file's contents, or a folder's names, outlive a power cut.

    Raises:
        OSError: a file's contents cannot be written.
    """
    folder = path.is_dir()
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:
        # Some file systems sync no folders; the names are there all the same.
        if not folder:
            raise
    finally:
        os.close(handle)


@contextlib.contextmanager
def atomic_folder(target: Path, *, over: bool = False) -> Iterator[Path]:
    """A folder to write files into, which takes the target's name when the block ends.

    After an error there is no new folder, and the old one is as it was.

    Args:
        target: the folder wanted; its parents are made where they are missing.
        over: whether a folder that is there is replaced.

    Raises:
        OSError: it cannot be written, or one is there.
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
