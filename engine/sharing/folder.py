"""The private folder of the sockets by which apps share their sessions, and its contents."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.errors import DescentError, shown
from engine.storage.atomic import PRIVATE_FOLDER

VARIABLE = "XDG_RUNTIME_DIR"
_NAME = "descent"
_ENDING = ".socket"
_OTHERS = 0o077
LONGEST_PATH = 103
"""Bytes of a socket's path that every system accepts."""


class FolderError(DescentError):
    """A folder that is not fit for sockets; the text names it."""


@dataclass(frozen=True)
class Share:
    """An app that shares its session, as its socket says.

    Attributes:
        pid: its process.
        path: its socket.
    """

    pid: int
    path: Path


def sharing_folder(environment: Mapping[str, str], user: int | None = None) -> Path:
    """The folder of the sockets of this user; it may not exist yet.

    The user's runtime directory, as the environment or the system has it; without one, a folder in
    /tmp. All terminals of a user on one machine get the same.

    Args:
        environment: the environment variables.
        user: the number of the user; None is the one of this process.
    """
    user = os.geteuid() if user is None else user
    for base in (environment.get(VARIABLE, ""), f"/run/user/{user}"):
        if base.startswith("/") and _is_own(Path(base), user):
            return Path(base) / _NAME
    return Path("/tmp") / f"{_NAME}-{user}"  # noqa: S108 - checked before it is used


def _is_own(path: Path, user: int) -> bool:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == user


def make_private(folder: Path) -> None:
    """Make the folder if it is missing, and check that nobody else can enter it.

    Raises:
        FolderError: it belongs to somebody else, others can enter it, or it cannot be made.
    """
    try:
        folder.mkdir(PRIVATE_FOLDER, exist_ok=True)
        check_private(folder)
    except FileExistsError:
        raise FolderError(f"{folder}: is not a folder; remove it") from None
    except OSError as error:
        raise FolderError(f"{folder}: {error.strerror or error}") from None


def check_private(folder: Path) -> None:
    """Check that the folder is one of this user which nobody else can enter.

    Raises:
        FolderError: it is not.
        OSError: it cannot be examined.
    """
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise FolderError(f"{folder}: must be a folder, not a link or a file")
    if found.st_uid != os.geteuid():
        raise FolderError(f"{folder}: belongs to another user; set {VARIABLE} to a folder of yours")
    if found.st_mode & _OTHERS:
        raise FolderError(f"{folder}: other users can enter it; chmod 700 {shown(str(folder))}")


def socket_path(folder: Path, pid: int) -> Path:
    """The socket of the app of this process.

    Raises:
        FolderError: its path is longer than sockets may have.
    """
    path = folder / f"{pid}{_ENDING}"
    if len(os.fsencode(path)) > LONGEST_PATH:
        raise FolderError(
            f"{folder}: the path is too long for a socket; set {VARIABLE} to a shorter one"
        )
    return path


def shares_in(folder: Path) -> list[Share]:
    """The sockets in the folder, in the order of their processes; none if there is no folder.

    Raises:
        FolderError: others can enter the folder, so that anybody may have put a socket there.
    """
    try:
        check_private(folder)
        paths = list(folder.iterdir())
    except OSError:
        return []
    found = []
    for path in paths:
        number = path.stem
        if path.suffix == _ENDING and number.isascii() and number.isdecimal():
            found.append(Share(int(number), path))
    return sorted(found, key=lambda share: share.pid)


def remove_dead(share: Share) -> None:
    """Remove the socket of an app that ended."""
    with contextlib.suppress(OSError):
        share.path.unlink()
