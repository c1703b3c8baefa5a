"""Numbers on the contour lines, for plots without bands of colour."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.contours import contour_lines, contours, drawn_levels
from tui.canvas.loss_surface import Surface
from tui.canvas.mixing import spread
from tui.canvas.palette import Look
from tui.text.width import BLANK
from tui.views.surface.colour_bar import labels

Ints = NDArray[np.intp]

_FAR = 14.0
"""Distance beyond which more distance is no better; rows count twice because cells are tall."""
_FROM_MIDDLE = 0.1
_MOST_INK = 7
"""Most cells drawn on in a label's place and the rows around it; a single line takes no more."""
_LEAST_ROWS = 4


class Labelled(NamedTuple):
    """Contour lines with gaps, and the numbers for the gaps, which are drawn above other lines."""

    lines: Cells
    numbers: Cells


def labelled_contours(plan: Layout, surface: Surface, look: Look) -> Labelled:
    """The contour lines, each with its loss if it is long enough."""
    cells = contours(plan, surface, look)
    numbers = Cells.blank(plan.columns, plan.rows)
    drawn = drawn_levels(plan, surface, look)
    if not plan.framed or not len(drawn):
        return Labelled(cells, numbers)
    colours = spread(look.palette.contours, surface.levels.size, blend=look.palette.blend)
    texts = labels([surface.least, *surface.levels.tolist()])[1:]
    lines = contour_lines(surface.grid, surface.view, surface.levels[:: drawn.step])
    ink = cells.chars != BLANK
    taken: list[tuple[int, int, int]] = []
    # Outermost first, because its lines are the longest.
    for level, parts in reversed(list(zip(drawn, lines, strict=True))):
        text = texts[level].strip()
        width = len(text) + 2
        column, row = _cells_of(plan, parts)
        place = _best(plan, column, row, width, taken, ink)
        if place is not None:
            taken.append((*place, width))
            left = place[0] - width // 2
            cells.put(left, place[1], BLANK * width)
            numbers.put(left + 1, place[1], text, colours[level])
    return Labelled(cells, numbers)


def _cells_of(plan: Layout, lines: list[Floats]) -> tuple[Ints, Ints]:
    """The cells of the vertices of lines."""
    points = np.concatenate(lines) if lines else np.empty((0, 2))
    u, v = plan.area.dots(points[:, 0], points[:, 1])
    column = np.floor(u).astype(np.intp) + plan.area.column
    return column, plan.area.row + plan.area.rows - 1 - np.floor(v).astype(np.intp)


def _best(
    plan: Layout,
    column: Ints,
    row: Ints,
    width: int,
    taken: list[tuple[int, int, int]],
    ink: NDArray[np.bool_],
) -> tuple[int, int] | None:
    """The best place for a label: far from others, not at the edge, with no other line nearby."""
    area = plan.area
    if column.size == 0 or (np.ptp(row) < _LEAST_ROWS and np.ptp(column) < 2 * width):
        return None
    left = column - width // 2
    fits = (left >= area.column) & (left + width <= area.column + area.columns)
    fits &= (row >= area.row) & (row < area.row + area.rows)
    apart = np.full(column.size, _FAR)
    for other, line, size in taken:
        across, down = np.abs(column - other), np.abs(row - line)
        fits &= (down > 1) | (across > (width + size) // 2 + 1)
        apart = np.minimum(apart, np.hypot(across, 2 * down))
    fits &= _ink_about(ink, left, row, width) <= _MOST_INK
    if not fits.any():
        return None
    column, row, apart = column[fits], row[fits], apart[fits]
    middle = area.column + area.columns / 2, area.row + area.rows / 2
    off = np.hypot(column - middle[0], 2 * (row - middle[1]))
    best = int(np.argmax(apart - _FROM_MIDDLE * off))
    return int(column[best]), int(row[best])


def _ink_about(ink: NDArray[np.bool_], left: Ints, row: Ints, width: int) -> Ints:
    """The number of cells drawn on in the labels that start there and in the rows around them."""
    rows, columns = ink.shape
    # Summed-area table; its edges are repeated beyond the plot.
    sums = np.zeros((rows + 1, columns + 1), np.intp)
    sums[1:, 1:] = ink.cumsum(axis=0).cumsum(axis=1)
    top, bottom = np.clip(row - 1, 0, rows), np.clip(row + 2, 0, rows)
    first, last = np.clip(left, 0, columns), np.clip(left + width, 0, columns)
    count: Ints = sums[bottom, last] - sums[top, last] - sums[bottom, first] + sums[top, first]
    return count
