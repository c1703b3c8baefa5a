"""Updates that are denser than dots: a band from the least to the greatest loss of each column."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tui.canvas.axes import Layout
from tui.canvas.markers import Markers
from tui.canvas.raster import Dots

Floats = NDArray[np.float64]

_DENSE = 2
"""From so many updates to a column of dots on they are a band."""
_ROWS_OF_STRETCH = 10


def is_band(plan: Layout, x: Floats, numbers: NDArray[np.int64] | None, markers: Markers) -> bool:
    """Whether there are so many updates in view that they are drawn as a band.

    Args:
        plan: where the axes are.
        x: of the updates that are kept, rising.
        numbers: theirs; None for all from the first on.
        markers: say how many columns of dots there are.
    """
    across, _ = markers.resolution
    rows = np.flatnonzero((x >= plan.area.x.low) & (x <= plan.area.x.high))
    if not rows.size:
        return False
    # Rows that were left out count too: those that are left are the extremes of theirs.
    number = np.arange(x.size) if numbers is None else numbers
    return int(number[rows[-1]] - number[rows[0]]) >= _DENSE * across * plan.area.columns


def band(
    plan: Layout,
    curve: tuple[Floats, Floats],
    numbers: NDArray[np.int64] | None,
    markers: Markers,
) -> Dots:
    """From the least to the greatest loss of each column of dots.

    Where updates were left out, those that are kept are the extremes of w, b and loss of a stretch
    each, six rows at most. A column can then fall between them, so it takes the extremes of enough
    rows to hold a whole stretch.
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
    # A column belongs to the last stretch that has begun, so that empty ones leave no gaps.
    columns = np.arange(int(u[0]), int(u[-1]) + 1)
    begun = np.floor(columns * (stretches / width) + 1e-9).astype(np.intp)
    of = np.maximum(np.searchsorted(stretch[first], begun, side="right") - 1, 0)
    dots.spans(columns, low[of], high[of])
    return dots
