"""The Hessian's eigenvectors as axes through the optimum: along them nothing else matters."""

from __future__ import annotations

import math

import numpy as np

from engine.theory import Theory
from tui.plots.area import PlotArea
from tui.plots.axes import Layout
from tui.plots.cells import Cells
from tui.plots.curves import Floats
from tui.plots.dashes import dashed
from tui.plots.markers import Markers
from tui.plots.palette import Look
from tui.plots.raster import Dots

_POINTS = 4001
_NAMES, _ASCII_NAMES = ("λmax", "λmin"), ("lambda_max", "lambda_min")

Spot = tuple[int, int]


def eigen_axes(plan: Layout, theory: Theory, look: Look) -> Cells:
    """Both axes, dashed, from edge to edge of the view."""
    dots = Dots(plan.area, look.markers)
    for shade, axis in enumerate(theory.axes, 1):
        dashed(dots, *_along(plan.area, theory, axis), shade)
    colour = look.palette.optimum
    sign = look.markers.glyphs.dotted
    return dots.cells((colour, colour), plan.columns, plan.rows, sign=sign)


def axis_names(plan: Layout, theory: Theory, look: Look) -> Cells:
    """Which eigenvalue belongs to which axis, written at the end that is farther away."""
    cells = Cells.blank(plan.columns, plan.rows)
    names = _ASCII_NAMES if look.markers is Markers.ASCII else _NAMES
    taken: list[Spot] = []
    for name, axis in zip(names, theory.axes, strict=True):
        for place in _ends(plan.area, theory, axis):
            spot = _beside(plan.area, place, len(name))
            if spot is None or any(
                spot[1] == row and abs(spot[0] - column) <= len(name) for column, row in taken
            ):
                continue
            taken.append(spot)
            cells.put(*spot, name, look.palette.optimum, bold=True)
            break
    return cells


def _along(area: PlotArea, theory: Theory, axis: Floats) -> tuple[Floats, Floats]:
    """Points of an axis that reaches beyond the view both ways."""
    reach = 2 * math.hypot(area.x.high - area.x.low, area.y.high - area.y.low)
    way = np.linspace(-reach, reach, _POINTS)
    return theory.w_best + way * axis[0], theory.b_best + way * axis[1]


def _ends(area: PlotArea, theory: Theory, axis: Floats) -> list[Spot]:
    """The cells in which an axis leaves the view, the one farther from the optimum first."""
    w, b = _along(area, theory, axis)
    u, v = area.dots(w, b)
    with np.errstate(invalid="ignore"):
        inside = np.flatnonzero((u >= 0) & (u < area.columns) & (v >= 0) & (v < area.rows))
    if not inside.size:
        return []
    ends = (int(inside[0]), int(inside[-1]))
    middle = (_POINTS - 1) / 2
    return [
        (area.column + math.floor(u[end]), area.row + area.rows - 1 - math.floor(v[end]))
        for end in sorted(ends, key=lambda end: abs(end - middle), reverse=True)
    ]


def _beside(area: PlotArea, place: Spot, width: int) -> Spot | None:
    """Where a name of this width may begin, beside the end of its axis."""
    column, row = place
    for left in (column + 2, column - width - 1):
        if area.holds(left, row) and area.holds(left + width - 1, row):
            return left, row
    return None
