"""The axes of a plot in cells: the lines and ticks, drawn by plotext, the names and the legend."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from engine.arrays import Floats
from tui.canvas.axes import Layout, name_room
from tui.canvas.cells import Cells
from tui.canvas.figure import Figure
from tui.canvas.legend import LegendEntry, put_legend
from tui.canvas.markers import Markers
from tui.canvas.palette import Look
from tui.text.width import BLANK, cut, text_width

_Marks = tuple[tuple[float, ...], tuple[str, ...]]
"""Places of ticks, and their labels."""
_ASCII = str.maketrans("─│┌┐└┘├┤┬┴┼", "-|+++++++++")


def axes_cells(plan: Layout, look: Look, legend: tuple[LegendEntry, ...] = ()) -> Cells:
    """The axes, their ticks and names, and the lines above them."""
    cells = Cells.blank(plan.columns, plan.rows)
    if not plan.framed:
        return cells
    area = plan.area
    x_places, y_places = _places(plan)
    x, y = (x_places, plan.x_ticks.labels), (y_places, plan.y_ticks.labels)
    size, inside = (plan.columns, plan.rows - area.row), (area.columns, area.rows)
    # The name is written later: a cell of plotext cannot hold a wide character.
    frame = _frame(size, inside, x, y, "-" if plan.name_below else "", look.palette.muted)
    cells.paste(frame, 0, area.row)
    if look.markers is Markers.ASCII:
        cells.chars[:] = [list(line.translate(_ASCII)) for line in cells.lines()]
    _put_names(cells, plan, look)
    put_legend(cells, plan.head.room(plan.columns), look, legend, area.row, plan.head.legend_row)
    return cells


@lru_cache(maxsize=16)  # plotext takes milliseconds, and a legend changes more often than a scale
def _frame(
    size: tuple[int, int],
    inside: tuple[int, int],
    x: _Marks,
    y: _Marks,
    name: str,
    colour: int,
) -> Cells:
    """The two lines and their ticks, in cells of this size, around an area of `inside` cells."""
    figure = Figure(*size)
    figure.limits((0.5, inside[0] - 0.5), (0.5, inside[1] - 0.5))
    figure.axes((list(x[0]), x[1]), (list(y[0]), y[1]), name, colour)
    return figure.cells()


def _places(plan: Layout) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Centres of the cells that hold the ticks, in the coordinates of `Figure.limits`."""
    area = plan.area
    u, _ = area.dots(np.array(plan.x_ticks.values), np.full(len(plan.x_ticks.values), np.nan))
    _, v = area.dots(np.full(len(plan.y_ticks.values), np.nan), np.array(plan.y_ticks.values))

    def middles(dots: Floats, size: int) -> tuple[float, ...]:
        return tuple((np.clip(np.floor(dots), 0, size - 1) + 0.5).tolist())

    return middles(u, area.columns), middles(v, area.rows)


def _put_names(cells: Cells, plan: Layout, look: Look) -> None:
    area, colour = plan.area, look.palette.text

    def short(name: str, width: int) -> str:
        name = cut(name, width)
        return name.replace("…", "~") if look.markers is Markers.ASCII else name

    cells.put(0, 0, short(plan.head.name, plan.columns), colour, bold=True)
    if plan.name_below:
        row = plan.rows - 1
        cells.put(0, row, BLANK * plan.columns)
        name = short(plan.x.name, name_room(plan))
        # Below the middle of the axis; a long one also below the labels at the left.
        start = area.column + (area.columns - text_width(name)) // 2
        start = max(min(start, plan.columns - text_width(name)), 0)
        cells.put(start, row, name, colour, bold=True)
        return
    # In the line of the ticks: at the right, over the last labels if necessary.
    name = short(plan.x.name, name_room(plan))
    start, row = plan.columns - text_width(name), plan.rows - 1
    line = cells.chars[row].tolist()
    keep = start - 1
    while keep > 0 and line[keep] != BLANK:
        keep -= 1
    cells.put(keep + 1, row, BLANK * (plan.columns - keep - 1))
    cells.put(start, row, name, colour, bold=True)
