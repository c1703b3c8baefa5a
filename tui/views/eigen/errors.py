"""The error along each eigenvector of the Hessian over the updates, measured and predicted.

Both axes of the picture are in updates and in the units of θ, the latter logarithmic: a factor per
update is a straight line. The measured errors are solid, the predicted ones dashed below them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats
from engine.problems.base import Names
from engine.theory.directions import Stretch, predicted_errors
from tui.canvas.area import Scale
from tui.canvas.axes import Axis, Layout, layout
from tui.canvas.axes_drawing import axes_cells
from tui.canvas.cells import Cells
from tui.canvas.dashes import dashed
from tui.canvas.legend import LegendEntry
from tui.canvas.limits import limits_from_zero, log_limits, steady_log_limits
from tui.canvas.markers import Markers
from tui.canvas.palette import Look
from tui.canvas.raster import Dots
from tui.canvas.thin import thinned
from tui.model.known_problem import Problem

STEEP, FLAT = 0, 1
_FINEST = 1e-9
"""Errors below this share of the largest one are rounding errors."""
_GROWTH = 1e4
"""How many times the measured errors the predicted ones are shown."""
_POINTS = 4000
_DASHES = 3, 6

Scales = tuple[Scale, Scale]


@dataclass(frozen=True, eq=False)
class Errors:
    """Sizes of the errors along the steep and the flat direction.

    Attributes:
        updates: the updates of the measured ones, (rows,), from 0.
        measured: (rows, 2).
        ahead: the updates of the predicted ones, (points,).
        predicted: (points, 2); nan where there is no prediction.
    """

    updates: Floats
    measured: Floats
    ahead: Floats
    predicted: Floats

    @property
    def is_predicted(self) -> bool:
        """Whether there is any prediction."""
        return bool(np.isfinite(self.predicted[1:]).any())


def colours_of(look: Look) -> tuple[int, int]:
    """The colours of the steep and the flat direction."""
    return look.palette.path[0], look.palette.truth


def signs_of(look: Look) -> tuple[str, str]:
    """The signs of the steep and the flat direction, which differ where colours do not."""
    glyphs, (steep, flat) = look.bold_markers.glyphs, colours_of(look)
    return glyphs.solid, glyphs.solid if steep != flat else glyphs.sample


def _predicted_signs(look: Look) -> tuple[str, str]:
    glyphs, (steep, flat) = look.bold_markers.glyphs, colours_of(look)
    return glyphs.dashed, glyphs.dashed if steep != flat else glyphs.dotted


def expected(
    problem: Problem, stretches: tuple[Stretch, ...], last: float
) -> tuple[Floats, Floats]:
    """The updates up to `last`, at most some thousand of them, and the errors predicted there."""
    count = min(int(last), _POINTS)
    updates = np.unique(np.linspace(0, int(last), count + 1).astype(np.int64))
    errors = predicted_errors(problem.exact, problem.start, stretches, updates)
    return updates.astype(np.float64), np.abs(errors)


def across(updates: Floats, first: float, previous: Scale | None, *, ended: bool) -> Scale:
    """Limits of the axis of updates: of the run, or `first` before its first one."""
    last = float(updates[-1])
    if ended and last:
        return Scale(0.0, last)
    return limits_from_zero(last or first, previous)


def along(errors: Errors, previous: Scale | None, *, ended: bool) -> Scale:
    """Limits of the logarithmic axis around all errors that are more than rounding errors."""
    known = np.concatenate([errors.measured.ravel(), errors.predicted.ravel()])
    known = known[np.isfinite(known) & (known > 0)]
    if not known.size:
        return Scale(0.1, 1000.0, log=True)
    measured = errors.measured[np.isfinite(errors.measured) & (errors.measured > 0)]
    high = float(known.max())
    if measured.size:
        # A prediction of divergence leaves the picture, where the present would vanish in it.
        largest = float(measured.max())
        high = min(high, largest * _GROWTH)
    # A prediction falls for ever; the measured errors end in rounding.
    of = measured if len(errors.updates) > 1 and measured.size else known
    low = float(of.min(where=of >= high * _FINEST, initial=high))
    return log_limits(low, high) if ended else steady_log_limits(low, high, previous)


def errors_layout(
    columns: int, rows: int, scales: Scales, entries: tuple[LegendEntry, ...] = ()
) -> Layout:
    """The layout of the axes in a plot of this size, with room for a legend of these entries."""
    updates, error = Axis(scales[0], "updates", counts=True), Axis(scales[1], "error", snap=True)
    return layout(columns, rows, updates, error, entries)


def legend(
    look: Look, names: Names, *, equal: bool, predicted: bool, mean: bool
) -> tuple[LegendEntry, ...]:
    """The meaning of the lines.

    Args:
        look: colours and markers.
        names: of both directions.
        equal: whether their eigenvalues are equal.
        predicted: whether there is a prediction.
        mean: whether it is that of the mean over batches.
    """
    plain = look.markers is Markers.ASCII
    name = "lambda" if plain else "λ"
    ends = ("", "") if equal else ("_max", "_min") if plain else ("max", "min")
    entries = [
        LegendEntry(sign, colour, f"{direction}, {name}{end}", direction)
        for sign, colour, direction, end in zip(
            signs_of(look), colours_of(look), names, ends, strict=True
        )
    ]
    if predicted:
        more = ", mean over batches" if mean else ""
        signs = "".join(dict.fromkeys(_predicted_signs(look)))
        entries.append(LegendEntry(signs, look.palette.text, f"predicted{more}", "predicted"))
    return tuple(entries)


def axes(plan: Layout, look: Look, entries: tuple[LegendEntry, ...]) -> Cells:
    """The axes with the legend."""
    return axes_cells(plan, look, entries)


def curves(plan: Layout, errors: Errors, look: Look) -> Cells:
    """The measured errors over the predicted ones, the flat direction on top."""
    dots = Dots(plan.area, look.bold_markers)
    for direction in (STEEP, FLAT):
        y = errors.predicted[:, direction]
        dashed(dots, *_drawn(plan, dots, errors.ahead, y), direction + 1, _DASHES)
    for direction in (STEEP, FLAT):
        y = errors.measured[:, direction]
        dots.line(*_drawn(plan, dots, errors.updates, y), direction + 3)
    both, signs = colours_of(look), [*_predicted_signs(look), *signs_of(look)]
    return dots.cells((*both, *both), plan.columns, plan.rows, bold=3, sign=signs)


def _drawn(plan: Layout, dots: Dots, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """A curve thinned to what its picture needs; errors of 0 lie below the axis, inf above it."""
    scale = plan.area.y
    y = np.where(y <= 0, scale.low * _FINEST, y)
    return thinned(x, y, plan.area.x, dots.width, log=True)


def horizon(half_lives: Sequence[float]) -> float:
    """Updates in which every error falls, or grows, a thousandfold."""
    known = [10 * abs(half_life) for half_life in half_lives if math.isfinite(half_life)]
    return max(10.0, *known) if known else 100.0
