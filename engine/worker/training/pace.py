"""The number of updates due now, for a limited or unlimited pace."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable

# Training time between two checks for commands, and so the response time of a key.
SLICE_SECONDS = 0.010


class Pace:
    """Due updates by the clock; times are seconds of any monotonic clock."""

    def __init__(self) -> None:
        self._rate: float | None = None
        self._begun = 0.0
        self._made = 0

    @property
    def limited(self) -> bool:
        return self._rate is not None

    def set(self, updates_per_second: float | None, now: float) -> None:
        self._rate = updates_per_second
        self.start(now)

    def start(self, now: float) -> None:
        """Start or continue training: the first update is due at once."""
        self._begun, self._made = now, 0

    def due(self, now: float) -> int | None:
        """Updates to make now; None is unlimited."""
        if self._rate is None:
            return None
        return max(0, math.floor((now - self._begun) * self._rate) + 1 - self._made)

    def wait(self, now: float) -> float:
        """Seconds until the next update is due."""
        if self._rate is None:
            return 0.0
        return max(0.0, self._begun + self._made / self._rate - now)

    def made(self, updates: int, now: float) -> None:
        """Record updates made. If they fall behind, the pace restarts here, to avoid a burst."""
        self._made += updates
        if self._rate is not None and (self.due(now) or 0) > max(1.0, self._rate):
            self.start(now)


class SliceSize:
    """The number of updates per slice of about `seconds`, learned from earlier slices.

    Args:
        seconds: of a slice.
        device: TensorFlow's name of the device that does the work. If it is the CPU, a slice takes
            no longer than the processor time that it uses: on a busy machine one update may wait as
            long as ten thousand, and slices learned from that would stay at one.
        processor: the processor time of this process.
    """

    _MOST = 1 << 24

    def __init__(
        self,
        seconds: float = SLICE_SECONDS,
        device: str = "",
        processor: Callable[[], float] = time.process_time,
    ) -> None:
        self._seconds, self._processor = seconds, processor
        self._on_cpu, self._begun = "CPU" in device, math.nan
        self.updates = 1

    def begin(self) -> None:
        """A slice begins."""
        self._begun = self._processor()

    def learn(self, updates: int, seconds: float) -> None:
        """A slice has made these updates in these seconds."""
        if self._on_cpu and not math.isnan(self._begun):
            seconds = min(seconds, self._processor() - self._begun)
        per_second = updates / max(seconds, 1e-7)
        wanted = per_second * self._seconds
        # Short slices are mostly overhead and not representative: grow by steps.
        self.updates = int(min(max(1, wanted), 8 * max(self.updates, updates), self._MOST))


class RateMeter:
    """Updates per second over about the last second."""

    _SPAN = 1.0

    def __init__(self) -> None:
        self._marks: deque[tuple[float, int]] = deque()

    def clear(self) -> None:
        self._marks.clear()

    def mark(self, now: float, update: int) -> None:
        self._marks.append((now, update))
        while len(self._marks) > 2 and self._marks[1][0] <= now - self._SPAN:
            self._marks.popleft()

    @property
    def rate(self) -> float:
        """The rate; zero without data."""
        if len(self._marks) < 2:
            return 0.0
        (begun, first), (now, last) = self._marks[0], self._marks[-1]
        return (last - first) / (now - begun) if now > begun else 0.0
