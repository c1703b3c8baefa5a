"""The loss of the last batch over the full surface: its contour lines and its minimum.

The batch is drawn white and dashed, the full data in the colour of the optimum.
"""

from __future__ import annotations

import math

from engine.history.values import BatchStep
from engine.problems.linear_neuron.moments import Moments
from engine.problems.linear_neuron.quadratic import (
    best_line,
    best_point,
    has_one_minimum,
    level_curves,
)
from tui.canvas.area import PlotArea
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.curves import glyph, pointer
from tui.canvas.dashes import dashed
from tui.canvas.legend import LegendEntry, Named, entry
from tui.canvas.markers import Markers
from tui.canvas.palette import Look
from tui.canvas.raster import Dots

Point = tuple[float, float]

_LINES, _FEW_LINES = 5, 3
_ROOMY = 20
"""Plots of at least this many rows show all lines."""


def bowl_levels(moments: Moments, area: PlotArea) -> list[float]:
    """Levels of the contour lines of the batch loss, evenly spaced across the whole plot.

    The loss rises with the square of the distance, so the levels are proportional to square
    numbers. The loss is convex, so its maximum is in a corner. Empty if it is not finite.
    """
    least = moments.least_loss
    corners = [(w, b) for w in (area.x.low, area.x.high) for b in (area.y.low, area.y.high)]
    rise = max(moments.loss(*corner) for corner in corners) - least
    if not (math.isfinite(rise) and rise > 0):
        return []
    lines = _LINES if area.rows >= _ROOMY else _FEW_LINES
    return [least + rise * (line / (lines + 1)) ** 2 for line in range(1, lines + 1)]


def bowl(plan: Layout, step: BatchStep, look: Look) -> Cells:
    """Contour lines of the batch loss, dashed; bold through the point before the step; minimum."""
    area, moments = plan.area, step.moments
    if not area.columns or not area.rows:
        return Cells.blank(plan.columns, plan.rows)
    low, high = area.x.low, area.x.high
    markers = Markers.DOT if look.markers is Markers.QUADRANT else look.markers
    dots = Dots(area, markers)
    for level in bowl_levels(moments, area):
        for w, b in level_curves(moments, level, low, high):
            dashed(dots, w, b, 1)
    for w, b in level_curves(moments, moments.loss(*step.before), low, high):
        dashed(dots, w, b, 2)
    lit, glyphs = look.palette.lit, look.markers.glyphs
    cells = dots.cells((lit, lit), plan.columns, plan.rows, bold=2, sign=glyphs.dashed)
    if not has_one_minimum(moments):
        return cells.overlay(_best_line(plan, moments, look))
    point = best_point(moments)
    if glyph(cells, area, point, glyphs.batch_best, lit) is None:
        pointer(cells, area, point, glyphs, lit)
    return cells


def _best_line(plan: Layout, moments: Moments, look: Look) -> Cells:
    """The line of minima; drawn with the glyph of the minimum where cells have no dots."""
    dots = Dots(plan.area, _line_markers(look))
    dots.line(*best_line(moments, plan.area.x.low, plan.area.x.high))
    sign = look.markers.glyphs.batch_best
    return dots.cells((look.palette.lit,), plan.columns, plan.rows, bold=1, sign=sign)


def _line_markers(look: Look) -> Markers:
    markers = look.bold_markers
    return Markers.DOT if markers is Markers.QUADRANT else markers


def legend(look: Look, *, one_minimum: bool) -> tuple[LegendEntry, LegendEntry]:
    """The meaning of the minimum (a point or a line) and of the contour lines."""
    palette, glyphs = look.palette, look.markers.glyphs
    in_dots = _line_markers(look).fine and not one_minimum
    best = glyphs.solid if in_dots else glyphs.batch_best
    return (
        entry(Named.BATCH_MINIMUM, best, palette.lit),
        entry(Named.BATCH_LOSS, glyphs.dashed, palette.lit),
    )
