"""Marks made of dots, within half a dot of their point; a glyph is in the middle of its cell."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from engine.arrays import Floats
from tui.canvas.area import PlotArea
from tui.canvas.raster import Dots


@dataclass(frozen=True)
class Stamp:
    """A mark of dots.

    Attributes:
        rows: its dots, top row first; a character other than a space is a dot.
        resolution: dots per cell, (across, down), at which it has its shape.
    """

    rows: tuple[str, ...]
    resolution: tuple[int, int] = (2, 4)


RING = Stamp((" ## ", "#  #", "#  #", " ## "))
DISC = Stamp((" ## ", "####", "####", " ## "))
BLOCK = Stamp(("##", "##"))
PLUS = Stamp((" # ", "###", " # "))


def stamp(dots: Dots, x: Floats, y: Floats, mark: Stamp, shade: int) -> None:
    """Set the dots of a mark with its middle at each point, clipped to the area.

    Where markers do not divide cells into dots, the cell of each point alone: the others that the
    mark covers would be whole cells away from it.
    """
    if not len(x):
        return
    if not dots.markers.fine:
        dots.points(x, y, shade)
        return
    _stamp(dots, *dots.area.dots(x, y, dots.across, dots.down), mark, shade)


def fits(area: PlotArea, point: tuple[float, float], mark: Stamp) -> bool:
    """Whether all dots of a mark with its middle at a point are inside the area."""
    across, down = mark.resolution
    u, v = area.dots([point[0]], [point[1]], across, down)
    if not np.isfinite([u[0], v[0]]).all():
        return False
    wide, tall = len(mark.rows[0]), len(mark.rows)
    left, bottom = float(_first(u, wide)[0]), float(_first(v, tall)[0])
    return 0 <= left <= area.columns * across - wide and 0 <= bottom <= area.rows * down - tall


def _first(middles: Floats, size: int) -> Floats:
    """The first dot of marks of this many dots, from where their middles are.

    The middle of an odd mark is the centre of a dot, that of an even one a corner.
    """
    first: Floats = np.floor(middles + 0.5 * (1 - size % 2)) - size // 2
    return first


def _stamp(dots: Dots, u: Floats, v: Floats, mark: Stamp, shade: int) -> None:
    wide, tall = len(mark.rows[0]), len(mark.rows)
    left, bottom = _first(u, wide), _first(v, tall)
    across, up = _dots_of(mark)
    dots.put((left[:, None] + across).ravel(), (bottom[:, None] + up).ravel(), shade)


@lru_cache
def _dots_of(mark: Stamp) -> Floats:
    """The dots of a mark from its bottom left, as rows of their steps to the right and up."""
    tall = len(mark.rows)
    return np.array(
        [
            (column, tall - 1 - row)
            for row, line in enumerate(mark.rows)
            for column, sign in enumerate(line)
            if sign != " "
        ],
        np.float64,
    ).T


@dataclass(frozen=True)
class Mark:
    """A large mark, 5 dots wide, in a shape for each resolution, so that it is about as high."""

    fine: Stamp
    flat: Stamp

    def at(self, point: tuple[float, float], dots: Dots, shade: int) -> None:
        """Set its dots with its middle at a point; nothing if that is outside."""
        self._put(point, dots, self._shape(dots), shade)

    def fits(self, point: tuple[float, float], area: PlotArea) -> bool:
        """Whether all its dots are inside, where cells have the most dots."""
        return fits(area, point, self.fine)

    def clear(self, point: tuple[float, float], dots: Dots) -> None:
        """Clear the dots of the rectangle that it covers, if its middle is inside."""
        shape = self._shape(dots)
        whole = tuple("#" * len(row) for row in shape.rows)
        self._put(point, dots, Stamp(whole, shape.resolution), 0)

    def _shape(self, dots: Dots) -> Stamp:
        return self.fine if dots.down == self.fine.resolution[1] else self.flat

    @staticmethod
    def _put(point: tuple[float, float], dots: Dots, shape: Stamp, shade: int) -> None:
        u, v = dots.area.dots([point[0]], [point[1]], dots.across, dots.down)
        if 0 <= u[0] < dots.width and 0 <= v[0] < dots.height:
            _stamp(dots, u, v, shape, shade)


_FLAT = (2, 2)
LARGE_DISC = Mark(
    Stamp((" ### ", "#####", "#####", "#####", " ### ")),
    Stamp((" ### ", "#####", " ### "), _FLAT),
)
LARGE_RING = Mark(
    Stamp((" ### ", "#   #", "#   #", "#   #", " ### ")),
    Stamp((" ### ", "#   #", " ### "), _FLAT),
)
LARGE_CROSS = Mark(
    Stamp(("#   #", " # # ", "  #  ", " # # ", "#   #")),
    Stamp(("#   #", "  #  ", "#   #"), _FLAT),
)
LARGE_DIAMOND = Mark(
    Stamp(("  #  ", " # # ", "#   #", " # # ", "  #  ")),
    Stamp(("  #  ", "#   #", "  #  "), _FLAT),
)
