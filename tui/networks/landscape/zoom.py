"""The parts of a plane that are looked at, one inside the other, each with a mapper of its own."""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats
from engine.networks.landscape.result import Landscape
from engine.protocol.landscape_messages import Limits
from tui.networks.landscape.mapper import Mapper
from tui.text.numbers import significant

FACTOR = 2.0
"""How much larger a part is along each direction than the next one inside."""
MOST_IN, MOST_OUT = 10, 6
"""How often the first part is halved, where float32 has few numbers left, and doubled."""
NOTHING = "nothing is evaluated yet"


class Zoom:
    """Goes from a part of the plane to a smaller or larger one.

    Args:
        mapper: of the first part.

    Attributes:
        mapper: of the part that is looked at.
        depth: how often the first part was halved; negative for larger ones.
    """

    def __init__(self, mapper: Mapper) -> None:
        self.mapper = mapper
        self.depth = 0
        self._outside: list[Mapper] = []

    def closer(self, around: tuple[float, float] | None) -> str:
        """Take the half of the part around a point; None for its middle. Returns what to say."""
        landscape = self.mapper.landscape
        if landscape is None or not landscape.done:
            return NOTHING
        if self.depth >= MOST_IN:
            return "this is the smallest part: float32 tells no closer points apart"
        self._outside.append(self.mapper)
        self._look_at(limits_around(landscape, around, 1 / FACTOR))
        self.depth += 1
        return self._range

    def farther(self, around: tuple[float, float] | None) -> str:
        """Go back out, or take twice the first part around a point. Returns what to say."""
        landscape = self.mapper.landscape
        if self.depth <= -MOST_OUT:
            return "this is the largest part"
        if self._outside:
            self.mapper = self._outside.pop()
        elif landscape is None or not landscape.done:
            return NOTHING
        else:
            self._look_at(limits_around(landscape, around, FACTOR))
        self.depth -= 1
        return self._range

    def _look_at(self, limits: Limits) -> None:
        self.mapper = self.mapper.of_part(limits)

    @property
    def _range(self) -> str:
        landscape = self.mapper.landscape
        assert landscape is not None
        plane = landscape.plane
        ends = [f"{significant(axis[0], 4)} to {significant(axis[-1], 4)}"
                for axis in (plane.first, plane.second)]  # fmt: skip
        return f"direction 1: {ends[0]} · direction 2: {ends[1]}"


def limits_around(
    landscape: Landscape, around: tuple[float, float] | None, factor: float
) -> Limits:
    """The limits of a part `factor` times as large, whose middle is a point of the grid.

    So every other point of the larger grid is one of the smaller one.
    """
    plane = landscape.plane
    first, second = (
        _around(axis, None if around is None else around[place], factor)
        for place, axis in enumerate((plane.first, plane.second))
    )
    return first, second


def _around(axis: Floats, point: float | None, factor: float) -> tuple[float, float]:
    middle = float(axis[len(axis) // 2])
    if point is not None:
        middle = float(axis[np.abs(axis - point).argmin()])
    half = factor * float(axis[-1] - axis[0]) / 2
    return middle - half, middle + half
