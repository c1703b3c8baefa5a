"""The loss of the last batch over the full surface: its contour lines and its minimum.

The batch is drawn white and dashed, the full data in the colour of the optimum. The lines of a
quadratic loss are exact; those of any other are found on a grid over the plot.
"""

from __future__ import annotations

import math

import numpy as np

from engine.arrays import Floats
from engine.history.values import BatchStep
from engine.problems.base import Objective
from engine.problems.linear_neuron import quadratic
from engine.problems.linear_neuron.moments import Moments
from engine.problems.linear_neuron.quadratic import best_line, best_point, level_curves
from engine.problems.minima import settled
from engine.problems.on_grid import on_grid
from engine.problems.view import View
from tui.canvas.area import PlotArea
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.contours import contour_lines
from tui.canvas.curves import glyph, pointer
from tui.canvas.dashes import dashed
from tui.canvas.grid import Grid
from tui.canvas.legend import LegendEntry, Named, entry
from tui.canvas.loss_surface import Surface
from tui.canvas.markers import Markers
from tui.canvas.palette import Look
from tui.canvas.raster import Dots
from tui.canvas.spread_levels import spread_levels
from tui.model.uncomputed import batch_loss_of

Point = tuple[float, float]

_LINES, _FEW_LINES = 5, 3
_ROOMY = 20
"""Plots of at least this many rows show all lines."""
_SMALL = 0.4
"""The larger extent of a small level line, as a share of the plot's width or height."""
_SMALL_AREA = 0.03
"""The share of the plot that is below a small level line of any other loss."""
_FINEST, _COARSEST = 96, 20
"""Points of the grid in each direction."""
_WORK = 1_500_000
"""Losses of single samples that may be computed for the grid of one picture."""


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


def small_rise(moments: Moments, area: PlotArea) -> float:
    """How far above its minimum a loss has a level line of `_SMALL` of the plot; 0 if nowhere.

    The line is an ellipse, which reaches sqrt(2 · rise · (H⁻¹)ᵢᵢ) along axis i from its middle.
    """
    (by_ww, by_wb), (_, by_bb) = moments.hessian(0.0, 0.0).tolist()
    determinant = by_ww * by_bb - by_wb * by_wb
    if not (math.isfinite(determinant) and determinant > 0 and has_one_minimum(moments)):
        return 0.0
    sizes = np.array([area.x.high - area.x.low, area.y.high - area.y.low])
    with np.errstate(all="ignore"):
        rises = (_SMALL / 2 * sizes) ** 2 * determinant / (2 * np.array([by_bb, by_ww]))
    rise = float(rises.min())
    return rise if math.isfinite(rise) else 0.0


def small_level(losses: Floats) -> float:
    """The level of a small line of a loss that is not quadratic; of its values on a grid."""
    return float(np.quantile(losses, _SMALL_AREA))


def has_one_minimum(batch: Objective) -> bool:
    """Whether a single (w, b) is drawn as the minimum of a batch, not a line of them."""
    return not isinstance(batch, Moments) or quadratic.has_one_minimum(batch)


def bowl(plan: Layout, step: BatchStep, look: Look, full: Surface | None = None) -> Cells:
    """Contour lines of the batch loss, dashed; bold through the point before the step; minimum.

    Beside the losses of several replicas it has one small line, as far above its minimum as theirs.

    Args:
        plan: the layout of the surface.
        step: the update.
        look: colours and markers.
        full: the surface over the same part of the plane, if the batch is all samples that it is
            computed of, so that its grid is that of the batch.
    """
    area, batch = plan.area, batch_loss_of(step) if full is None else full.objective
    if not area.columns or not area.rows:
        return Cells.blank(plan.columns, plan.rows)
    markers = Markers.DOT if look.markers is Markers.QUADRANT else look.markers
    dots = Dots(area, markers)
    if isinstance(batch, Moments):
        return _exact(plan, batch, step, look, dots)
    grid = _grid(area, batch) if full is None else Grid(full.view, full.grid)
    return _on_grid(plan, batch, step, look, dots, grid)


def _grid(area: PlotArea, batch: Objective) -> Grid:
    """The loss of a batch over the plot, as fine as a picture may cost."""
    view = View(area.x.low, area.x.high, area.y.low, area.y.high)
    points = min(max(math.isqrt(_WORK // batch.count), _COARSEST), _FINEST)
    w, b = (np.linspace(scale.low, scale.high, points) for scale in (area.x, area.y))
    return Grid(view, on_grid(batch, w, b))


def _on_grid(
    plan: Layout, batch: Objective, step: BatchStep, look: Look, dots: Dots, grid: Grid
) -> Cells:
    """The lines of a batch whose loss is not quadratic, and its minimum if that is in the plot."""
    area, view = plan.area, grid.view
    finite = grid.losses[np.isfinite(grid.losses)]
    levels = []
    if finite.size and float(np.ptp(finite)) > 0:
        lines = _LINES if area.rows >= _ROOMY else _FEW_LINES
        levels = spread_levels(finite, lines).tolist()
        if step.parts:
            levels = [small_level(finite)]
    through = batch.loss(*step.before)
    shades = [1] * len(levels) + [2]
    found = contour_lines(grid.losses, view, np.array([*levels, through]))
    for shade, curves in zip(shades, found, strict=True):
        for curve in curves:
            dashed(dots, curve[:, 0], curve[:, 1], shade)
    lit, glyphs = look.palette.lit, look.markers.glyphs
    cells = dots.cells((lit, lit), plan.columns, plan.rows, bold=2, sign=glyphs.dashed)
    if finite.size and grid.has_minimum():
        glyph(cells, area, settled(batch, grid.lowest(), view), glyphs.batch_best, lit)
    return cells


def _exact(plan: Layout, moments: Moments, step: BatchStep, look: Look, dots: Dots) -> Cells:
    area = plan.area
    low, high = area.x.low, area.x.high
    small = [moments.least_loss + small_rise(moments, area)]
    for level in small if step.parts else bowl_levels(moments, area):
        for w, b in level_curves(moments, level, low, high):
            dashed(dots, w, b, 1)
    for w, b in level_curves(moments, moments.loss(*step.before), low, high):
        dashed(dots, w, b, 2)
    lit, glyphs = look.palette.lit, look.markers.glyphs
    cells = dots.cells((lit, lit), plan.columns, plan.rows, bold=2, sign=glyphs.dashed)
    if not quadratic.has_one_minimum(moments):
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
