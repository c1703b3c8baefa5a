"""Layout of a plot: the area inside the axes, ticks, axis names and the legend.

A plot has a left and a bottom axis, drawn by plotext. The lines above hold the name of the y axis
and the legend, where they hide no data. Plots too small for axes consist of the area alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from tui.canvas.area import PlotArea, Scale
from tui.canvas.cells import Cells
from tui.canvas.figure import Figure
from tui.canvas.legend import LegendEntry, legend_lines, put_legend
from tui.canvas.markers import Markers
from tui.canvas.palette import Look
from tui.canvas.ticks import format_ticks, ticks_of
from tui.text.width import BLANK, cut, text_width

_LEAST_COLUMNS = 18
_LEAST_ROWS = 6
_ROWS_FOR_NAME = 14
"""Plots of at least this many rows give the name of the x axis a separate line."""
_ROWS_FOR_LEGEND = 12
"""A legend may have one more line for each of these rows."""
_SHORT_NAME = 8
"""Names up to this long are shown whole in the line of the ticks, even at their expense."""
_ASCII = str.maketrans("─│┌┐└┘├┤┬┴┼", "-|+++++++++")


@dataclass(frozen=True)
class Ticks:
    """Positions along an axis and their labels."""

    values: tuple[float, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Axis:
    """What one axis measures, and its name.

    Attributes:
        scale: its limits.
        name: its label.
        steady: whether the step between ticks stays the same while the axis is panned.
        counts: whether it shows a count, so that all its ticks are whole numbers.
        snap: whether the limits of a y axis are widened until its ticks are at centres of rows,
            where their marks are: then a dot is above a tick if its value is.
        fixed: its ticks, for an axis of another quantity than its scale; empty for round numbers.
    """

    scale: Scale
    name: str
    steady: bool = False
    counts: bool = False
    snap: bool = False
    fixed: Ticks = Ticks((), ())


@dataclass(frozen=True)
class Layout:
    """Where everything is in a plot of a given size.

    Attributes:
        columns, rows: the plot's size.
        x, y: the axes as asked for.
        area: the part inside the axes, and what it shows; `framed` says whether there are axes.
        x_ticks, y_ticks: the ticks that fit.
        name_below: whether the name of the x axis has a separate line.
    """

    columns: int
    rows: int
    x: Axis
    y: Axis
    area: PlotArea
    framed: bool
    x_ticks: Ticks
    y_ticks: Ticks
    name_below: bool


_NO_TICKS = Ticks((), ())


def layout(
    columns: int, rows: int, x: Axis, y: Axis, legend: tuple[LegendEntry, ...] = ()
) -> Layout:
    """Lay out a plot of `columns` × `rows` cells, any size, with enough lines for `legend`."""
    columns, rows = max(columns, 0), max(rows, 0)
    bare = PlotArea(0, 0, columns, rows, x.scale, y.scale)
    unframed = Layout(columns, rows, x, y, bare, False, _NO_TICKS, _NO_TICKS, False)
    if columns < _LEAST_COLUMNS or rows < _LEAST_ROWS:
        return unframed
    name_below = rows >= _ROWS_FOR_NAME and bool(x.name)
    room, most = _legend_room(columns, y), 1 + rows // _ROWS_FOR_LEGEND
    above = max(len(legend_lines(legend, room, columns, most).lines), 1)
    height = rows - 2 - above - name_below
    y_ticks = _labelled(y, 2 + height // 4)
    labels_width = max(map(len, y_ticks.labels), default=0)
    width = columns - labels_width - 1
    if width < _LEAST_COLUMNS // 2:
        return unframed
    x_ticks = _x_ticks(x, width)
    shown = snapped(y.scale, y_ticks.values, height) if y.snap else y.scale
    area = PlotArea(labels_width + 1, above, width, height, x.scale, shown)
    return Layout(columns, rows, x, y, area, True, x_ticks, y_ticks, name_below)


def snapped(scale: Scale, ticks: tuple[float, ...], rows: int) -> Scale:
    """Limits that contain those of `scale` and put evenly spaced ticks at centres of rows.

    On a logarithmic axis, the decades are. Unchanged without two such ticks, or room for them.
    """
    places = scale.position([tick for tick in ticks if not scale.log or _is_decade(tick)])
    if places.size < 2:
        return scale
    first, gap = float(places[0]), float(places[1] - places[0])
    for apart in range(int(rows * gap + 1e-9), 0, -1):
        # The rows from one limit to the other, and those from the lower edge to the lower limit.
        length = apart / gap
        below = math.ceil(first * length - 0.5 - 1e-9) + 0.5 - first * length
        if below + length <= rows + 1e-9:
            try:
                ends = scale.value(-below / length), scale.value((rows - below) / length)
            except OverflowError:
                return scale
            return Scale(*ends, scale.log) if ends[0] or not scale.log else scale
    return scale


def _is_decade(value: float) -> bool:
    return abs(math.log10(value) - round(math.log10(value))) < 1e-9


def layout_named(
    columns: int,
    rows: int,
    x: Axis,
    names: tuple[str, ...],
    y: Axis,
    legend: tuple[LegendEntry, ...] = (),
) -> Layout:
    """Lay out with the first of `names` (for the x axis) that fits; with the last if none does."""
    for name in names:
        plan = layout(columns, rows, replace(x, name=name), y, legend)
        if text_width(name) <= _name_room(plan):
            break
    return plan


def _name_room(plan: Layout) -> int:
    """The room for the name of the x axis, in characters."""
    columns = plan.area.columns
    if plan.name_below:
        return columns
    return min(max(columns // 3, _SHORT_NAME, _right_of_ticks(plan)), columns)


def _right_of_ticks(plan: Layout) -> int:
    """The free characters to the right of the last tick label, after a blank."""
    if not plan.x_ticks.labels or not plan.framed:
        return 0
    place, label = _places(plan)[0][-1], plan.x_ticks.labels[-1]
    return plan.area.columns - int(place) - (len(label) + 1) // 2 - 1


def _labelled(axis: Axis, most: int) -> Ticks:
    if axis.fixed.values:
        every = max(-(-len(axis.fixed.values) // max(most, 1)), 1)
        return Ticks(axis.fixed.values[::every], axis.fixed.labels[::every])
    values = ticks_of(axis.scale, most, steady=axis.steady)
    if axis.counts:
        values = [value for value in values if value == round(value)]
    return Ticks(tuple(values), tuple(format_ticks(values, log=axis.scale.log)))


def _x_ticks(axis: Axis, width: int) -> Ticks:
    """As many ticks as fit with space between their labels."""
    for most in range(min(2 + width // 9, 12), 1, -1):
        ticks = _labelled(axis, most)
        room = width / max(len(ticks.values), 1)
        if max(map(len, ticks.labels), default=0) + 3 <= room:
            return ticks
    return _labelled(axis, 2)


def axes_cells(plan: Layout, look: Look, legend: tuple[LegendEntry, ...] = ()) -> Cells:
    """The axes, their ticks and names, and the lines above them."""
    cells = Cells.blank(plan.columns, plan.rows)
    if not plan.framed:
        return cells
    area, muted = plan.area, look.palette.muted
    figure = Figure(plan.columns, plan.rows - area.row)
    figure.limits((0.5, area.columns - 0.5), (0.5, area.rows - 0.5))
    x_labels = plan.x_ticks.labels
    x_places, y_places = _places(plan)
    figure.axes(
        (x_places, x_labels),
        (y_places, plan.y_ticks.labels),
        # The name is written later: a cell of plotext cannot hold a wide character.
        "-" if plan.name_below else "",
        muted,
    )
    cells.paste(figure.cells(), 0, area.row)
    if look.markers is Markers.ASCII:
        cells.chars[:] = [list(line.translate(_ASCII)) for line in cells.lines()]
    _put_names(cells, plan, look)
    put_legend(cells, _legend_room(plan.columns, plan.y), look, legend, area.row)
    return cells


def _legend_room(columns: int, y: Axis) -> int:
    """The room for the legend beside the name of the y axis, in characters."""
    return columns - text_width(cut(y.name, columns // 3)) - 2


def _places(plan: Layout) -> tuple[list[float], list[float]]:
    """Centres of the cells that hold the ticks, in the coordinates of `Figure.limits`."""
    area = plan.area
    u, _ = area.dots(np.array(plan.x_ticks.values), np.full(len(plan.x_ticks.values), np.nan))
    _, v = area.dots(np.full(len(plan.y_ticks.values), np.nan), np.array(plan.y_ticks.values))

    def middles(dots: np.ndarray[tuple[int, ...], np.dtype[np.float64]], size: int) -> list[float]:
        places: list[float] = (np.clip(np.floor(dots), 0, size - 1) + 0.5).tolist()
        return places

    return middles(u, area.columns), middles(v, area.rows)


def _put_names(cells: Cells, plan: Layout, look: Look) -> None:
    area, colour = plan.area, look.palette.text

    def short(name: str, width: int) -> str:
        name = cut(name, width)
        return name.replace("…", "~") if look.markers is Markers.ASCII else name

    cells.put(0, 0, short(plan.y.name, plan.columns // 3), colour, bold=True)
    if plan.name_below:
        row = plan.rows - 1
        cells.put(0, row, BLANK * plan.columns)
        name = short(plan.x.name, _name_room(plan))
        cells.put(
            area.column + (area.columns - text_width(name)) // 2, row, name, colour, bold=True
        )
        return
    # In the line of the ticks: at the right, over the last labels if necessary.
    name = short(plan.x.name, _name_room(plan))
    start, row = plan.columns - text_width(name), plan.rows - 1
    line = cells.chars[row].tolist()
    keep = start - 1
    while keep > 0 and line[keep] != BLANK:
        keep -= 1
    cells.put(keep + 1, row, BLANK * (plan.columns - keep - 1))
    cells.put(start, row, name, colour, bold=True)
