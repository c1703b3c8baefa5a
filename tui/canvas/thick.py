"""Lines two dots thick, for pictures that are seen from far away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tui.canvas.cells import NO_COLOUR, Cells
from tui.canvas.dot_characters import BLOCKS, BRAILLE, codes_of
from tui.canvas.markers import Markers
from tui.text.width import BLANK


def thickened(cells: Cells, markers: Markers, below: Iterable[Cells] = ()) -> Cells:
    """The cells with each dot extended to the right and upwards by one.

    Away from the axes, which are at the left and below. A dot that comes into a blank cell gives it
    its colour; other characters than dots stay, also those of the layers `below`,
    such as a legend's. Without dots in a cell, nothing changes.
    """
    if not markers.fine or not cells.columns or not cells.rows:
        return cells
    shape = cells.chars.shape
    kind, dots_of = codes_of(cells.chars)
    dotted, codes = (kind >= 0).reshape(shape), dots_of.reshape(shape)
    if not dotted.any():
        return cells
    rows, columns = shape
    bits = (codes[..., None] >> np.arange(8, dtype=np.uint8) & 1).astype(np.bool_)
    dots = bits.reshape(rows, columns, 4, 2).transpose(0, 2, 1, 3).reshape(rows * 4, columns * 2)
    across, down = markers.resolution
    wide, high = 2 // across, 4 // down
    dots[:, wide:] |= dots[:, :-wide].copy()
    dots[:-high] |= dots[high:].copy()
    grown = dots.reshape(rows, 4, columns, 2).transpose(0, 2, 1, 3).reshape(rows, columns, 8)
    code = (grown << np.arange(8, dtype=np.uint8)).sum(axis=2, dtype=np.uint16).astype(np.uint8)
    new = (cells.chars == BLANK) & (code > 0)
    for layer in below:
        if layer.chars.shape == shape:
            new &= (layer.chars == BLANK) | (codes_of(layer.chars)[0] >= 0).reshape(shape)
    characters = BRAILLE if markers is Markers.BRAILLE else BLOCKS
    return Cells(
        np.where(dotted | new, characters[code], cells.chars),
        _spread(cells.fore, dotted, new, NO_COLOUR),
        cells.back.copy(),
        _spread(cells.bold, dotted, new, False),
    )


def _spread(
    values: NDArray[Any], dotted: NDArray[np.bool_], new: NDArray[np.bool_], none: int
) -> NDArray[Any]:
    """Values of new cells: those of the dotted cell at the left, below, or below at the left."""
    result = values.copy()
    open_ = new.copy()
    for up, right in ((0, 1), (1, 0), (1, 1)):
        source = _moved(values, up, right, none)
        known = _moved(dotted, up, right, 0) & open_
        result[known] = source[known]
        open_ &= ~known
    return result


def _moved(values: NDArray[Any], up: int, right: int, none: int) -> NDArray[Any]:
    """The values moved up and to the right by so many cells."""
    rows, columns = values.shape
    moved = np.full_like(values, none)
    moved[: rows - up, right:] = values[up:, : columns - right]
    return moved
