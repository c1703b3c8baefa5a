"""The processes that belong to a program, as ps lists them."""

from __future__ import annotations

import os
import subprocess


def _table() -> list[tuple[int, int, str]]:
    """Number, parent and command of every process that is not a zombie."""
    listing = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,stat=,args="],
        capture_output=True,
        text=True,
        check=True,
    )
    rows = [line.split(None, 3) for line in listing.stdout.splitlines()]
    whole = [row for row in rows if len(row) == 4]
    return [(int(pid), int(ppid), args) for pid, ppid, stat, args in whole if stat[0] != "Z"]


def workers_of(ancestor: int) -> list[int]:
    """The engine's worker processes below this one."""
    table = _table()
    family = {ancestor}
    while more := {pid for pid, parent, _ in table if parent in family} - family:
        family |= more
    return [pid for pid, _, args in table if pid in family and "engine.worker" in args]


def app_of(worker: int) -> int:
    """The process that started this worker."""
    return next(parent for pid, parent, _ in _table() if pid == worker)


def is_alive(pid: int) -> bool:
    """Whether there is such a process, zombies not counted."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return any(number == pid for number, _, _ in _table())
