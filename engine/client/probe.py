"""Asks a process of its own what TensorFlow is here, within a time limit."""

from __future__ import annotations

import contextlib
import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from dataclasses import dataclass

from engine.client.spawn import worker_environment
from engine.errors import shown

PATIENCE = 120.0
"""Seconds for the import of TensorFlow; over a network file system it takes a minute."""
_KEPT = 1 << 16
"""Bytes that are kept of what it prints."""
_LINES = 5
_ERROR = re.compile(r"[A-Za-z_.]*(Error|Exception|Exit|Interrupt)\b")
"""The beginning of the last line of a traceback."""


@dataclass(frozen=True)
class TensorFlow:
    """TensorFlow as it was found.

    Attributes:
        tensorflow, keras: their versions; empty if the import failed.
        seconds: how long the import took.
        gpus: the names of the GPUs that it finds.
        cuda: whether this build can use NVIDIA's GPUs.
        failure: why it cannot be used; empty if it can.
        output: the last lines that it printed, if it failed.
    """

    tensorflow: str = ""
    keras: str = ""
    seconds: float = 0.0
    gpus: tuple[str, ...] = ()
    cuda: bool = False
    failure: str = ""
    output: tuple[str, ...] = ()


def probe(patience: float = PATIENCE, module: str = "engine.worker.probe") -> TensorFlow:
    """Import TensorFlow in another process, for at most that many seconds.

    Args:
        patience: seconds.
        module: the module that prints what it finds.
    """
    begun = time.monotonic()
    try:
        process = subprocess.Popen(  # noqa: S603 - this program itself
            [sys.executable, "-P", "-m", module],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=worker_environment(),
        )
    except OSError as error:
        return TensorFlow(failure=f"no process can be started: {error.strerror or error}")
    try:
        printed = _read(process, begun + patience)
    finally:
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        status = process.wait()
        if process.stdout is not None:
            process.stdout.close()
    return _found(printed, status, late=time.monotonic() >= begun + patience, patience=patience)


def _read(process: subprocess.Popen[bytes], end: float) -> str:
    """The last of what it prints until it ends, or until that time."""
    assert process.stdout is not None
    printed = b""
    while (left := end - time.monotonic()) > 0:
        if not select.select([process.stdout], [], [], left)[0]:
            break
        data = os.read(process.stdout.fileno(), _KEPT)
        if not data:
            # It has closed its output, and ends by itself if it can.
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(min(max(end - time.monotonic(), 0.0), 5.0))
            break
        printed = (printed + data)[-_KEPT:]
    return printed.decode(errors="replace")


def _found(printed: str, status: int, *, late: bool, patience: float) -> TensorFlow:
    lines = [line for line in printed.splitlines() if line.strip()]
    for line in reversed(lines):
        with contextlib.suppress(ValueError, KeyError, TypeError):
            found = json.loads(line)
            return TensorFlow(
                str(found["tensorflow"]),
                str(found["keras"]),
                float(found["seconds"]),
                tuple(map(str, found["gpus"])),
                bool(found["cuda"]),
                "" if found["computes"] else "its results are wrong",
            )
    last = tuple(shown(line.rstrip()) for line in lines[-_LINES:])
    if late:
        return TensorFlow(failure=f"the import takes longer than {patience:g} s", output=last)
    if status < 0:
        return TensorFlow(failure=f"the import ended by signal {-status}", output=last)
    errors = [line for line in lines if _ERROR.match(line)]
    reason = shown(errors[-1].strip()) if errors else f"exit status {status}"
    return TensorFlow(failure=reason, output=last)
