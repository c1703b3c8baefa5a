"""A sweep of one setting, or of seeds alone, as a plot: one quantity over the setting.

A cell is a point at its mean, with a bar of one standard deviation to each side; a cross at the top
is a cell without a result. A dashed line is the limit of the learning rate for the full batch.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum

import numpy as np

from engine.sweeps.spec import SweepSpec
from engine.sweeps.summary import Spread, SweepSummary
from tui.canvas.area import Scale
from tui.canvas.axes import Axis, Layout, layout_named
from tui.canvas.axes_drawing import axes_cells
from tui.canvas.cells import Cells
from tui.canvas.curves import glyph, vertical_rules
from tui.canvas.legend import LegendEntry
from tui.canvas.limits import log_limits, round_limits
from tui.canvas.palette import Look
from tui.canvas.raster import Dots
from tui.text.sweep_table import labels_of
from tui.views.sweeps.parts import shorten

_ASIDE = 1.4
"""Margin beside the outermost values of a logarithmic axis, as a factor,"""
_BESIDE = 0.5
"""and of an axis of numbered cells."""
_WIDE = 8.0
"""The quantity has a logarithmic axis if its values differ by this factor."""


class Quantity(StrEnum):
    """What is plotted."""

    EXCESS = "loss/least−1"
    EPOCHS = "epochs"


def sweep_plot(
    columns: int,
    rows: int,
    spec: SweepSpec,
    summaries: Sequence[SweepSummary],
    what: Quantity,
    look: Look,
) -> Cells:
    """One quantity over the varied setting, in `columns` × `rows` cells, any size."""
    x, names, at = _setting(spec, summaries)
    spreads = [one.excess if what is Quantity.EXCESS else one.epochs for one in summaries]
    y = _limits(spreads)
    legend = _legend(spec, summaries, look)
    named = Axis(y, shorten(what, columns, look), snap=True)
    plan = layout_named(columns, rows, Axis(x, ""), names, named, legend)
    cells = axes_cells(plan, look, legend)
    if spec.varied == ("learning_rate",):
        limits = [one.limit for one in summaries if one.limit is not None][:1]
        cursor = look.markers.glyphs.change
        cells = cells.overlay(vertical_rules(plan, limits, cursor, look.palette.optimum))
    cells = cells.overlay(_bars(plan, at, spreads, look))
    return cells.overlay(_points(plan, at, spreads, look))


def _setting(
    spec: SweepSpec, summaries: Sequence[SweepSummary]
) -> tuple[Scale, tuple[str, ...], list[float]]:
    """The axis of the setting, its names from long to short, and the place of each cell on it."""
    if spec.varied == ("learning_rate",):
        at = [one.cell.learning_rate for one in summaries]
        names = "learning rate", "lr"
    elif spec.varied == ("l2",) and all(one.cell.l2 > 0 for one in summaries):
        at = [one.cell.l2 for one in summaries]
        names = "L2", "L2"
    elif spec.varied == ("batch_size",) and all(one.batch_samples for one in summaries):
        at = [float(one.batch_samples) for one in summaries]
        names = "batch size M", "M"
    else:
        at = [float(number) for number in range(1, len(summaries) + 1)]
        # No logarithmic axis has a place for no regularization.
        kind = spec.varied[0] if len(spec.varied) == 1 else "optimizer"
        values = labels_of([getattr(one.cell, kind) for one in summaries])
        sign = " = L2 " if kind == "l2" else " "
        named = [f"{place}{sign}{value}" for place, value in enumerate(values, 1)]
        names = (", ".join(named), "row") if spec.varied else ("all seeds", "")
        return Scale(1 - _BESIDE, max(len(at), 1) + _BESIDE), names, at
    if not at or min(at) <= 0:
        return Scale(0.5, 1.5), names, at
    return Scale(min(at) / _ASIDE, max(at) * _ASIDE, log=True), names, at


def _limits(spreads: Sequence[Spread]) -> Scale:
    """The axis of the quantity."""
    means = [one.mean for one in spreads if math.isfinite(one.mean)]
    if not means:
        return Scale(0.0, 1.0)
    if min(means) > 0 and max(means) >= _WIDE * min(means):
        return log_limits(min(means), max(means))
    ends = [one.mean + _deviation(one) for one in spreads if math.isfinite(one.mean)]
    return Scale(0.0, round_limits(0.0, max(ends) or 1.0).high)


def _deviation(one: Spread) -> float:
    return one.deviation if math.isfinite(one.deviation) else 0.0


def _bars(plan: Layout, at: Sequence[float], spreads: Sequence[Spread], look: Look) -> Cells:
    dots = Dots(plan.area, look.markers)
    for x, one in zip(at, spreads, strict=True):
        if math.isfinite(one.mean) and _deviation(one) > 0:
            low, high = one.mean - _deviation(one), one.mean + _deviation(one)
            if plan.area.y.log:
                low = max(low, plan.area.y.low)
            dots.line(np.array([x, x]), np.array([low, high]))
    sign = look.markers.glyphs.cursor
    return dots.cells((look.palette.batch_loss,), plan.columns, plan.rows, sign=sign)


def _points(plan: Layout, at: Sequence[float], spreads: Sequence[Spread], look: Look) -> Cells:
    cells = Cells.blank(plan.columns, plan.rows)
    top = plan.area.y.value(1 - 0.5 / max(plan.area.rows, 1))
    for x, one in zip(at, spreads, strict=True):
        if math.isfinite(one.mean):
            sign, colour = look.markers.glyphs.current, look.palette.truth
            glyph(cells, plan.area, (x, one.mean), sign, colour)
        else:
            glyph(cells, plan.area, (x, top), look.markers.glyphs.optimum, look.palette.warning)
    return cells


def _legend(
    spec: SweepSpec, summaries: Sequence[SweepSummary], look: Look
) -> tuple[LegendEntry, ...]:
    palette, glyphs = look.palette, look.markers.glyphs
    entries = []
    if any(one.excluded == one.runs for one in summaries):
        entries.append(LegendEntry(glyphs.optimum, palette.warning, "no result", "none"))
    if spec.varied == ("learning_rate",) and any(one.limit is not None for one in summaries):
        entries.append(LegendEntry(glyphs.change, palette.optimum, "limit, full batch", "limit"))
    if spec.runs_per_cell > 1:
        bar = glyphs.cursor
        entries.append(LegendEntry(bar, palette.batch_loss, "± deviation", "±"))
    return tuple(entries)
