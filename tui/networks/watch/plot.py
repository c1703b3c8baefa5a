"""Draws curves with axes, in steps of limits, so that the picture stays steady."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats
from tui.canvas.area import Scale
from tui.canvas.axes import Axis, Layout, layout_named
from tui.canvas.axes_drawing import axes_cells
from tui.canvas.cells import Cells
from tui.canvas.curves import vertical_rules
from tui.canvas.dashes import dashed
from tui.canvas.dot_marks import BLOCK, DISC, stamp
from tui.canvas.limits import limits_from_zero, round_limits, steady_log_limits
from tui.canvas.palette import Look
from tui.canvas.raster import Dots
from tui.canvas.thin import thinned
from tui.networks.watch.curves import Curve

RECENT = 0.1
"""The share of the axis that the recent part is."""
_WIDE = 100.0
"""The ratio of the extremes from which an axis that may be either is logarithmic."""


@dataclass(frozen=True)
class Frame:
    """How curves are drawn.

    Attributes:
        x_names: of the x axis, longest first.
        y_name: of the y axis.
        log: whether the y axis is logarithmic, as far as there are positive values; None chooses.
        from_zero: whether a linear y axis begins at 0.
        recent: whether only the recent part is drawn.
        counts: whether the x axis shows counts.
        rules: places of vertical rules.
        planned: where the training is to end on the x axis; inf if not known, 0 if it has ended.
    """

    x_names: tuple[str, ...]
    y_name: str
    log: bool | None
    from_zero: bool = True
    recent: bool = False
    counts: bool = True
    rules: tuple[float, ...] = ()
    planned: float = 0.0


Scales = tuple[Scale, Scale]


def scales_of(curves: Sequence[Curve], frame: Frame, previous: Scales | None) -> Scales:
    """The limits of both axes around the curves, kept while they fit."""
    x_before, y_before = previous or (None, None)
    last = max((float(curve.x[-1]) for curve in curves if curve.x.size), default=0.0)
    if frame.recent and last > 0:
        x = Scale((1 - RECENT) * last, last)
    else:
        x = _from_zero(last, frame.planned, x_before)
    values = np.concatenate(
        [_finite(curve.y[(curve.x >= x.low) & (curve.x <= x.high)]) for curve in curves]
        or [np.empty(0)]
    )
    return x, _y_scale(values, frame, y_before)


def _from_zero(last: float, planned: float, before: Scale | None) -> Scale:
    """Limits from 0, in steps; they end where the training is to end once that is near."""
    if last <= 0:
        return Scale(0.0, 1.0)
    if not planned or last > planned:
        tight = before if before is not None and before.low == 0 else None
        return round_limits(0.0, last, tight)
    high = limits_from_zero(last, before).high
    return Scale(0.0, min(high, planned))


def _y_scale(values: Floats, frame: Frame, before: Scale | None) -> Scale:
    positive = values[values > 0]
    log = frame.log
    if log is None:
        log = positive.size > 0 and float(positive.max()) > _WIDE * float(positive.min())
    if log and positive.size:
        kept = before if before is not None and before.log else None
        return steady_log_limits(float(positive.min()), float(positive.max()), kept)
    if not values.size:
        return Scale(0.1, 10.0, log=True) if log else Scale(0.0, 1.0)
    low, high = float(values.min()), float(values.max())
    if frame.from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    return round_limits(low, high, before if before is not None and not before.log else None)


def plot_cells(
    columns: int,
    rows: int,
    curves: Sequence[Curve],
    frame: Frame,
    scales: Scales,
    look: Look,
) -> Cells:
    """Axes, legend and curves in a plot of this size."""
    legend = tuple(curve.entry for curve in reversed(curves))
    x, y = Axis(scales[0], "", counts=frame.counts), Axis(scales[1], frame.y_name, snap=True)
    plan = layout_named(columns, rows, x, frame.x_names, y, legend if len(legend) > 1 else ())
    cells = vertical_rules(plan, frame.rules, look.markers.glyphs.change, look.palette.change)
    cells = cells.overlay(_drawn(plan, curves, look))
    shown = legend if len(legend) > 1 else ()
    return axes_cells(plan, look, shown).overlay(cells)


def _drawn(plan: Layout, curves: Sequence[Curve], look: Look) -> Cells:
    dots = Dots(plan.area, look.bold_markers)
    for shade, curve in enumerate(curves, 1):
        log = plan.area.y.log
        x, y = thinned(curve.x, curve.y, plan.area.x, dots.width, log=log)
        if curve.dashed and dots.markers.fine:
            dashed(dots, x, y, shade)
        else:
            dots.line(x, y, shade)
        if curve.bold and x.size == 1:
            # A single dot would be lost.
            stamp(dots, x, y, DISC if dots.markers.finest else BLOCK, shade)
    signs = [curve.entry.glyph for curve in curves]
    colours = tuple(curve.entry.colour for curve in curves)
    bold = next((k for k, curve in enumerate(curves, 1) if curve.bold), 0)
    return dots.cells(colours, plan.columns, plan.rows, bold=bold, sign=signs)


def _finite(values: Floats) -> Floats:
    return values[np.isfinite(values)]
