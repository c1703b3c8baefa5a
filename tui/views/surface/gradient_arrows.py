"""The negative gradients of the full data and of the last batch, as arrows from one point.

The arrow of the full data is solid and in the optimum's colour; that of the batch is white and
dashed.
"""

from __future__ import annotations

import math

import numpy as np

from engine.problems.linear_neuron.moments import Moments
from tui.canvas.area import PlotArea
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.dashes import dashed
from tui.canvas.legend import LegendEntry
from tui.canvas.markers import Markers
from tui.canvas.palette import Look
from tui.canvas.raster import Dots

Point = tuple[float, float]

_ARROW_SHARE = 0.3
"""Length of the longer arrow, as a share of the shorter side of the plot."""
_HEADS, _ASCII_HEADS = "→↗↑↖←↙↓↘", ">/^\\</v\\"
_STEPS = ((1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1))
"""Columns and rows to the next cell in the direction of each arrow head, rows upwards."""
_SHAFTS, _ASCII_SHAFTS = ("━", "╍"), ("+", "=")
_PATTERN = (3, 5)
"""Dots drawn of the dashed shaft, and the period of the pattern in dots."""


def legend(look: Look) -> tuple[LegendEntry, LegendEntry]:
    """The meaning of the arrows; both point downhill."""
    head = _heads(look)[0]
    full, batch = (f"{shaft}{head}" for shaft in _shafts(look))
    return (
        LegendEntry(full, look.palette.optimum, "-gradient", "-grad"),
        LegendEntry(batch, look.palette.lit, "batch -gradient", "batch"),
    )


def _heads(look: Look) -> str:
    return _ASCII_HEADS if look.markers is Markers.ASCII else _HEADS


def _shafts(look: Look) -> tuple[str, str]:
    return _ASCII_SHAFTS if look.markers is Markers.ASCII else _SHAFTS


def gradients(
    plan: Layout, point: Point, full: Moments, batch: Moments | None, look: Look
) -> Cells:
    """Arrows from a point along the negative gradients of the full data and of the batch.

    Both have the same scale, in the units of the axes, so that they can be compared with each
    other and with the contour lines; the longer one has a fixed share of the plot. One shorter
    than a cell has its head in the next cell.
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
    # The shorter one last, because they often overlap.
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
    # Cells are twice as high as they are wide.
    angle = math.atan2(2 * float(v[1] - v[0]), float(u[1] - u[0]))
    direction = round(angle / (math.pi / 4)) % 8
    place, begin = area.cell(*tip), area.cell(*tail)
    if place is None:
        return
    if place == begin:
        place = place[0] + _STEPS[direction][0], place[1] - _STEPS[direction][1]
    if area.holds(*place):
        cells.put(*place, _heads(look)[direction], colour, bold=True)
