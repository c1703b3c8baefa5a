"""The loss along one line, and the step that was taken on it.

The full loss is a thick curve, the batch's a thin one, those of the batches before it dotted. The
points stand at the true losses before and after the step, so a cut along w or b alone shows the
point after off the curves: the other parameter moved too.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.moments import Moments
from engine.snapshot import BatchStep
from tui.plots.area import PlotArea, Scale
from tui.plots.axes import Axis, Layout, LegendEntry, axes_cells, layout
from tui.plots.cells import Cells
from tui.plots.curves import Floats, glyph
from tui.plots.cut import Cut, Parabola, Point, parabola_of
from tui.plots.limits import LARGEST, round_limits
from tui.plots.markers import Markers
from tui.plots.palette import Look, spread
from tui.plots.raster import Dots

_MARGIN = 0.08
_REACH = 2.0
"""How far off, beside the full loss's bowl, the batch's least place is still shown."""
_UPHILL, _DOWNHILL = 0.12, 0.42
"""How far the tangent goes each way, as a share of the area's sides."""
_FROM_ZERO = 0.5
"""A least loss below this share of the greatest: the axis begins at 0."""
_ROOM_FOR_WORDS = 90
_TANGENT_DASH, _GHOST_DASH = (6, 4), (4, 1)
_COARSE_TANGENT, _COARSE_GHOST = (2, 1), (3, 1)

Scales = tuple[Scale, Scale]


@dataclass(frozen=True, eq=False)
class Slice:
    """Everything that is drawn: the line, the curves over it, and the step.

    Attributes:
        cut: the line.
        step: the last update; None before the first.
        full: moments of all samples.
        full_curve, batch_curve: the loss along the line, of all samples and of the batch.
        whole: whether the batch is all samples, and the two curves are one.
        earlier: the steps before the last one that had other batches, oldest first.
    """

    cut: Cut
    step: BatchStep | None
    full: Moments
    full_curve: Parabola
    batch_curve: Parabola
    whole: bool
    earlier: tuple[BatchStep, ...]


def slice_of(cut: Cut, steps: Sequence[BatchStep], full: Moments) -> Slice:
    """What there is to draw along a line.

    Args:
        cut: the line.
        steps: the last updates, oldest first; none before the first.
        full: moments of all samples.
    """
    step = steps[-1] if steps else None
    full_curve = parabola_of(cut, full)
    whole = step is not None and step.moments.count == full.count
    batch_curve = full_curve if step is None or whole else parabola_of(cut, step.moments)
    earlier = tuple(other for other in steps[:-1] if other.moments.count < full.count)
    return Slice(cut, step, full, full_curve, batch_curve, whole, earlier)


def losses_of(step: BatchStep, full: Moments) -> tuple[float, float, float, float]:
    """The batch's loss before and after a step, and the full loss before and after."""
    return (
        step.moments.loss(*step.before),
        step.moments.loss(*step.after),
        full.loss(*step.before),
        full.loss(*step.after),
    )


# ---------------------------------------------------------------- limits


def scales_of(shown: Slice, zoom: int = 0, previous: Scales | None = None) -> Scales:
    """Limits for both axes, kept while they serve.

    They hold the step and the bowl of the full loss as far as where it is twice its least, and the
    batch's least place unless that is far off. Each `zoom` step halves the width, about the step.
    """
    x_before, y_before = previous or (None, None)
    x = _x_scale(shown, zoom, x_before)
    return x, _y_scale(shown, x, zoom, y_before)


def _finite(values: Sequence[float]) -> list[float]:
    return [value for value in values if abs(value) <= LARGEST]


def _x_scale(shown: Slice, zoom: int, previous: Scale | None) -> Scale:
    cut, full, batch = shown.cut, shown.full_curve, shown.batch_curve
    places = [cut.origin]
    if shown.step is not None:
        places += _finite([cut.place(shown.step.after)])
    middle = sum(places) / len(places)
    places += _finite([full.least, full.least - full.half_width, full.least + full.half_width])
    low, high = min(places), max(places)
    if abs(batch.least - (low + high) / 2) <= _REACH * (high - low):
        places.append(batch.least)
    low, high = min(places), max(places)
    if not high > low:
        half = max(abs(low), 1.0)
        low, high = low - half, high + half
    if not math.isfinite(low) or not math.isfinite(high):
        return Scale(0.0, 1.0)
    margin = _MARGIN * (high - low)
    low, high = low - margin, high + margin
    if zoom:
        half = (high - low) / 2 ** (zoom + 1)
        low, high = middle - half, middle + half
    return round_limits(low, high, previous)


def _y_scale(shown: Slice, x: Scale, zoom: int, previous: Scale | None) -> Scale:
    cut, step = shown.cut, shown.step
    losses = [shown.full.loss(*cut.point)]
    if step is not None:
        losses += losses_of(step, shown.full)
    for curve in (shown.full_curve, shown.batch_curve):
        if x.low <= curve.least <= x.high:
            losses.append(curve.least_loss)
    if zoom > 0:
        ends = np.array([x.low, x.high])
        losses += cut.losses(shown.full, ends).tolist()
        if step is not None:
            losses += cut.losses(step.moments, ends).tolist()
    else:
        losses.append(2 * shown.full_curve.least_loss)
    known = _finite(losses)
    if not known:
        return Scale(0.0, 1.0)
    low, high = min(known), max(known)
    if (zoom == 0 and low < _FROM_ZERO * high) or high == 0:
        low = 0.0
    room = _MARGIN * (high - low) or 1.0
    return round_limits(low - (room if low else 0.0), high + room, previous)


def slice_layout(columns: int, rows: int, cut: Cut, scales: Scales) -> Layout:
    """Where the axes are in a plot of this size."""
    return layout(columns, rows, Axis(scales[0], cut.name), Axis(scales[1], "loss"))


# ---------------------------------------------------------------- layers


def legend(look: Look, shown: Slice) -> tuple[LegendEntry, ...]:
    """What the curves and glyphs mean, the most needed first."""
    palette, glyphs = look.palette, look.markers.glyphs
    count = shown.full.count
    full = LegendEntry(glyphs.solid, _full_colour(look), f"all {count}", "all")
    least = LegendEntry(glyphs.optimum, palette.optimum, "least")
    before = LegendEntry(glyphs.start, palette.start, "before")
    if shown.step is None:
        return full, LegendEntry(glyphs.start, palette.start, "start"), least
    after = LegendEntry(glyphs.current, palette.current, "after")
    tangent = LegendEntry(glyphs.dashed, _tangent_colour(look), "tangent")
    if shown.whole:
        one = LegendEntry(glyphs.solid, _full_colour(look), f"all {count} = the batch", "= batch")
        return one, before, after, tangent, least
    size = shown.step.moments.count
    batch = LegendEntry(glyphs.thin, _batch_colour(look), f"batch of {size}", "batch")
    its = LegendEntry(_batch_least(look), _batch_colour(look), "its least")
    entries = [full, batch, before, after, tangent, least, its]
    if shown.earlier:
        entries.append(LegendEntry(glyphs.dotted, palette.muted, "batches before", "earlier"))
    return tuple(entries)


def axes(plan: Layout, look: Look, shown: Slice) -> Cells:
    """The axes with the legend."""
    return axes_cells(plan, look, legend(look, shown))


_GHOST, _FULL, _TANGENT, _BATCH = range(1, 5)
"""Shades of the curves; where they meet in a cell, it has the colour of the last."""


def curves(plan: Layout, shown: Slice, look: Look) -> Cells:
    """All that is a curve: the earlier batches' losses, the full one, the tangent, the batch's."""
    colours = (look.palette.muted, _full_colour(look), _tangent_colour(look), _batch_colour(look))
    glyphs = look.markers.glyphs
    signs = (glyphs.dotted, glyphs.solid, glyphs.dashed, glyphs.thin)
    cells = Cells.blank(plan.columns, plan.rows)
    # Dots of one kind share their cells; a cell that is one character has room for one curve.
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
    """Two dots thick; where a dot is a whole cell, one."""
    x, y = _curve(plan, shown.cut, shown.full)
    across, down = _dot_sides(plan.area, dots.markers)
    for right in (0, across) if dots.markers.fine else (0,):
        for up in (0, down) if dots.markers.fine else (0,):
            dots.line(x + right, y + up, shade)


def _batch(plan: Layout, shown: Slice, dots: Dots, shade: int) -> None:
    """Not drawn again where it is the full loss."""
    if shown.step is not None and not shown.whole:
        dots.line(*_curve(plan, shown.cut, shown.step.moments), shade)


def _earlier(plan: Layout, shown: Slice, dots: Dots, shade: int) -> None:
    dash = _GHOST_DASH if dots.markers.fine else _COARSE_GHOST
    for step in shown.earlier:
        curve = _curve(plan, shown.cut, step.moments)
        dots.points(*_dashed(plan.area, dots.markers, *curve, dash), shade)


def _tangent(plan: Layout, shown: Slice, dots: Dots, shade: int) -> None:
    """Of the batch's loss where the step began, longer on its way down."""
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
    """Which update each of the earlier batches' curves belongs to, written at its end."""
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
        text = f"update {step.update}" if plan.area.columns >= _ROOM_FOR_WORDS else f"{step.update}"
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
    """Put a text beside a cell where none has been written, or leave it out."""
    column, row = place
    for left in (column + 1, column - len(text), area.column + area.columns - len(text)):
        for line in (row - 1, row, row + 1):
            wanted = {(left + step, line) for step in range(-1, len(text) + 1)}
            ends = area.holds(left, line) and area.holds(left + len(text) - 1, line)
            if ends and not wanted & taken:
                cells.put(left, line, text, colour)
                taken |= wanted
                return


def step_marks(plan: Layout, shown: Slice, look: Look) -> Cells:
    """The least places, the points before and after, and the arrow from the one to the other."""
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
        glyph(cells, area, least, _batch_least(look), _batch_colour(look))
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
    """Across from the point before to above the point after, and from there down to it, or up."""
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
    return places, cut.losses(moments, places)


def _dot_sides(area: PlotArea, markers: Markers) -> tuple[float, float]:
    across, down = markers.resolution
    return (
        (area.x.high - area.x.low) / max(area.columns * across, 1),
        (area.y.high - area.y.low) / max(area.rows * down, 1),
    )


def _dashed(
    area: PlotArea, markers: Markers, x: Floats, y: Floats, dash: tuple[int, int]
) -> tuple[Floats, Floats]:
    """The points of a curve that its dashes cover, evenly along it however steep it is.

    `dash` says after how many dots the pattern comes round, and how many of them are drawn.
    """
    period, drawn = dash
    u, v = area.dots(x, y, *markers.resolution)
    height = area.rows * markers.resolution[1]
    v = np.clip(np.nan_to_num(v, nan=-1.0), -1.0, height + 1.0)
    way = np.concatenate([[0.0], np.cumsum(np.maximum(np.abs(np.diff(u)), np.abs(np.diff(v))))])
    covered = np.floor(way) % period < drawn
    return x[covered], y[covered]


def _full_colour(look: Look) -> int:
    return spread(look.palette.contours, 5, blend=look.palette.blend)[2]


def _batch_colour(look: Look) -> int:
    return look.palette.lit


def _tangent_colour(look: Look) -> int:
    return look.palette.path[0]


def _batch_least(look: Look) -> str:
    return "%" if look.markers is Markers.ASCII else "◇"
