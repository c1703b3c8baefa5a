"""The (w, b) plane of the games: axes, the loss over it, a path with its marks."""

from __future__ import annotations

from collections.abc import Iterable

from engine.problems.base import Names, Theta, Thetas
from engine.problems.view import View
from tui.canvas.area import Scale
from tui.canvas.axes import Axis, Layout, layout
from tui.canvas.axes_drawing import axes_cells
from tui.canvas.bands import bands
from tui.canvas.cells import NO_COLOUR, Cells
from tui.canvas.contours import contours
from tui.canvas.legend import LegendEntry
from tui.canvas.loss_surface import Surface
from tui.canvas.palette import Look
from tui.canvas.raster import Dots
from tui.text.width import BLANK


def plane_layout(
    columns: int, rows: int, view: View, names: Names, legend: tuple[LegendEntry, ...]
) -> Layout:
    """The layout of a part of the plane, with room for the legend."""
    w = Axis(Scale(view.w_low, view.w_high), names[0], steady=True)
    b = Axis(Scale(view.b_low, view.b_high), names[1], steady=True)
    return layout(columns, rows, w, b, legend)


def axes(plan: Layout, look: Look, legend: tuple[LegendEntry, ...]) -> Cells:
    """The axes and the legend."""
    return axes_cells(plan, look, legend)


def ground(plan: Layout, surface: Surface, look: Look) -> Cells:
    """The loss: bands of colour where there are colours, and contour lines."""
    lines = contours(plan, surface, look)
    if look.palette.bands == (NO_COLOUR,):
        return lines
    return bands(plan, surface, look).overlay(lines)


def path(plan: Layout, way: Thetas, colour: int, look: Look, *, other: bool = False) -> Cells:
    """Straight lines from point to point; `other`, unlike a trajectory where there are no dots."""
    dots = Dots(plan.area, look.bold_markers)
    if len(way) > 1:
        dots.line(*way.T)
    glyphs = look.bold_markers.glyphs
    sign = glyphs.dashed if other else glyphs.solid
    return dots.cells((colour,), plan.columns, plan.rows, bold=1, sign=sign)


def marks(plan: Layout, points: Iterable[tuple[Theta, str, int]]) -> Cells:
    """A bold glyph at each point in its colour, the last one on top."""
    cells = Cells.blank(plan.columns, plan.rows)
    for theta, sign, colour in points:
        place = plan.area.cell(*theta)
        if place is not None:
            cells.put(*place, sign, colour, bold=True)
    return cells


def labels(plan: Layout, texts: Iterable[tuple[Theta, str, int]], taken: Cells) -> Cells:
    """A text beside each point, where there is room for it; the first ones come first.

    Args:
        plan: the layout of the axes.
        texts: points, their texts and colours, the most important first.
        taken: where something is drawn, no text is written.
    """
    cells, area = Cells.blank(plan.columns, plan.rows), plan.area
    free = taken.chars == BLANK
    for theta, text, colour in texts:
        place = area.cell(*theta)
        if place is None:
            continue
        column, row = place
        for left, line in (
            (column + 2, row), (column - 1 - len(text), row),
            (column - len(text) // 2, row - 1), (column - len(text) // 2, row + 1),
            (column + 1, row - 1), (column + 1, row + 1),
            (column - len(text), row - 1), (column - len(text), row + 1),
        ):  # fmt: skip
            inside = area.holds(left, line) and area.holds(left + len(text) - 1, line)
            if inside and bool(free[line, max(left - 1, 0) : left + len(text) + 1].all()):
                cells.put(left, line, text, colour)
                free[line, left : left + len(text)] = False
                break
    return cells


def placed(cells: Cells, column: int, columns: int, rows: int) -> Cells:
    """A part of the widget as a layer of all of it."""
    if (cells.columns, cells.rows) == (columns, rows):
        return cells
    whole = Cells.blank(columns, rows)
    whole.paste(cells, column, 0)
    return whole
