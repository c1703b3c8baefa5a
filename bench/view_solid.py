"""The 3-D surface full screen, without a terminal: what a new frame takes, and a new camera."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import numpy as np
from textual.app import App, ComposeResult

from bench.registry import Measurement, median_seconds, row
from tests.tui.plots.scenes import frame_of, line_preview, picture_of, series
from tui.picture import Picture
from tui.plots.scene import Style
from tui.widgets.solid_plot import SolidPlot

MILLISECONDS = 25.0
_UPDATES = 2000
_REPEATS = 25


class _Stage(App[None]):
    """The view alone."""

    CSS = "SolidPlot { border: round gray; }"

    def compose(self) -> ComposeResult:
        yield SolidPlot()


def _pictures() -> list[Picture]:
    """A noisy run of 2,000 updates, one frame after the other."""
    preview = line_preview()
    noise = np.random.default_rng(0).normal(0, 1, (2, _UPDATES))
    share = np.linspace(0, 1, _UPDATES)
    w = 10 * share + np.cumsum(0.05 * noise[0])
    b = 2 * share + np.cumsum(0.15 * noise[1])
    run = series(w.tolist(), b.tolist(), preview.moments.loss(w, b).tolist())
    return [
        picture_of(preview, frame_of(run.rows(slice(made))))
        for made in range(_UPDATES - _REPEATS - 2, _UPDATES)
    ]


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

    return Measurement(asyncio.run(measure()), MILLISECONDS, "ms")


def _next_frame(plot: SolidPlot, pictures: list[Picture]) -> None:
    plot.show(pictures.pop())


def _turn(plot: SolidPlot, _: list[Picture]) -> None:
    plot.action_turn(1, 0)


@row("3-D surface: a frame at 120 × 40", against="25 ms", at_most=1.0)
def frame_120() -> Measurement:
    """With the camera at rest."""
    return _milliseconds((120, 40), Style.FILLED, _next_frame)


@row("3-D surface: a frame at 200 × 50", against="25 ms", at_most=1.0)
def frame_200() -> Measurement:
    """With the camera at rest."""
    return _milliseconds((200, 50), Style.FILLED, _next_frame)


@row("3-D surface: turned, filled, at 200 × 50", against="25 ms", at_most=1.0)
def turn_filled() -> Measurement:
    """Everything anew."""
    return _milliseconds((200, 50), Style.FILLED, _turn)


@row("3-D surface: turned, mesh, at 200 × 50", against="25 ms", at_most=1.0)
def turn_mesh() -> Measurement:
    """Everything anew."""
    return _milliseconds((200, 50), Style.MESH, _turn)
