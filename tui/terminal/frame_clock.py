"""When to ask for the next frame, so that pictures come evenly and are new when they come."""

from __future__ import annotations

LEARNING = 0.2
"""How much of the time that an answer took last goes into what is expected."""
LONGEST_LEAD = 1.0
"""Part of the time between two pictures by which the next frame may be asked for early."""


class FrameClock:
    """Times are seconds of any steady clock.

    Args:
        pictures_per_second: no more than so many.
    """

    def __init__(self, pictures_per_second: float) -> None:
        self.pictures_per_second = pictures_per_second
        self._due = 0.0
        self._asked: float | None = None
        self._lead = 0.0

    def arrived(self, now: float) -> None:
        """The frame that was asked for has come."""
        if self._asked is not None:
            taken = min(now - self._asked, LONGEST_LEAD / self.pictures_per_second)
            self._lead += LEARNING * (taken - self._lead)
            self._asked = None

    def wait(self, now: float) -> float:
        """Seconds to wait before the next is asked for, the last having been painted now."""
        period = 1 / self.pictures_per_second
        # A picture that came a little late does not delay those that follow.
        self._due = max(self._due, now - period) + period
        return max(0.0, self._due - self._lead - now)

    def asked(self, now: float) -> None:
        """The next frame is asked for."""
        self._asked = now
