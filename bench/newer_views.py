"""The cost of a frame of the views of phase maps and of landscapes, against stock widgets."""

from __future__ import annotations

import asyncio
import time
from functools import lru_cache
from typing import Any

import numpy as np
from textual.app import App, ComposeResult
from textual_plotext import PlotextPlot

from bench.frames import scenes
from bench.landscape_frames import draw_landscape, landscapes
from bench.map_frames import with_maps
from bench.registry import Measurement, row
from bench.stage import FRAMES, Size, Stage, against_stock, render
from bench.timing import in_turn
from engine.networks.landscape.result import Landscape
from engine.sweeps.phase_outcome import Status
from tui.canvas.palette import Look, palette_for
from tui.model.experiment import PhaseExperiment
from tui.model.scene import Scene
from tui.networks.landscape.widgets import PlanePlot
from tui.views.phase.chart import Chart, chart_of
from tui.views.phase.widget import PhaseView

SIZE: Size = (200, 50)
STOCK = "stock widgets, same content"
_BANDS = ("blue", "cyan", "green", "yellow", "orange", "magenta", "white")
_OTHERS = {Status.DIVERGED: "red", Status.MAX_EPOCHS: "gray", Status.EARLY: "black"}

_charted = lru_cache(maxsize=2 * FRAMES)(chart_of)
"""What the runs mean is computed beforehand for the stock widget, and in each frame for ours."""


def draw_map(plt: Any, scene: Scene) -> None:
    """Each run as a quarter of a cell in the colour of its band or status, and the edge."""
    plt.clear_figure()
    chart = _charted(_map_of(scene))
    status, epochs = chart.shown.status, chart.shown.epochs
    bands = np.searchsorted(np.array(chart.levels), epochs, side="left")
    for band, color in enumerate(_BANDS):
        _put(plt, chart, (status == Status.CONVERGED) & (bands == band), color)
    for each, color in _OTHERS.items():
        _put(plt, chart, status == each, color)
    if chart.edge is not None:
        shown = np.isfinite(chart.edge.y)
        plt.plot(
            chart.edge.x[shown].tolist(),
            np.log10(chart.edge.y[shown]).tolist(),
            marker="braille",
            color="white",
        )
    plt.xlabel("start w")
    plt.ylabel("learning rate")


def _put(plt: Any, chart: Chart, cells: Any, color: str) -> None:
    rows, columns = np.nonzero(cells)
    x, y = chart.spec.x.values[columns], np.log10(chart.spec.y.values[rows])
    plt.scatter(x.tolist(), y.tolist(), marker="hd", color=color)


def _map_of(scene: Scene) -> PhaseExperiment:
    found = scene.experiments.phase
    assert found is not None, "each of these scenes has one"
    return found


@row("a frame of the phase map, 200 × 50", against=STOCK, at_most=0.05)
def phase_map() -> Measurement:
    """A map of 200 × 200 of which 400 more runs are known in each frame."""
    shown = with_maps(scenes(FRAMES))
    for scene in shown:
        _charted(_map_of(scene))
    return against_stock(Stage([PhaseView()], [draw_map]), SIZE, shown)


# textual_plotext has no types.
class _StockLandscape(PlotextPlot):  # type: ignore[misc]
    """A plot that is rebuilt for each landscape."""

    def show(self, shown: Landscape) -> None:
        """Draw this."""
        draw_landscape(self.plt, shown)
        self.refresh()


class _Landscapes(App[None]):
    """Both plots, one above the other, each as large as the screen."""

    CSS = """
    Screen { layers: stock ours; }
    _StockLandscape { layer: stock; }
    PlanePlot { layer: ours; }
    _StockLandscape, PlanePlot { width: 100%; height: 100%; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.ours, self.stock = PlanePlot("landscape", id="plane"), _StockLandscape()
        self._look = Look(palette_for(dark=True))

    def compose(self) -> ComposeResult:
        yield self.stock
        yield self.ours

    def draw(self, shown: Landscape) -> None:
        """Draw a frame as `descent landscape` does."""
        self.ours.show(shown, self._look)
        render(self.ours)

    def draw_stock(self, shown: Landscape) -> None:
        """Draw it with the stock widget."""
        self.stock.show(shown)
        render(self.stock)


@row("a frame of the landscape, 200 × 50", against="stock lines and path", at_most=0.17)
def landscape() -> Measurement:
    """A landscape of 51 × 51 of which 40 more points are known in each frame.

    The stock widget draws no bands, colour bar and legend, which would take it twice as long.
    """
    shown = landscapes(FRAMES)

    async def measure() -> list[list[float]]:
        app = _Landscapes()
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            for draw in (app.draw, app.draw_stock):
                draw(shown[-1])
            left, right = iter(shown), iter(shown)
            return in_turn(
                lambda: app.draw(next(left)),
                lambda: app.draw_stock(next(right)),
                repeats=len(shown),
                clock=time.process_time,
            )

    ours, theirs = asyncio.run(measure())
    return Measurement.of_pairs(ours, theirs, "ms CPU", 1e3)
