"""The eigenvectors of the Hessian as axes through the optimum; along them descent decouples."""

from __future__ import annotations

import math

import numpy as np

from engine.arrays import Floats
from engine.problems.linear_neuron.least_squares import Theory
from tui.canvas.area import PlotArea
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.dashes import dashed
from tui.canvas.markers import Markers
from tui.canvas.palette import Look
from tui.canvas.raster import Dots

_POINTS = 501
_NAMES, _ASCII_NAMES = ("λmax", "λmin"), ("lambda_max", "lambda_min")

Spot = tuple[int, int]


def eigen_axes(plan: Layout, theory: Theory, look: Look) -> Cells:
    """Both axes, dashed, across the whole view."""
    dots = Dots(plan.area, look.markers)
    for shade, axis in enumerate(theory.axes, 1):
        _, w, b = _along(plan.area, theory, axis)
        dashed(dots, w, b, shade)
    colour = look.palette.optimum
    sign = look.markers.glyphs.dotted
    return dots.cells((colour, colour), plan.columns, plan.rows, sign=sign)


def axis_names(plan: Layout, theory: Theory, look: Look) -> Cells:
    """The eigenvalue of each axis, written at its farther end."""
    cells = Cells.blank(plan.columns, plan.rows)
    names = _ASCII_NAMES if look.markers is Markers.ASCII else _NAMES
    if theory.is_round:
        # No axis is that of a larger eigenvalue.
        names = (names[0].removesuffix("max").rstrip("_"),) * 2
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


def _along(area: PlotArea, theory: Theory, axis: Floats) -> tuple[Floats, Floats, Floats]:
    """Points of an axis across the view: distance from the optimum, w and b."""
    begin, end = -math.inf, math.inf
    best = theory.best
    for scale, middle, part in zip((area.x, area.y), best, axis.tolist(), strict=True):
        if part:
            edges = ((scale.low - middle) / part, (scale.high - middle) / part)
            begin, end = max(begin, min(edges)), min(end, max(edges))
        elif not scale.low <= middle <= scale.high:
            end = -math.inf
    way = np.linspace(begin, end, _POINTS) if begin < end else np.empty(0)
    return way, theory.w_best + way * axis[0], theory.b_best + way * axis[1]


def _ends(area: PlotArea, theory: Theory, axis: Floats) -> list[Spot]:
    """The cells where an axis leaves the view, the one farther from the optimum first."""
    way, w, b = _along(area, theory, axis)
    ends = [(abs(float(way[k])), area.cell(float(w[k]), float(b[k]))) for k in (0, -1) if way.size]
    ends.sort(key=lambda end: end[0], reverse=True)
    return [place for _, place in ends if place is not None]


def _beside(area: PlotArea, place: Spot, width: int) -> Spot | None:
    """The first cell for a name of this width beside the end of its axis."""
    column, row = place
    for left in (column + 2, column - width - 1):
        if area.holds(left, row) and area.holds(left + width - 1, row):
            return left, row
    return None
