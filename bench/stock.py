"""The same content by stock widgets: an app such as one writes with `PlotextPlot` in an afternoon.

`python -m bench.stock [updates a second]`: surface with contour lines and trajectory, data with the
fitted line, loss curve, a line of numbers; the same engine, at most 30 pictures a second.
"""

from __future__ import annotations

import asyncio
import sys
import time
from functools import partial
from typing import Any, cast

import contourpy
import numpy as np
from textual import events
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static
from textual_plotext import PlotextPlot

from bench.configs import forever
from engine.client.engine import Engine
from engine.data.dataset import load
from engine.history.frame import Frame
from engine.problems.linear_neuron.landscape import DEFAULT_VIEW, loss_grid
from engine.problems.linear_neuron.least_squares import theory_of
from engine.problems.linear_neuron.moments import Moments
from engine.protocol.commands import Run, SetPace
from engine.protocol.events import Ready
from tui.terminal.flow import QUERY
from tui.terminal.instruments import Instruments

PICTURES_PER_SECOND = 30.0
GRID = 100
LEVELS = 12
W_LIMITS = DEFAULT_VIEW.w_low, DEFAULT_VIEW.w_high
B_LIMITS = DEFAULT_VIEW.b_low, DEFAULT_VIEW.b_high


class StockApp(App[None]):
    """Three plots and a line of text."""

    CSS = """
    #right, PlotextPlot { width: 1fr; height: 1fr; }
    #numbers { height: 2; }
    """

    def __init__(self, pace: float | None) -> None:
        super().__init__()
        config = forever(batch_size=1)
        data = load(config.data)
        self._x, self._y = data.x.tolist(), data.y.tolist()
        moments = Moments.of(data.x, data.y)
        self._theory = theory_of(moments)
        grid = loss_grid(moments, DEFAULT_VIEW, GRID, GRID)
        w, b = (np.linspace(*limits, GRID) for limits in (W_LIMITS, B_LIMITS))
        generator = contourpy.contour_generator(w, b, grid)
        self._levels = [
            np.concatenate(cast("list[np.ndarray[Any, Any]]", generator.lines(level)))
            for level in np.geomspace(grid.min() * 1.01, grid.max(), LEVELS)[:-1]
        ]
        self._engine = Engine(config)
        self._pace = pace
        self._logarithmic = False
        self._instruments = Instruments()
        self._frame: Frame | None = None
        self._painted = 0.0

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield PlotextPlot(id="surface")
            with Vertical(id="right"):
                yield PlotextPlot(id="data")
                yield PlotextPlot(id="loss")
        yield Static("starting", id="numbers")

    async def on_mount(self) -> None:
        self._instruments.switch(on=True)
        await self._engine.start()
        self.run_worker(self._follow())

    async def _follow(self) -> None:
        await self._engine.send(SetPace(self._pace), Run())
        async for event in self._engine.events():
            if isinstance(event, Ready):
                self.query_one("#numbers", Static).update("ready after")
            if isinstance(event, Frame):
                self._frame = event
                self._draw()
                await self._next()

    async def _next(self) -> None:
        painted = asyncio.Event()
        self.call_after_refresh(painted.set)
        await painted.wait()
        if self._driver is not None:
            # One a picture, which is how pictures are counted.
            self._driver.write(QUERY)
        await asyncio.sleep(max(0.0, self._painted + 1 / PICTURES_PER_SECOND - time.monotonic()))
        self._painted = time.monotonic()

    def on_key(self, event: events.Key) -> None:
        if event.key == "y":
            self._logarithmic = not self._logarithmic
            self._draw()

    def on_cursor_position(self) -> None:
        """Nothing waits for it."""

    def _draw(self) -> None:
        frame = self._frame
        if frame is None:
            return
        self._draw_surface(frame)
        self._draw_data(frame)
        self._draw_loss(frame)
        lag = self._instruments.readings().lag * 1e3
        self.query_one("#numbers", Static).update(
            f"epoch {frame.epoch} update {frame.update} w {frame.w:.6f} b {frame.b:.6f} "
            f"full loss {frame.full_loss:.5f} lag {lag:.0f} ms\n"
            f"loss axis {'logarithmic' if self._logarithmic else 'linear'}"
        )

    def _draw_surface(self, frame: Frame) -> None:
        plot = self.query_one("#surface", PlotextPlot)
        plt = plot.plt
        plt.clear_figure()
        plt.xlim(*W_LIMITS)
        plt.ylim(*B_LIMITS)
        for line in self._levels:
            plt.scatter(*line.T.tolist(), marker="braille", color="cyan")
        w, b = frame.updates.w, frame.updates.b
        plt.plot(w.tolist(), b.tolist(), marker="braille", color="orange")
        plt.scatter([frame.w], [frame.b], marker="●", color="yellow")
        plt.scatter([self._theory.w_best], [self._theory.b_best], marker="x", color="magenta")
        plt.xlabel("w")
        plt.ylabel("b")
        plot.refresh()

    def _draw_data(self, frame: Frame) -> None:
        plot = self.query_one("#data", PlotextPlot)
        plt = plot.plt
        plt.clear_figure()
        plt.scatter(self._x, self._y, marker="braille", color="gray")
        ends = [0.0, 10.0]
        line = partial(plt.plot, ends, marker="braille")
        line([frame.w * x + frame.b for x in ends], color="yellow")
        line([self._theory.w_best * x + self._theory.b_best for x in ends], color="magenta")
        plt.xlabel("x")
        plt.ylabel("y")
        plot.refresh()

    def _draw_loss(self, frame: Frame) -> None:
        plot = self.query_one("#loss", PlotextPlot)
        plt = plot.plt
        plt.clear_figure()
        if self._logarithmic:
            plt.yscale("log")
        for rows, colour in ((frame.updates, "blue"), (frame.epochs, "yellow")):
            kept = np.isfinite(rows.loss) & (rows.loss > 0)
            plt.plot(
                rows.seen[kept].tolist(), rows.loss[kept].tolist(), marker="braille", color=colour
            )
        plt.xlabel("updates")
        plt.ylabel("loss")
        plot.refresh()

    async def on_unmount(self) -> None:
        self._instruments.switch(on=False)
        await self._engine.close()


if __name__ == "__main__":
    StockApp(float(sys.argv[1]) if len(sys.argv) > 1 else None).run()
