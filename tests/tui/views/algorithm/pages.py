"""Pages of the algorithm view of steps made by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.config.optimizer import OptimizerConfig
from engine.config.run import BatchConfig, RunConfig
from engine.data.batches import BatchSpan
from engine.history.values import BatchStep
from engine.optimizers.state import OptimizerState
from engine.problems.linear_neuron.moments import Moments
from tests.tui.views.scenes import frame_of, line_preview, scene_of, series
from tui.canvas.palette import Look, palette_for
from tui.views.algorithm.numbers import numbers_of
from tui.views.algorithm.page import page_of
from tui.views.algorithm.paint import arranged, cells_of, digits_of, sheet_of, window
from tui.views.algorithm.terms import rule_for

LOOK = Look(palette_for(dark=True))
PREVIEW = line_preview()
BEFORE = (3.0, 1.0)
ROWS = slice(8, 12)


def step_of(preview=PREVIEW, rows=ROWS, before=BEFORE, after=(3.25, 1.125)):
    x, y = preview.x[rows], preview.y[rows]
    with np.errstate(all="ignore"):
        loss = float(np.mean((before[0] * x.astype(float) + before[1] - y) ** 2))
    span = BatchSpan(1, rows.start, rows.stop)
    return BatchStep(7, span, before, after, loss, Moments.of(x, y))


def state_at(rule, value, count):
    """Twice as much for w as for b; what both share has the lower value."""
    lines = [line for line in rule if line.in_state]
    of_w, of_b = (
        tuple(value * (0.5 if line.shared else factor) for line in lines) for factor in (1.0, 0.5)
    )
    return OptimizerState(count, tuple(line.symbol for line in lines), (of_w, of_b))


def scene(step, *, optimizer=None, state=True, changes=(), preview=PREVIEW, shuffle=False, size=4):
    optimizer = optimizer or OptimizerConfig()
    config = RunConfig(optimizer=optimizer, batch=BatchConfig(batch_size=size, shuffle=shuffle))
    rule = rule_for(optimizer)
    frame = frame_of(series([1.0], [1.0], [1.0]))
    frame = replace(
        frame,
        config=config,
        steps=(step,),
        optimizer_before=state_at(rule, 0.25, 6) if state else None,
        optimizer_after=state_at(rule, 0.75, 7),
        checkpoint=replace(frame.checkpoint, update=7),
        changes=changes,
    )
    return scene_of(preview, frame)


def lines_of(shown, size=(118, 35), look=LOOK, lit=None):
    columns, rows = size
    config = shown.config.optimizer
    numbers = numbers_of(shown, rows)
    page = page_of(config, numbers, shown.preview.samples, digits_of(columns))
    sheet = sheet_of(columns, page)
    chosen = window(arranged(page, sheet, rows), rows, lit)
    return cells_of(columns, rows, sheet, chosen, lit, look).lines()


def direct(preview=PREVIEW, rows=ROWS, point=BEFORE):
    x, y = preview.x[rows].astype(float), preview.y[rows].astype(float)
    made = point[0] * x + point[1]
    error = made - y
    sums = float(np.mean(error**2)), float(np.mean(2 * error * x)), float(np.mean(2 * error))
    return x, y, made, error, sums
