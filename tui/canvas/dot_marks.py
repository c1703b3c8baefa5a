"""Marks drawn in dots, which are on their point to half a dot; a glyph may be half a cell off."""

from __future__ import annotations

import math
from enum import StrEnum
from functools import lru_cache

import numpy as np

from engine.arrays import Floats
from tui.canvas.raster import Dots

_RADIUS = 2
"""Dots from the centre of a mark to its left and right ends."""


class Mark(StrEnum):
    """The shape of a mark; each has the shape of the glyph that a legend shows for it."""

    DISC = "●"
    RING = "○"
    CROSS = "×"
    DIAMOND = "◇"


def put_mark(dots: Dots, mark: Mark, point: tuple[float, float], shade: int) -> bool:
    """Set the dots of a mark whose centre is the dot of a point; returns whether it is inside.

    For markers that divide cells into dots; the parts outside the area are cut off.
    """
    u, v = (float(part) for part in dots.area.dots(*point, dots.across, dots.down))
    if not (0 <= u < dots.width and 0 <= v < dots.height):
        return False
    # A dot of a cell is twice as high as it is wide if there are as many down as across.
    across, up = _shape(mark, max(_RADIUS * dots.down // (2 * dots.across), 1))
    dots.put(math.floor(u) + across + 0.5, math.floor(v) + up + 0.5, shade)
    return True


@lru_cache
def _shape(mark: Mark, height: int) -> tuple[Floats, Floats]:
    """Steps from the centre to the dots of a mark, `height` dots from its centre to its top."""
    up, across = np.mgrid[-height : height + 1, -_RADIUS : _RADIUS + 1].astype(np.float64)
    part = across / _RADIUS, up / height
    far = np.abs(part[0]) + np.abs(part[1])
    disc = far < 2
    inner = (np.abs(across) < _RADIUS) & (np.abs(up) < height)
    chosen = {
        Mark.DISC: disc,
        Mark.RING: disc & ~inner,
        Mark.CROSS: np.abs(np.abs(part[0]) - np.abs(part[1])) < 0.5 / height,
        Mark.DIAMOND: np.abs(far - 1) < 0.5 / height,
    }[mark]
    return across[chosen], up[chosen]
