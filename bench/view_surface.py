"""The surface: what a frame costs while a run moves, and a step of panning or zooming."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from textual.app import App, ComposeResult

from bench.registry import Measurement, median_seconds, row
from engine.moments import Moments
from engine.snapshot import BatchSpan, BatchStep
from tests.tui.plots.scenes import descent, frame_of, line_preview, picture_of
from tui.picture import Options, Picture
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


WHY = Options(batch=True, gradients=True, theory=True)


def _pictures(options: Options | None = None) -> list[Picture]:
    """Two frames one update apart, each with a batch of its own."""
    preview = line_preview()
    run = descent(preview, 0.001, _UPDATES)
    pictures = []
    for made in (_UPDATES - 1, _UPDATES):
        rows = slice(made % 90, made % 90 + 8)
        moments = Moments.of(preview.x[rows], preview.y[rows])
        before, after = ((float(run.w[k]), float(run.b[k])) for k in (made - 2, made - 1))
        span = BatchSpan(0, rows.start, rows.stop)
        step = BatchStep(made, span, before, after, moments.loss(*before), moments)
        frame = replace(frame_of(run.rows(slice(made)), batch=span, batch_size=8), steps=(step,))
        pictures.append(picture_of(preview, frame, options=options))
    return pictures


def _measured(
    size: tuple[int, int],
    action: Callable[[SurfacePlot, list[Picture]], None],
    options: Options | None = None,
) -> Measurement:
    async def measure() -> float:
        app = _Alone()
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            pictures = _pictures(options)
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


@row("surface with bowl and arrows: a frame at 120 × 40", against="25 ms", at_most=1.0)
def bowl_at_120() -> Measurement:
    """The batch's own contour lines, its minimum, both gradients, the axes."""
    return _measured((120, 40), _next_frame, WHY)


@row("surface with bowl and arrows: a frame at 200 × 50", against="25 ms", at_most=1.0)
def bowl_at_200() -> Measurement:
    """The batch's own contour lines, its minimum, both gradients, the axes."""
    return _measured((200, 50), _next_frame, WHY)


@row("surface: a step of zoom at 200 × 50", against="25 ms", at_most=1.0)
def zoom_at_200() -> Measurement:
    """Every layer is drawn anew."""
    return _measured((200, 50), _zoom)
