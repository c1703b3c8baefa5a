"""The eigenvalues of the Hessian along a trajectory, for a loss whose curvature changes.

Their axis is linear, because they may be negative. Where the larger one is above the line at 2/η,
a step of gradient descent with the learning rate η is longer than twice the distance to the minimum
of the parabola that touches the loss there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats
from engine.problems.base import Objective, curvature
from engine.theory.momentum import descent_of
from tui.canvas.area import Scale
from tui.canvas.axes import Axis, Layout, layout
from tui.canvas.axes_drawing import axes_cells
from tui.canvas.cells import Cells
from tui.canvas.curves import horizontal_rule
from tui.canvas.legend import LegendEntry
from tui.canvas.limits import LARGEST, limits_from_zero, round_limits
from tui.canvas.markers import Markers
from tui.canvas.palette import Look
from tui.canvas.raster import Dots
from tui.canvas.table import plain
from tui.model.scene import Scene
from tui.text.numbers import UNKNOWN, number, significant
from tui.text.standardized import trained_names
from tui.views.eigen import table
from tui.views.eigen.errors import colours_of, signs_of

_MOST = 160
"""Points of the trajectory at which the Hessian is computed."""
_RULE = (2, 6)
_HIGHEST = 3.0
"""The limit is in the picture up to this many times the largest eigenvalue."""
_DIGITS, _FACTOR = 4, 7
NOT_KNOWN = "not known"


@dataclass(frozen=True, eq=False)
class Sharpness:
    """The eigenvalues along a trajectory.

    Attributes:
        updates: at which they are known, (rows,), from 0.
        values: the larger and the smaller one, (rows, 2); nan where they are not finite.
        limit: the larger eigenvalue at which a step gets too long; None for an optimizer that
            rescales the gradient.
    """

    updates: Floats
    values: Floats
    limit: float | None


def sharpness_of(scene: Scene) -> Sharpness:
    """The eigenvalues at the start, at evenly spaced updates, and now."""
    way, frame = scene.way, scene.frame
    index = np.concatenate([[0.0], [] if frame is None else frame.updates.index])
    rows = np.unique(np.linspace(0, len(way) - 1, min(len(way), _MOST)).astype(np.intp))
    values = np.array([_eigenvalues(scene.objective, *way[row].tolist()) for row in rows])
    descent = descent_of(scene.config.optimizer)
    limit = None
    if descent is not None:
        # The limit of the learning rate is proportional to 1/λmax.
        limit = descent.limit(1.0) / scene.config.optimizer.learning_rate
    return Sharpness(index[rows], values, limit)


def _eigenvalues(objective: Objective, w: float, b: float) -> tuple[float, float]:
    found = curvature(objective.hessian(w, b))
    return (math.nan, math.nan) if found is None else (found.lambda_max, found.lambda_min)


def sharpness_layout(
    columns: int,
    rows: int,
    found: Sharpness,
    previous: tuple[Scale, Scale] | None,
    entries: tuple[LegendEntry, ...],
) -> Layout:
    """The layout of the axes, whose limits are kept while they fit."""
    x_before, y_before = previous or (None, None)
    x = limits_from_zero(float(found.updates[-1]) or 10.0, x_before)
    known = found.values[np.isfinite(found.values) & (np.abs(found.values) < LARGEST)]
    high = max(float(known.max()), 0.0) if known.size else 1.0
    low = min(float(known.min()), 0.0) if known.size else 0.0
    if found.limit is not None and found.limit <= _HIGHEST * max(high, -low):
        high = max(high, found.limit)
    y = round_limits(low, high if high > low else low + 1.0, y_before)
    axis = Axis(y, "eigenvalue", snap=True)
    return layout(columns, rows, Axis(x, "updates", counts=True), axis, entries)


def legend(look: Look, found: Sharpness) -> tuple[LegendEntry, ...]:
    """The meaning of the lines."""
    ascii_only = look.markers is Markers.ASCII
    names = ("lambda_max", "lambda_min") if ascii_only else ("λmax", "λmin")
    lines = zip(signs_of(look), colours_of(look), names, strict=True)
    entries = [LegendEntry(sign, colour, name) for sign, colour, name in lines]
    if found.limit is not None:
        name = f"limit for this learning rate, {significant(found.limit, 3)}"
        rule = look.markers.glyphs.rule
        entries.append(LegendEntry(rule, look.palette.warning, name, "limit"))
    return tuple(entries)


def axes(plan: Layout, look: Look, entries: tuple[LegendEntry, ...]) -> Cells:
    """The axes with the legend."""
    return axes_cells(plan, look, entries)


def curves(plan: Layout, found: Sharpness, look: Look) -> Cells:
    """The eigenvalues, the smaller one on top, over the limit and the line at 0."""
    palette, rule = look.palette, look.markers.glyphs.rule
    cells = horizontal_rule(plan, 0.0, look.markers, palette.muted, rule, _RULE)
    if found.limit is not None:
        line = horizontal_rule(plan, found.limit, look.markers, palette.warning, rule)
        cells = cells.overlay(line)
    dots = Dots(plan.area, look.bold_markers)
    for place in (0, 1):
        dots.line(found.updates, found.values[:, place], place + 1)
    drawn = dots.cells(colours_of(look), plan.columns, plan.rows, bold=1, sign=list(signs_of(look)))
    return cells.overlay(drawn)


def rows(scene: Scene, columns: int) -> Cells:
    """The eigenvalues at the present point, their vectors, and the factors of a step there."""
    look, found = scene.look, scene.curvature
    names = ", ".join(trained_names(scene.preview.scaling))
    values: tuple[str, ...] = (UNKNOWN,) * 2
    vectors = factors = values
    descent = descent_of(scene.config.optimizer)
    if found is not None:
        pair = found.lambda_max, found.lambda_min
        values = tuple(significant(value, _DIGITS) for value in pair)
        vectors = tuple(table.axis_text(*axis) for axis in found.axes.tolist())
        if descent is not None:
            rate = scene.config.optimizer.learning_rate
            factors = tuple(significant(1 - rate * value, _FACTOR) for value in pair)
    parts = (
        table.Column("local curvature", ("λmax", "λmin")),
        table.Column("λ here", values),
        table.Column(f"({names})", vectors, 2),
        table.Column("1 − ηλ", factors, 1),
    )
    glyphs = zip(signs_of(look), colours_of(look), strict=True)
    first, second = (table.Row(sign, colour) for sign, colour in glyphs)
    return table.table(columns, (first, second), parts, look)


def said(scene: Scene, width: int) -> str:
    """What the curvature here means for a step, and what does not hold; empty if nothing fits."""
    room = max(width - 4, 0)
    texts = (plain(text, scene.look) for text in _sentences(scene))
    return next((text for text in texts if len(text) <= room), "")


def _sentences(scene: Scene) -> tuple[str, ...]:
    found, rate = scene.curvature, scene.config.optimizer.learning_rate
    if found is None:
        return (f"the curvature here is {NOT_KNOWN}",)
    limit = found.local_limit
    no_axes = "not quadratic: no errors along fixed axes"
    if limit is None:
        bends = "curves downwards" if found.lambda_max < 0 else "is flat"
        return (f"the loss {bends} here: no local limit · {no_axes}", f"the loss {bends} here")
    over = descent_of(scene.config.optimizer) is not None and rate > limit
    text = f"local limit 2/λmax {significant(limit, _DIGITS)}"
    text += f": lr {number(rate)} exceeds it" if over else ""
    if found.is_saddle:
        text += "; one direction curves downwards"
    return (f"{text} · {no_axes}", text, f"local limit {significant(limit, _DIGITS)}")
