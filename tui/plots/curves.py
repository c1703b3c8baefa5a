"""What the plots have in common: lines that plotext draws, glyphs, reference rules."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from tui.plots.area import PlotArea
from tui.plots.axes import Layout
from tui.plots.cells import Cells
from tui.plots.clip import clipped_runs
from tui.plots.figure import Figure
from tui.plots.markers import Markers

Floats = NDArray[np.float64]


def static_lines(
    plan: Layout, markers: Markers, lines: Iterable[tuple[Floats, Floats, int]]
) -> Cells:
    """Lines (x, y, colour) that seldom change, drawn by plotext; parts outside are left out."""
    cells = Cells.blank(plan.columns, plan.rows)
    if not _drawable(plan.area):
        return cells
    across, down = markers.resolution
    figure = _canvas(plan.area, markers)
    drawn = False
    for x, y, colour in lines:
        dots = plan.area.dots(x, y, across, down)
        for u, v in clipped_runs(*dots, plan.area.columns * across, plan.area.rows * down):
            figure.line(u, v, markers.plotext, colour)
            drawn = True
    if drawn:
        cells.paste(figure.cells(), plan.area.column, plan.area.row)
    return cells


def static_points(plan: Layout, marker: Markers | str, x: Floats, y: Floats, colour: int) -> Cells:
    """Points that seldom change, drawn by plotext; those outside are left out.

    `marker` is a set of markers, or one character for each point.
    """
    cells = Cells.blank(plan.columns, plan.rows)
    area = plan.area
    markers = marker if isinstance(marker, Markers) else Markers.DOT
    across, down = markers.resolution
    u, v = area.dots(x, y, across, down)
    with np.errstate(invalid="ignore"):
        inside = (u >= 0) & (u < area.columns * across) & (v >= 0) & (v < area.rows * down)
    if not inside.any() or not _drawable(area):
        return cells
    figure = _canvas(area, markers)
    once = np.unique(np.floor(np.stack([u[inside], v[inside]])), axis=1) + 0.5
    sign = marker.plotext if isinstance(marker, Markers) else marker
    figure.scatter(once[0], once[1], sign, colour)
    cells.paste(figure.cells(), area.column, area.row)
    return cells


def glyph(cells: Cells, area: PlotArea, point: tuple[float, float], sign: str, colour: int) -> bool:
    """Put a bold glyph where a point is; False where that is outside."""
    place = area.cell(*point)
    if place is None:
        return False
    cells.put(*place, sign, colour, bold=True)
    return True


def horizontal_rule(plan: Layout, y: float, sign: str, colour: int) -> Cells:
    """A line across the area at y."""
    cells = Cells.blank(plan.columns, plan.rows)
    area = plan.area
    place = area.cell(area.x.value(0.5), y) if _drawable(area) else None
    if place is not None:
        cells.put(area.column, place[1], sign * area.columns, colour)
    return cells


def vertical_rules(plan: Layout, x: Iterable[float], sign: str, colour: int) -> Cells:
    """Lines from bottom to top of the area at each x."""
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
    # plotext divides by the number of steps across, so it needs two dots each way.
    return area.columns >= 2 and area.rows >= 2


def _canvas(area: PlotArea, markers: Markers) -> Figure:
    """A figure without axes over the area, in dots: the middle of dot d is at d + 0.5."""
    across, down = markers.resolution
    figure = Figure(area.columns, area.rows)
    figure.limits((0.5, area.columns * across - 0.5), (0.5, area.rows * down - 0.5))
    return figure
