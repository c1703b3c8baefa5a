"""The program's log: a file of bounded size that several programs may write at once.

Records are rare, so the file is opened for each, under a lock: no program writes to a file that
another has just put aside. A log that cannot be written never disturbs what is logged.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from engine.errors import printable
from engine.storage.platform_folders import log_folder

LARGEST = 1_000_000
"""Bytes of a log; then it is put aside, and replaces the one before."""
_LOCK_TRIES = 20
_LOCK_SECONDS = 0.01
"""Seconds between tries: a program that was stopped while it wrote must not stop others."""
_FORMAT = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"


def log_path() -> Path:
    """The log in the platform's folder for logs; raises as `log_folder`."""
    return log_folder() / "descent.log"


class LogFile(logging.Handler):
    """Appends records to a file that only its owner can read.

    Args:
        path: the file; its folder is made with the first record.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(logging.INFO)
        self.path = path
        self.setFormatter(logging.Formatter(_FORMAT))

    @property
    def aside(self) -> Path:
        """The log before this one."""
        return self.path.with_name(f"{self.path.name}.1")

    def emit(self, record: logging.LogRecord) -> None:
        """Append a record; if that is not possible it is dropped."""
        with contextlib.suppress(OSError, ValueError):
            text = "\n".join(printable(line) for line in self.format(record).splitlines())
            self._append(f"{text}\n".encode(errors="backslashreplace")[:LARGEST])

    @contextlib.contextmanager
    def traces(self) -> Iterator[int | None]:
        """The log as a descriptor, for what is written while the process dies; None without it."""
        file = None
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = _open(self.path)
        try:
            yield file
        finally:
            if file is not None:
                os.close(file)

    def _append(self, data: bytes) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _lock(self.path.with_name(f".{self.path.name}.lock")) as locked:
            file = _open(self.path)
            try:
                if locked and os.fstat(file).st_size + len(data) > LARGEST:
                    self.path.replace(self.aside)
                    os.close(file)
                    file = _open(self.path)
                # In one call: lines of programs that could not be locked out do not mix.
                os.write(file, data)
            finally:
                os.close(file)


def _open(path: Path) -> int:
    """The file for appending; no link, and nothing that blocks, such as a FIFO."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    file = os.open(path, flags, 0o600)
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise OSError(f"{path} is not a file")
    os.fchmod(file, 0o600)
    return file


@contextlib.contextmanager
def _lock(path: Path) -> Iterator[bool]:
    """Lock out other programs; whether that was possible."""
    lock = _open(path)
    try:
        yield _locked(lock)
    finally:
        os.close(lock)


def _locked(lock: int) -> bool:
    for _ in range(_LOCK_TRIES):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_LOCK_SECONDS)
        except OSError:  # a file system without locks
            return False
        else:
            return True
    return False


def begin_log(path: Path | None = None) -> LogFile:
    """Log warnings and errors of this process, and of its own modules more; returns the log.

    A second call returns the log that was begun.
    """
    path = path or log_path()
    for begun in logging.getLogger().handlers:
        if isinstance(begun, LogFile) and begun.path == path:
            return begun
    handler = LogFile(path)
    logging.getLogger().addHandler(handler)
    for name in ("engine", "tui"):
        logging.getLogger(name).setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
    return handler
