"""Fills at twice the resolution of cells: two colours a cell, in quadrants.

A character drawn over such a cell hides its quadrants, and has the cell's main colour behind it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tui.canvas.cells import NO_COLOUR, Cells
from tui.canvas.dot_characters import BLOCKS

Colours = NDArray[np.int32]

_BITS = np.array([0x05, 0x0A, 0x50, 0xA0], np.uint8)
"""The dots of each quadrant in the code of a block: top left, top right, bottom left, right."""


def main_colours(fills: Colours) -> Colours:
    """The most frequent colour of each cell; none where a quadrant has none.

    Args:
        fills: of all quadrants, (2 × rows, 2 × columns), top row first.
    """
    parts = _parts(fills)
    alike = (parts[..., :, None] == parts[..., None, :]).sum(axis=-1)
    most = np.take_along_axis(parts, alike.argmax(axis=-1)[..., None], axis=-1)[..., 0]
    return np.where((parts == NO_COLOUR).any(axis=-1), np.int32(NO_COLOUR), most)


def put_quadrants(cells: Cells, column: int, row: int, fills: Colours, main: Colours) -> None:
    """Fill cells; for new cells only.

    Of a third colour in a cell, and where no quadrant has the main one, only the main one is shown
    or the most frequent other one.

    Args:
        cells: to fill.
        column, row: the top left cell of the part that is filled.
        fills: of all quadrants, (2 × rows, 2 × columns), top row first.
        main: of all cells, (rows, columns).
    """
    parts = _parts(fills)
    differs = parts != main[..., None]
    alike = (parts[..., :, None] == parts[..., None, :]).sum(axis=-1) * differs
    other = np.take_along_axis(parts, alike.argmax(axis=-1)[..., None], axis=-1)[..., 0]
    differs &= ~differs.all(axis=-1, keepdims=True)
    codes = (differs * _BITS).sum(axis=-1).astype(np.uint8)
    place = np.s_[row : row + main.shape[0], column : column + main.shape[1]]
    cells.chars[place] = BLOCKS[codes]
    cells.fore[place] = np.where(codes > 0, other, NO_COLOUR)
    cells.back[place] = main


def _parts(fills: Colours) -> Colours:
    """The four quadrants of each cell, (rows, columns, 4)."""
    rows, columns = fills.shape
    cells = fills.reshape(rows // 2, 2, columns // 2, 2).transpose(0, 2, 1, 3)
    return cells.reshape(rows // 2, columns // 2, 4)
