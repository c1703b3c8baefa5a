"""Starts the worker process; needs no event loop, so that it can start before there is one."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

MODULE = "engine.worker"
KILLED_SECONDS = 5.0
"""Seconds to wait for a process that was killed."""
_PACKAGE_HOME = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Spawned:
    """A worker process that imports TensorFlow, and this side's end of the socket to it."""

    process: subprocess.Popen[bytes]
    end: socket.socket

    def discard(self) -> None:
        """End it, if it is still running: it is not needed."""
        self.end.close()
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        # One that waits for a device or a disk ends when that answers.
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(KILLED_SECONDS)
        if self.process.stdout is not None:
            self.process.stdout.close()


def worker_environment() -> dict[str, str]:
    """The parent's environment, with Keras on TensorFlow and this package importable."""
    paths = [str(_PACKAGE_HOME), os.environ.get("PYTHONPATH", "")]
    return {
        # TensorFlow's output goes to the log, so only warnings and errors are useful.
        "TF_CPP_MIN_LOG_LEVEL": "1",
        **os.environ,
        "KERAS_BACKEND": "tensorflow",
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        "PYTHONUNBUFFERED": "1",
    }


def spawn(work: str = "runs") -> Spawned:
    """Start a process, which imports TensorFlow while the caller continues.

    `work` is what it does: runs, or landscape.

    -P keeps the current directory out of its import path; the new session protects it from the
    terminal's Ctrl-C. On Linux it is killed when the calling thread ends, so call this in one that
    lives as long as the worker.

    Raises:
        OSError: no process can be started.
    """
    ours, theirs = socket.socketpair()
    descriptor, parent = str(theirs.fileno()), str(os.getpid())
    try:
        with theirs:
            process = subprocess.Popen(  # noqa: S603 - this program itself
                [sys.executable, "-P", "-m", MODULE, descriptor, parent, work],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
                env=worker_environment(),
            )
    except OSError:
        ours.close()
        raise
    return Spawned(process, ours)
