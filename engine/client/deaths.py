"""Workers that die one after the other: the next one starts later."""

from __future__ import annotations

_FREE = 2
"""Deaths in a row after which the next worker still starts at once."""
_LONGEST = 10.0
"""The longest delay, in seconds."""


class Deaths:
    """Counts deaths in a row.

    Attributes:
        count: the workers in a row that died before they did anything.
        reason: why the last one died.
    """

    def __init__(self) -> None:
        self.count = 0
        self.reason = ""
        self._last = 0.0

    def lived(self) -> None:
        """The worker did something."""
        self.count = 0

    def died(self, reason: str, now: float) -> None:
        """The worker died, at this moment of a monotonic clock."""
        self.count += 1
        self.reason, self._last = reason, now

    def delay(self, now: float) -> float:
        """Seconds until the next worker may start: 0, 0, 0, 1, 2, 4 ... 10 after each death."""
        if self.count <= _FREE:
            return 0.0
        wait = min(2.0 ** (self.count - _FREE - 1), _LONGEST)
        return max(0.0, self._last + wait - now)
