"""What it takes to draw one frame of the slice and of the algorithm, full screen."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable

import numpy as np
from textual.app import App, ComposeResult

from bench.registry import Measurement, row
from engine.config import RunConfig
from engine.dataset import load
from engine.epochs import OpenEpoch
from engine.events import Frame
from engine.moments import Moments
from engine.parameters import with_values
from engine.snapshot import BatchSpan, BatchStep, Checkpoint, RunState, Series
from tui.picture import Picture
from tui.plots.palette import Look, palette_for
from tui.problem import problem_of
from tui.widgets.algorithm_view import AlgorithmView
from tui.widgets.plot_view import PlotView
from tui.widgets.slice_plot import SlicePlot

FRAMES = 60
MILLISECONDS = 25.0
SIZES = ((120, 40), (200, 50))
_BATCH = 16
_CONFIG = with_values(
    RunConfig(), {"optimizer": "adam", "learning_rate": 0.3, "batch_size": _BATCH}
)


class _OneView(App[None]):
    """A view and nothing else."""

    def __init__(self, view: PlotView) -> None:
        super().__init__()
        self.view = view

    def compose(self) -> ComposeResult:
        yield self.view


def _pictures() -> list[Picture]:
    """The frames of a run of Adam, in float64, one an update."""
    data = load(_CONFIG.data)
    problem = problem_of(_CONFIG)
    x, y = data.x.astype(np.float64), data.y.astype(np.float64)
    point, m, v = np.zeros(2), np.zeros(2), np.zeros(2)
    steps: list[BatchStep] = []
    pictures = []
    for update in range(1, FRAMES + 1):
        begin = (update - 1) * _BATCH % (x.size - _BATCH)
        rows = slice(begin, begin + _BATCH)
        moments = Moments.of(x[rows], y[rows])
        gradient = np.array(moments.gradient(float(point[0]), float(point[1])))
        slots_before = _slots(m, v, update - 1)
        before = (float(point[0]), float(point[1]))
        m, v = 0.9 * m + 0.1 * gradient, 0.999 * v + 0.001 * gradient**2
        rate = 0.3 * np.sqrt(1 - 0.999**update) / (1 - 0.9**update)
        point = point - rate * m / (np.sqrt(v) + 1e-7)
        after = (float(point[0]), float(point[1]))
        span = BatchSpan(0, rows.start, rows.stop)
        loss = moments.loss(*before)
        steps.append(BatchStep(update, span, before, after, loss, moments))
        checkpoint = Checkpoint(
            update, 0, 0, *after, "adam", _slots(m, v, update), OpenEpoch(), np.empty((0, 3))
        )
        frame = Frame(
            state=RunState.RUNNING,
            config=_CONFIG,
            w=after[0],
            b=after[1],
            previous=before,
            batch_loss=loss,
            epoch_loss=float("nan"),
            full_loss=problem.preview.moments.loss(*after),
            batch=span,
            updates=Series.empty(),
            epochs=Series.empty(),
            kept_every=1,
            seconds=0.0,
            compile_seconds=0.0,
            updates_per_second=0.0,
            checkpoint=checkpoint,
            steps=tuple(steps[-6:]),
            slots_before=slots_before,
        )
        pictures.append(Picture(_CONFIG, problem, frame, Look(palette_for(dark=True))))
    return pictures


def _slots(
    m: np.ndarray[tuple[int], np.dtype[np.float64]],
    v: np.ndarray[tuple[int], np.dtype[np.float64]],
    iteration: int,
) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]]:
    named = {"iteration": np.array(iteration)}
    for place, letter in enumerate("wb"):
        named[f"{letter}_momentum"] = np.array(m[place], np.float32)
        named[f"{letter}_velocity"] = np.array(v[place], np.float32)
    return named


def _milliseconds(make: Callable[[], PlotView]) -> float:
    """Of one frame, without a terminal: the slower of the two sizes; the median of many."""

    async def measure(size: tuple[int, int]) -> float:
        app = _OneView(make())
        pictures = _pictures()
        async with app.run_test(size=size) as pilot:
            app.view.show(pictures[0])
            await pilot.pause()
            times = []
            for picture in pictures[1:]:
                begun = time.perf_counter()
                app.view.show(picture)
                times.append(time.perf_counter() - begun)
            return 1e3 * statistics.median(times)

    return max(asyncio.run(measure(size)) for size in SIZES)


@row("slice, a frame at up to 200 × 50", against="25 ms", at_most=1.0)
def slice_frame() -> Measurement:
    """Six batches' curves, the full loss, tangent and step; axes that move when they must."""
    return Measurement(_milliseconds(SlicePlot), MILLISECONDS, "ms")


@row("algorithm, a frame at up to 200 × 50", against="25 ms", at_most=1.0)
def algorithm_frame() -> Measurement:
    """All lines of Adam with their numbers."""
    return Measurement(_milliseconds(AlgorithmView), MILLISECONDS, "ms")
