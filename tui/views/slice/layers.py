"""The drawing of the loss along a line, with the step of the last update.

The full loss is a thick curve, the batch loss a thin one; earlier batches are dotted. The points
are at the true losses before and after the step, so in a cut along w or b the point after is off
the curves, because the other parameter changed too.
"""

from __future__ import annotations

import math

import numpy as np

from engine.arrays import Floats
from engine.problems.linear_neuron.moments import Moments
from tui.canvas.area import PlotArea
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.curves import glyph
from tui.canvas.markers import Markers
from tui.canvas.palette import Look
from tui.canvas.raster import Dots
from tui.views.slice.cut import Cut, Point
from tui.views.slice.layout import (
    Slice,
    batch_colour,
    batch_least,
    full_colour,
    losses_of,
    tangent_colour,
)

_UPHILL, _DOWNHILL = 0.12, 0.42
"""Length of the tangent in each direction, as a share of the sides of the area."""
_FAR = 1e6
_TANGENT_DASH, _GHOST_DASH = (6, 4), (4, 1)
_COARSE_TANGENT, _COARSE_GHOST = (2, 1), (3, 1)

_GHOST, _FULL, _TANGENT, _BATCH = range(1, 5)
"""Shades of the curves; a cell with several curves has the colour of the last."""


def curves(plan: Layout, shown: Slice, look: Look) -> Cells:
    """The curves: losses of earlier batches, full loss, tangent, batch loss."""
    colours = (look.palette.muted, full_colour(look), tangent_colour(look), batch_colour(look))
    glyphs, thick = look.markers.glyphs, look.bold_markers.glyphs
    signs = (glyphs.dotted, thick.solid, glyphs.dashed, glyphs.thin)
    cells = Cells.blank(plan.columns, plan.rows)
    # Curves can share a cell that is divided into dots; otherwise a cell shows one curve.
    together = look.markers.fine and look.bold_markers is look.markers
    dots = Dots(plan.area, look.markers)
    for shade, draw in ((_GHOST, _earlier), (_FULL, _full), (_TANGENT, _tangent), (_BATCH, _batch)):
        if not together:
            markers = look.bold_markers if shade == _FULL else look.markers
            dots = Dots(plan.area, markers)
        draw(plan, shown, dots, shade)
        if not together:
            size = plan.columns, plan.rows
            bold = shade if shade == _FULL else 0
            cells = cells.overlay(dots.cells(colours, *size, bold=bold, sign=signs[shade - 1]))
    return dots.cells(colours, plan.columns, plan.rows) if together else cells


def _full(plan: Layout, shown: Slice, dots: Dots, shade: int) -> None:
    """Draw the full loss, two dots thick; one, if a dot is a whole cell."""
    x, y = _curve(plan, shown.cut, shown.full)
    across, down = _dot_sides(plan.area, dots.markers)
    pen = (-0.5, 0.5) if dots.markers.fine else (0.0,)
    for right in pen:
        for up in pen:
            dots.line(x + right * across, y + up * down, shade)


def _batch(plan: Layout, shown: Slice, dots: Dots, shade: int) -> None:
    """Draw the batch loss, unless it is the full loss."""
    if shown.step is not None and not shown.whole:
        dots.line(*_curve(plan, shown.cut, shown.step.moments), shade)


def _earlier(plan: Layout, shown: Slice, dots: Dots, shade: int) -> None:
    dash = _GHOST_DASH if dots.markers.fine else _COARSE_GHOST
    for step in shown.earlier:
        curve = _curve(plan, shown.cut, step.moments)
        dots.points(*_dashed(plan.area, dots.markers, *curve, dash), shade)


def _tangent(plan: Layout, shown: Slice, dots: Dots, shade: int) -> None:
    """Draw the tangent of the batch loss at the point before the step, longer downhill."""
    slope = shown.batch_curve.slope
    if shown.step is None or not math.isfinite(slope):
        return
    x, y = plan.x.scale, plan.y.scale
    loss = shown.step.moments.loss(*shown.cut.point)
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
        x, y = _curve(plan, shown.cut, step.moments)
        with np.errstate(invalid="ignore"):
            inside = (y >= plan.y.scale.low) & (y <= plan.y.scale.high)
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


def step_marks(plan: Layout, shown: Slice, look: Look) -> Cells:
    """The minima, the points before and after the step, and the arrow between them."""
    cells = Cells.blank(plan.columns, plan.rows)
    area, palette, glyphs = plan.area, look.palette, look.markers.glyphs
    cut, step = shown.cut, shown.step
    full, batch = shown.full_curve, shown.batch_curve
    glyph(cells, area, (full.least, full.least_loss), glyphs.optimum, palette.optimum)
    if step is None:
        glyph(cells, area, (cut.origin, shown.full.loss(*cut.point)), glyphs.start, palette.start)
        return cells
    if not shown.whole:
        least = (batch.least, batch.least_loss)
        glyph(cells, area, least, batch_least(look), batch_colour(look))
    after = cut.place(step.after)
    first, last, full_first, full_last = losses_of(step, shown.full)
    _arrow(cells, area, (cut.origin, first), (after, last), look)
    if not shown.whole:
        glyph(cells, area, (cut.origin, full_first), glyphs.start, palette.start)
        glyph(cells, area, (after, full_last), glyphs.current, palette.current)
    glyph(cells, area, (cut.origin, first), glyphs.start, palette.start)
    glyph(cells, area, (after, last), glyphs.current, palette.current)
    return cells


def _arrow(cells: Cells, area: PlotArea, before: Point, after: Point, look: Look) -> None:
    """Draw a horizontal line from the point before, and then a vertical one to the point after."""
    start, end = area.cell(*before), area.cell(after[0], before[1])
    if start is None or end is None:
        return
    glyphs, colour = look.markers.glyphs, look.palette.current
    shaft = "=" if look.markers is Markers.ASCII else "━"
    (column, row), (target, _) = start, end
    if column == target:
        return
    way = 1 if target > column else -1
    for place in range(column + way, target, way):
        cells.put(place, row, shaft, colour, bold=True)
    cells.put(target, row, glyphs.right if way > 0 else glyphs.left, colour, bold=True)
    _, v = area.dots(*after)
    if math.isfinite(float(v)):
        bottom = area.row + area.rows - 1
        landing = min(max(bottom - math.floor(float(v)), area.row), bottom)
        for place in range(min(row, landing) + (landing > row), max(row, landing)):
            cells.put(target, place, glyphs.change, colour)


# ---------------------------------------------------------------- how


def _curve(plan: Layout, cut: Cut, moments: Moments) -> tuple[Floats, Floats]:
    x, (across, _) = plan.x.scale, Markers.BRAILLE.resolution
    places = np.linspace(x.low, x.high, 2 * plan.area.columns * across + 1)
    y = plan.y.scale
    # Below overflow, but far enough not to change a visible slope.
    beyond = _FAR * (y.high - y.low)
    return places, np.clip(cut.losses(moments, places), y.low - beyond, y.high + beyond)


def _dot_sides(area: PlotArea, markers: Markers) -> tuple[float, float]:
    across, down = markers.resolution
    return (
        (area.x.high - area.x.low) / max(area.columns * across, 1),
        (area.y.high - area.y.low) / max(area.rows * down, 1),
    )


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
