"""The cost of drawing a new frame in each view, against stock widgets, without a terminal.

Everything that the program does for a frame is measured: the layers, their composition, and the
text and styles of the changed lines. Text in stock widgets is written beforehand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bench.frames import scenes
from bench.registry import Measurement, row
from bench.stage import FRAMES, Size, Stage, against_stock, render
from bench.stock.drawings import (
    GRID,
    LEVELS,
    Drawing,
    contour_lines,
    draw_data,
    draw_loss,
    draw_mesh,
    draw_slice,
    draw_surface,
    on_plane,
)
from bench.stock.widgets import StockPlot
from bench.sweep_frames import with_sweeps
from tui.model.scene import Scene
from tui.model.situation import PlotName
from tui.views.base import PlotView
from tui.views.registry import ON_DASHBOARD, VIEWS
from tui.views.surface.widget import SurfacePlot
from tui.views.surface_3d.camera import STEP, Camera
from tui.views.surface_3d.solid import Style
from tui.views.surface_3d.widget import SolidPlot
from tui.views.theory.widget import TheoryPane

SIZES: tuple[Size, ...] = ((120, 40), (200, 50))
STOCK = "stock widgets, same content"
TEXT = "Static, text already written"
MESH = "stock mesh, nothing hidden"

_DRAWINGS: dict[PlotName, Drawing | None] = {
    "surface": draw_surface,
    "loss": draw_loss,
    "data": draw_data,
    "slice": draw_slice,
    "solid": draw_mesh,
    "runs": None,
    "algorithm": None,
    "sweeps": None,
    "eigen": None,
}
_COMMANDS: dict[PlotName, tuple[str, ...]] = {
    "loss": ("loss-read",),
    "data": ("data-residuals", "data-histogram"),
}
"""Also switched on: the cursor; residuals and their histogram."""


@dataclass(frozen=True)
class Bounds:
    """The largest accepted ratio of a view at 120 × 40 and at 200 × 50."""

    small: float
    large: float


_BOUNDS: dict[PlotName, Bounds] = {
    "surface": Bounds(0.1, 0.1),
    "loss": Bounds(0.04, 0.04),
    "data": Bounds(0.11, 0.08),
    "slice": Bounds(0.4, 0.4),
    "solid": Bounds(0.1, 0.07),
    "runs": Bounds(0.08, 0.065),
    "algorithm": Bounds(0.4, 0.4),
    "sweeps": Bounds(0.42, 0.32),
    "eigen": Bounds(0.25, 0.2),
}


def _stage(*names: PlotName) -> Stage:
    return Stage([VIEWS[name].make() for name in names], [_DRAWINGS[name] for name in names])


def _add_rows(
    name: str,
    make: Callable[[], Stage],
    bounds: Bounds,
    against: str = STOCK,
    commands: tuple[str, ...] = (),
    frames: Callable[[], list[Scene]] = lambda: scenes(FRAMES),
) -> None:
    """A row for each size."""
    for size, bound in zip(SIZES, (bounds.small, bounds.large), strict=True):

        @row(f"{name}: a frame at {size[0]} × {size[1]}", against=against, at_most=bound)
        def frame(size: Size = size) -> Measurement:
            return against_stock(make(), size, frames(), commands)


def _add_view(number: int, name: PlotName) -> None:
    shown: tuple[PlotName, ...] = (name, "surface", "loss") if name == "runs" else (name,)
    _add_rows(
        f"view {number}, {name}",
        lambda: _stage(*shown),
        _BOUNDS[name],
        TEXT if _DRAWINGS[name] is None and name != "runs" else STOCK,
        _COMMANDS.get(name, ()),
        (lambda: with_sweeps(scenes(FRAMES))) if name == "sweeps" else lambda: scenes(FRAMES),
    )


_add_rows("view 1, dashboard", lambda: _stage(*ON_DASHBOARD), Bounds(0.07, 0.065))
# Games change with a key, not with every frame.
for _number, _name in enumerate(_BOUNDS, 2):
    _add_view(_number, _name)
# It describes each batch where there is a closed form.
_add_rows(
    "theory pane",
    lambda: Stage([TheoryPane()], [None]),
    Bounds(0.75, 0.8),
    TEXT,
    frames=lambda: scenes(FRAMES, "sgd"),
)


def _the_view(stage: Stage) -> PlotView:
    (view,) = stage.views
    return view


def _the_plot(stage: Stage) -> StockPlot:
    (widget,) = stage.stock
    assert isinstance(widget, StockPlot)
    return widget


@row("surface: a step of zoom at 200 × 50", against=STOCK, at_most=0.2)
def zoom() -> Measurement:
    """Every layer is drawn, including contour lines, on both sides."""

    def ours(stage: Stage, _: Scene) -> None:
        view = _the_view(stage)
        assert isinstance(view, SurfacePlot)
        view.magnify(1)
        render(view)

    def theirs(stage: Stage, scene: Scene) -> None:
        view = scene.problem.view
        plot = _the_plot(stage)
        ground = contour_lines(scene.preview.moments, view, GRID, LEVELS)
        on_plane(plot.plt, scene, view, ground)
        plot.refresh()
        render(plot)

    return against_stock(_stage("surface"), SIZES[1], scenes(FRAMES), ours=ours, theirs=theirs)


def _turned(style: Style) -> Measurement:
    camera = Camera()

    def ours(stage: Stage, _: Scene) -> None:
        view = _the_view(stage)
        assert isinstance(view, SolidPlot)
        while view.style is not style:
            view.next_style()
        view.turn(1, 0)
        render(view)

    def theirs(stage: Stage, scene: Scene) -> None:
        nonlocal camera
        camera = camera.turned(STEP)
        plot = _the_plot(stage)
        draw_mesh(plot.plt, scene, camera)
        plot.refresh()
        render(plot)

    return against_stock(_stage("solid"), SIZES[1], scenes(FRAMES), ours=ours, theirs=theirs)


@row(
    "3-D surface: turned, filled, at 200 × 50",
    against=MESH,
    at_most=0.18,
)
def turned_filled() -> Measurement:
    """The whole body is drawn."""
    return _turned(Style.FILLED)


@row("3-D surface: turned, mesh, at 200 × 50", against=MESH, at_most=0.17)
def turned_mesh() -> Measurement:
    """The whole mesh is drawn."""
    return _turned(Style.MESH)
