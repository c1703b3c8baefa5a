"""Faults of disks and folders, provoked for real."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

NOBODY = 65534


@contextlib.contextmanager
def full_disk(room: int = 0) -> Iterator[None]:
    """No file can grow beyond `room` bytes, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextlib.contextmanager
def folder_for_all() -> Iterator[Path]:
    """A new folder that every user can reach: those of pytest belong to one."""
    folder = Path(tempfile.mkdtemp(prefix="descent-test-"))
    try:
        folder.chmod(0o777)
        yield folder
    finally:
        shutil.rmtree(folder)


@contextlib.contextmanager
def only_readable(folder: Path) -> Iterator[None]:
    """Nothing can be made in this folder, not by the superuser either, who is nobody meanwhile."""
    with _with_mode(folder, 0o555):
        yield


@contextlib.contextmanager
def not_entered(folder: Path) -> Iterator[None]:
    """This folder, and what is in it, is closed to the program."""
    with _with_mode(folder, 0):
        yield


@contextlib.contextmanager
def _with_mode(folder: Path, mode: int) -> Iterator[None]:
    user = os.geteuid()
    folder.chmod(mode)
    if user == 0:
        os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        if user == 0:
            os.setresuid(0, 0, 0)
        folder.chmod(0o777)
