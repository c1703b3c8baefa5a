"""Elements that all plots share: lines drawn by plotext, glyphs, reference lines."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from engine.arrays import Floats
from tui.canvas.area import PlotArea
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.clip import clipped_runs
from tui.canvas.figure import Figure
from tui.canvas.markers import Glyphs, Markers


def static_lines(
    plan: Layout, markers: Markers, lines: Iterable[tuple[Floats, Floats, int, str]]
) -> Cells:
    """Lines that seldom change, drawn by plotext and clipped to the area.

    Each is (x, y, colour, character); the character is used where cells are not divided into dots.
    """
    cells = Cells.blank(plan.columns, plan.rows)
    if not _drawable(plan.area):
        return cells
    across, down = markers.resolution
    figure = _canvas(plan.area, markers)
    drawn = False
    for x, y, colour, sign in lines:
        dots = plan.area.dots(x, y, across, down)
        for u, v in clipped_runs(*dots, plan.area.columns * across, plan.area.rows * down):
            figure.line(u, v, markers.plotext(sign), colour)
            drawn = True
    if drawn:
        cells.paste(figure.cells(), plan.area.column, plan.area.row)
    return cells


def static_points(
    plan: Layout, markers: Markers, x: Floats, y: Floats, colour: int, sign: str
) -> Cells:
    """Points that seldom change, drawn by plotext; those outside are left out.

    `sign` is the character used where cells are not divided into dots.
    """
    cells = Cells.blank(plan.columns, plan.rows)
    area = plan.area
    across, down = markers.resolution
    u, v = area.dots(x, y, across, down)
    with np.errstate(invalid="ignore"):
        inside = (u >= 0) & (u < area.columns * across) & (v >= 0) & (v < area.rows * down)
    if not inside.any() or not _drawable(area):
        return cells
    figure = _canvas(area, markers)
    # One mark per dot, even where many points coincide. (np.unique would import numpy.ma.)
    dots = {(int(column), int(row)) for column, row in zip(u[inside], v[inside], strict=True)}
    across_once, down_once = zip(*sorted(dots), strict=True)
    once = np.array([across_once, down_once]) + 0.5
    figure.scatter(once[0], once[1], markers.plotext(sign), colour)
    cells.paste(figure.cells(), area.column, area.row)
    return cells


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


def horizontal_rule(plan: Layout, y: float, sign: str, colour: int, every: int = 1) -> Cells:
    """A horizontal line across the area at y, in every `every`-th column."""
    cells = Cells.blank(plan.columns, plan.rows)
    area = plan.area
    place = area.cell(area.x.value(0.5), y) if _drawable(area) else None
    if place is not None:
        for column in range(0, area.columns, every):
            cells.put(area.column + column, place[1], sign, colour)
    return cells


def vertical_rules(plan: Layout, x: Iterable[float], sign: str, colour: int) -> Cells:
    """Vertical lines across the area at each x."""
    cells = Cells.blank(plan.columns, plan.rows)
    area = plan.area
    if not _drawable(area):
        return cells
    for value in x:
        place = area.cell(value, area.y.value(0.5))
        if place is not None:
            for row in range(area.row, area.row + area.rows):
                cells.put(place[0], row, sign, colour)
    return cells


def _drawable(area: PlotArea) -> bool:
    # plotext divides by the number of steps, so it needs two dots in each direction.
    return area.columns >= 2 and area.rows >= 2


def _canvas(area: PlotArea, markers: Markers) -> Figure:
    """A figure over the area without axes, measured in dots: dot d has its centre at d + 0.5."""
    across, down = markers.resolution
    figure = Figure(area.columns, area.rows)
    figure.limits((0.5, area.columns * across - 0.5), (0.5, area.rows * down - 0.5))
    return figure
