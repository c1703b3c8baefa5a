"""What a row of the table is, and how one is added: write a function, and put `@row` on it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

REPEATS = 5


@dataclass(frozen=True)
class Measurement:
    """One figure beside what it is compared with, in the same unit.

    Attributes:
        measured: what this program does.
        reference: what it is compared with: another way to do it, or a limit.
        unit: of both, such as "updates/s", "s", "MB".
    """

    measured: float
    reference: float
    unit: str

    @property
    def ratio(self) -> float:
        return self.measured / self.reference


@dataclass(frozen=True)
class Row:
    """One row: its name, what it is compared with, how it is measured, the ratio's bound."""

    name: str
    against: str
    measure: Callable[[], Measurement]
    at_least: float | None = None
    at_most: float | None = None

    @property
    def must(self) -> str:
        """The bound in words."""
        if self.at_least is not None:
            return f"≥ {self.at_least:,g}"
        return f"≤ {self.at_most:,g}"

    def reached(self, ratio: float) -> bool:
        """Whether the ratio keeps the bound."""
        if self.at_least is not None:
            return ratio >= self.at_least
        assert self.at_most is not None
        return ratio <= self.at_most


ROWS: list[Row] = []
"""All rows, in the order in which they are measured and printed."""


def row(
    name: str, *, against: str, at_least: float | None = None, at_most: float | None = None
) -> Callable[[Callable[[], Measurement]], Callable[[], Measurement]]:
    """Make the function below a row of the table; exactly one of the bounds must be given."""
    assert (at_least is None) != (at_most is None)

    def add(measure: Callable[[], Measurement]) -> Callable[[], Measurement]:
        ROWS.append(Row(name, against, measure, at_least, at_most))
        return measure

    return add


def median_seconds(action: Callable[[], object], repeats: int = REPEATS) -> float:
    """Median wall time of `repeats` calls."""
    times = []
    for _ in range(repeats):
        begun = time.perf_counter()
        action()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def median(values: Iterable[float]) -> float:
    """The middle value."""
    return statistics.median(values)
