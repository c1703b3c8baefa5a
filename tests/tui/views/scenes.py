"""Runs and data sets to draw, made with float64 numpy and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from engine.config.run import BatchConfig, RunConfig
from engine.data.batches import BatchSpan
from engine.data.preview import Preview
from engine.data.preview import preview_of as made_of
from engine.history.epochs import OpenEpoch
from engine.history.frame import Frame
from engine.history.values import Change, Checkpoint, RunState, Series
from engine.problems.linear_neuron.landscape import DEFAULT_VIEW
from engine.problems.view import View
from tui.canvas.axes import Layout
from tui.canvas.palette import Look, palette_for
from tui.model.known_problem import Problem, problem_from
from tui.model.scene import Options, Scene

SIZES = [(0, 0), (1, 1), (2, 2), (5, 1), (1, 5), (10, 4), (28, 9), (40, 12), (80, 24), (200, 50)]


def preview_of(x: Sequence[float], y: Sequence[float], x_name: str = "x") -> Preview:
    """A data set that is drawn whole."""
    xs, ys = np.array(x, np.float32), np.array(y, np.float32)
    return made_of(xs, ys, "test", (x_name, "y"), points=xs.size)


def line_preview(
    samples: int = 100, w: float = 10.0, b: float = 2.0, noise: float = 1.0
) -> Preview:
    """Samples about a line, evenly over x from 0 to 10."""
    x = np.linspace(0, 10, samples)
    y = w * (x + np.random.default_rng(1).normal(0, noise, samples)) + b
    return preview_of(x.tolist(), y.tolist())


def series(w: Sequence[float], b: Sequence[float], loss: Sequence[float], each: int = 1) -> Series:
    """Updates from the first on, each of so many samples, one a millisecond."""
    index = np.arange(1, len(w) + 1)
    w_column, b_column, losses = (np.array(column, np.float64) for column in (w, b, loss))
    seen = each * index.astype(np.float64)
    return Series.of(index, w_column, b_column, losses, seen, index / 1000)


def frame_of(
    updates: Series,
    epochs: Series | None = None,
    *,
    batch: BatchSpan | None = None,
    batch_size: int = 1,
    changes: tuple[Change, ...] = (),
) -> Frame:
    """A run that has made these updates."""
    last = updates.index.size
    theta = updates.point(-1) if last else (0.0, 0.0)
    return Frame(
        state=RunState.RUNNING,
        config=RunConfig(batch=BatchConfig(batch_size=batch_size)),
        theta=theta,
        previous=(0.0, 0.0),
        batch_loss=float(updates.loss[-1]) if last else float("nan"),
        epoch_loss=float("nan"),
        full_loss=1.0,
        batch=batch,
        updates=updates,
        epochs=Series.empty() if epochs is None else epochs,
        kept_every=1,
        seconds=0.0,
        compile_seconds=0.0,
        updates_per_second=0.0,
        checkpoint=Checkpoint(last, 0, 0, theta, "sgd", {}, OpenEpoch(), np.empty((0, 3))),
        changes=changes,
    )


def descent(preview: Preview, learning_rate: float, updates: int) -> Series:
    """Full-batch gradient descent from (0, 0)."""
    x, y = preview.x.astype(np.float64), preview.y.astype(np.float64)
    w = b = 0.0
    ws, bs, losses = [], [], []
    for _ in range(updates):
        residual = w * x + b - y
        losses.append(float(np.mean(residual**2)))
        w -= learning_rate * 2 * float(np.mean(residual * x))
        b -= learning_rate * 2 * float(np.mean(residual))
        ws.append(w)
        bs.append(b)
    return series(ws, bs, losses, each=preview.samples)


def place_of(plan: Layout, x: float, y: float) -> tuple[int, int]:
    """The column and row of a point that is in view."""
    place = plan.area.cell(x, y)
    assert place is not None
    return place


@cache
def _known(preview: Preview) -> Problem:
    config = RunConfig()
    return problem_from(config.problem, config.data, (0.0, 0.0), preview)


def problem_of(config: RunConfig, preview: Preview, view: View = DEFAULT_VIEW) -> Problem:
    """The problem of these samples, with the start (0, 0); its theory is computed once."""
    return replace(_known(preview), data=config.data, view=view)


def scene_of(
    preview: Preview,
    frame: Frame | None = None,
    *,
    look: Look | None = None,
    view: View = DEFAULT_VIEW,
    config: RunConfig | None = None,
    options: Options | None = None,
) -> Scene:
    """A run of a neuron that starts at (0, 0), on data drawn from a line."""
    config = config or (RunConfig() if frame is None else frame.config)
    problem = problem_of(config, preview, view)
    look = look or Look(palette_for(dark=True))
    return Scene(config, problem, frame, look, options or Options())
