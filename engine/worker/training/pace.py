"""How many updates are due now, for a pace of so many a second or none."""

from __future__ import annotations

import math
from collections import deque

# Training between two looks at the commands; a key is answered within about this time.
SLICE_SECONDS = 0.010


class Pace:
    """Due updates by the clock; times are seconds of any steady clock."""

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
        """Training starts or goes on: the first update is due at once."""
        self._begun, self._made = now, 0

    def due(self, now: float) -> int | None:
        """Updates to make now; None for as many as may be."""
        if self._rate is None:
            return None
        return max(0, math.floor((now - self._begun) * self._rate) + 1 - self._made)

    def wait(self, now: float) -> float:
        """Seconds until the next update is due."""
        if self._rate is None:
            return 0.0
        return max(0.0, self._begun + self._made / self._rate - now)

    def made(self, updates: int, now: float) -> None:
        """So many were made. Where they fall behind, the pace starts from here: no burst later."""
        self._made += updates
        if self._rate is not None and (self.due(now) or 0) > max(1.0, self._rate):
            self.start(now)


class SliceSize:
    """How many updates fill a slice of about so many seconds, learnt from those before."""

    _MOST = 1 << 24

    def __init__(self, seconds: float = SLICE_SECONDS) -> None:
        self._seconds = seconds
        self.updates = 1

    def learn(self, updates: int, seconds: float) -> None:
        per_second = updates / max(seconds, 1e-7)
        wanted = per_second * self._seconds
        # Short slices are mostly overhead and tell little: grow by steps.
        self.updates = int(min(max(1, wanted), 8 * max(self.updates, updates), self._MOST))


class RateMeter:
    """Updates a second over about the last second."""

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
        """Zero while there is nothing to compare."""
        if len(self._marks) < 2:
            return 0.0
        (begun, first), (now, last) = self._marks[0], self._marks[-1]
        return (last - first) / (now - begun) if now > begun else 0.0
