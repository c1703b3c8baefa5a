"""Values of θ that take long to compute, as often as a share of the time allows."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Generic, TypeVar

from engine.problems.base import Theta

T = TypeVar("T")


class Sparing(Generic[T]):
    """A function of θ that is not evaluated for each picture of a run that goes on.

    Over 10^6 samples the full loss takes as long as an update, and 30 pictures a second would take
    most of the time from the training. One that takes little time is evaluated each time.

    Args:
        compute: the function.
        share: the share of the time that it may take.
        clock: returns the seconds of a monotonic clock.
    """

    def __init__(
        self,
        compute: Callable[[Theta], T],
        share: float,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._compute, self._clock = compute, clock
        self._rest = 1 / share - 1
        """The time after an evaluation in which there is none, as a multiple of its own."""
        self._due = -float("inf")
        self._known: tuple[Theta, T] | None = None

    def exact(self, theta: Theta) -> T:
        """The value at θ."""
        if self._known is None or self._known[0] != theta:
            begun = self._clock()
            self._known = theta, self._compute(theta)
            ended = self._clock()
            self._due = ended + self._rest * (ended - begun)
        return self._known[1]

    def recent(self, theta: Theta) -> T:
        """The value at θ, or at an earlier one of the run while another evaluation is not due."""
        if self._known is None or self._clock() >= self._due:
            return self.exact(theta)
        return self._known[1]

    def forget(self) -> None:
        """Another run begins, or another moment of it."""
        self._known = None
