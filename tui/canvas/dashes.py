"""Dashed lines with gaps of constant length on the screen."""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats
from tui.canvas.clip import clipped_segments
from tui.canvas.raster import Dots

DASH, PERIOD = 5, 8
"""Dots drawn, and the period of the pattern in dots."""
_BEYOND = 8
"""Dots that a line is followed outside the area, so that its dashes do not move with its ends."""


def dashed(
    dots: Dots, x: Floats, y: Floats, shade: int, pattern: tuple[int, int] = (DASH, PERIOD)
) -> None:
    """Set the dots of a dashed line through points; `pattern` is (drawn, period) in dots.

    The pattern is measured along the line, from where it first comes near the area. Undefined
    points are left out.
    """
    u, v = dots.area.dots(x, y, dots.across, dots.down)
    placed = np.isfinite(u) & np.isfinite(v)
    u, v = u[placed] + _BEYOND, v[placed] + _BEYOND
    if u.size == 1:
        dots.put(u - _BEYOND, v - _BEYOND, shade)
        return
    u0, v0, u1, v1 = clipped_segments(u, v, dots.width + 2 * _BEYOND, dots.height + 2 * _BEYOND)
    if not u0.size:
        return
    steps = np.maximum(np.abs(u1 - u0), np.abs(v1 - v0))
    length = np.concatenate([[0.0], np.cumsum(steps)])
    along = np.arange(0.5, length[-1])
    along = along[np.floor(along) % pattern[1] < pattern[0]]
    part = np.minimum(np.searchsorted(length, along, side="right") - 1, u0.size - 1)
    share = (along - length[part]) / np.where(steps[part] > 0, steps[part], 1.0)
    dots.put(
        u0[part] + share * (u1[part] - u0[part]) - _BEYOND,
        v0[part] + share * (v1[part] - v0[part]) - _BEYOND,
        shade,
    )
