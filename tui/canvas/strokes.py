"""Lines as cells: as dots where the markers are fine, otherwise as strokes by direction."""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats
from tui.canvas.area import PlotArea
from tui.canvas.cells import NO_COLOUR, Cells
from tui.canvas.markers import Markers
from tui.canvas.raster import Dots
from tui.text.width import BLANK

_STROKES = "─╱│╲"
_ASCII_STROKES = "-/|\\"


def stroke_cells(
    area: PlotArea, markers: Markers, u: Floats, v: Floats, size: tuple[int, int], colour: int
) -> Cells:
    """Lines through points, given in cells of the area; nan separates lines.

    Args:
        area: clips the lines.
        markers: the marker set.
        u, v: column and row of the points, from the bottom left.
        size: columns and rows of the whole plot.
        colour: of the lines.
    """
    dots = Dots(area, markers)
    if markers.fine:
        dots.line(u, v)
        return dots.cells((colour,), *size)
    signs = _ASCII_STROKES if markers is Markers.ASCII else _STROKES
    # Cells are twice as high as they are wide.
    with np.errstate(invalid="ignore"):
        direction = np.arctan2(2 * np.diff(v), np.diff(u)) / (np.pi / 4)
    kinds = np.nan_to_num(np.round(direction)).astype(np.intp) % len(signs)
    for kind in range(len(signs)):
        first = np.flatnonzero(kinds == kind)
        if first.size:
            ends = np.stack([first, first + 1, first], axis=1).ravel()
            gap = np.tile([0.0, 0.0, np.nan], first.size)
            dots.line(u[ends] + gap, v[ends] + gap, kind + 1)
    cells = dots.cells(tuple(range(len(signs))), *size)
    drawn = cells.chars != BLANK
    cells.chars[drawn] = np.array(list(signs))[cells.fore[drawn]]
    cells.fore[...] = np.where(drawn, colour, NO_COLOUR)
    return cells


def apart(lines: Floats) -> Floats:
    """Rows of points as one line with gaps between them."""
    return np.concatenate([lines, np.full((len(lines), 1), np.nan)], axis=1).ravel()
