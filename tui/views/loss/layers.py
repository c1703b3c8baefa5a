"""The loss curve: batch losses, epoch means, and the least loss.

The axes change in steps, see `loss_scales`. While the layout stays the same, `axes` and `floor` are
static; `batch_losses`, `epoch_means` and `changes` are drawn each frame. Updates denser than dots
are drawn as a band from the minimum to the maximum of each column, because a line through all of
them would fill the plot.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.history.frame import Frame
from engine.history.values import Change, Series
from tui.canvas.area import Scale
from tui.canvas.axes import Axis, Layout, axes_cells, layout_named
from tui.canvas.cells import Cells
from tui.canvas.curves import horizontal_rule, vertical_rules
from tui.canvas.legend import LegendEntry, Named, entry
from tui.canvas.limits import limits_from_zero, log_limits, round_limits, step_above
from tui.canvas.markers import Markers
from tui.canvas.palette import Look
from tui.canvas.raster import Dots
from tui.canvas.thin import thinned
from tui.model.scene import LossX
from tui.text.numbers import format_number, significant, whole
from tui.views.loss.band import band, is_band
from tui.views.loss.marks import change_labels

_LOW_QUANTILE = 0.05
_FLOOR_SHARE = 1e-9
"""A least loss below this share of the losses shown is a rounding error, not noise."""
_RECENT_SHARE = 0.1
_RECENT_LEAST = 50
"""The recent part of a run is its last tenth, but at least this many updates."""
_RECENT_STEPS = 5
"""The limits of the recent part move in steps of this fraction of their distance."""


@dataclass(frozen=True, eq=False)
class LossCurves:
    """The curves to draw.

    Attributes:
        updates, epochs: x and loss of each.
        changes: x of the live changes, one for each update after which something changed.
        labels: the changes, in short.
        least_recent: the least width of the recent part on the x axis.
        numbers: numbers of the stored updates; None if all updates are stored.
    """

    updates: tuple[Floats, Floats]
    epochs: tuple[Floats, Floats]
    changes: tuple[float, ...] = ()
    labels: tuple[str, ...] = ()
    least_recent: float = _RECENT_LEAST
    numbers: NDArray[np.int64] | None = None


_NONE = np.empty(0)
NOTHING = LossCurves((_NONE, _NONE), (_NONE, _NONE))


def curves_of(
    frame: Frame | None, samples: int, x: LossX, paces: Iterable[Change] = ()
) -> LossCurves:
    """The curves of a frame over this axis.

    Args:
        frame: the run so far.
        samples: the number of all samples.
        x: the axis.
        paces: changes of the speed, which are not part of the run but are marked too.
    """
    if frame is None:
        return NOTHING
    updates, epochs = frame.updates, frame.epochs
    seen = [change for change in paces if change.update <= frame.update]
    labels = change_labels((*frame.changes, *seen))
    changed = np.array(list(labels), np.float64)
    over = _x_of(updates, samples, x, updates)
    if x is not LossX.UPDATES and changed.size and over.size:
        changed = np.interp(changed, updates.index, over)
    return LossCurves(
        (over, updates.loss),
        (_x_of(epochs, samples, x, updates), epochs.loss),
        tuple(changed.tolist()),
        tuple(labels.values()),
        _RECENT_LEAST * float(over[-1] / updates.index[-1]) if over.size else _RECENT_LEAST,
        updates.index,
    )


def including(curves: LossCurves, others: Iterable[LossCurves]) -> LossCurves:
    """Curves whose limits include other runs' epoch means; for limits only, not to be drawn."""
    x, loss = zip(curves.updates, *(other.epochs for other in others), strict=True)
    return replace(curves, updates=(np.concatenate(x), np.concatenate(loss)))


def _x_of(series: Series, samples: int, x: LossX, updates: Series) -> Floats:
    match x:
        case LossX.EPOCHS:
            return series.seen / samples
        case LossX.SAMPLES:
            return series.seen
        case LossX.SECONDS:
            return series.seconds
        case LossX.UPDATES:
            if series is updates or not updates.index.size:
                return series.index.astype(np.float64)
            # The mean of an epoch is drawn at its last update.
            return np.interp(series.seen, updates.seen, updates.index)


def recent_scale(curves: LossCurves) -> Scale:
    """Limits of the x axis around the recent part of the run, which move in steps.

    They contain the whole run while it is short.
    """
    x = curves.updates[0]
    last = float(x[-1]) if x.size and np.isfinite(x[-1]) and x[-1] > 0 else 1.0
    distance = step_above(max(last * _RECENT_SHARE, curves.least_recent))
    step = distance / _RECENT_STEPS
    high = max(math.ceil(last / step - 1e-9) * step, distance)
    return Scale(max(high - distance, 0.0), high)


def loss_scales(
    curves: LossCurves,
    least_loss: float,
    *,
    log: bool,
    previous: tuple[Scale, Scale] | None,
    recent: bool = False,
) -> tuple[Scale, Scale]:
    """Limits of both axes around the curves and the least loss, kept while they fit.

    If only the `recent` part is shown, a linear loss axis may start above 0.
    """
    x_before, y_before = previous or (None, None)
    if recent:
        x = recent_scale(curves)
        return x, _recent_losses(_from(curves, x.low), least_loss, log=log, previous=y_before)
    x_values = np.concatenate([curves.updates[0], curves.epochs[0]])
    x_values = x_values[np.isfinite(x_values)]
    x = limits_from_zero(float(x_values.max()) if x_values.size else 10.0, x_before)
    updates, epochs = (
        loss[np.isfinite(loss) & ((loss > 0) | (not log))]
        for loss in (curves.updates[1], curves.epochs[1])
    )
    if not updates.size:
        return x, (Scale(0.1, 1000.0, log=True) if log else Scale(0.0, 1.0))
    high = float(updates.max())
    if not log:
        y_before = y_before if y_before is not None and y_before.low == 0 else None
        return x, round_limits(0.0, high, y_before) if high > 0 else Scale(0.0, 1.0)
    # A batch that happens to lie on the line has a loss near 0, which would take up most of the
    # decades.
    low = float(np.quantile(updates, _LOW_QUANTILE))
    if epochs.size:
        low = min(low, float(epochs.min()))
    if least_loss > _FLOOR_SHARE * high:
        low = min(low, least_loss)
    return x, log_limits(low, high, y_before)


def _from(curves: LossCurves, low: float) -> LossCurves:
    """The part of the curves with x ≥ `low`."""
    updates, epochs = ((x[x >= low], loss[x >= low]) for x, loss in (curves.updates, curves.epochs))
    return replace(curves, updates=updates, epochs=epochs)


def _recent_losses(
    curves: LossCurves, least_loss: float, *, log: bool, previous: Scale | None
) -> Scale:
    losses = np.concatenate([curves.updates[1], curves.epochs[1]])
    losses = losses[np.isfinite(losses) & ((losses > 0) | (not log))]
    if not losses.size:
        return Scale(0.1, 1000.0, log=True) if log else Scale(0.0, 1.0)
    low, high = float(losses.min()), float(losses.max())
    if log:
        low = max(low, float(np.quantile(losses, _LOW_QUANTILE)))
        return log_limits(low, high, previous)
    # The least loss is included unless that would squeeze the curves.
    if low - (high - low) <= least_loss < low:
        low = least_loss
    return round_limits(low, high, previous)


def loss_layout(
    columns: int, rows: int, x: LossX, scales: tuple[Scale, Scale], *, recent: bool = False
) -> Layout:
    """The layout of the axes in a plot of this size."""
    across = scales[0]
    names: tuple[str, ...] = (str(x), str(x).split()[0])
    if recent and across.low > 0:
        distance = across.high - across.low
        last = whole(round(distance)) if distance >= 1 else format_number(distance)
        names = (f"{x}, last {last}", f"last {last}")
    counts = x in (LossX.UPDATES, LossX.SAMPLES)
    across_axis = Axis(across, names[0], counts=counts)
    return layout_named(columns, rows, across_axis, names, Axis(scales[1], "loss"))


def is_dense(plan: Layout, curves: LossCurves, markers: Markers) -> bool:
    """Whether the visible updates are dense enough to be drawn as a band."""
    return is_band(plan, curves.updates[0], curves.numbers, markers)


def legend(look: Look, least_loss: float, *, dense: bool) -> tuple[LegendEntry, ...]:
    """The meaning of the curves, the most important first."""
    palette, glyphs = look.palette, look.markers.glyphs
    batch = glyphs.band if dense else glyphs.thin
    least = significant(least_loss, 5)
    return (
        entry(Named.EPOCH_MEAN, glyphs.solid, palette.current),
        entry(Named.BATCH_LOSS, batch, palette.batch_loss, ", min to max" if dense else ""),
        entry(Named.LEAST_LOSS, glyphs.rule, palette.optimum, f" {least}"),
    )


def axes(plan: Layout, look: Look, least_loss: float, *, dense: bool) -> Cells:
    """The axes with the legend."""
    return axes_cells(plan, look, legend(look, least_loss, dense=dense))


def floor(plan: Layout, least_loss: float, look: Look) -> Cells:
    """A line at the least loss, which the epoch means do not stay below."""
    sign, colour = look.markers.glyphs.rule, look.palette.optimum
    return horizontal_rule(plan, least_loss, look.markers, colour, sign)


def changes(plan: Layout, curves: LossCurves, look: Look) -> Cells:
    """A vertical line at each live change."""
    return vertical_rules(plan, curves.changes, look.markers.glyphs.change, look.palette.change)


def batch_losses(plan: Layout, curves: LossCurves, look: Look) -> Cells:
    """The batch losses: a line, or a band where they are denser than dots."""
    palette, glyphs = look.palette, look.markers.glyphs
    if is_dense(plan, curves, look.markers):
        dots, sign = band(plan, curves.updates, curves.numbers, look.markers), glyphs.band
    else:
        dots, sign = _curve(plan, curves.updates, look.markers), glyphs.thin
    return dots.cells((palette.batch_loss,), plan.columns, plan.rows, sign=sign)


def epoch_means(plan: Layout, curves: LossCurves, look: Look) -> Cells:
    """The epoch means."""
    palette, glyphs = look.palette, look.bold_markers.glyphs
    dots = _curve(plan, curves.epochs, look.bold_markers)
    return dots.cells((palette.current,), plan.columns, plan.rows, bold=1, sign=glyphs.solid)


def _curve(plan: Layout, curve: tuple[Floats, Floats], markers: Markers) -> Dots:
    across, _ = markers.resolution
    dots = Dots(plan.area, markers)
    dots.line(*thinned(*curve, plan.area.columns * across, log=plan.y.scale.log))
    return dots
