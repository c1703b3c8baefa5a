"""Arrows over a plot: a shaft of dots, and a head in the cell of its end."""

from __future__ import annotations

import math

import numpy as np

from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.dashes import dashed
from tui.canvas.markers import Markers
from tui.canvas.palette import Look
from tui.canvas.raster import Dots
from tui.text.width import BLANK

Point = tuple[float, float]

_HEADS, _ASCII_HEADS = "→↗↑↖←↙↓↘", ">/^\\</v\\"
_SHAFTS, _ASCII_SHAFTS = ("━", "╍"), ("+", "=")
_PATTERN = (3, 5)
"""Dots drawn of the dashed shaft, and the period of the pattern in dots."""


def heads(look: Look) -> str:
    """The heads, from that to the right on, an eighth of a turn apart."""
    return _ASCII_HEADS if look.markers is Markers.ASCII else _HEADS


def shafts(look: Look) -> tuple[str, str]:
    """The characters of a solid and of a broken shaft."""
    return _ASCII_SHAFTS if look.markers is Markers.ASCII else _SHAFTS


def put_arrow(
    cells: Cells,
    plan: Layout,
    tail: Point,
    tip: Point,
    colour: int,
    look: Look,
    *,
    broken: bool = False,
) -> None:
    """Put an arrow into new cells; none if it ends in the cell where it begins."""
    area = plan.area
    place = area.cell(*tip)
    if place is not None and place == area.cell(*tail):
        return
    dots = Dots(area, look.bold_markers)
    w, b = (np.array(ends) for ends in zip(tail, tip, strict=True))
    if broken and dots.markers.fine:
        dashed(dots, w, b, 1, _PATTERN)
    else:
        dots.line(w, b)
    shaft = dots.cells((colour,), plan.columns, plan.rows, bold=1, sign=shafts(look)[broken])
    drawn = shaft.chars != BLANK
    cells.chars[drawn] = shaft.chars[drawn]
    cells.fore[drawn] = shaft.fore[drawn]
    cells.bold[drawn] = True
    put_head(cells, plan, tail, tip, colour, look)


def put_head(cells: Cells, plan: Layout, tail: Point, tip: Point, colour: int, look: Look) -> None:
    """Put the head of an arrow in the cell of its end, if that is inside."""
    place = plan.area.cell(*tip)
    if place is None:
        return
    w, b = np.array([tail, tip]).T
    u, v = plan.area.dots(w, b)
    # Cells are twice as high as they are wide.
    angle = math.atan2(2 * float(v[1] - v[0]), float(u[1] - u[0]))
    cells.put(*place, heads(look)[round(angle / (math.pi / 4)) % 8], colour, bold=True)
