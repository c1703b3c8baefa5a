"""The 3-D surface full screen, without a terminal: what a new frame takes, and a new camera."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import numpy as np
from textual.app import App, ComposeResult

from bench.registry import Measurement, median_seconds, row
from engine.config import RunConfig
from engine.epochs import OpenEpoch
from engine.messages import Frame
from engine.snapshot import Checkpoint, RunState, Series
from tui.picture import Picture
from tui.plots.palette import Look, palette_for
from tui.plots.scene import Style
from tui.problem import problem_of
from tui.widgets.solid_plot import SolidPlot

FRAME_MILLISECONDS = 25.0
_UPDATES = 2000
_REPEATS = 25


class _Stage(App[None]):
    """The view alone."""

    CSS = "SolidPlot { border: round gray; }"

    def compose(self) -> ComposeResult:
        yield SolidPlot()


def _pictures() -> list[Picture]:
    """A noisy run of 2,000 updates, one frame after the other."""
    config = RunConfig()
    problem = problem_of(config)
    noise = np.random.default_rng(0).normal(0, 1, (2, _UPDATES))
    share = np.linspace(0, 1, _UPDATES)
    w = problem.theory.w_best * share + np.cumsum(0.05 * noise[0])
    b = problem.theory.b_best * share + np.cumsum(0.15 * noise[1])
    index = np.arange(1, _UPDATES + 1)
    seen = index.astype(np.float64)
    run = Series(index, w, b, problem.preview.moments.loss(w, b), seen, seen / 1000)
    look = Look(palette_for(dark=True))
    return [
        Picture(config, problem, _frame(config, run.rows(slice(made))), look)
        for made in range(_UPDATES - _REPEATS - 2, _UPDATES)
    ]


def _frame(config: RunConfig, updates: Series) -> Frame:
    last, nan = len(updates), float("nan")
    w, b = float(updates.w[-1]), float(updates.b[-1])
    return Frame(
        state=RunState.RUNNING,
        config=config,
        w=w,
        b=b,
        previous=(w, b),
        batch_loss=nan,
        epoch_loss=nan,
        full_loss=nan,
        batch=None,
        updates=updates,
        epochs=Series.empty(),
        kept_every=1,
        seconds=0.0,
        compile_seconds=0.0,
        updates_per_second=0.0,
        checkpoint=Checkpoint(last, 0, 0, w, b, "sgd", {}, OpenEpoch(), np.empty((0, 3))),
    )


def _milliseconds(
    size: tuple[int, int], style: Style, of: Callable[[SolidPlot, list[Picture]], object]
) -> Measurement:
    async def measure() -> float:
        app = _Stage()
        async with app.run_test(size=size) as pilot:
            plot = app.query_one(SolidPlot)
            pictures = _pictures()
            plot.show(pictures.pop())
            while plot.style is not style:
                plot.action_style()
            await pilot.pause()
            return median_seconds(lambda: of(plot, pictures), _REPEATS) * 1e3

    return Measurement(asyncio.run(measure()), FRAME_MILLISECONDS, "ms")


def _next_frame(plot: SolidPlot, pictures: list[Picture]) -> None:
    plot.show(pictures.pop())


def _turn(plot: SolidPlot, _: list[Picture]) -> None:
    plot.action_turn(1, 0)


@row("3-D surface, a frame, 120 × 40", against="a frame at 40/s", at_most=1.0)
def frame_120() -> Measurement:
    """With the camera at rest."""
    return _milliseconds((120, 40), Style.FILLED, _next_frame)


@row("3-D surface, a frame, 200 × 50", against="a frame at 40/s", at_most=1.0)
def frame_200() -> Measurement:
    """With the camera at rest."""
    return _milliseconds((200, 50), Style.FILLED, _next_frame)


@row("3-D surface turned, filled, 200 × 50", against="a frame at 40/s", at_most=1.0)
def turn_filled() -> Measurement:
    """Everything anew."""
    return _milliseconds((200, 50), Style.FILLED, _turn)


@row("3-D surface turned, mesh, 200 × 50", against="a frame at 40/s", at_most=1.0)
def turn_mesh() -> Measurement:
    """Everything anew."""
    return _milliseconds((200, 50), Style.MESH, _turn)
