"""The box that the mouse draws on a phase map."""

from __future__ import annotations

from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.palette import Look


def box_cells(plan: Layout, look: Look, one: tuple[int, int], other: tuple[int, int]) -> Cells:
    """The outline of a box between two corners, which are cells of the plot."""
    signs = look.markers.glyphs.crosshair
    cells = Cells.blank(plan.columns, plan.rows)
    (left, right), (top, bottom) = (sorted(ends) for ends in zip(one, other, strict=True))
    colour = look.palette.text
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            ends = (column in (left, right)) + 2 * (row in (top, bottom))
            if ends:
                cells.put(column, row, signs[-ends], colour, bold=True)
    return cells
