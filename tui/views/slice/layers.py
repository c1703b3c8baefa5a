"""The curves of the loss along a line.

The full loss is a thick curve, the batch loss a thin one; earlier batches are dotted. The tangent
lies below the curve that it touches. The module `marks` draws the step.
"""

from __future__ import annotations

import math

import numpy as np

from engine.arrays import Floats
from engine.problems.base import Objective
from tui.canvas.area import PlotArea
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.markers import Markers
from tui.canvas.palette import Look
from tui.canvas.raster import Dots
from tui.model.uncomputed import batch_loss_of
from tui.views.slice.cut import Cut
from tui.views.slice.layout import (
    Slice,
    batch_colour,
    full_colour,
    tangent_colour,
)
from tui.views.slice.marks import clear_marks

_UPHILL, _DOWNHILL = 0.12, 0.42
"""Length of the tangent in each direction, as a share of the sides of the area."""
_FAR = 1e6
_TANGENT_DASH, _GHOST_DASH = (6, 4), (4, 1)
_COARSE_TANGENT, _COARSE_GHOST = (2, 1), (3, 1)

_GHOST, _TANGENT, _FULL, _BATCH = range(1, 5)
"""Shades of the curves; a cell with several curves has the colour of the last."""


def curves(plan: Layout, shown: Slice, look: Look) -> Cells:
    """The curves: losses of earlier batches, tangent, full loss, batch loss."""
    colours = (look.palette.muted, tangent_colour(look), full_colour(look), batch_colour(look))
    glyphs, thick = look.markers.glyphs, look.bold_markers.glyphs
    signs = (glyphs.dotted, glyphs.dashed, thick.solid, glyphs.thin)
    cells = Cells.blank(plan.columns, plan.rows)
    # Curves can share a cell that is divided into dots; otherwise a cell shows one curve.
    together = look.markers.fine and look.bold_markers is look.markers
    dots = Dots(plan.area, look.markers)
    for shade, draw in ((_GHOST, _earlier), (_TANGENT, _tangent), (_FULL, _full), (_BATCH, _batch)):
        if not together:
            markers = look.bold_markers if shade == _FULL else look.markers
            dots = Dots(plan.area, markers)
        draw(plan, shown, dots, shade)
        if not together:
            size = plan.columns, plan.rows
            bold = shade if shade == _FULL else 0
            cells = cells.overlay(dots.cells(colours, *size, bold=bold, sign=signs[shade - 1]))
    if not together:
        return cells
    clear_marks(dots, shown, look)
    return dots.cells(colours, plan.columns, plan.rows)


def _full(plan: Layout, shown: Slice, dots: Dots, shade: int) -> None:
    """Draw the full loss, two dots thick; one, if a dot is a whole cell."""
    x, y = _curve(plan, shown.cut, shown.full)
    if not dots.markers.fine:
        dots.line(x, y, shade)
        return
    u, v = plan.area.dots(x, y, dots.across, dots.down)
    # To either side across its direction, so that steep and flat parts are equally thick.
    steep = np.abs(np.gradient(v)) > np.abs(np.gradient(u)) if u.size > 1 else np.zeros(u.size)
    aside, up = np.where(steep, 0.5, 0.0), np.where(steep, 0.0, 0.5)
    for side in (-1, 1):
        dots.trace(u + side * aside, v + side * up, shade)


def _batch(plan: Layout, shown: Slice, dots: Dots, shade: int) -> None:
    """Draw the batch loss, unless it is the full loss."""
    if shown.step is not None and not shown.whole:
        dots.line(*_curve(plan, shown.cut, batch_loss_of(shown.step)), shade)


def _earlier(plan: Layout, shown: Slice, dots: Dots, shade: int) -> None:
    dash = _GHOST_DASH if dots.markers.fine else _COARSE_GHOST
    for step in shown.earlier:
        curve = _curve(plan, shown.cut, batch_loss_of(step))
        dots.points(*_dashed(plan.area, dots.markers, *curve, dash), shade)


def _tangent(plan: Layout, shown: Slice, dots: Dots, shade: int) -> None:
    """Draw the tangent of the batch loss at the point before the step, longer downhill."""
    slope = shown.batch_curve.slope
    if shown.step is None or not math.isfinite(slope):
        return
    x, y = plan.x.scale, plan.area.y
    loss = batch_loss_of(shown.step).loss(*shown.cut.point)
    steepness = slope * (x.high - x.low) / (y.high - y.low)
    length = (x.high - x.low) / math.hypot(1.0, steepness)
    down = -1.0 if slope > 0 else 1.0
    samples = 4 * (plan.area.columns + plan.area.rows) + 1
    way = down * length * np.linspace(-_UPHILL, _DOWNHILL, samples)
    dash = _TANGENT_DASH if dots.markers.fine else _COARSE_TANGENT
    line = shown.cut.origin + way, loss + slope * way
    dots.points(*_dashed(plan.area, dots.markers, *line, dash), shade)


def earlier_labels(plan: Layout, shown: Slice, look: Look) -> Cells:
    """The update numbers of the earlier batches, written at the ends of their curves."""
    cells = Cells.blank(plan.columns, plan.rows)
    taken: set[tuple[int, int]] = set()
    for step in reversed(shown.earlier):
        x, y = _curve(plan, shown.cut, batch_loss_of(step))
        with np.errstate(invalid="ignore"):
            inside = (y >= plan.area.y.low) & (y <= plan.area.y.high)
        if not inside.any():
            continue
        last = int(np.flatnonzero(inside)[-1])
        place = plan.area.cell(float(x[last]), float(y[last]))
        text = f"#{step.update}"
        if place is not None:
            _label(cells, plan.area, place, text, look.palette.muted, taken)
    return cells


def _label(
    cells: Cells,
    area: PlotArea,
    place: tuple[int, int],
    text: str,
    colour: int,
    taken: set[tuple[int, int]],
) -> None:
    """Write a text beside a cell if the place is free; otherwise leave it out."""
    column, row = place
    for left in (column + 1, column - len(text), area.column + area.columns - len(text)):
        for line in (row - 1, row, row + 1, row - 2, row + 2, row - 3, row + 3):
            wanted = {(left + step, line) for step in range(-1, len(text) + 1)}
            ends = area.holds(left, line) and area.holds(left + len(text) - 1, line)
            if ends and not wanted & taken:
                cells.put(left, line, text, colour)
                taken |= wanted
                return


# ---------------------------------------------------------------- how


def _curve(plan: Layout, cut: Cut, objective: Objective) -> tuple[Floats, Floats]:
    # At the centres of the finest dots, so that a curve is one dot thick.
    x, width = plan.x.scale, max(plan.area.columns, 1) * Markers.BRAILLE.resolution[0]
    places = x.low + (np.arange(width) + 0.5) / width * (x.high - x.low)
    y = plan.area.y
    # Below overflow, but far enough not to change a visible slope.
    beyond = _FAR * (y.high - y.low)
    return places, np.clip(cut.losses(objective, places), y.low - beyond, y.high + beyond)


def _dashed(
    area: PlotArea, markers: Markers, x: Floats, y: Floats, dash: tuple[int, int]
) -> tuple[Floats, Floats]:
    """The points of a curve covered by its dashes, evenly spaced along it at any slope.

    `dash` is the period in dots, and the number of them that are drawn.
    """
    period, drawn = dash
    u, v = area.dots(x, y, *markers.resolution)
    height = area.rows * markers.resolution[1]
    u, v = np.nan_to_num(u), np.clip(np.nan_to_num(v, nan=-1.0), -1.0, height + 1.0)
    way = np.concatenate([[0.0], np.cumsum(np.maximum(np.abs(np.diff(u)), np.abs(np.diff(v))))])
    covered = np.floor(way) % period < drawn
    return x[covered], y[covered]
