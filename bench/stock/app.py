"""A live app of stock widgets: the dashboard's plots and a line of numbers, on the same engine."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

from textual import events
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from bench.configs import forever
from bench.stock.drawings import draw_data, draw_loss, draw_surface
from bench.stock.widgets import StockPlot
from engine.client.engine import Engine
from engine.history.frame import Frame
from engine.protocol.commands import Run, SetPace
from engine.protocol.events import Ready
from tui.canvas.palette import Look, palette_for
from tui.model.known_problem import problem_of
from tui.model.scene import Options, Scene
from tui.terminal.flow import QUERY
from tui.terminal.instruments import Instruments

PICTURES_PER_SECOND = 30.0


class StockApp(App[None]):
    """Three plots and two lines of text, at most 30 pictures per second.

    Args:
        pace: updates per second; None is unlimited.
    """

    CSS = """
    #right, StockPlot { width: 1fr; height: 1fr; }
    #numbers { height: 2; }
    """

    def __init__(self, pace: float | None) -> None:
        super().__init__()
        config = forever(batch_size=1)
        self._scene = Scene(config, problem_of(config), None, Look(palette_for(dark=True)))
        self._plots = [StockPlot(draw) for draw in (draw_surface, draw_data, draw_loss)]
        self._engine = Engine(config)
        self._pace = pace
        self._instruments = Instruments()
        self._painted = 0.0

    def compose(self) -> ComposeResult:
        surface, data, loss = self._plots
        with Horizontal():
            yield surface
            with Vertical(id="right"):
                yield data
                yield loss
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
                self._scene = replace(self._scene, frame=event)
                self._draw()
                await self._next()

    async def _next(self) -> None:
        painted = asyncio.Event()
        self.call_after_refresh(painted.set)
        await painted.wait()
        if self._driver is not None:
            # Once per picture, which is how pictures are counted.
            self._driver.write(QUERY)
        await asyncio.sleep(max(0.0, self._painted + 1 / PICTURES_PER_SECOND - time.monotonic()))
        self._painted = time.monotonic()

    def on_key(self, event: events.Key) -> None:
        if event.key == "y":
            logarithmic = not self._scene.options.loss_log
            self._scene = replace(self._scene, options=Options(loss_log=logarithmic))
            self._draw()

    def on_cursor_position(self) -> None:
        """Nothing waits for the answer."""

    def _draw(self) -> None:
        frame = self._scene.frame
        if frame is None:
            return
        for plot in self._plots:
            plot.show(self._scene)
        w, b = frame.theta
        lag = self._instruments.readings().lag * 1e3
        self.query_one("#numbers", Static).update(
            f"epoch {frame.epoch} update {frame.update} w {w:.6f} b {b:.6f} "
            f"full loss {frame.full_loss:.5f} lag {lag:.0f} ms\n"
            f"loss axis {'logarithmic' if self._scene.options.loss_log else 'linear'}"
        )

    async def on_unmount(self) -> None:
        self._instruments.switch(on=False)
        await self._engine.close()
