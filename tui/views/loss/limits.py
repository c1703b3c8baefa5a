"""The limits of the axes of the loss plot, which change in steps while a run goes on."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from engine.arrays import Floats
from tui.canvas.area import Scale
from tui.canvas.limits import (
    limits_from_zero,
    log_limits,
    round_limits,
    steady_log_limits,
    step_above,
)
from tui.views.loss.curves import Curve, LossCurves

_LOW_QUANTILE = 0.05
_FLOOR_SHARE = 1e-9
"""A least loss below this share of the losses shown is a rounding error, not noise."""
_RECENT_SHARE = 0.1
_RECENT_STEPS = 5
"""The limits of the recent part move in steps of this fraction of their distance."""
_LONGEST = 1e9
"""A logarithmic x axis covers at most this factor."""

_FITS = 0.9
"""At the end of a run, the limits of the loss stay as they are if it fills this share of them."""

Scales = tuple[Scale, Scale]


def loss_scales(
    curves: LossCurves,
    least_loss: float,
    *,
    log: bool,
    previous: Scales | None,
    recent: bool = False,
    log_x: bool = False,
    ended: bool = False,
    start_loss: float = math.nan,
) -> Scales:
    """Limits of both axes around the curves and the least loss, kept while they fit.

    Args:
        curves: what is to be shown.
        least_loss: of the least-squares line.
        log: whether the loss axis is logarithmic.
        previous: the limits on the screen.
        recent: only the recent part is shown; then a linear loss axis may start above 0.
        log_x: whether the x axis is logarithmic; the recent part is always linear.
        ended: the run makes no more updates, so the axes fit what there is.
        start_loss: the full loss at the start, which is shown before the first update.
    """
    x_before, y_before = previous or (None, None)
    if recent:
        x = recent_scale(curves)
        return x, visible_losses(curves, x, least_loss, log=log, previous=y_before)
    x = _x_scale(curves, x_before, log=log_x, ended=ended)
    updates, epochs = (_shown(loss, log) for loss in (curves.updates[1], curves.epochs[1]))
    if not updates.size:
        updates = _shown(np.array([start_loss]), log)
    if not updates.size:
        return x, (Scale(0.1, 1000.0, log=True) if log else Scale(0.0, 1.0))
    high = float(updates.max())
    if not log:
        low = min(float(updates.min()), 0.0)
        if low == high == 0:
            return x, Scale(0.0, 1.0)
        high = max(high, 0.0)
        if ended:
            return x, _unless_loose(y_before, round_limits(low, high))
        kept = y_before if y_before and (y_before.low == 0 or low < 0) else None
        return x, round_limits(low, high, kept)
    # A batch that happens to lie on the line has a loss near 0, which would take up most of the
    # decades.
    low = float(np.quantile(updates, _LOW_QUANTILE, method="lower"))
    if epochs.size:
        low = min(low, float(epochs.min()))
    if least_loss > _FLOOR_SHARE * high:
        low = min(low, least_loss)
    if ended:
        return x, _unless_loose(y_before, log_limits(low, high))
    # Round numbers, which are outgrown less often.
    return x, steady_log_limits(low, high, y_before)


def _unless_loose(previous: Scale | None, fit: Scale) -> Scale:
    """The limits on the screen while these fill them; otherwise these."""
    return previous if previous is not None and previous.fits(fit, _FITS) else fit


def _shown(losses: Floats, log: bool) -> Floats:
    return losses[np.isfinite(losses) & ((losses > 0) | (not log))]


def _x_scale(curves: LossCurves, previous: Scale | None, *, log: bool, ended: bool) -> Scale:
    x = np.concatenate([curves.updates[0], curves.epochs[0]])
    x = x[np.isfinite(x) & (x > 0)]
    high = float(x.max()) if x.size else 10.0
    if not log:
        if x.size and x.max() == x.min():
            # A single point stands in the middle, not on the edge.
            return Scale(0.0, 2 * high)
        return Scale(0.0, high) if ended and x.size else limits_from_zero(high, previous)
    low = max(float(x.min()), high / _LONGEST) if x.size else 1.0
    if ended and low < high:
        return Scale(low, high, log=True)
    return steady_log_limits(low, high, previous)


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


def visible_losses(
    curves: LossCurves, x: Scale, least_loss: float, *, log: bool, previous: Scale | None
) -> Scale:
    """Limits of the loss axis around what is visible between the limits of x."""
    parts = [_within(curve, x) for curve in (curves.updates, curves.epochs)]
    losses = _shown(np.concatenate(parts), log)
    if not losses.size:
        return Scale(0.1, 1000.0, log=True) if log else Scale(0.0, 1.0)
    low, high = float(losses.min()), float(losses.max())
    if log:
        low = max(low, float(np.quantile(losses, _LOW_QUANTILE, method="lower")))
        return log_limits(low, high, previous)
    # The least loss is included unless that would squeeze the curves.
    if low - (high - low) <= least_loss < low:
        low = least_loss
    return round_limits(low, high, previous)


def _within(curve: Curve, x: Scale) -> Floats:
    places, losses = curve
    return losses[(places >= x.low) & (places <= x.high)]


def stretched(y: Scale, level: int) -> Scale:
    """The loss axis with its upper limit lowered so that it shows 1 / 2^level of itself."""
    return replace(y, high=y.value(0.5**level)) if level else y
