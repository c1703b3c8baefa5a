"""When the session is saved: so rarely that all saves take a fixed small share of the time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

SECONDS = 3.0
"""The least seconds between saves of a run that goes on,"""
COST = 100.0
"""and as a multiple of the processor time that the last one took,"""
BYTES_PER_SECOND = 8e6
"""and the most bytes of history written in a second, averaged."""
SOON, SOON_COST, SOON_BYTES_PER_SECOND = 0.25, 10.0, 64e6
"""The same between saves of changes of state."""
AFTER_FAILURE = 30.0


@dataclass(frozen=True)
class SaveTimes:
    """When the next save may begin, in seconds of a clock.

    Attributes:
        soon: after a change of state.
        due: of a run that goes on.
    """

    soon: float = 0.0
    due: float = 0.0

    @classmethod
    def after(cls, now: float, cost: float, size: float) -> Self:
        """After a save with its run; see `seconds_after`."""
        soon = max(SOON, SOON_COST * cost, size / SOON_BYTES_PER_SECOND)
        return cls(now + soon, now + seconds_after(cost, size))

    def after_all_else(self, now: float) -> Self:
        """After a save without the run, which is due when it was, or anew."""
        return replace(self, soon=now + SOON, due=self.due if self.due > now else now + SECONDS)

    @classmethod
    def after_failure(cls, now: float) -> Self:
        """After a save that failed."""
        return cls(now + AFTER_FAILURE, now + AFTER_FAILURE)


def seconds_after(cost: float, size: float) -> float:
    """Seconds from one save of a run that goes on to the next.

    Args:
        cost: seconds of the processor that the save took.
        size: bytes of the history.
    """
    return max(SECONDS, COST * cost, size / BYTES_PER_SECOND)
