"""The sign of life of a recording, and what it says of the training."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from engine.networks.recording.records import whole

BEAT_SECONDS = 1.0
LATE_SECONDS = 10.0
"""Seconds without a sign of life after which a training on another machine counts as lost."""
IDLE_SECONDS = 15.0
"""Seconds without an update after which a training that lives is said to make none."""


@dataclass(frozen=True)
class Now:
    """The present of a training, as its recorder wrote it.

    Attributes:
        id: of the recording.
        beat: how many signs of life there were; a changed one is a sign of life.
        time: seconds since 1970.
        training: whether a call of `fit` is going on.
        pid, begun, place: the process, when it began, and where it runs: see `place_of_process`.
        update, epoch, steps, batch: the last update, the epochs made before it, the updates of an
            epoch (0 if not known), and those made in this one.
        loss: as `Batch` has it.
        idle: seconds since the last update.
        fault: why something could not be written; empty if everything was.
        complete: as `End` has it, for a log on a full disk that lacks its end; None before.
    """

    id: str
    beat: int
    time: float
    training: bool
    pid: int
    begun: str
    place: str
    update: int = 0
    epoch: int = 0
    steps: int = 0
    batch: int = 0
    loss: float = float("nan")
    idle: float = 0.0
    fault: str = ""
    complete: bool | None = None

    @property
    def epochs(self) -> float:
        """The epochs made, with the part of this one; whole ones if its length is not known."""
        return self.epoch + (self.batch / self.steps if self.steps else 0.0)

    @property
    def text(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self)) + "\n"


def now_of(text: str) -> Now | None:
    """What this JSON says; None if it is no sign of life."""
    try:
        found = {"complete": None, **json.loads(text)}
        kinds: dict[str, Callable[[Any], object]] = {
            **dict.fromkeys(("id", "begun", "place", "fault"), str),
            **dict.fromkeys(("beat", "pid", "update", "epoch", "steps", "batch"), whole),
            **dict.fromkeys(("time", "loss", "idle"), float),
            "training": bool,
            "complete": {None: None, False: False, True: True}.__getitem__,
        }
        values: dict[str, Any] = {name: kind(found[name]) for name, kind in kinds.items()}
        return Now(**values)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None


class Life(StrEnum):
    """Whether a training goes on."""

    RUNNING = "running"
    IDLE = "idle"
    SILENT = "silent"
    ENDED = "ended"
    STOPPED = "stopped"
    KILLED = "killed"


class Pulse:
    """Tells from signs of life whether a training goes on, by this process's own clock.

    Where the process can be seen from here its end is known at once. Elsewhere only its signs of
    life are: clocks of two machines differ, so what counts is whether they change.
    """

    def __init__(self) -> None:
        self._beat: tuple[str, int] | None = None
        self._changed = 0.0

    def life(self, now: Now, wall: float, clock: float) -> Life:
        """Whether it goes on.

        Args:
            now: the last sign of life.
            wall: seconds since 1970.
            clock: seconds of a monotonic clock.
        """
        beat = (now.id, now.beat)
        if beat != self._beat:
            # The first one seen may be old; afterwards a new one is a sign of life now.
            age = wall - now.time if self._beat is None else 0.0
            self._beat, self._changed = beat, clock - max(age, 0.0)
        alive = is_alive(now)
        if not now.training:
            return Life.ENDED
        if alive is False:
            return Life.KILLED
        if clock - self._changed > LATE_SECONDS:
            return Life.SILENT if alive else Life.KILLED
        return Life.IDLE if now.idle > IDLE_SECONDS else Life.RUNNING

    def silent_seconds(self, clock: float) -> float:
        """Seconds since the last sign of life."""
        return max(clock - self._changed, 0.0)


def is_alive(now: Now) -> bool | None:
    """Whether the process that wrote this still exists; None if it cannot be seen from here."""
    if not now.place or now.place != place_of_process():
        return None
    try:
        return beginning_of(now.pid) == now.begun
    except OSError:
        return False


@cache
def place_of_process() -> str:
    """Where process numbers mean the same: machine, its start, name space; empty if unknown."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{socket.gethostname()} {boot} {Path('/proc/self/ns/pid').readlink()}"
    except (OSError, ValueError):
        return ""


def beginning_of(pid: int) -> str:
    """When a process began, in the system's ticks: another one of its number began later.

    Raises:
        OSError: there is no such process, or the system does not say.
    """
    text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    fields = text.rpartition(")")[2].split()
    if len(fields) < 20 or fields[0] in "ZX":
        raise ProcessLookupError(f"{pid}: has ended")
    return fields[19]
