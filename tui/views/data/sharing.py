"""Which of several lines and samples gives a cell its colour, where they share it.

Their dots are all drawn, but a cell has one colour. Lines that lie on each other take turns along
their way, so that each of them can be seen. A sample has its cell to itself, unless that would hide
most of a line, or samples are a crowd.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tui.canvas.cells import Cells
from tui.text.width import BLANK

_RUN = 2
"""Cells in a row of the same colour."""
_MOST_HIDDEN = 0.5
"""The largest share of the lines' cells that samples may take."""


def shared(lines: Sequence[Cells], samples: Cells, *, dense: bool) -> Cells:
    """The cells that lines share with each other or with samples, as one layer above all of them.

    Args:
        lines: layers of lines, the most important first.
        samples: the layer of samples, of the same size.
        dense: whether the samples are a crowd.
    """
    drawn = np.array([cells.chars != BLANK for cells in lines])
    count = drawn.sum(axis=0)
    turn = _along(count > 0) // _RUN
    chosen = drawn & (np.cumsum(drawn, axis=0) - 1 == turn % np.maximum(count, 1))
    result = Cells.blank(samples.columns, samples.rows)
    for cells, part in zip(lines, chosen, strict=True):
        _copy(result, cells, part & (count > 1))
    if not dense:
        met = (samples.chars != BLANK) & (count > 0)
        if met.sum() > _MOST_HIDDEN * (count > 0).sum():
            met &= turn % 2 == 0
        _copy(result, samples, met)
    return result


def _along(drawn: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The column of each cell, or its row if what is drawn is taller than wide."""
    rows, columns = drawn.any(axis=1).sum(), drawn.any(axis=0).sum()
    return np.asarray(np.indices(drawn.shape)[1 if columns >= rows else 0], np.intp)


def _copy(target: Cells, source: Cells, where: NDArray[np.bool_]) -> None:
    target.chars[where] = source.chars[where]
    target.fore[where] = source.fore[where]
    target.bold[where] = source.bold[where]
