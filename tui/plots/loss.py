"""The loss as it falls: of each update, the epochs' means, and the floor that the noise sets.

The axes move in steps, with the data: `loss_scales` says when. With the same layout `axes` and
`floor` stay as they are, and `batch_losses`, `epoch_means` and `changes` are drawn each frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from engine.messages import Frame
from engine.snapshot import Series
from tui.plots.area import Scale
from tui.plots.axes import Axis, Layout, LegendEntry, axes_cells, layout
from tui.plots.cells import Cells
from tui.plots.curves import horizontal_rule, vertical_rules
from tui.plots.limits import limits_from_zero, log_limits, round_limits
from tui.plots.markers import Markers
from tui.plots.palette import Look
from tui.plots.raster import Dots
from tui.plots.thin import thinned

Floats = NDArray[np.float64]

_LOW_QUANTILE = 0.05
_FLOOR_SHARE = 1e-9
"""A least loss below this share of the losses shown is rounding error, not noise."""


class LossX(StrEnum):
    """What the x axis counts; a key cycles through them."""

    UPDATES = "updates"
    EPOCHS = "epochs"
    SAMPLES = "samples seen"
    SECONDS = "seconds"

    @property
    def next(self) -> LossX:
        """The one that the key goes to from here."""
        members = list(LossX)
        return members[(members.index(self) + 1) % len(members)]


@dataclass(frozen=True, eq=False)
class LossCurves:
    """What is drawn: x and loss of the updates and of the epochs, and x of the live changes."""

    updates: tuple[Floats, Floats]
    epochs: tuple[Floats, Floats]
    changes: tuple[float, ...] = ()


_NONE = np.empty(0)
NOTHING = LossCurves((_NONE, _NONE), (_NONE, _NONE))


def curves_of(frame: Frame | None, samples: int, x: LossX) -> LossCurves:
    """The curves of a frame over this axis; `samples` is the number of all samples."""
    if frame is None:
        return NOTHING
    updates, epochs = frame.updates, frame.epochs
    changed = np.array([float(change.update) for change in frame.changes])
    if x is not LossX.UPDATES and changed.size and updates.index.size:
        changed = np.interp(changed, updates.index, _x_of(updates, samples, x, updates))
    return LossCurves(
        (_x_of(updates, samples, x, updates), updates.loss),
        (_x_of(epochs, samples, x, updates), epochs.loss),
        tuple(changed.tolist()),
    )


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
            # An epoch's mean stands at its last update.
            return np.interp(series.seen, updates.seen, updates.index)


def loss_scales(
    curves: LossCurves, least_loss: float, *, log: bool, previous: tuple[Scale, Scale] | None
) -> tuple[Scale, Scale]:
    """Limits for both axes around the curves and the floor, kept while they serve."""
    x_before, y_before = previous or (None, None)
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
    # A batch that happens to lie on the line has a loss near 0, which says nothing and would take
    # up most of the decades.
    low = float(np.quantile(updates, _LOW_QUANTILE))
    if epochs.size:
        low = min(low, float(epochs.min()))
    if least_loss > _FLOOR_SHARE * high:
        low = min(low, least_loss)
    return x, log_limits(low, high, y_before)


def loss_layout(columns: int, rows: int, x: LossX, scales: tuple[Scale, Scale]) -> Layout:
    """Where the axes are in a plot of this size."""
    return layout(columns, rows, Axis(scales[0], str(x)), Axis(scales[1], "loss"))


def legend(look: Look) -> tuple[LegendEntry, ...]:
    """What the curves mean, the most needed first."""
    palette, glyphs = look.palette, look.markers.glyphs
    return (
        LegendEntry(glyphs.solid, palette.current, "epoch mean", "mean"),
        LegendEntry(glyphs.thin, palette.batch_loss, "batch"),
        LegendEntry(glyphs.rule, palette.optimum, "least loss", "least"),
    )


def axes(plan: Layout, look: Look) -> Cells:
    """The axes with the legend."""
    return axes_cells(plan, look, legend(look))


def floor(plan: Layout, least_loss: float, look: Look, every: int = 1) -> Cells:
    """The loss at the least-squares optimum, which nothing goes below for long.

    In every column, to go under the curves; or every so many, to go over them and hide little.
    """
    sign, colour = look.markers.glyphs.rule, look.palette.optimum
    return horizontal_rule(plan, least_loss, sign, colour, every)


def changes(plan: Layout, curves: LossCurves, look: Look) -> Cells:
    """A line where something was changed live."""
    return vertical_rules(plan, curves.changes, look.markers.glyphs.change, look.palette.change)


def batch_losses(plan: Layout, curves: LossCurves, look: Look) -> Cells:
    """The updates' losses."""
    palette, glyphs = look.palette, look.markers.glyphs
    dots = _curve(plan, curves.updates, look.markers)
    return dots.cells((palette.batch_loss,), plan.columns, plan.rows, sign=glyphs.thin)


def epoch_means(plan: Layout, curves: LossCurves, look: Look) -> Cells:
    """The epochs' means."""
    palette, glyphs = look.palette, look.bold_markers.glyphs
    dots = _curve(plan, curves.epochs, look.bold_markers)
    return dots.cells((palette.current,), plan.columns, plan.rows, bold=1, sign=glyphs.solid)


def _curve(plan: Layout, curve: tuple[Floats, Floats], markers: Markers) -> Dots:
    across, _ = markers.resolution
    dots = Dots(plan.area, markers)
    dots.line(*thinned(*curve, plan.area.columns * across, log=plan.y.scale.log))
    return dots
