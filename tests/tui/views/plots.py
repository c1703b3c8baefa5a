"""A view alone in an app, with a scene to show."""

from __future__ import annotations

from textual.app import App, ComposeResult

from tui.canvas.cells import Cells
from tui.model.scene import Scene
from tui.views.base import PlotView


class _PlotApp(App[None]):
    def __init__(self, plot: PlotView) -> None:
        super().__init__()
        self._plot = plot

    def compose(self) -> ComposeResult:
        yield self._plot


async def shown(plot: PlotView, scene: Scene, size: tuple[int, int]) -> Cells:
    """What a view shows of a scene in content of this size."""
    async with _PlotApp(plot).run_test(size=size) as pilot:
        await pilot.pause()
        plot.show(scene)
        assert plot.content_size == size
        return plot.shown
