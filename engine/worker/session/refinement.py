"""Grids of half the spacing each, and which of them is fine enough for a picture."""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats

COARSEST = 11
"""Points of the first grid in each direction, at least."""
_RELATIVE, _LOWEST = 1e-2, 1e-4
"""The errors that half of the points may have, as shares of the height above the lowest loss and
of the median height: those of a fine grid are a sixteenth."""


def strides(columns: int, rows: int) -> list[int]:
    """The steps between the points of the finest grid that each grid has, the coarsest first.

    Each has the first and the last row and column, and every second point of the next.
    """
    found = [1]
    while all(
        (points - 1) % (2 * found[0]) == 0 and (points - 1) // (2 * found[0]) + 1 >= COARSEST
        for points in (columns, rows)
    ):
        found.insert(0, 2 * found[0])
    return found


def is_fine(losses: Floats, slopes: Floats, spacing: tuple[float, float]) -> bool:
    """Whether the grid of half the points knows those between its own, by cubic curves.

    Between two points at a distance h the curve through both losses with both slopes has, in the
    middle, (loss + other)/2 + h (slope - other)/8. Its error falls with the fourth power of h, so
    that of this grid is a sixteenth of what is found here.

    Args:
        losses: (rows, columns), both odd.
        slopes: their derivatives by w and by b, (2, rows, columns).
        spacing: the distance of neighbours along w and along b.
    """
    if not np.isfinite(losses).all():
        return False
    heights = losses - losses.min()
    most = _RELATIVE * heights + _LOWEST * np.median(heights)
    along_w = losses[::2], slopes[0, ::2], most[::2], 2 * spacing[0]
    along_b = losses[:, ::2].T, slopes[1][:, ::2].T, most[:, ::2].T, 2 * spacing[1]
    return all(
        bool((np.abs(_middles(loss, slope, width) - loss[:, 1::2]) <= allowed[:, 1::2]).all())
        for loss, slope, allowed, width in (along_w, along_b)
    )


def _middles(losses: Floats, slopes: Floats, width: float) -> Floats:
    """The losses between every second point of each row."""
    ends, turns = losses[:, ::2], slopes[:, ::2]
    middles: Floats = (ends[:, :-1] + ends[:, 1:]) / 2
    return middles + width / 8 * (turns[:, :-1] - turns[:, 1:])
