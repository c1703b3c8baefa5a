"""Reads dots and glyphs from drawn cells, as places on the axes of their plot."""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats
from tests.tui.canvas.drawn import drawn_dots
from tui.canvas.area import PlotArea
from tui.canvas.cells import Cells

ACROSS, DOWN = 2, 4
"""Dots of a braille cell."""


def dots_in(cells: Cells, area: PlotArea, colour: int | None = None) -> Floats:
    """The dots in cells of this colour (default: any) as (columns, rows) of dots, (k, 2).

    They are counted from the bottom left of the area; the centre of dot d is at d + 0.5.
    """
    dots = drawn_dots(cells, area, colour) * (ACROSS, DOWN) - 0.5
    # The middles of glyphs lie between dots.
    return dots[(dots == np.floor(dots)).all(axis=1)]


def place_in_dots(area: PlotArea, x: float, y: float) -> Floats:
    """Where a point of linear axes is, in dots from the bottom left; independent of the area."""
    u = (x - area.x.low) / (area.x.high - area.x.low) * area.columns * ACROSS
    v = (y - area.y.low) / (area.y.high - area.y.low) * area.rows * DOWN
    return np.array([u, v])


def cells_with(cells: Cells, signs: str, colour: int | None = None) -> list[tuple[int, int]]:
    """The (column, row) of cells with one of these characters, in this colour (default: any)."""
    return [
        (int(column), int(row))
        for row, column in np.argwhere(np.isin(cells.chars, list(signs)))
        if colour is None or cells.fore[row, column] == colour
    ]


def off_by(area: PlotArea, cell: tuple[int, int], x: float, y: float) -> tuple[float, float]:
    """How far a glyph's middle is from a point of linear axes, in columns and rows."""
    u, v = place_in_dots(area, x, y) / (ACROSS, DOWN)
    column = cell[0] - area.column + 0.5
    row = area.rows - (cell[1] - area.row) - 0.5
    return abs(column - u), abs(row - v)
