"""Marks made of dots, within half a dot of their point; a glyph is in the middle of its cell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats
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
BLOCK = Stamp(("##", "##"))
PLUS = Stamp((" # ", "###", " # "))


def stamp(dots: Dots, x: Floats, y: Floats, mark: Stamp, shade: int) -> None:
    """Set the dots of a mark with its middle at each point, clipped to the area."""
    if not len(x):
        return
    u, v = dots.area.dots(x, y, dots.across, dots.down)
    wide, tall = len(mark.rows[0]), len(mark.rows)
    # The middle of an odd mark is the centre of a dot, that of an even one a corner.
    left, bottom = (
        np.floor(place + 0.5 * (1 - size % 2)) - size // 2 for place, size in ((u, wide), (v, tall))
    )
    across, up = np.array(
        [
            (column, tall - 1 - row)
            for row, line in enumerate(mark.rows)
            for column, sign in enumerate(line)
            if sign != " "
        ]
    ).T
    dots.put((left[:, None] + across).ravel(), (bottom[:, None] + up).ravel(), shade)


@dataclass(frozen=True)
class Mark:
    """A large mark, 5 dots wide, in a shape for each resolution, so that it is about as high."""

    fine: Stamp
    flat: Stamp

    def at(self, point: tuple[float, float], dots: Dots, shade: int) -> None:
        """Set its dots with its middle at a point; nothing if that is outside."""
        self._stamp(point, dots, self._shape(dots), shade)

    def clear(self, point: tuple[float, float], dots: Dots) -> None:
        """Clear the dots of the rectangle that it covers, if its middle is inside."""
        shape = self._shape(dots)
        whole = tuple("#" * len(row) for row in shape.rows)
        self._stamp(point, dots, Stamp(whole, shape.resolution), 0)

    def _shape(self, dots: Dots) -> Stamp:
        return self.fine if dots.down == self.fine.resolution[1] else self.flat

    @staticmethod
    def _stamp(point: tuple[float, float], dots: Dots, shape: Stamp, shade: int) -> None:
        u, v = (float(part) for part in dots.area.dots(*point, dots.across, dots.down))
        if 0 <= u < dots.width and 0 <= v < dots.height:
            stamp(dots, np.array([point[0]]), np.array([point[1]]), shape, shade)


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
