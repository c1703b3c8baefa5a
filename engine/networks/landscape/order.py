"""The order in which the points of a grid are evaluated: from coarse to fine."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats

Indices = NDArray[np.intp]


def levels_of(size: int) -> list[Indices]:
    """The rows or columns of each level: the ends and the middle first, then halves between.

    Args:
        size: points along the axis, odd and at least 3.
    """
    level = [0, size // 2, size - 1]
    levels = []
    while True:
        levels.append(np.array(level))
        middles = {(a + b) // 2 for a, b in itertools.pairwise(level)} - set(level)
        if not middles:
            return levels
        level = sorted({*level, *middles})


def order_of(size: int) -> Indices:
    """All points of a grid by their numbers, row by row: level after level, from the middle out."""
    first = np.full(size, size)
    for place, level in reversed(list(enumerate(levels_of(size)))):
        first[level] = place
    row, column = np.divmod(np.arange(size * size), size)
    distance = np.hypot(row - size // 2, column - size // 2)
    order: Indices = np.lexsort((distance, np.maximum(first[row], first[column])))
    return order


def filled(losses: Floats, known: NDArray[np.bool_], behind: Floats | None = None) -> Floats:
    """The losses with values between known points where none is known yet.

    Args:
        losses: of the grid, (n, n).
        known: which of them are known.
        behind: what to take where none is known, (n, n); nan where nothing is.

    Returns:
        The known ones as they are; others from `behind`, and where that is nan interpolated from
        the finest level that is complete, nan before the first one is.
    """
    if known.all():
        return losses
    between = _between(losses, known)
    if behind is not None:
        between = np.where(np.isnan(behind), between, behind)
    return np.where(known, losses, between)


def _between(losses: Floats, known: NDArray[np.bool_]) -> Floats:
    """The losses as the finest level that is complete has them; nan if none is."""
    whole = None
    for level in levels_of(len(losses)):
        if not known[np.ix_(level, level)].all():
            break
        whole = level
    if whole is None:
        return np.full(losses.shape, np.nan)
    every = np.arange(len(losses))
    coarse = losses[np.ix_(whole, whole)]
    wide = np.stack([np.interp(every, whole, row) for row in coarse])
    return np.stack([np.interp(every, whole, column) for column in wide.T]).T
