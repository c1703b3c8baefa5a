"""The rows of the table; to add one, write a function and decorate it with `@row`."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.timing import median, spread_of


@dataclass(frozen=True)
class Measurement:
    """A figure and its reference, in the same unit.

    Attributes:
        measured: this program's.
        reference: an alternative measured in the same run, or a limit that does not depend on the
            speed of the machine.
        unit: of both, such as "updates/s", "ms", "MB".
        spread: the range of repeats of the ratio, as a share of it; None for a single one.
    """

    measured: float
    reference: float
    unit: str
    spread: float | None = None

    @classmethod
    def of_pairs(
        cls, ours: Sequence[float], theirs: Sequence[float], unit: str, scale: float = 1.0
    ) -> Measurement:
        """Medians of alternating repeats, times `scale`; the pairs give the spread."""
        ratios = [_ratio(own, other) for own, other in zip(ours, theirs, strict=True)]
        return cls(scale * median(ours), scale * median(theirs), unit, spread_of(ratios))

    @property
    def ratio(self) -> float:
        """Measured over reference."""
        return _ratio(self.measured, self.reference)


def _ratio(measured: float, reference: float) -> float:
    """The ratio; nan without a reference, which misses any bound."""
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
        """Whether the ratio meets the bound; nan does not."""
        if self.at_least is not None:
            return ratio >= self.at_least
        assert self.at_most is not None
        return ratio <= self.at_most

    def worse(self, old: float, new: float, spread: float) -> bool:
        """Whether the ratio got worse by more than this share of it."""
        if self.at_least is not None:
            return new < old * (1 - spread)
        return new > old * (1 + spread)


@dataclass(frozen=True)
class Row:
    """One row: its name, its reference, its measurement, the bound of the ratio."""

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
        raise ValueError(f"duplicate row {name!r}")
    bound = Bound(at_least, at_most)

    def add(measure: Callable[[], Measurement]) -> Callable[[], Measurement]:
        ROWS.append(Row(name, against, measure, bound))
        return measure

    return add
