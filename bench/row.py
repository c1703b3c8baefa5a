"""One row of the table: what was measured, against what, and what it must reach."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A figure and what it is held against.

    Attributes:
        name: what was measured.
        measured, reference: both with their units, in words.
        ratio: the figure itself.
        wanted: the bound that the ratio must keep; None where there is none.
        at_least: whether the bound is a lower one.
        note: what a reader must know of how it was measured.
    """

    name: str
    measured: str
    reference: str
    ratio: float
    wanted: float | None = None
    at_least: bool = True
    note: str = ""

    @property
    def reached(self) -> bool:
        """Whether the bound is kept."""
        if self.wanted is None:
            return True
        return self.ratio >= self.wanted if self.at_least else self.ratio <= self.wanted

    @property
    def bound(self) -> str:
        """The bound in words."""
        if self.wanted is None:
            return ""
        return f"{'≥' if self.at_least else '≤'} {self.wanted:,g}"


Bench = Callable[[], list[Row]]

REPEATS = 5


def median_of(measure: Callable[[], float], repeats: int = REPEATS) -> float:
    """The median of several measurements."""
    return statistics.median(measure() for _ in range(repeats))


def seconds(value: float) -> str:
    """A time in the unit that suits it."""
    for factor, unit in ((1.0, "s"), (1e3, "ms"), (1e6, "µs")):
        if value * factor >= 1:
            return f"{value * factor:.3g} {unit}"
    return f"{value * 1e9:.3g} ns"
