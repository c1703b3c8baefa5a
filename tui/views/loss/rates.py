"""The learning rate of each update, as a strip below the loss curve with the same x axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.arrays import Floats
from engine.history.frame import Frame
from engine.history.rates import learning_rates
from engine.theory.momentum import descent_of
from tui.canvas.area import PlotArea, Scale
from tui.canvas.axes import Axis, Layout, fitted
from tui.canvas.cells import Cells
from tui.canvas.dashes import dashed
from tui.canvas.limits import limits_from_zero, log_limits
from tui.canvas.markers import Markers
from tui.canvas.palette import Look
from tui.canvas.raster import Dots
from tui.canvas.thin import thinned
from tui.model.kept_runs import KeptRun
from tui.model.scene import LossX, Scene
from tui.text.numbers import number
from tui.text.width import text_width
from tui.views.kept_marks import colour_of
from tui.views.loss.curves import Curve, LossCurves, curves_of

NAME = "learning rate"
_LEAST_ROWS = 16
"""A plot of fewer rows has no strip."""
_SHARE, _MOST_ROWS = 4, 9
_WIDE = 20.0
"""The axis is logarithmic if the highest learning rate is this factor above the middle one."""
_RULE = 3, 4
"""Dots drawn and period of the line at the limit."""
_NEAR = 2.0
"""A limit within this factor of the highest learning rate is shown with it."""
_DIGITS = 4
_CHANGE_IT = frozenset(["learning_rate", "schedule", "warmup"])
"""With constant rates before and after, no other parameter changes them."""


@dataclass(frozen=True, eq=False)
class Rates:
    """What the strip shows.

    Attributes:
        run: x and learning rate of each stored update.
        rivals: the same of each kept run, if its learning rates are others.
        limit: of the learning rate of the full batch; None if there is none.
    """

    run: Curve
    rivals: tuple[tuple[KeptRun, Curve], ...] = ()
    limit: float | None = None


def varies(frame: Frame | None) -> bool:
    """Whether the updates of a run have different learning rates, or may have."""
    if frame is None:
        return False
    return frame.config.optimizer.is_scheduled or any(
        change.update > 0 and change.parameter in _CHANGE_IT for change in frame.changes
    )


def strip_rows(rows: int, frames: Sequence[Frame | None]) -> int:
    """The rows of the strip in a plot of this height; 0 for none."""
    if rows < _LEAST_ROWS or not any(map(varies, frames)):
        return 0
    return min(rows // _SHARE, _MOST_ROWS)


def curve_of(frame: Frame | None, x: Floats) -> Curve:
    """The learning rates of a frame's updates, at these places on the x axis."""
    if frame is None or not x.size:
        return np.empty(0), np.empty(0)
    rates = learning_rates(frame.updates.index, frame.config, frame.changes)
    return x, rates.astype(np.float64)


def rates_of(scene: Scene, x: LossX, curves: LossCurves) -> Rates:
    """The learning rates of the run, of the kept runs where they differ, and their limit."""
    own = curve_of(scene.frame, curves.updates[0])
    rivals = []
    for run in scene.rivals:
        curve = curve_of(run.frame, curves_of(run.frame, scene.preview.samples, x).updates[0])
        if not np.array_equal(curve[1][: own[1].size], own[1][: curve[1].size]):
            rivals.append((run, curve))
    descent, theory = descent_of(scene.config.optimizer), scene.theory
    # Without a closed form, there is no limit for the whole run.
    limit = None
    if descent is not None and theory is not None:
        limit = descent.limit(theory.lambda_max)
    return Rates(own, tuple(rivals), limit)


def scale_of(rates: Rates, previous: Scale | None) -> Scale:
    """The limits of the strip: from 0, or logarithmic if the rates differ by much."""
    parts = [rates.run[1], *(curve[1] for _, curve in rates.rivals)]
    shown = np.concatenate(parts)
    if not shown.size:
        return Scale(0.0, 1.0)
    low, high = float(shown.min()), float(shown.max())
    if rates.limit is not None and high < rates.limit <= _NEAR * high:
        high = rates.limit
    # A cosine comes near 0 for a moment alone, and is a cosine on a linear axis.
    if low > 0 and high > _WIDE * float(np.median(shown)):
        return log_limits(low, high, previous)
    return limits_from_zero(high, previous)


def label_width(scale: Scale, rows: int) -> int:
    """The columns of the widest label of a strip of this height."""
    _, ticks = fitted(Axis(scale, NAME, snap=True), max(rows - 1, 0))
    return max(map(len, ticks.labels), default=0)


def strip_cells(plan: Layout, rows: int, rates: Rates, scale: Scale, look: Look) -> Cells:
    """The strip in the lowest rows of the widget.

    Args:
        plan: the layout of the loss curve above it.
        rows: of the widget.
        rates: what it shows.
        scale: its limits.
        look: colours and markers.
    """
    area = plan.area
    top, width = plan.rows + 1, area.columns  # the name has a row of its own
    inside = PlotArea(area.column, top, width, max(rows - top, 0), area.x, scale)
    shown, ticks = fitted(Axis(scale, NAME, snap=True), inside.rows)
    strip = replace(plan, rows=rows, area=replace(inside, y=shown))
    cells = Cells.blank(plan.columns, rows)
    if inside.rows < 1 or width < 1 or not plan.framed:
        return cells
    _put_axis(cells, strip.area, zip(ticks.values, ticks.labels, strict=True), look)
    _put_names(cells, plan.columns, top - 1, rates, strip.area.y, look)
    dots = Dots(strip.area, look.markers)
    colours, signs = [look.palette.warning], [look.markers.glyphs.rule]
    if (limit := _visible(rates.limit, strip.area.y)) is not None:
        x = strip.area.x
        dashed(dots, np.array([x.low, x.high]), np.full(2, limit), 1, _RULE)
    for shade, (run, curve) in enumerate(rates.rivals, 2):
        dots.line(*thinned(*curve, strip.area.x, dots.width), shade)
        colours.append(colour_of(run, look))
        signs.append(look.markers.glyphs.thin)
    dots.line(*thinned(*rates.run, strip.area.x, dots.width), len(colours) + 1)
    colours.append(look.palette.current)
    signs.append(look.markers.glyphs.solid)
    return cells.overlay(dots.cells(tuple(colours), plan.columns, rows, sign=signs))


def _visible(limit: float | None, scale: Scale) -> float | None:
    return limit if limit is not None and scale.low <= limit <= scale.high else None


def _put_axis(cells: Cells, area: PlotArea, ticks: zip[tuple[float, str]], look: Look) -> None:
    """The y axis, with those labels that the columns left of it hold."""
    upright, notch = "|+" if look.markers is Markers.ASCII else "│┤"
    colour, column = look.palette.muted, area.column - 1
    for row in range(area.row, area.row + area.rows):
        cells.put(column, row, upright, colour)
    for value, label in ticks:
        place = area.cell(area.x.value(0.5), value)
        if place is not None and text_width(label) <= column:
            cells.put(column - text_width(label), place[1], label, colour)
            cells.put(column, place[1], notch, colour)


def _put_names(
    cells: Cells, columns: int, row: int, rates: Rates, scale: Scale, look: Look
) -> None:
    """The name, the last update's learning rate, and the limit if it is in the strip."""
    palette = look.palette
    name = f"{NAME} (log)" if scale.log else NAME
    cells.put(0, row, name[:columns], palette.text, bold=True)
    column = text_width(name) + 2
    texts = []
    if rates.run[1].size:
        newest = number(float(f"{rates.run[1][-1]:.{_DIGITS}g}"))
        texts.append((f"{look.markers.glyphs.solid} last {newest}", palette.current))
    if (limit := _visible(rates.limit, scale)) is not None:
        shown = number(float(f"{limit:.{_DIGITS}g}"))
        texts.append((f"{look.markers.glyphs.rule} limit {shown}", palette.warning))
    for text, colour in texts:
        if column + text_width(text) <= columns:
            cells.put(column, row, text, colour)
            column += text_width(text) + 2
