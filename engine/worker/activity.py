"""What the worker's main thread is doing, for its heartbeats and its last words."""

from __future__ import annotations

import time
from collections.abc import Callable

from engine.protocol.commands import (
    Command,
    Configure,
    Fork,
    Race,
    Resume,
    Run,
    Save,
    SaveRun,
    Seek,
    Shift,
    Step,
    StepEpoch,
    WriteEvents,
)
from engine.protocol.events import Beat

CHOOSING = "choosing the device"
BEGINNING = "preparing the first run"
TRAINING = "training"

_DOING: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (Configure, "changing parameters"),
    ((Run, Step, StepEpoch), "preparing to train"),
    ((Seek, Shift), "looking back"),
    (Fork, "forking the run"),
    (Resume, "restoring the run"),
    (Race, "preparing a race"),
    (Save, "writing the history"),
    (SaveRun, "saving the run"),
    (WriteEvents, "writing event files"),
)


class Activity:
    """Written by the main thread, read by another; one assignment each, so no lock is needed.

    Args:
        clock: returns the seconds of a monotonic clock.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.begin("")

    def begin(self, doing: str) -> None:
        """The main thread now does this."""
        self._now = doing, self._clock()

    def rest(self) -> None:
        """The main thread waits, or is about to look for commands."""
        self.begin("")

    @property
    def doing(self) -> str:
        """What it does; empty if it waits."""
        return self._now[0]

    def beat(self) -> Beat:
        """What it does, and for how long."""
        doing, since = self._now
        return Beat(doing, self._clock() - since if doing else 0.0)


def doing_of(command: Command) -> str:
    """What carrying out a command is, in a few words."""
    return next((words for kind, words in _DOING if isinstance(command, kind)), "working")
