"""The loss along a line: the curves to draw, the limits of the axes, the legend."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.history.values import BatchStep
from engine.problems.base import NAMES, Objective
from engine.problems.linear_neuron.landscape import DEFAULT_VIEW
from engine.problems.view import View
from tui.canvas.area import Scale
from tui.canvas.axes import Axis, Layout, layout
from tui.canvas.axes_drawing import axes_cells
from tui.canvas.cells import Cells
from tui.canvas.legend import LegendEntry, Named, entry
from tui.canvas.limits import LARGEST, round_limits
from tui.canvas.markers import Markers
from tui.canvas.mixing import spread
from tui.canvas.palette import Look
from tui.model.uncomputed import batch_loss_of
from tui.text.numbers import whole
from tui.views.slice.cut import Cut, Parabola, parabola_of

_MARGIN = 0.08
_REACH = 2.0
"""Distance from the full loss's bowl up to which the minimum of the batch loss is shown."""
_ROOM_FOR_NAME = 72
_FROM_ZERO = 0.5
"""If the least loss is below this share of the greatest, the axis begins at 0."""

Scales = tuple[Scale, Scale]


@dataclass(frozen=True, eq=False)
class Slice:
    """The contents of the plot: the line, the curves over it, and the step.

    Attributes:
        cut: the line.
        step: the last update; None before the first.
        full: the loss of all samples.
        full_curve, batch_curve: the full loss and the batch loss along the line.
        whole: whether the batch is the full batch, so that both curves are the same.
        earlier: earlier steps with other batches, oldest first.
        reach: where the cut crosses the problem's view.
        samples: the number of all samples.
    """

    cut: Cut
    step: BatchStep | None
    full: Objective
    full_curve: Parabola
    batch_curve: Parabola
    whole: bool
    earlier: tuple[BatchStep, ...]
    reach: tuple[float, float]
    samples: int


def slice_of(
    cut: Cut,
    steps: Sequence[BatchStep],
    full: Objective,
    view: View = DEFAULT_VIEW,
    samples: int = 0,
) -> Slice:
    """The contents of the plot along a line.

    Args:
        cut: the line.
        steps: the last updates, oldest first; empty before the first.
        full: the loss of all samples.
        view: the part of the plane that shows the whole problem.
        samples: the number of all samples; 0 is that of `full`, which may have a selection.
    """
    step, reach = steps[-1] if steps else None, cut.within(view)
    samples = samples or full.count
    full_curve = parabola_of(cut, full, reach)
    whole = step is not None and step.count == samples
    if step is not None and whole and step.objective is None:
        # Only the worker computes the loss of a batch; that of all samples has come from it.
        step = replace(step, objective=full)
    batch_curve = full_curve
    if step is not None and not whole:
        batch_curve = parabola_of(cut, batch_loss_of(step), reach)
    earlier = tuple(other for other in steps[:-1] if other.count < samples)
    return Slice(cut, step, full, full_curve, batch_curve, whole, earlier, reach, samples)


def losses_of(step: BatchStep, full: Objective) -> tuple[float, float, float, float]:
    """The batch loss before and after a step, then the full loss before and after."""
    batch = batch_loss_of(step)
    return (
        batch.loss(*step.before),
        batch.loss(*step.after),
        full.loss(*step.before),
        full.loss(*step.after),
    )


# ---------------------------------------------------------------- limits


def scales_of(shown: Slice, zoom: int = 0, previous: Scales | None = None) -> Scales:
    """Limits of both axes, kept while they fit.

    They contain the step, the bowl of the full loss up to twice its minimum, and the minimum of the
    batch loss unless it is far away. Each `zoom` step halves the width around the step.
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
    if shown.full.is_quadratic:
        places += _finite([full.least, full.least - full.half_width, full.least + full.half_width])
    else:
        places += _finite(shown.reach)
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
            losses += cut.losses(batch_loss_of(step), ends).tolist()
    elif shown.full.is_quadratic:
        losses.append(2 * shown.full_curve.least_loss)
    else:
        # Walls may be as high as they like; a valley and most of its sides are seen.
        along = shown.full_curve.seen
        along = along[np.isfinite(along)]
        losses += np.quantile(along, (0.0, 0.5)).tolist() if along.size else []
    known = _finite(losses)
    if not known:
        return Scale(0.0, 1.0)
    low, high = min(known), max(known)
    if (zoom == 0 and 0 <= low < _FROM_ZERO * high) or high == low == 0:
        low = 0.0
    room = _MARGIN * (high - low) or 1.0
    return round_limits(low - (room if low else 0.0), high + room, previous)


def slice_layout(
    columns: int,
    rows: int,
    cut: Cut,
    scales: Scales,
    entries: tuple[LegendEntry, ...] = (),
    heads: tuple[str, ...] = (*NAMES, "loss"),
) -> Layout:
    """The layout of the axes in a plot of this size, with room for a legend of these entries.

    `heads` are the names of the parameters and of the loss.
    """
    first, second, loss = heads
    name = cut.name_in((first, second))
    name = name if columns >= _ROOM_FOR_NAME else name.split()[-1]
    across, along = Axis(scales[0], name), Axis(scales[1], loss, snap=True)
    return layout(columns, rows, across, along, entries)


# ---------------------------------------------------------------- layers


def legend(look: Look, shown: Slice, x: Scale) -> tuple[LegendEntry, ...]:
    """The meaning of curves and glyphs, the most important first; `x` is the visible range."""
    palette, glyphs = look.palette, look.markers.glyphs
    count, thick = shown.samples, look.bold_markers.glyphs.solid
    full = entry(Named.FULL_LOSS, thick, full_colour(look), f", all {whole(count)}")
    least = LegendEntry(glyphs.optimum, palette.optimum, "full minimum", "full min")
    before = LegendEntry(glyphs.start, palette.start, "before")
    if shown.step is None:
        seen = (least,) if math.isfinite(shown.full_curve.least) else ()
        return full, entry(Named.START, glyphs.start, palette.start), *seen
    after = LegendEntry(glyphs.current, palette.current, "after")
    tangent = LegendEntry(glyphs.dashed, tangent_colour(look), "tangent")
    drawn = shown.full.is_quadratic or x.low <= shown.full_curve.least <= x.high
    if shown.whole:
        same = entry(Named.FULL_LOSS, thick, full_colour(look), f" = {Named.BATCH_LOSS}")
        return same, before, after, tangent, *((least,) if drawn else ())
    if shown.step.objective is None:
        return full, before, after, *((least,) if drawn else ())
    size = shown.step.count
    counted = "1 sample" if size == 1 else f"{whole(size)} samples"
    batch = entry(Named.BATCH_LOSS, glyphs.thin, batch_colour(look), f", {counted}")
    its = entry(Named.BATCH_MINIMUM, batch_least(look), batch_colour(look))
    entries = [full, batch, before, after, tangent]
    if shown.earlier:
        entries.append(LegendEntry(glyphs.dotted, palette.muted, "earlier, #update", "earlier"))
    for minimum, curve in ((least, shown.full_curve), (its, shown.batch_curve)):
        if x.low <= curve.least <= x.high:
            entries.append(minimum)
    return tuple(entries)


def axes(plan: Layout, look: Look, shown: Slice) -> Cells:
    """The axes with the legend."""
    return axes_cells(plan, look, legend(look, shown, plan.x.scale))


def full_colour(look: Look) -> int:
    """The colour of the full loss."""
    return spread(look.palette.contours, 5, blend=look.palette.blend)[2]


def batch_colour(look: Look) -> int:
    """The colour of the batch loss, that of the batch's samples in the data plot."""
    return look.palette.lit


def tangent_colour(look: Look) -> int:
    """The colour of the tangent."""
    return look.palette.path[0]


def batch_least(look: Look) -> str:
    """The glyph of the minimum of the batch loss."""
    return "%" if look.markers is Markers.ASCII else "◇"
