"""Steps of gradient descent, the slice through one, and its numbers by direct sums."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from engine.data.batches import BatchSpan
from engine.data.preview import Preview
from engine.history.values import BatchStep
from engine.problems.linear_neuron.moments import Moments
from tests.tui.views.scenes import line_preview
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells, composed
from tui.canvas.palette import Look, palette_for
from tui.views.slice import layers
from tui.views.slice import layout as plot
from tui.views.slice.cut import Along, cut_of
from tui.views.slice.marks import step_marks

LOOK = Look(palette_for(dark=True))


PREVIEW = line_preview()


RATE = 0.004


def direct_loss(preview: Preview, rows: slice, w: float, b: float) -> float:
    x, y = preview.x[rows].astype(np.float64), preview.y[rows].astype(np.float64)
    return float(np.mean((w * x + b - y) ** 2))


def step_of(
    preview: Preview,
    rows: slice,
    before: tuple[float, float],
    after: tuple[float, float] | None = None,
    update: int = 1,
) -> BatchStep:
    """One step of gradient descent on these rows, or to wherever is said."""
    x, y = preview.x[rows].astype(np.float64), preview.y[rows].astype(np.float64)
    with np.errstate(all="ignore"):
        error = before[0] * x + before[1] - y
        if after is None:
            by_w, by_b = float(np.mean(2 * error * x)), float(np.mean(2 * error))
            after = before[0] - RATE * by_w, before[1] - RATE * by_b
        loss = float(np.mean(error**2))
    span = BatchSpan(0, rows.start or 0, rows.stop or x.size)
    moments = Moments.of(preview.x[rows], preview.y[rows])
    return BatchStep(update, span, before, after, loss, moments)


def shown_of(
    steps: Sequence[BatchStep],
    along: Along = Along.STEP,
    preview: Preview = PREVIEW,
    start: tuple[float, float] = (0.0, 0.0),
) -> plot.Slice:
    cut = cut_of(steps[-1] if steps else None, start, along)
    return plot.slice_of(cut, steps, preview.moments)


def draw(
    shown: plot.Slice, size: tuple[int, int], look: Look = LOOK, zoom: int = 0
) -> tuple[Layout, Cells]:
    plan = plot.slice_layout(*size, shown.cut, plot.scales_of(shown, zoom))
    curves, marks = layers.curves(plan, shown, look), step_marks(plan, shown, look)
    labels, axes = layers.earlier_labels(plan, shown, look), plot.axes(plan, look, shown)
    stack = ((axes, False), (curves, True), (labels, False), (marks, True))
    return plan, composed(plan.columns, plan.rows, stack)


def on_line(shown: plot.Slice, x: float) -> tuple[float, float]:
    """(w, b) at a place of the axis, by hand."""
    step, along = shown.step, shown.cut.along
    w, b = (0.0, 0.0) if step is None else step.before
    if along is Along.W:
        return x, b
    if along is Along.B:
        return w, x
    assert step is not None
    length = math.dist(step.before, step.after)
    dw, db = step.after[0] - w, step.after[1] - b
    return w + x * dw / length, b + x * db / length


def vertex(shown: plot.Slice, rows: slice, preview: Preview = PREVIEW) -> tuple[float, float]:
    """Where the loss is least along the line, from its direct values at three places."""
    f = [direct_loss(preview, rows, *on_line(shown, x)) for x in (-10.0, 0.0, 10.0)]
    curvature, slope = (f[0] + f[2] - 2 * f[1]) / 200, (f[2] - f[0]) / 20
    x = -slope / (2 * curvature)
    return x, direct_loss(preview, rows, *on_line(shown, x))


ALL = slice(None)


BATCH = slice(8, 12)


STEP = step_of(PREVIEW, BATCH, (3.0, 1.0))
