"""The folders of sessions: one for each running app, with a lock that ends with its process."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import re
import shutil
import tempfile
import time
from itertools import count
from pathlib import Path

from engine.storage.atomic import PRIVATE_FILE, make_folder, sync
from engine.storage.sessions.record import SESSION

LOCK = "lock"
ASIDE = ".set-aside"
"""The suffix of the folder of a session that cannot be read."""
_NEW = ".new-"
_NAME = re.compile(r"\A[0-9]{8}-[0-9]{6}-[0-9]+(\.set-aside)?\Z")
MOST_SESSIONS = 8
"""The most sessions kept that no app holds,"""
MOST_BYTES = 512 << 20
"""and the most bytes of all of them."""
ABANDONED = 3600.0
"""Seconds after which a folder that never got its name is taken for one of a process that died."""
TAKING = 0.3
"""Seconds to try to take a session: another start may be looking at it just now."""
_POLL = 0.01


class SessionPlace:
    """The folder of one session, held by this process until it is released or ends.

    Attributes:
        folder: the folder.
    """

    def __init__(self, folder: Path, lock: int) -> None:
        self.folder = folder
        self._lock = lock

    @property
    def is_held(self) -> bool:
        """Whether the folder is still the one that is held: somebody may have removed it."""
        try:
            found = (self.folder / LOCK).lstat()
        except OSError:
            return False
        return self._lock >= 0 and os.path.samestat(found, os.fstat(self._lock))

    def release(self) -> None:
        """Let go of the folder."""
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def remove(self) -> None:
        """Remove the folder: there is nothing to go on from."""
        _remove(self.folder)
        self.release()

    def set_aside(self) -> Path:
        """Rename the folder so that it is not found again; returns the new path, and releases it.

        Raises:
            OSError: it cannot be renamed.
        """
        aside = self.folder.with_name(self.folder.name + ASIDE)
        self.folder.rename(aside)
        sync(aside.parent)
        self.release()
        return aside


def new_place(root: Path) -> SessionPlace:
    """A new folder for a session.

    Raises:
        OSError: it cannot be made.
    """
    make_folder(root, private=True)
    # Held before it has a name by which another app would find it, and find it empty.
    made = Path(tempfile.mkdtemp(prefix=_NEW, dir=root))
    try:
        return _named(made)
    except OSError:
        shutil.rmtree(made, ignore_errors=True)
        raise


def _named(made: Path) -> SessionPlace:
    """Hold a folder that was just made, and give it a name.

    Raises:
        OSError: it cannot be held or renamed.
    """
    lock = _locked(made)
    if lock is None:
        raise OSError(errno.EIO, "cannot be locked", str(made))
    for number in count(os.getpid()):
        folder = made.with_name(f"{time.strftime('%Y%m%d-%H%M%S')}-{number}")
        if not folder.exists():
            made.rename(folder)
            return SessionPlace(folder, lock)
    raise AssertionError("unreachable")


def place_of(folder: Path, patience: float = TAKING) -> SessionPlace | None:
    """The session in a folder; None if there is none, or another app holds it for `patience`.

    Raises:
        OSError: the folder cannot be entered.
    """
    lock = _locked(folder, patience)
    if lock is None:
        return None
    if (folder / SESSION).is_file():  # another app may just have removed or renamed it
        return SessionPlace(folder, lock)
    os.close(lock)
    return None


def newest_place(root: Path, patience: float = TAKING) -> SessionPlace | None:
    """The session saved last that no app holds; None if there is none. See `place_of`.

    Raises:
        OSError: the folder of sessions cannot be read, or no session but one that cannot.
    """
    fault: OSError | None = None
    for folder in _all(root):
        if folder.name.endswith(ASIDE):
            continue
        try:
            place = place_of(folder, patience)
        except OSError as error:
            fault = fault or error
        else:
            if place is not None:
                return place
    if fault is not None:
        raise fault
    return None


def prune(root: Path) -> list[Path]:
    """Remove the oldest sessions that no app holds; returns which.

    `MOST_SESSIONS` and `MOST_BYTES` limit what stays; the newest always stays. What was left of an
    app that died while it made its folder is removed, too.
    """
    _remove_abandoned(root)
    removed: list[Path] = []
    kept = size = 0
    for folder in _all(root):
        try:
            lock = _locked(folder)
        except OSError:
            continue
        if lock is None:
            continue
        with contextlib.closing(_Handle(lock)):
            saved = (folder / SESSION).exists() or folder.name.endswith(ASIDE)
            size += _size(folder)
            kept += saved
            if not saved or kept > MOST_SESSIONS or (kept > 1 and size > MOST_BYTES):
                _remove(folder)
                removed.append(folder)
    return removed


def _remove_abandoned(root: Path) -> None:
    """Remove folders that never got a name, if they are old and nobody holds them."""
    before = time.time() - ABANDONED
    for folder in root.glob(f"{_NEW}*"):
        with contextlib.suppress(OSError):
            if folder.is_symlink() or folder.stat().st_mtime > before:
                continue
            lock = _locked(folder)
            if lock is not None:
                with contextlib.closing(_Handle(lock)):
                    shutil.rmtree(folder, ignore_errors=True)


class _Handle:
    def __init__(self, number: int) -> None:
        self._number = number

    def close(self) -> None:
        os.close(self._number)


def _all(root: Path) -> list[Path]:
    """All folders of sessions, the one saved last first."""
    with contextlib.suppress(FileNotFoundError):
        named = (path for path in root.iterdir() if _NAME.match(path.name))
        folders = [path for path in named if path.is_dir() and not path.is_symlink()]
        return sorted(folders, key=_when, reverse=True)
    return []


def _when(folder: Path) -> tuple[float, str]:
    with contextlib.suppress(OSError):
        return (folder / SESSION).stat().st_mtime, folder.name
    return 0.0, folder.name


def _locked(folder: Path, patience: float = 0.0) -> int | None:
    """A handle on the lock of a folder; None if another process holds it, or it is gone.

    The handle is closed with the process, however that ends, and no child inherits it.

    Raises:
        OSError: there is no access to it.
    """
    path = folder / LOCK
    try:
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, PRIVATE_FILE)
        except OSError as error:
            if error.errno not in (errno.EACCES, errno.EROFS):
                raise
            # What cannot be written can still be read, and locked.
            handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except (FileNotFoundError, NotADirectoryError):
        return None
    end = time.monotonic() + patience
    while not _lock(handle):
        if time.monotonic() >= end:
            os.close(handle)
            return None
        time.sleep(_POLL)
    return handle


def _lock(handle: int) -> bool:
    """Lock an open file; whether nobody else holds it."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        # Some network file systems know no locks; there, nothing says that an app holds it.
        return error.errno in (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS)
    return True


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            total += path.lstat().st_size
    return total


def _remove(folder: Path) -> None:
    """Remove a folder; its record first, so that it is never found incomplete."""
    with contextlib.suppress(OSError):
        (folder / SESSION).unlink()
    shutil.rmtree(folder, ignore_errors=True)
