"""The loss curve: batch losses, their smoothing, epoch means, the least loss, kept runs.

All lines are dots of one raster: layers that share a cell join their dots, see `CellPlot.JOINED`.
The axes change in steps, see `loss_scales`. While the layout stays the same, `axes` and `floor` are
static; the others are drawn each frame. Where updates are denser than dots, a band spans the
minimum to the maximum of each column, because a line through all of them would fill the plot.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats
from tui.canvas.area import Scale
from tui.canvas.axes import Axis, Layout, layout_named
from tui.canvas.axes_drawing import axes_cells
from tui.canvas.cells import Cells
from tui.canvas.curves import glyph, horizontal_rule, pointer, vertical_rules
from tui.canvas.dashes import dashed
from tui.canvas.dot_marks import BLOCK, DISC, stamp
from tui.canvas.legend import LegendEntry, Named, entry
from tui.canvas.markers import Markers
from tui.canvas.mixing import mix
from tui.canvas.palette import Look
from tui.canvas.raster import Dots
from tui.canvas.thin import thinned
from tui.model.scene import LossX
from tui.text.numbers import format_number, significant, whole
from tui.views.loss.band import band, first_dense
from tui.views.loss.curves import NOTHING, Curve, LossCurves, curves_of, including
from tui.views.loss.limits import Scales, loss_scales, recent_scale
from tui.views.loss.smoothing import NONE, Smoothing, moving_average

__all__ = [
    "NOTHING", "LossCurves", "Scales", "curves_of", "including", "loss_scales", "recent_scale",
]  # fmt: skip

_PALE = 0.35
"""Share of the background in the batch losses behind their smoothing."""
_BRIGHT = 0.5
"""Share of the text colour in the smoothed batch losses."""
_DASHES = 6, 8
"""Dots drawn and period of the smoothed batch losses."""
_FAR_BELOW = 1e-3
"""Losses of 0 are drawn this factor below a logarithmic axis, so that lines lead to them."""


@dataclass(frozen=True)
class Contents:
    """What the plot shows, as far as the legend depends on it.

    Attributes:
        least_loss: of the least-squares line.
        dense: whether the batch losses are, at least in part, a band.
        smoothing: of the batch losses.
        one_each: whether every epoch is one update, so that its mean is its batch loss.
        before: whether no update has been made, so that only the start is shown.
        kept: glyph, colour and letter of each kept run that is drawn.
    """

    least_loss: float
    dense: bool = False
    smoothing: Smoothing = NONE
    one_each: bool = False
    before: bool = False
    kept: tuple[LegendEntry, ...] = ()


def loss_layout(
    columns: int,
    rows: int,
    x: LossX,
    scales: Scales,
    *,
    recent: bool = False,
    room: int = 0,
    entries: tuple[LegendEntry, ...] = (),
) -> Layout:
    """The layout of the axes in a plot of this size, with room for a legend of these entries.

    `room` is the least columns for the labels of the losses.
    """
    across = scales[0]
    names: tuple[str, ...] = (str(x), str(x).split()[0])
    if across.log:
        names = (f"{x} (log)", f"{names[1]} (log)", names[1])
    if recent and across.low > 0:
        distance = across.high - across.low
        last = whole(round(distance)) if distance >= 1 else format_number(distance)
        names = (f"{x}, last {last}", f"last {last}")
    counts = x in (LossX.UPDATES, LossX.SAMPLES)
    across_axis = Axis(across, names[0], counts=counts)
    along = Axis(scales[1], "loss", snap=True, room=room)
    return layout_named(columns, rows, across_axis, names, along, entries)


def is_dense(plan: Layout, curves: LossCurves, markers: Markers) -> bool:
    """Whether the visible updates are, at least in part, dense enough to be drawn as a band."""
    return first_dense(plan, curves, markers) is not None


def legend(y: Scale, look: Look, shown: Contents) -> tuple[LegendEntry, ...]:
    """The meaning of what is drawn with these limits of the loss, the most important first."""
    palette, glyphs, bold = look.palette, look.markers.glyphs, look.bold_markers.glyphs
    entries = []
    if shown.before:
        entries.append(entry(Named.START, glyphs.start, palette.start))
    else:
        same = f" = {Named.BATCH_LOSS}" if shown.one_each else ""
        entries.append(entry(Named.EPOCH_MEAN, bold.solid, palette.current, same))
    if not shown.before and not shown.one_each:
        sign, more = (glyphs.band, ", min to max") if shown.dense else (glyphs.thin, "")
        entries.append(entry(Named.BATCH_LOSS, sign, batch_colour(look, shown.smoothing), more))
    if shown.smoothing.weight and not shown.before:
        name = shown.smoothing.name
        entries.append(LegendEntry(bold.dashed, smooth_colour(look), f"smoothed, {name}", name))
    if y.low <= shown.least_loss <= y.high:
        least = f" {significant(shown.least_loss, 5)}"
        entries.append(entry(Named.LEAST_LOSS, glyphs.rule, palette.optimum, least))
    return (*entries, *shown.kept)


def axes(plan: Layout, look: Look, shown: Contents) -> Cells:
    """The axes with the legend."""
    return axes_cells(plan, look, legend(plan.y.scale, look, shown))


def floor(plan: Layout, least_loss: float, look: Look) -> Cells:
    """A line at the least loss, below which no epoch mean stays; none outside the limits."""
    if not plan.y.scale.low <= least_loss <= plan.y.scale.high:
        return Cells.blank(plan.columns, plan.rows)
    sign, colour = look.markers.glyphs.rule, look.palette.optimum
    return horizontal_rule(plan, least_loss, look.markers, colour, sign)


def changes(plan: Layout, curves: LossCurves, look: Look) -> Cells:
    """A vertical line at each live change."""
    return vertical_rules(plan, curves.changes, look.markers.glyphs.change, look.palette.change)


def start(plan: Layout, loss: float, look: Look) -> Cells:
    """The full loss at the starting point, where the curve begins, before the first update."""
    cells = Cells.blank(plan.columns, plan.rows)
    glyphs, colour = look.markers.glyphs, look.palette.start
    # A logarithmic axis has no 0: an arrow at its left end points there.
    x = 0.0 if not plan.x.scale.log else plan.x.scale.low
    sign = glyphs.left if plan.x.scale.log else glyphs.start
    if glyph(cells, plan.area, (x, loss), sign, colour) is None:
        pointer(cells, plan.area, (x, loss), glyphs, colour)
    return cells


def batch_losses(
    plan: Layout, curves: LossCurves, look: Look, smoothing: Smoothing = NONE
) -> Cells:
    """The batch losses: a line, and a band where they are denser than dots."""
    glyphs, colour = look.markers.glyphs, batch_colour(look, smoothing)
    dense = first_dense(plan, curves, look.markers)
    dots = Dots(plan.area, look.markers)
    x, losses = curves.updates
    if dense is None:
        _line(plan, dots, curves.updates, 1)
    else:
        split = plan.area.x.value(dense / max(dots.width, 1))
        if dense:
            last = int(np.searchsorted(x, split)) + 1
            _line(plan, dots, (x[:last], losses[:last]), 1)
        band(plan, curves, dots, dense, 2)
    colours, signs = (colour, colour), (glyphs.thin, glyphs.band)
    return dots.cells(colours, plan.columns, plan.rows, sign=signs)


def smoothed(plan: Layout, curves: LossCurves, look: Look, smoothing: Smoothing) -> Cells:
    """The exponential moving average of the batch losses; nothing if they are not smoothed."""
    dots = Dots(plan.area, look.bold_markers)
    if smoothing.weight:
        x, losses = curves.updates
        finite = np.isfinite(losses)
        average = moving_average(losses[finite], smoothing.weight)
        # Dashed, because the epoch means are as bold.
        dashed(dots, *thinned(x[finite], average, plan.area.x, dots.width), 1, _DASHES)
    sign = look.bold_markers.glyphs.dashed
    return dots.cells((smooth_colour(look),), plan.columns, plan.rows, bold=1, sign=sign)


def epoch_means(plan: Layout, curves: LossCurves, look: Look) -> Cells:
    """The epoch means."""
    dots = Dots(plan.area, look.bold_markers)
    _line(plan, dots, curves.epochs, 1)
    sign = look.bold_markers.glyphs.solid
    return dots.cells((look.palette.current,), plan.columns, plan.rows, bold=1, sign=sign)


def batch_colour(look: Look, smoothing: Smoothing = NONE) -> int:
    """The colour of the batch losses, pale behind their smoothing."""
    palette = look.palette
    if not smoothing.weight or not palette.blend:
        return palette.batch_loss
    return mix(palette.batch_loss, palette.ground, _PALE)


def smooth_colour(look: Look) -> int:
    """The colour of the smoothed batch losses."""
    palette = look.palette
    if not palette.blend:
        return palette.text
    return mix(palette.batch_loss, palette.text, _BRIGHT)


def _line(plan: Layout, dots: Dots, curve: Curve, shade: int) -> None:
    x, losses = curve
    if plan.area.y.log:
        losses = _above_nothing(losses, plan.area.y)
    dots.line(*thinned(x, losses, plan.area.x, dots.width), shade)
    if np.isfinite(losses).sum() == 1:
        # A single dot would be lost among those of the other lines.
        stamp(dots, x, losses, DISC if dots.markers.finest else BLOCK, shade)


def _above_nothing(losses: Floats, y: Scale) -> Floats:
    """Losses with those that a logarithmic axis cannot show moved to just below it."""
    return np.where(losses <= 0, y.low * _FAR_BELOW, losses)
