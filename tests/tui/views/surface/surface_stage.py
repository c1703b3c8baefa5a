"""The surface on the stage: what it shows, and a mouse on it."""

from __future__ import annotations

from contextlib import asynccontextmanager

from textual import events

from engine.problems.view import View
from tests.tui.stage import Stage, stage
from tui.canvas.area import PlotArea
from tui.views.surface.widget import SurfacePlot


@asynccontextmanager
async def surface(size=(120, 40), **values):
    """The app with the surface in full screen."""
    async with stage(size=size, **values) as on:
        await hit(on, "2")
        yield on, plot_of(on)


def plot_of(on: Stage) -> SurfacePlot:
    plot = on.app.dashboard.plot("surface")
    assert isinstance(plot, SurfacePlot)
    return plot


def area_of(plot: SurfacePlot) -> PlotArea:
    assert plot.area is not None
    return plot.area


def view_of(plot: SurfacePlot) -> View:
    area = area_of(plot)
    return View(area.x.low, area.x.high, area.y.low, area.y.high)


async def hit(on: Stage, *keys: str) -> None:
    """Many keys, without waiting between them."""
    for key in keys:
        on.app.simulate_key(key)
    await on.settle()


def start_of(on: Stage) -> tuple[float, float]:
    return on.engine.config.start.w0, on.engine.config.start.b0


def text_of(plot: SurfacePlot) -> str:
    return "\n".join(plot.shown.lines())


def said(plot: SurfacePlot) -> str:
    return plot.border_subtitle or ""


def mouse(kind, plot, column, row, button=0):
    """A mouse event at a cell of the plot's content."""
    x, y = plot.content_region.x + column, plot.content_region.y + row
    return kind(plot, x, y, 0, 0, button, False, False, False, x, y)


async def send(on: Stage, *made: events.MouseEvent) -> None:
    for event in made:
        on.app.screen._forward_event(event)
        await on.pilot.pause()
    await on.settle()


# ------------------------------------------------------------------ whatever happens

KEYS = [
    "plus", "i", "left", "up", "v", "underscore", "shift+down", "F", "right", "home", "i", "down",
    "m", "v", "plus", "shift+left",
]  # fmt: skip
