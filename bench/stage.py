"""Views of the program and stock widgets of the same content, in one app, drawn in turn."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence

from textual.app import App, ComposeResult
from textual.containers import Container
from textual.widget import Widget

from bench.registry import Measurement
from bench.stock.drawings import Drawing
from bench.stock.widgets import StockPlot, StockText
from bench.timing import in_turn
from tui.model.scene import Scene
from tui.views.base import PlotView

FRAMES = 15
"""Frames drawn in turn; the medians count."""

Size = tuple[int, int]
Action = Callable[[Scene], None]


def render(widget: Widget) -> None:
    """Render all lines of a widget, without a terminal."""
    for line in range(widget.content_size.height):
        widget.render_line(line)


class Stage(App[None]):
    """The views of one screen, and their stock counterparts in a layer behind them.

    Args:
        views: those of the program.
        drawings: the plotext drawing of each view; None is text.
    """

    CSS = """
    Screen { layers: stock ours; }
    Container { layout: grid; grid-size: 2; width: 100%; height: 100%; }
    Container.single { grid-size: 1; }
    #stock { layer: stock; }
    #ours { layer: ours; }
    PlotView, StockPlot, StockText { border: round gray; width: 1fr; height: 1fr; }
    .tall { row-span: 2; }
    """

    def __init__(self, views: Sequence[PlotView], drawings: Sequence[Drawing | None]) -> None:
        super().__init__()
        self.views = views
        self.stock: list[StockPlot | StockText] = [
            StockText() if drawing is None else StockPlot(drawing) for drawing in drawings
        ]

    def compose(self) -> ComposeResult:
        single = "single" if len(self.views) == 1 else ""
        for name, widgets in (("stock", self.stock), ("ours", self.views)):
            if not single:
                widgets[0].add_class("tall")
            yield Container(*widgets, id=name, classes=single)

    def draw(self, scene: Scene) -> None:
        """Draw a frame with the program's views."""
        for view in self.views:
            view.show(scene)
            render(view)

    def draw_stock(self, scene: Scene) -> None:
        """Draw it with stock widgets."""
        for widget in self.stock:
            widget.show(scene)
            render(widget)

    def learn(self, scenes: Sequence[Scene]) -> None:
        """Give the texts of each frame to the stock widgets that show text."""
        for view, widget in zip(self.views, self.stock, strict=True):
            if isinstance(widget, StockText):
                for scene in scenes:
                    view.show(scene)
                    rows = range(view.content_size.height)
                    widget.learn(scene, [view.render_line(row) for row in rows])


def against_stock(
    stage: Stage,
    size: Size,
    scenes: Sequence[Scene],
    commands: tuple[str, ...] = (),
    ours: Callable[[Stage, Scene], None] = Stage.draw,
    theirs: Callable[[Stage, Scene], None] = Stage.draw_stock,
) -> Measurement:
    """CPU milliseconds of a frame: the program's views and stock widgets, in turn.

    Drawing uses one core and waits for nothing, so CPU time equals its time on an idle machine.

    Args:
        stage: the views.
        size: of the terminal, columns and rows.
        scenes: shown repeatedly, each once before it is measured.
        commands: ids of commands run in the first view beforehand.
        ours, theirs: the functions measured.
    """

    async def measure() -> list[list[float]]:
        async with stage.run_test(size=size) as pilot:
            stage.draw(scenes[0])
            stage.views[0].focus()
            await pilot.pause()
            for name in commands:
                stage.views[0].handlers[name]()
            await pilot.pause()
            stage.learn(scenes)
            for act in (ours, theirs):
                act(stage, scenes[-1])
            left, right = iter(scenes), iter(scenes)
            return in_turn(
                lambda: ours(stage, next(left)),
                lambda: theirs(stage, next(right)),
                repeats=len(scenes),
                clock=time.process_time,
            )

    own, other = asyncio.run(measure())
    return Measurement.of_pairs(own, other, "ms CPU", 1e3)
