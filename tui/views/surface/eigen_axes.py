"""The eigenvectors of the Hessian as axes.

Those of a quadratic loss lead through the optimum; along them descent decouples. Any other loss has
a Hessian at each point: its eigenvectors lead through the present one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import numpy as np

from engine.arrays import Floats
from engine.problems.base import Theta
from engine.problems.linear_neuron.least_squares import Theory
from tui.canvas.area import PlotArea
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.dashes import dashed
from tui.canvas.markers import Markers
from tui.canvas.palette import Look
from tui.canvas.raster import Dots
from tui.model.scene import Scene

_POINTS = 501
_NAMES, _ASCII_NAMES = ("λmax", "λmin"), ("lambda_max", "lambda_min")

Spot = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Axes:
    """Two axes of the plane.

    Attributes:
        centre: the point that both lead through.
        directions: unit vectors as rows, (2, 2), that of the larger eigenvalue first.
        equal: whether the eigenvalues are equal, so that no axis is that of a larger one.
        signs: of the eigenvalues, where they may be negative; empty otherwise.
    """

    centre: Theta
    directions: Floats
    equal: bool = False
    signs: tuple[str, ...] = ()

    @classmethod
    def of(cls, theory: Theory) -> Self:
        """Those of a quadratic loss."""
        return cls(theory.best, theory.axes, theory.is_round)


def axes_of(scene: Scene) -> Axes | None:
    """The axes to draw; None where the curvature is unknown, or 0 in all directions."""
    theory = scene.theory
    if theory is not None:
        return Axes.of(theory)
    found = scene.curvature
    if found is None or found.lambda_max == found.lambda_min == 0:
        return None
    values = found.lambda_max, found.lambda_min
    signs = tuple("< 0" if value < 0 else "= 0" if value == 0 else "" for value in values)
    return Axes(scene.point, found.axes, values[0] == values[1], signs)


def eigen_axes(plan: Layout, found: Axes, look: Look) -> Cells:
    """Both axes, dashed, across the whole view."""
    dots = Dots(plan.area, look.markers)
    for shade, axis in enumerate(found.directions, 1):
        _, w, b = _along(plan.area, found, axis)
        dashed(dots, w, b, shade)
    colour = look.palette.optimum
    sign = look.markers.glyphs.dotted
    return dots.cells((colour, colour), plan.columns, plan.rows, sign=sign)


def axis_names(plan: Layout, found: Axes, look: Look) -> Cells:
    """The eigenvalue of each axis at its farther end, with its sign if it is not above 0."""
    cells = Cells.blank(plan.columns, plan.rows)
    names = _ASCII_NAMES if look.markers is Markers.ASCII else _NAMES
    if found.equal:
        # No axis is that of a larger eigenvalue.
        names = (names[0].removesuffix("max").rstrip("_"),) * 2
    signs = found.signs or ("", "")
    taken: list[Spot] = []
    for bare, sign, axis in zip(names, signs, found.directions, strict=True):
        name = f"{bare} {sign}".rstrip()
        for place in _ends(plan.area, found, axis):
            spot = _beside(plan.area, place, len(name))
            if spot is None or any(
                spot[1] == row and abs(spot[0] - column) <= len(name) for column, row in taken
            ):
                continue
            taken.append(spot)
            cells.put(*spot, name, look.palette.optimum, bold=True)
            break
    return cells


def _along(area: PlotArea, found: Axes, axis: Floats) -> tuple[Floats, Floats, Floats]:
    """Points of an axis across the view: distance from the centre, w and b."""
    begin, end = -math.inf, math.inf
    for scale, middle, part in zip((area.x, area.y), found.centre, axis.tolist(), strict=True):
        if part:
            edges = ((scale.low - middle) / part, (scale.high - middle) / part)
            begin, end = max(begin, min(edges)), min(end, max(edges))
        elif not scale.low <= middle <= scale.high:
            end = -math.inf
    way = np.linspace(begin, end, _POINTS) if begin < end else np.empty(0)
    return way, found.centre[0] + way * axis[0], found.centre[1] + way * axis[1]


def _ends(area: PlotArea, found: Axes, axis: Floats) -> list[Spot]:
    """The cells where an axis leaves the view, the one farther from the centre first."""
    way, w, b = _along(area, found, axis)
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
