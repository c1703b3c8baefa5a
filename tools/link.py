"""What lies between a program in a pseudo-terminal and its reader: bytes a second, and stalls."""

from __future__ import annotations

from dataclasses import dataclass

MOST_AT_A_TIME = 1 << 16
SLICES_A_SECOND = 100
"""A throttled reader takes its bytes in this many portions a second."""


@dataclass(frozen=True)
class Link:
    """A connection.

    Attributes:
        bytes_per_second: capacity; None is unlimited.
        stalls_at, stalls_for: seconds into a recording at which it stalls, and for how long.
    """

    bytes_per_second: float | None = None
    stalls_at: float = 0.0
    stalls_for: float = 0.0


class Throttle:
    """How many bytes a reader behind a link may take, and when.

    Args:
        link: the link.
        begun: when the recording began; all moments are of the same clock.
    """

    def __init__(self, link: Link, begun: float) -> None:
        self._link = link
        self._begun = self._counted = begun
        self._allowance = 0.0

    def pause(self, now: float) -> float:
        """Seconds to wait before anything may be read; 0 if it may be read now."""
        link, elapsed = self._link, now - self._begun
        if link.stalls_at <= elapsed < link.stalls_at + link.stalls_for:
            return min(0.01, link.stalls_at + link.stalls_for - elapsed)
        if link.bytes_per_second is None:
            return 0.0
        portion = link.bytes_per_second / SLICES_A_SECOND
        earned = (now - self._counted) * link.bytes_per_second
        self._allowance = min(self._allowance + earned, portion)
        self._counted = now
        return 0.5 / SLICES_A_SECOND if self._allowance < max(1.0, portion / 2) else 0.0

    @property
    def limit(self) -> int:
        """Bytes that may be read now."""
        return MOST_AT_A_TIME if self._link.bytes_per_second is None else int(self._allowance)

    def took(self, count: int) -> None:
        """That many bytes were read."""
        self._allowance -= count
