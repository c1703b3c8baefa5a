"""Atomic folders: filled beside their target, synced, then renamed.

To replace a folder takes one exchange of two names where the system has it. Elsewhere it takes two
renames; a folder that was moved away by a process that died between them is put back by
`recovered`.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from engine.storage.atomic import PRIVATE_FILE, PRIVATE_FOLDER, make_folder, sync

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
_REPLACED = ".replaced-"


@contextlib.contextmanager
def atomic_folder(target: Path, *, over: bool = False, private: bool = False) -> Iterator[Path]:
    """A folder to write files into, which is renamed to the target when the block ends.

    After an error there is no new folder, and the old one is unchanged.

    Args:
        target: the target folder; missing parents are created.
        over: whether an existing folder is replaced.
        private: whether folder and files are readable by their user only.

    Raises:
        OSError: it cannot be written, or it exists.
    """
    beside = target.parent / f".{target.name}.saving-{os.getpid()}"
    make_folder(target.parent, private=private)
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(PRIVATE_FOLDER if private else 0o777)
    try:
        yield beside
        for path in beside.iterdir():
            if private:
                path.chmod(PRIVATE_FILE)
            sync(path)
        sync(beside)
        if over and target.exists():
            _replace(target, beside)
        else:
            beside.rename(target)
        sync(target.parent)
    finally:
        # After an exchange, this is the old folder.
        shutil.rmtree(beside, ignore_errors=True)


def recovered(target: Path) -> bool:
    """Put back a folder that was being replaced when its process died; whether there was one."""
    if target.exists():
        return False
    for gone in target.parent.glob(f".{_escaped(target.name)}{_REPLACED}*"):
        with contextlib.suppress(OSError):
            gone.rename(target)
            return True
    return False


def _escaped(name: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)


def _replace(target: Path, made: Path) -> None:
    """Put a folder in the place of another one, which is left under its name or removed."""
    if _exchanged(target, made):
        return
    gone = target.parent / f".{target.name}{_REPLACED}{os.getpid()}"
    shutil.rmtree(gone, ignore_errors=True)
    target.rename(gone)
    try:
        made.rename(target)
    except OSError:
        gone.rename(target)
        raise
    shutil.rmtree(gone, ignore_errors=True)


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two names at once; False where system or file system cannot."""
    if sys.platform != "linux":
        return False
    try:
        rename = ctypes.CDLL(None).renameat2
    except (OSError, AttributeError):
        return False
    paths = os.fsencode(one), os.fsencode(other)
    return bool(rename(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE) == 0)
