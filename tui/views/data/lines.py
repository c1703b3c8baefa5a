"""Lines and curves through the data: the current one, the optimum's and the true one."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.dashes import dashed
from tui.canvas.palette import Look
from tui.canvas.raster import Dots
from tui.views.data.shapes import Curve, Shape


@dataclass(frozen=True)
class Pattern:
    """How a line is broken: how many of each `period` cells are drawn."""

    drawn: int = 1
    period: int = 1


SOLID, DASHED, DOTTED = Pattern(), Pattern(3, 4), Pattern(1, 2)


def current_line(plan: Layout, line: Shape, look: Look) -> Cells:
    """The current line or curve of the neuron; nothing if it is not finite."""
    sign = look.markers.glyphs.solid
    return _line(plan, line, look, look.palette.current, sign, SOLID, bold=True)


def optimum_line(plan: Layout, line: Shape, look: Look) -> Cells:
    """The line of the optimum, dashed."""
    sign = look.markers.glyphs.dashed
    return _line(plan, line, look, look.palette.optimum, sign, DASHED)


def true_line(plan: Layout, line: Shape, look: Look) -> Cells:
    """The line that generated the data, dotted."""
    return _line(plan, line, look, look.palette.truth, look.markers.glyphs.dotted, DOTTED)


def former_line(plan: Layout, line: Shape, look: Look) -> Cells:
    """The least-squares line of the data before they were edited, dotted."""
    return _line(plan, line, look, look.palette.muted, look.markers.glyphs.dotted, DOTTED)


def _line(
    plan: Layout,
    line: Shape,
    look: Look,
    colour: int,
    sign: str,
    pattern: Pattern,
    *,
    bold: bool = False,
) -> Cells:
    """A line at the centres of the dots along its longer axis; nothing if it is not finite."""
    dots, area = Dots(plan.area, look.markers), plan.area
    if callable(line):
        if dots.width and dots.height:
            _curve(dots, line, pattern)
        return dots.cells((colour,), plan.columns, plan.rows, bold=int(bold), sign=sign)
    with np.errstate(over="ignore", invalid="ignore"):
        x = np.array([area.x.low, area.x.high])
        _, v = area.dots(x, line[0] * x + line[1], dots.across, dots.down)
        first, rise = float(v[0]), float(v[1] - v[0])
    if dots.width and dots.height and math.isfinite(rise):
        slope = rise / dots.width
        flat = abs(slope) <= 1
        along: Floats = np.arange(dots.width if flat else dots.height, dtype=np.float64) + 0.5
        per_cell = dots.across if flat else dots.down
        along = along[along // per_cell % pattern.period < pattern.drawn]
        if flat:
            dots.put(along, first + slope * along)
        else:
            dots.put((along - first) / slope, along)
    return dots.cells((colour,), plan.columns, plan.rows, bold=int(bold), sign=sign)


def _curve(dots: Dots, curve: Curve, pattern: Pattern) -> None:
    """A curve through its points at the centres and edges of the columns of dots."""
    scale = dots.area.x
    share = np.linspace(0.0, 1.0, 2 * dots.width + 1)
    x = scale.low + share * (scale.high - scale.low)
    if pattern == SOLID:
        dots.line(x, curve(x))
        return
    drawn, period = (count * dots.across for count in (pattern.drawn, pattern.period))
    dashed(dots, x, curve(x), 1, (drawn, period))
