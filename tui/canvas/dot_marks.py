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
