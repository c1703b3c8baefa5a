"""The gradient of all the data and that of the last batch, as arrows downhill from one point.

The arrow of all the data is in the optimum's colour and solid, the batch's is white and dashed.
"""

from __future__ import annotations

import math

import numpy as np

from engine.problems.linear_neuron.moments import Moments
from tui.canvas.area import PlotArea
from tui.canvas.axes import Layout, LegendEntry
from tui.canvas.cells import Cells
from tui.canvas.dashes import dashed
from tui.canvas.markers import Markers
from tui.canvas.palette import Look
from tui.canvas.raster import Dots

Point = tuple[float, float]

_ARROW_SHARE = 0.3
"""Of the shorter side of the plot, for the longer of the two arrows."""
_HEADS, _ASCII_HEADS = "→↗↑↖←↙↓↘", ">/^\\</v\\"
_STEPS = ((1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1))
"""Columns and rows from a cell to the next in each head's direction, rows upwards."""
_SHAFTS, _ASCII_SHAFTS = ("━", "╍"), ("+", "=")
_PATTERN = (3, 5)
"""Dots of the dashed shaft that are drawn, and after how many that comes round."""


def legend(look: Look) -> tuple[LegendEntry, LegendEntry]:
    """Which arrow is which; both point downhill."""
    head = _heads(look)[0]
    full, batch = (f"{shaft}{head}" for shaft in _shafts(look))
    return (
        LegendEntry(full, look.palette.optimum, "-gradient", "-grad"),
        LegendEntry(batch, look.palette.lit, "batch's -gradient", "batch's"),
    )


def _heads(look: Look) -> str:
    return _ASCII_HEADS if look.markers is Markers.ASCII else _HEADS


def _shafts(look: Look) -> tuple[str, str]:
    return _ASCII_SHAFTS if look.markers is Markers.ASCII else _SHAFTS


def gradients(
    plan: Layout, point: Point, full: Moments, batch: Moments | None, look: Look
) -> Cells:
    """Arrows from a point against the gradient of all the data, and against the batch's.

    Both are drawn to one scale, in the units of the axes, the longer one a fixed part of the plot,
    so that they can be compared with each other and with the contour lines. One that is shorter
    than a cell has its head in the next one.
    """
    cells = Cells.blank(plan.columns, plan.rows)
    area = plan.area
    if not area.columns or not area.rows:
        return cells
    downhill = [(full, look.palette.optimum)]
    if batch is not None and batch is not full:
        downhill.append((batch, look.palette.lit))
    ways = [tuple(-part for part in moments.gradient(*point)) for moments, _ in downhill]
    across, up = area.columns / _width(area), area.rows * 2 / _height(area)
    lengths = [math.hypot(way[0] * across, way[1] * up) for way in ways]
    longest = max(lengths)
    if not (math.isfinite(longest) and longest > 0):
        return cells
    scale = _ARROW_SHARE * min(area.columns, 2 * area.rows) / longest
    # The shorter one last, for they often lie on each other.
    for place in sorted(range(len(ways)), key=lengths.__getitem__, reverse=True):
        way, colour = ways[place], downhill[place][1]
        if not any(way):
            continue
        tip = (point[0] + scale * way[0], point[1] + scale * way[1])
        _put_arrow(cells, plan, point, tip, colour, look, broken=place == 1)
    return cells


def _width(area: PlotArea) -> float:
    return area.x.high - area.x.low


def _height(area: PlotArea) -> float:
    return area.y.high - area.y.low


def _put_arrow(
    cells: Cells, plan: Layout, tail: Point, tip: Point, colour: int, look: Look, *, broken: bool
) -> None:
    area = plan.area
    dots = Dots(area, look.bold_markers)
    w, b = (np.array(ends) for ends in zip(tail, tip, strict=True))
    if broken and dots.markers.fine:
        dashed(dots, w, b, 1, _PATTERN)
    else:
        dots.line(w, b)
    shaft = dots.cells((colour,), plan.columns, plan.rows, bold=1, sign=_shafts(look)[broken])
    drawn = shaft.chars != " "
    cells.chars[drawn] = shaft.chars[drawn]
    cells.fore[drawn] = shaft.fore[drawn]
    cells.bold[drawn] = True
    u, v = area.dots(w, b)
    # A cell is twice as high as it is wide.
    angle = math.atan2(2 * float(v[1] - v[0]), float(u[1] - u[0]))
    direction = round(angle / (math.pi / 4)) % 8
    place, begin = area.cell(*tip), area.cell(*tail)
    if place is None:
        return
    if place == begin:
        place = place[0] + _STEPS[direction][0], place[1] - _STEPS[direction][1]
    if area.holds(*place):
        cells.put(*place, _heads(look)[direction], colour, bold=True)
