"""Memory and files of other processes, as the system reports them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


def peak_megabytes(pid: int) -> float:
    """Peak resident memory of a process so far, MB; its current memory if unknown."""
    return _megabytes(pid, "VmHWM:")


def present_megabytes(pid: int) -> float:
    """Resident memory of a process now, MB."""
    return _megabytes(pid, "VmRSS:")


def _megabytes(pid: int, what: str) -> float:
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        for line in status.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith(what):
                return int(line.split()[1]) * 1024 / 1e6
    listing = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True
    )
    return int(listing.stdout) * 1024 / 1e6


def mapped_files(pid: int, part: str) -> int:
    """The number of files whose path contains `part` that a process has mapped.

    Raises:
        OSError: the system does not report it, as outside Linux.
    """
    maps = Path(f"/proc/{pid}/maps").read_text(encoding="utf-8", errors="replace")
    paths = {line.split(None, 5)[5] for line in maps.splitlines() if len(line.split(None, 5)) == 6}
    return sum(part in path for path in paths)


def cpu_seconds(pid: int) -> float:
    """Processor time that a process and its threads have used so far.

    Raises:
        OSError: the system does not say, as outside Linux.
    """
    figures = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    user, system = figures.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
