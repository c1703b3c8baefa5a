"""Updates denser than dots, as a band from the minimum to the maximum loss of each column."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from tui.canvas.axes import Layout
from tui.canvas.markers import Markers
from tui.canvas.raster import Dots

_DENSE = 2
"""Updates per column of dots from which a band is drawn."""
_ROWS_OF_STRETCH = 10


def is_band(plan: Layout, x: Floats, numbers: NDArray[np.int64] | None, markers: Markers) -> bool:
    """Whether the visible updates are dense enough to be drawn as a band.

    Args:
        plan: the layout of the axes.
        x: x of the stored updates, increasing.
        numbers: their update numbers; None if all updates are stored.
        markers: determine the number of columns of dots.
    """
    across, _ = markers.resolution
    rows = np.flatnonzero((x >= plan.area.x.low) & (x <= plan.area.x.high))
    if not rows.size:
        return False
    # Updates that were thinned out count too: the stored ones are the extremes of their stretch.
    number = np.arange(x.size) if numbers is None else numbers
    return int(number[rows[-1]] - number[rows[0]]) >= _DENSE * across * plan.area.columns


def band(
    plan: Layout,
    curve: tuple[Floats, Floats],
    numbers: NDArray[np.int64] | None,
    markers: Markers,
) -> Dots:
    """The band from the minimum to the maximum loss of each column of dots.

    In a thinned history, the stored updates are the extremes of w, b and loss of each stretch, at
    most six rows. A column can fall between them, so it uses the extremes of enough rows to contain
    a whole stretch.
    """
    dots = Dots(plan.area, markers)
    u, v = plan.area.dots(*curve, *markers.resolution)
    width, height = plan.area.columns * dots.across, plan.area.rows * dots.down
    with np.errstate(invalid="ignore"):
        placed = np.isfinite(v) & (u >= 0) & (u < width)
    if not placed.any() or not height:
        return dots
    u, v = u[placed], np.floor(np.clip(v[placed], 0, height - 1)).astype(np.intp)
    all_kept = numbers is None or int(numbers[-1] - numbers[0]) == numbers.size - 1
    stretches = min(width, -(-u.size // (1 if all_kept else _ROWS_OF_STRETCH)))
    stretch = np.floor(u * (stretches / width)).astype(np.intp)
    first = np.flatnonzero(np.diff(stretch, prepend=-1))
    low, high = np.minimum.reduceat(v, first), np.maximum.reduceat(v, first)
    # A column belongs to the last stretch that started before it, so that empty ones leave no gaps.
    columns = np.arange(int(u[0]), int(u[-1]) + 1)
    begun = np.floor(columns * (stretches / width) + 1e-9).astype(np.intp)
    of = np.maximum(np.searchsorted(stretch[first], begun, side="right") - 1, 0)
    dots.spans(columns, low[of], high[of])
    return dots
