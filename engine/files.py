"""Files that anybody may have put there: opened without waiting, read within a limit.

A pipe under a file's name would be waited for without end, a device read without end. Both are
refused before they are opened.
"""

from __future__ import annotations

import errno
import io
import os
import stat
from pathlib import Path
from typing import BinaryIO

_PIPES_OF_SHELLS = ("/dev/fd/", "/proc/self/fd/")
_STANDARD_INPUT = ("/dev/stdin", "/dev/fd/0", "/proc/self/fd/0")
_KINDS = {
    stat.S_IFDIR: "is a folder",
    stat.S_IFIFO: "is a pipe",
    stat.S_IFSOCK: "is a socket",
    stat.S_IFCHR: "is a device",
    stat.S_IFBLK: "is a device",
}


def not_a_file(mode: int) -> str:
    """What something is that is no regular file, by its mode; empty for a regular file."""
    return "" if stat.S_ISREG(mode) else _KINDS.get(stat.S_IFMT(mode), "is not a file")


def is_standard_input(path: Path) -> bool:
    """Whether this is a name of standard input."""
    return str(path) in _STANDARD_INPUT


def is_given_pipe(path: Path) -> bool:
    """Whether this is a pipe that a shell made for a command, as for `<(command)`.

    It has a writer, so reading it ends; it can be read once.
    """
    try:
        return str(path).startswith(_PIPES_OF_SHELLS) and stat.S_ISFIFO(path.stat().st_mode)
    except (OSError, ValueError):
        return False


def open_regular(path: Path) -> io.BufferedReader:
    """Open a regular file for reading.

    Raises:
        OSError: it cannot be opened, or is something else; `strerror` says what.
    """
    _check(path.stat().st_mode)
    # It may have been replaced by a pipe since: opening that without a writer would wait.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        _check(os.fstat(handle).st_mode)
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def read_regular(path: Path, most: int) -> bytes:
    """The contents of a regular file of at most `most` bytes.

    Raises:
        OSError: as of `open_regular`, or it is larger.
    """
    with open_regular(path) as file:
        return _all_of(file, most)


def read_given(path: Path, most: int) -> bytes:
    """The contents of a file that the user named, at most `most` bytes: a regular file or a pipe.

    Raises:
        OSError: it cannot be read, is a pipe that no shell made, or is larger.
    """
    if is_given_pipe(path):
        with path.open("rb") as file:
            return _all_of(file, most)
    return read_regular(path, most)


def _check(mode: int) -> None:
    if what := not_a_file(mode):
        number = errno.EISDIR if stat.S_ISDIR(mode) else errno.EINVAL
        raise OSError(number, f"{what}; must be a file")


def _all_of(file: BinaryIO, most: int) -> bytes:
    data = file.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"is too large; at most {most:,} bytes")
    return data
