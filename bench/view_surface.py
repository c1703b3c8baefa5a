"""The surface: what a frame costs while a run moves, and a step of panning or zooming."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual.app import App, ComposeResult

from bench.registry import Measurement, median_seconds, row
from tests.tui.plots.scenes import descent, frame_of, line_preview, picture_of
from tui.picture import Picture
from tui.widgets.surface_plot import SurfacePlot

MILLISECONDS = 25.0
REPEATS = 30
_UPDATES = 2000


class _Alone(App[None]):
    """The surface and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.plot = SurfacePlot()

    def compose(self) -> ComposeResult:
        yield self.plot


def _pictures() -> list[Picture]:
    preview = line_preview()
    run = descent(preview, 0.001, _UPDATES)
    frames = [frame_of(run.rows(slice(made))) for made in (_UPDATES - 1, _UPDATES)]
    return [picture_of(preview, frame) for frame in frames]


def _measured(
    size: tuple[int, int], action: Callable[[SurfacePlot, list[Picture]], None]
) -> Measurement:
    async def measure() -> float:
        app = _Alone()
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            pictures = _pictures()
            app.plot.show(pictures[0])
            return median_seconds(lambda: action(app.plot, pictures), REPEATS)

    return Measurement(asyncio.run(measure()) * 1e3, MILLISECONDS, "ms")


def _next_frame(plot: SurfacePlot, pictures: list[Picture]) -> None:
    plot.show(pictures[plot.picture is pictures[0]])


def _zoom(plot: SurfacePlot, pictures: list[Picture]) -> None:  # noqa: ARG001
    plot.action_magnify(1)


@row("surface: a frame at 120 × 40", against="25 ms", at_most=1.0)
def frame_at_120() -> Measurement:
    """Two thousand updates, of which one is new."""
    return _measured((120, 40), _next_frame)


@row("surface: a frame at 200 × 50", against="25 ms", at_most=1.0)
def frame_at_200() -> Measurement:
    """Two thousand updates, of which one is new."""
    return _measured((200, 50), _next_frame)


@row("surface: a step of zoom at 200 × 50", against="25 ms", at_most=1.0)
def zoom_at_200() -> Measurement:
    """Every layer is drawn anew."""
    return _measured((200, 50), _zoom)
