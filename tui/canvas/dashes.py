"""Dashed lines with gaps of constant length on the screen."""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats
from tui.canvas.raster import Dots

DASH, PERIOD = 5, 8
"""Dots drawn, and the period of the pattern in dots."""


def dashed(
    dots: Dots, x: Floats, y: Floats, shade: int, pattern: tuple[int, int] = (DASH, PERIOD)
) -> None:
    """Set the dots of a dashed line through points; `pattern` is (drawn, period) in dots."""
    area = dots.area
    u, v = area.dots(x, y, dots.across, dots.down)
    finite = np.isfinite(u) & np.isfinite(v)
    # Parts far outside are invisible and would cost one point per dot.
    reach = 4.0 * max(area.columns * dots.across, area.rows * dots.down)
    finite &= (np.abs(u) < reach) & (np.abs(v) < reach)
    if finite.sum() < 2:
        dots.line(x, y, shade)
        return
    u, v, x, y = u[finite], v[finite], x[finite], y[finite]
    length = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(u), np.diff(v)))])
    along = np.arange(0.0, length[-1] + 1)
    drawn = along % pattern[1] < pattern[0]
    dots.points(np.interp(along, length, x)[drawn], np.interp(along, length, y)[drawn], shade)
