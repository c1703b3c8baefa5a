"""The step of the last update on the slice: points before and after, arrow, minima.

The points are at the true losses before and after the step, so in a cut along w or b the point
after is off the curves, because the other parameter changed too. Where markers divide cells into
dots, the marks are drawn in dots, so that they stand on their curves.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tui.canvas.area import PlotArea
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.curves import glyph
from tui.canvas.dot_marks import LARGE_CROSS, LARGE_DIAMOND, LARGE_DISC, LARGE_RING, Mark
from tui.canvas.markers import Markers
from tui.canvas.palette import Look
from tui.canvas.raster import Dots
from tui.views.slice.cut import Point
from tui.views.slice.layout import Slice, batch_colour, batch_least, losses_of

_HEAD = 3
"""Dots from the tip of the arrow to its ends."""


@dataclass(frozen=True)
class _Placed:
    """A point with its mark, glyph and colour."""

    point: Point
    mark: Mark
    sign: str
    colour: int


def step_marks(plan: Layout, shown: Slice, look: Look) -> Cells:
    """The minima, the points before and after the step, and the arrow between them."""
    placed, arrow = list(_placed(shown, look)), _arrow_of(shown)
    if not look.markers.fine:
        cells = Cells.blank(plan.columns, plan.rows)
        if arrow is not None:
            _put_arrow(cells, plan.area, *arrow, look)
        for one in placed:
            glyph(cells, plan.area, one.point, one.sign, one.colour)
        return cells
    dots = Dots(plan.area, look.markers)
    if arrow is not None:
        _draw_arrow(dots, *arrow)
    for shade, one in enumerate(placed, 2):
        one.mark.at(one.point, dots, shade)
    colours = (look.palette.current, *(one.colour for one in placed))
    return dots.cells(colours, plan.columns, plan.rows, bold=1)


def clear_marks(dots: Dots, shown: Slice, look: Look) -> None:
    """Clear the dots under the marks, so that their shapes can be told apart on their curves."""
    for one in _placed(shown, look):
        one.mark.clear(one.point, dots)


def _placed(shown: Slice, look: Look) -> Iterator[_Placed]:
    """The marks, the uppermost last."""
    palette, glyphs, cut, step = look.palette, look.markers.glyphs, shown.cut, shown.step

    def start(loss: float) -> _Placed:
        return _Placed((cut.origin, loss), LARGE_RING, glyphs.start, palette.start)

    full, batch = shown.full_curve, shown.batch_curve
    yield _Placed((full.least, full.least_loss), LARGE_CROSS, glyphs.optimum, palette.optimum)
    if step is None:
        yield start(shown.full.loss(*cut.point))
        return
    if not shown.whole:
        least = (batch.least, batch.least_loss)
        yield _Placed(least, LARGE_DIAMOND, batch_least(look), batch_colour(look))
    after = cut.place(step.after)
    first, last, full_first, full_last = losses_of(step, shown.full)
    for before_loss, after_loss in ((full_first, full_last), (first, last)):
        if shown.whole and before_loss != first:
            continue
        yield start(before_loss)
        yield _Placed((after, after_loss), LARGE_DISC, glyphs.current, palette.current)


def _arrow_of(shown: Slice) -> tuple[Point, Point] | None:
    """The points before and after the step, on the batch loss."""
    step = shown.step
    if step is None:
        return None
    first, last, _, _ = losses_of(step, shown.full)
    return (shown.cut.origin, first), (shown.cut.place(step.after), last)


def _draw_arrow(dots: Dots, before: Point, after: Point) -> None:
    """A line with a head at the height of the point before, then dots to the point after."""
    (u, level), (target, landing) = (
        tuple(float(part) for part in dots.area.dots(*point, dots.across, dots.down))
        for point in (before, (after[0], after[1]))
    )
    if not all(map(math.isfinite, (u, level, target))) or math.floor(u) == math.floor(target):
        return
    way = 1.0 if target > u else -1.0
    low, high = sorted((math.floor(u), math.floor(target)))
    first, last = max(low, 0), min(high, dots.width - 1)
    shaft = np.linspace(first + 0.5, last + 0.5, max(last - first + 1, 0))
    dots.put(shaft, np.full(shaft.size, level))
    side = np.arange(1, min(_HEAD, high - low) + 1, dtype=np.float64)
    rise = side * dots.down / (2 * dots.across)
    for sign in (-1.0, 1.0):
        dots.put(math.floor(target) + 0.5 - way * side, level + sign * rise)
    if math.isfinite(landing):
        bottom, top = sorted((level, min(max(landing, 0.0), float(dots.height))))
        drop = np.arange(math.floor(bottom), math.floor(top) + 1, 2, dtype=np.float64)
        dots.put(np.full(drop.size, target), drop + 0.5)


def _put_arrow(cells: Cells, area: PlotArea, before: Point, after: Point, look: Look) -> None:
    """The arrow as characters, in cells that are not divided into dots."""
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
