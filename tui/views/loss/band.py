"""Updates denser than dots, as a band from the minimum to the maximum loss of each column."""

from __future__ import annotations

import numpy as np

from tui.canvas.axes import Layout
from tui.canvas.markers import Markers
from tui.canvas.raster import Dots
from tui.canvas.thin import dot_columns, rows_between
from tui.views.loss.curves import LossCurves

_DENSE = 2
"""Updates per column of dots from which a band is drawn."""
_ROWS_OF_STRETCH = 12
"""As many stored updates contain a whole stretch of a thinned history."""


def first_dense(plan: Layout, curves: LossCurves, markers: Markers) -> int | None:
    """The first column of dots from which the visible updates are drawn as a band.

    On a logarithmic axis, updates are the denser the later they are. None if they are nowhere
    dense.
    """
    scale = plan.area.x
    width = plan.area.columns * markers.resolution[0]
    x = curves.updates[0]
    rows = rows_between(x, scale)
    x = x[rows]
    if not x.size or not width:
        return None
    # Updates that were thinned out count too: the stored ones are the extremes of their stretch.
    numbers = np.arange(x.size) if curves.numbers is None else curves.numbers[rows]
    if not scale.log:
        return 0 if int(numbers[-1] - numbers[0]) >= _DENSE * width else None
    edges = np.array([scale.value(place) for place in np.linspace(0, 1, width + 1).tolist()])
    dense = np.flatnonzero(np.diff(np.interp(edges, x, numbers)) >= _DENSE)
    return int(dense[0]) if dense.size else None


def band(plan: Layout, curves: LossCurves, dots: Dots, first: int, shade: int) -> None:
    """Set the dots from the minimum to the maximum loss of each column from `first` on.

    In a thinned history, the stored updates are the extremes of w, b and loss of each stretch, at
    most six rows. A column can fall between them, so it uses the extremes of enough rows to contain
    a whole stretch. Extremes outside the limits have no dot; the band runs up to the edge.
    """
    scale, width, height = plan.area.x, dots.width, dots.height
    x, losses = curves.updates
    rows = rows_between(x, scale)
    x, losses = x[rows], losses[rows]
    if plan.area.y.log:
        losses = np.where(losses <= 0, np.finfo(np.float64).tiny, losses)
    _, v = plan.area.dots(np.empty(0), losses, dots.across, dots.down)
    column = dot_columns(x, scale, width)
    placed = np.isfinite(v) & (column >= first)
    column, v = column[placed], v[placed]
    if not column.size or not height:
        return
    # A column belongs to the stretch of the last row up to it: empty ones leave no gaps.
    count = np.cumsum(np.bincount(column, minlength=width))
    stretch = np.maximum(count - 1, 0) // (1 if curves.all_stored else _ROWS_OF_STRETCH)
    starts = np.flatnonzero(np.diff(stretch[column], prepend=-1))
    low, high = np.minimum.reduceat(v, starts), np.maximum.reduceat(v, starts)
    columns = np.arange(int(column[0]), int(column[-1]) + 1)
    of = np.searchsorted(stretch[column][starts], stretch[columns], side="right") - 1
    dots.spans(columns, low[of], high[of], shade)
