"""What a row of the table is, and how one is added: write a function, and put `@row` on it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.timing import median, spread_of


@dataclass(frozen=True)
class Measurement:
    """A figure beside the one that it is compared with, in the same unit.

    Attributes:
        measured: this program's.
        reference: another way to do the same, measured in the same run, or a limit that does not
            depend on the machine's speed.
        unit: of both, such as "updates/s", "ms", "MB".
        spread: how far repeats of the ratio are apart, as a share of it; None for a single one.
    """

    measured: float
    reference: float
    unit: str
    spread: float | None = None

    @classmethod
    def of_pairs(
        cls, ours: Sequence[float], theirs: Sequence[float], unit: str, scale: float = 1.0
    ) -> Measurement:
        """Medians of repeats that were taken in turn, times `scale`; the pairs give the spread."""
        ratios = [_ratio(own, other) for own, other in zip(ours, theirs, strict=True)]
        return cls(scale * median(ours), scale * median(theirs), unit, spread_of(ratios))

    @property
    def ratio(self) -> float:
        """Measured over reference."""
        return _ratio(self.measured, self.reference)


def _ratio(measured: float, reference: float) -> float:
    """Not a number where there is nothing to compare with, which keeps no bound."""
    return measured / reference if reference else math.nan


@dataclass(frozen=True)
class Bound:
    """What a ratio must be; exactly one of the two is given.

    Raises:
        ValueError: none is, or both are.
    """

    at_least: float | None = None
    at_most: float | None = None

    def __post_init__(self) -> None:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("a row needs one bound: at_least or at_most")

    @property
    def text(self) -> str:
        """As the table shows it."""
        if self.at_least is not None:
            return f"≥ {self.at_least:,g}"
        return f"≤ {self.at_most:,g}"

    def reached(self, ratio: float) -> bool:
        """Whether the ratio keeps the bound; one that is not a number does not."""
        if self.at_least is not None:
            return ratio >= self.at_least
        assert self.at_most is not None
        return ratio <= self.at_most

    def worse(self, old: float, new: float, spread: float) -> bool:
        """Whether the ratio changed away from the bound's side by more than this share of it."""
        if self.at_least is not None:
            return new < old * (1 - spread)
        return new > old * (1 + spread)


@dataclass(frozen=True)
class Row:
    """One row: its name, what it is compared with, how it is measured, the ratio's bound."""

    name: str
    against: str
    measure: Callable[[], Measurement]
    bound: Bound


ROWS: list[Row] = []
"""All rows, in the order in which their modules were imported."""


def row(
    name: str, *, against: str, at_least: float | None = None, at_most: float | None = None
) -> Callable[[Callable[[], Measurement]], Callable[[], Measurement]]:
    """Make the function below a row of the table.

    Raises:
        ValueError: a row of this name exists, or not exactly one bound is given.
    """
    if any(known.name == name for known in ROWS):
        raise ValueError(f"two rows are called {name!r}")
    bound = Bound(at_least, at_most)

    def add(measure: Callable[[], Measurement]) -> Callable[[], Measurement]:
        ROWS.append(Row(name, against, measure, bound))
        return measure

    return add
