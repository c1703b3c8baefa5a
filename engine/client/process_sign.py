"""What the system says of a process: whether it is stopped, and its processor time."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Sign:
    """A process at a moment.

    Attributes:
        stopped: whether a signal or a debugger stopped it.
        in_system: whether it waits for a disk or a device.
        seconds: the processor time it has used.
    """

    stopped: bool
    in_system: bool
    seconds: float


def sign_of(pid: int) -> Sign | None:
    """The process of this number; None if the system does not tell."""
    try:
        return _from_proc(pid) if sys.platform == "linux" else _from_ps(pid)
    except (OSError, ValueError, IndexError, subprocess.SubprocessError):
        return None


def _from_proc(pid: int) -> Sign:
    """From /proc/PID/stat; see proc(5). The name of the program may hold blanks and brackets."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    return _sign(fields[0], ticks / os.sysconf("SC_CLK_TCK"))


def _from_ps(pid: int) -> Sign:
    """As ps prints it: the state, and the time as [[days-]hours:]minutes:seconds."""
    command = ["ps", "-o", "state=,time=", "-p", str(pid)]
    listing = subprocess.run(  # noqa: S603 - no shell, and a number
        command, capture_output=True, text=True, check=True, timeout=2.0
    )
    state, time = listing.stdout.split()
    days, _, clock = time.rpartition("-")
    seconds = 0.0
    for part in clock.split(":"):
        seconds = 60 * seconds + float(part)
    return _sign(state[0], seconds + 86_400 * int(days or 0))


def _sign(state: str, seconds: float) -> Sign:
    return Sign(state in "Tt", state in "DU", seconds)
