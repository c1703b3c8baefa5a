"""Elements that all plots share: lines, glyphs, reference lines."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Floats
from tui.canvas.area import PlotArea
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.markers import Glyphs, Markers
from tui.canvas.palette import Look
from tui.canvas.raster import Dots

_RULE = (3, 4)
"""Dots drawn, and the period of the pattern in dots, of a reference line."""


def static_lines(
    plan: Layout, markers: Markers, lines: Iterable[tuple[Floats, Floats, int, str]]
) -> Cells:
    """Lines clipped to the area, the last on top; those that share a cell join their dots.

    Each is (x, y, colour, character); the character is used where cells are not divided into dots.
    """
    dots, colours, signs = Dots(plan.area, markers), [], []
    for shade, (x, y, colour, sign) in enumerate(lines, 1):
        dots.line(x, y, shade)
        colours.append(colour)
        signs.append(sign)
    return dots.cells(tuple(colours), plan.columns, plan.rows, sign=signs)


def static_points(
    plan: Layout, markers: Markers, x: ArrayLike, y: ArrayLike, colour: int, sign: str
) -> Cells:
    """Points of one colour; those outside are left out.

    `sign` is the character used where cells are not divided into dots.
    """
    dots = Dots(plan.area, markers)
    dots.points(x, y)
    return dots.cells((colour,), plan.columns, plan.rows, sign=sign)


def glyph(
    cells: Cells, area: PlotArea, point: tuple[float, float], sign: str, colour: int
) -> tuple[int, int] | None:
    """Put a bold glyph at a point; returns its cell, or None if it is outside."""
    place = area.cell(*point)
    if place is not None:
        cells.put(*place, sign, colour, bold=True)
    return place


def pointer(
    cells: Cells, area: PlotArea, point: tuple[float, float], glyphs: Glyphs, colour: int
) -> None:
    """Put an arrow at the edge nearest to a point outside; none if it is not finite."""
    u, v = (float(part) for part in area.dots(*point))
    if not (math.isfinite(u) and math.isfinite(v)) or not area.columns or not area.rows:
        return
    column = min(max(math.floor(u), 0), area.columns - 1)
    row = min(max(math.floor(v), 0), area.rows - 1)
    beyond = {
        glyphs.left: -u / area.columns,
        glyphs.right: (u - area.columns) / area.columns,
        glyphs.below: -v / area.rows,
        glyphs.above: (v - area.rows) / area.rows,
    }
    sign = max(beyond, key=beyond.__getitem__)
    cells.put(area.column + column, area.row + area.rows - 1 - row, sign, colour, bold=True)


def horizontal_rule(
    plan: Layout,
    y: float,
    markers: Markers,
    colour: int,
    sign: str,
    pattern: tuple[int, int] = _RULE,
) -> Cells:
    """A dashed line across the area at y, with dots in every column; nothing if it is outside.

    `pattern` is (drawn, period) in dots. `sign` fills every column where cells are not divided.
    """
    dots = Dots(plan.area, markers)
    across = np.linspace(0.5, dots.width - 0.5, dots.width)
    if markers.fine:
        across = across[np.arange(dots.width) % pattern[1] < pattern[0]]
    _, up = plan.area.dots(np.empty(0), np.array([y]), dots.across, dots.down)
    dots.put(across, np.full(across.size, up[0]))
    return dots.cells((colour,), plan.columns, plan.rows, sign=sign)


def vertical_rules(plan: Layout, x: Iterable[float], sign: str, colour: int) -> Cells:
    """Vertical lines across the area at each x."""
    cells = Cells.blank(plan.columns, plan.rows)
    area = plan.area
    if not _drawable(area):
        return cells
    for value in x:
        place = area.cell(value, area.y.value(0.5))
        if place is not None:
            column, rows = place[0], slice(area.row, area.row + area.rows)
            cells.chars[rows, column], cells.fore[rows, column] = sign, colour
    return cells


def crosshair(plan: Layout, look: Look, column: int, row: int) -> Cells:
    """The cursor in a cell, with its arms in the neighbouring cells inside the area."""
    cells = Cells.blank(plan.columns, plan.rows)
    middle, aside, upright = tuple(look.markers.glyphs.crosshair)
    for across, down, sign in ((0, 0, middle), (1, 0, aside), (0, 1, upright)):
        for side in (-1, 1):
            place = column + side * across, row + side * down
            if plan.area.holds(*place):
                cells.put(*place, sign, look.palette.text, bold=True)
    return cells


def _drawable(area: PlotArea) -> bool:
    return area.columns > 0 and area.rows > 0
