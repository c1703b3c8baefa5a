"""The known cell nearest to each cell of a phase map."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Nearest(NamedTuple):
    """The nearest known cells; arrays are (rows, columns).

    Attributes:
        cells: the number of the nearest known cell, row by row; -1 for none.
        away: its distance in cells, the greater one of both directions.
    """

    cells: NDArray[np.intp]
    away: NDArray[np.intp]


def nearest_known(known: NDArray[np.bool_], most: int) -> Nearest:
    """The nearest known cell of each, at most so many cells away.

    Args:
        known: whether each cell is known, (rows, columns).
        most: the greatest distance.
    """
    index = np.where(known, np.arange(known.size).reshape(known.shape), -1)
    away = np.where(known, 0, most + 1)
    for step in range(1, most + 1):
        if (index >= 0).all():
            break
        found = _spread(_spread(index).T).T
        away[(index < 0) & (found >= 0)] = step
        index = found
    return Nearest(index, away)


def _spread(index: NDArray[np.intp]) -> NDArray[np.intp]:
    """Each row with what is known of the rows before and after it."""
    found = index.copy()
    found[:-1] = np.where(found[:-1] < 0, index[1:], found[:-1])
    found[1:] = np.where(found[1:] < 0, index[:-1], found[1:])
    return found
