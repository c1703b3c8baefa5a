"""Thinning of a curve to the rows that affect its picture."""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats


def thinned(x: Floats, y: Floats, columns: int, *, log: bool = False) -> tuple[Floats, Floats]:
    """A curve over increasing x, with at most four rows per column of dots: M4.

    Each column keeps its first, last, least and greatest row, which draw the same line as all
    rows: U. Jugel et al., "M4: A Visualization-Oriented Time Series Data Aggregation", VLDB 2014.
    Undefined rows (not finite; not above 0 if `log`) are left out.
    """
    placed = np.isfinite(x) & np.isfinite(y)
    if log:
        placed &= y > 0
    x, y = x[placed], y[placed]
    # The library needs at least two columns.
    columns = max(columns, 2)
    if x.size <= 4 * columns:
        return x, y
    from tsdownsample import M4Downsampler

    rows = M4Downsampler().downsample(x, y, n_out=4 * columns)
    return x[rows], y[rows]
