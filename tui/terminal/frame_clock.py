"""When to request the next frame, so that pictures are evenly spaced and up to date."""

from __future__ import annotations

LEARNING = 0.2
"""Weight of the last response time in the moving average."""
LONGEST_LEAD = 1.0
"""Share of the interval between pictures by which the next frame may be requested early."""


class FrameClock:
    """Schedules the requests; times are seconds of any monotonic clock.

    Args:
        pictures_per_second: the most pictures per second.
    """

    def __init__(self, pictures_per_second: float) -> None:
        self.pictures_per_second = pictures_per_second
        self._due = 0.0
        self._asked: float | None = None
        self._lead = 0.0

    def arrived(self, now: float) -> None:
        """The requested frame has arrived."""
        if self._asked is not None:
            taken = min(now - self._asked, LONGEST_LEAD / self.pictures_per_second)
            self._lead += LEARNING * (taken - self._lead)
            self._asked = None

    def wait(self, now: float) -> float:
        """Seconds to wait before requesting the next frame, when the last was painted at `now`."""
        period = 1 / self.pictures_per_second
        # A picture that is a little late does not delay the following ones.
        self._due = max(self._due, now - period) + period
        return max(0.0, self._due - self._lead - now)

    def asked(self, now: float) -> None:
        """The next frame has been requested."""
        self._asked = now
