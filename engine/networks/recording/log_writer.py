"""The log of a recording: lines that are appended whole, and fewer of them as time goes on."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engine.networks.recording.records import Batch, Epoch, Record, line_of

FIRST_SPACING = 0.25
"""Seconds between two lines about updates at first."""
LINES_PER_DOUBLING = 4096
"""Lines about updates, and about epochs, after which half as many are written."""


@dataclass
class Thinning:
    """Which of many events get a line: after so many lines, every second one fewer.

    The lines grow with the logarithm of the events.

    Attributes:
        spacing: the least distance between two lines.
        lines: written at this spacing.
    """

    spacing: float
    lines: int = 0
    last: float = float("-inf")

    def takes(self, place: float) -> bool:
        """Whether the event at this place gets a line; it is counted."""
        if place < self.last + self.spacing:
            return False
        self.last = place
        self.lines += 1
        if self.lines >= LINES_PER_DOUBLING:
            self.spacing, self.lines = 2 * self.spacing, LINES_PER_DOUBLING // 2
        return True


class LogWriter:
    """Appends records to a log.

    Args:
        path: the log; it is made if there is none.
    """

    def __init__(self, path: Path) -> None:
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        self._file = os.open(path, flags, 0o666)
        size = os.fstat(self._file).st_size
        # A process that was killed while it wrote has left a part of a line.
        self._torn = size > 0 and os.pread(self._file, 1, size - 1) != b"\n"
        self._batches = Thinning(FIRST_SPACING)
        self._epochs = Thinning(1.0)
        self._pending: Epoch | None = None

    def batch(self, seconds: float, make: Callable[[], Batch]) -> None:
        """An update was made; its record is made only if it gets a line.

        Raises:
            OSError: it cannot be written.
        """
        if self._batches.takes(seconds):
            self.append(make())

    def epoch(self, epoch: Epoch) -> None:
        """An epoch has ended.

        Raises:
            OSError: it cannot be written.
        """
        if self._epochs.takes(epoch.epoch):
            self._pending = None
            self.append(epoch)
        else:
            self._pending = epoch

    def flush(self) -> None:
        """Write the last epoch, if it has no line.

        Raises:
            OSError: it cannot be written.
        """
        if self._pending is not None:
            epoch, self._pending = self._pending, None
            self.append(epoch)

    def restart(self) -> None:
        """Another call of `fit` begins, whose counts may go back."""
        self._batches.last = self._epochs.last = float("-inf")

    def append(self, record: Record) -> None:
        """Append a record whatever else is written.

        Raises:
            OSError: it cannot be written, whole.
        """
        line = line_of(record)
        if self._torn:
            line = b"\n" + line
        self._torn = True
        # In one call: a reader sees whole lines, except the last one.
        written = os.write(self._file, line)
        if written != len(line):
            raise OSError(28, "No space left on device")
        self._torn = False

    def close(self) -> None:
        """Close the log."""
        os.close(self._file)
