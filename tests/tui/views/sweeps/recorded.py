"""Recorded sweeps to draw, with runs of plain numpy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.config.run import FULL_BATCH, RunConfig
from engine.data.preview import Preview
from engine.history.frame import Frame
from engine.history.values import RunState, Series
from engine.protocol.sweep_messages import SweepRows
from engine.sweeps.comparison import batch_comparison
from engine.sweeps.spec import SweepSpec
from engine.theory.verdict import Kind
from tests.tui.sweeps import ended_row
from tests.tui.views.scenes import frame_of, line_preview, problem_of, series
from tui.model.experiment import SweepExperiment


def run_of(preview: Preview, size: int, rate: float, epochs: int) -> Series:
    """Plain descent with batches in order: θ after each update, the batch's loss before it."""
    x, y = preview.x.astype(float), preview.y.astype(float)
    w = b = 0.0
    made: list[tuple[float, float, float]] = []
    for _ in range(epochs):
        for start in range(0, len(x), size):
            part = slice(start, start + size)
            error = w * x[part] + b - y[part]
            loss = float(np.mean(error**2))
            w -= rate * 2 * float(np.mean(error * x[part]))
            b -= rate * 2 * float(np.mean(error))
            made.append((w, b, loss))
    ws, bs, losses = zip(*made, strict=True)
    return series(ws, bs, losses, each=size)


def compared(samples: int = 100, epochs: int = 4, told: int | None = None) -> SweepExperiment:
    """A comparison of batch sizes, of which the first `told` runs have ended; by default all."""
    preview = line_preview(samples)
    spec = batch_comparison(RunConfig(), samples)
    runs = [
        run_of(preview, samples if size == FULL_BATCH else int(size), 0.001, epochs)
        for size in spec.batch_sizes
    ]
    return recorded(spec, preview, runs[:told])


def recorded(spec: SweepSpec, preview: Preview, runs: list[Series]) -> SweepExperiment:
    """A recorded sweep with these runs."""
    frames = tuple(ended(run) for run in runs)
    rows = tuple(
        ended_row(spec, place, updates=len(run), epochs=4, verdict=Kind.STOPPED_EARLY)
        for place, run in enumerate(runs)
    )
    problem = problem_of(spec.base, preview)
    sweep = SweepExperiment(spec=spec, problem=problem, comparison=True)
    return sweep.after(SweepRows(rows, len(rows), spec.runs, frames=frames), "CPU")


def ended(run: Series, state: RunState = RunState.CONVERGED) -> Frame:
    """The last frame of a run."""
    return replace(frame_of(run), state=state)
