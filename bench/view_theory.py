"""How long a moving frame of the loss and data views and the theory pane takes to draw."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import replace

import numpy as np
from textual.app import App, ComposeResult

from bench.registry import Measurement, median_seconds, row
from engine.config import RunConfig
from engine.epochs import OpenEpoch
from engine.events import Frame
from engine.moments import Moments
from engine.parameters import with_values
from engine.snapshot import BatchSpan, BatchStep, Checkpoint, RunState, Series
from tui.picture import Options, Picture
from tui.plots.palette import Look, palette_for
from tui.problem import problem_of
from tui.widgets.data_plot import DataPlot
from tui.widgets.loss_plot import LossPlot
from tui.widgets.plot_view import PlotView
from tui.widgets.theory_pane import TheoryPane

FRAMES = 40
MILLISECONDS = 25.0
ROWS = 2000
SIZES = ((120, 40), (200, 50))


def _pictures(config: RunConfig) -> list[Picture]:
    """A noisy run with as many rows as a frame has, which goes on."""
    problem = problem_of(config)
    preview, rng = problem.preview, np.random.default_rng(0)
    index = np.arange(1, ROWS + FRAMES + 1)
    loss = 100 + 4000 * np.exp(-index / 300) + rng.normal(0, 20, index.size)
    w, b = 10 * (1 - np.exp(-index / 300)), 2 * (1 - np.exp(-index / 3000))
    seen = index.astype(np.float64)
    updates = Series(index, w, b, loss.astype(np.float64), seen * 8, seen / 1e6)
    epochs = replace(updates, seen=seen * 100)
    return [
        Picture(
            config,
            problem,
            _frame(config, updates.rows(slice(k, k + ROWS)), epochs.rows(slice(0, ROWS // 10)),
                   preview.moments),
            Look(palette_for(dark=True)),
            Options(theory=True),
        )
        for k in range(FRAMES)
    ]  # fmt: skip


def _frame(config: RunConfig, updates: Series, epochs: Series, moments: Moments) -> Frame:
    update = int(updates.index[-1])
    w, b = float(updates.w[-1]), float(updates.b[-1])
    span = BatchSpan(update // 13, update % 12 * 8, update % 12 * 8 + 8)
    step = BatchStep(update, span, (w, b), (w, b), 100.0, replace(moments, mean_x=5.0 + w / 100))
    point = Checkpoint(update, 9, 0, w, b, "sgd", {}, OpenEpoch(), np.empty((0, 3)))
    return Frame(
        RunState.RUNNING, config, w, b, (w, b), 100.0, 100.0, 95.0, span, updates, epochs, 1, 1.0,
        0.1, 1e6, point, steps=(step,),
    )  # fmt: skip


class _Stage(App[None]):
    def __init__(self, view: PlotView) -> None:
        super().__init__()
        self._view = view

    def compose(self) -> ComposeResult:
        yield self._view


async def _seconds(view: PlotView, size: tuple[int, int], keys: tuple[str, ...]) -> float:
    config = with_values(RunConfig(), {"batch_size": 8, "shuffle": True, "samples": 4096})
    pictures = _pictures(config)
    async with _Stage(view).run_test(size=size) as pilot:
        view.show(pictures[0])
        view.focus()
        await pilot.pause()
        await pilot.press(*keys)
        frames = itertools.cycle(pictures)
        return median_seconds(lambda: view.show(next(frames)), FRAMES)


def _worst(make: type[PlotView], keys: tuple[str, ...] = ()) -> Measurement:
    seconds = max(asyncio.run(_seconds(make(), size, keys)) for size in SIZES)
    return Measurement(1e3 * seconds, MILLISECONDS, "ms")


@row("loss view, a frame", against="25 ms", at_most=1.0)
def loss() -> Measurement:
    """With the cursor; the worse of 120 × 40 and 200 × 50."""
    return _worst(LossPlot, ("i",))


@row("data view, a frame", against="25 ms", at_most=1.0)
def data() -> Measurement:
    """4,096 shuffled samples, residuals and histogram; the worse of the same two sizes."""
    return _worst(DataPlot, ("d", "h"))


@row("theory pane, a frame", against="25 ms", at_most=1.0)
def theory() -> Measurement:
    """With another batch in each; the worse of the same two sizes."""
    return _worst(TheoryPane)
