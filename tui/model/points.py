"""Points edited by hand, and the outliers that can be put among them. No screen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Floats
from engine.problems.linear_neuron.moments import Moments

Point = tuple[float, float]

_SHARE = 10
"""One point in this many is part of a cluster, or has its sign flipped."""
_FEWEST = 3
_SLIP = 10.0
"""The factor of a decimal point in the wrong place."""


class Outliers(StrEnum):
    """Outliers that a key puts among the points, one kind after the other."""

    FAR = "one point far below the line"
    LEVERAGE = "one point far to the right"
    CLUSTER = "a cluster of points"
    FLIPPED = "a tenth of y with the sign flipped"
    SLIP = "one y ten times as large"


@dataclass(frozen=True, eq=False)
class Points:
    """Samples (x, y) in the data's units, both (n,), read-only."""

    x: Floats
    y: Floats

    @classmethod
    def of(cls, x: ArrayLike, y: ArrayLike) -> Points:
        """Copies of x and y."""
        columns = np.array([x, y], np.float64)
        columns.flags.writeable = False
        return cls(*columns)

    def __len__(self) -> int:
        return int(self.x.size)

    def at(self, index: int) -> Point:
        """One of the points."""
        return float(self.x[index]), float(self.y[index])

    def with_point(self, point: Point) -> Points:
        """With one more point, the last."""
        return Points.of(np.append(self.x, point[0]), np.append(self.y, point[1]))

    def moved(self, index: int, point: Point) -> Points:
        """With one point somewhere else."""
        x, y = self.x.copy(), self.y.copy()
        x[index], y[index] = point
        return Points.of(x, y)

    def without(self, index: int) -> Points:
        """Without one of the points."""
        return Points.of(np.delete(self.x, index), np.delete(self.y, index))

    def near(self, point: Point, within: Point) -> int | None:
        """The point nearest to a place; of several, the one added last.

        Args:
            point: the place.
            within: the units of the distance in x and y; None if none is nearer than 1.
        """
        off = np.hypot((self.x - point[0]) / within[0], (self.y - point[1]) / within[1])
        if not off.size:
            return None
        found = off.size - 1 - int(np.argmin(off[::-1]))
        return found if off[found] <= 1 else None

    def beside(self, index: int | None, place: Point, direction: int) -> int:
        """The next point to the right (1) or to the left (-1); the first follows the last.

        Args:
            index: the point to go on from; None goes on from `place`.
            place: where to go on from without a point.
            direction: 1 or -1.
        """
        order = np.lexsort((self.y, self.x))
        if index is not None:
            at = int(np.flatnonzero(order == index)[0]) + direction
        else:
            left = int(np.searchsorted(self.x[order], place[0], "left"))
            at = left if direction > 0 else left - 1
        return int(order[at % len(self)])

    def with_outliers(self, kind: Outliers) -> Points:
        """With outliers of this kind, always at the same places."""
        x, y = self.x, self.y
        wide, tall = _extent(x), _extent(y)
        right, line = float(x.max()), self._line
        many = min(max(len(self) // _SHARE, _FEWEST), len(self))
        match kind:
            case Outliers.FAR:
                return self.with_point((right, line(right) - 1.5 * tall))
            case Outliers.LEVERAGE:
                return self.with_point((right + wide, float(y.min())))
            case Outliers.CLUSTER:
                middle = float(x.min()) + 0.15 * wide, float(y.max()) + 0.4 * tall
                turn = np.arange(many) * np.pi * (3 - np.sqrt(5))
                reach = 0.05 * np.sqrt(np.arange(many) / many)
                added = (
                    middle[0] + wide * reach * np.cos(turn), middle[1] + tall * reach * np.sin(turn)
                )  # fmt: skip
                return Points.of(np.append(x, added[0]), np.append(y, added[1]))
            case Outliers.FLIPPED:
                flipped = y.copy()
                flipped[np.argsort(-x, kind="stable")[:many]] *= -1
                return Points.of(x, flipped)
            case Outliers.SLIP:
                largest = int(np.argmax(np.abs(y)))
                return self.moved(largest, (float(x[largest]), float(y[largest]) * _SLIP))

    def _line(self, x: float) -> float:
        """The height of the least-squares line at x."""
        moments = Moments.of(self.x, self.y)
        return moments.mean_y + moments.slope * (x - moments.mean_x)


def _extent(values: Floats) -> float:
    """The range of values, or something of their size if all are equal."""
    extent = float(values.max() - values.min())
    return extent or abs(float(values[0])) or 1.0
