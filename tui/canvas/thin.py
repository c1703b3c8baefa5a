"""Thinning of a curve to the rows that affect its picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from tui.canvas.area import Scale


def thinned(
    x: Floats, y: Floats, scale: Scale, columns: int, *, log: bool = False
) -> tuple[Floats, Floats]:
    """A curve over increasing x, with at most four points per column of dots: M4.

    Each column keeps its first, least, greatest and last value, which draw the same line as all
    rows: U. Jugel et al., "M4: A Visualization-Oriented Time Series Data Aggregation", VLDB 2014.
    The columns are those of the screen, on a linear and on a logarithmic axis. Of the rows outside
    the limits, only the nearest are kept, to which lines lead.

    Args:
        x, y: the curve; undefined rows (not finite; y not above 0 if `log`) are left out.
        scale: the x axis.
        columns: of dots, between its limits.
        log: whether the y axis is logarithmic.
    """
    x, y = visible(x, y, scale)
    placed = np.isfinite(x) & np.isfinite(y)
    if scale.log:
        placed &= x > 0
    if log:
        placed &= y > 0
    if not placed.all():
        x, y = x[placed], y[placed]
    columns = max(columns, 1)
    if x.size <= 4 * columns:
        return x, y
    across = np.round(scale.position(x) * columns, 8)
    # The far edge belongs to the last column.
    column = np.floor(np.where(across == columns, columns - 1, across))
    first = np.flatnonzero(np.diff(column, prepend=np.nan) != 0)
    last = np.append(first[1:], x.size) - 1
    values = (y[first], np.minimum.reduceat(y, first), np.maximum.reduceat(y, first), y[last])
    return (
        np.stack([x[first], x[first], x[first], x[last]], axis=1).ravel(),
        np.stack(values, axis=1).ravel(),
    )


def visible(x: Floats, y: Floats, scale: Scale) -> tuple[Floats, Floats]:
    """The rows between the limits, and one on either side; x must increase."""
    rows = rows_between(x, scale, beside=1)
    return x[rows], y[rows]


def rows_between(x: Floats, scale: Scale, *, beside: int = 0) -> slice:
    """The rows between the limits, and `beside` more on either side; x must increase."""
    first = int(np.searchsorted(x, scale.low, side="left"))
    last = int(np.searchsorted(x, scale.high, side="right"))
    return slice(max(first - beside, 0), last + beside)


def dot_columns(x: Floats, scale: Scale, columns: int) -> NDArray[np.intp]:
    """The column of dots of each x between the limits."""
    column = np.floor(np.round(scale.position(x) * columns, 8)).astype(np.intp)
    clipped: NDArray[np.intp] = np.clip(column, 0, max(columns - 1, 0))
    return clipped
