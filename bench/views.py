"""How long each view takes to draw a moving frame: a row a view and size, without a terminal.

Measured is all that the program does for a frame: layers, laying them over each other, and the text
and styles of the lines that changed.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Sequence

from textual.app import App, ComposeResult
from textual.containers import Container

from bench.frames import pictures
from bench.registry import Measurement, median_seconds, row
from tui.model.scene import Picture
from tui.model.situation import PlotName
from tui.views.base import PlotView
from tui.views.registry import ON_DASHBOARD, VIEWS
from tui.views.surface.widget import SurfacePlot
from tui.views.surface_3d.scene import Style
from tui.views.surface_3d.widget import SolidPlot
from tui.views.theory.widget import TheoryPane

FRAMES = 30
MILLISECONDS = 25.0
SIZES = ((120, 40), (200, 50))

Size = tuple[int, int]


class _Stage(App[None]):
    """The views of one screen and nothing else."""

    CSS = """
    Container { layout: grid; grid-size: 2; }
    Container.single { grid-size: 1; }
    PlotView { border: round gray; }
    #surface { row-span: 2; }
    """

    def __init__(self, views: Sequence[PlotView]) -> None:
        super().__init__()
        self.views = views

    def compose(self) -> ComposeResult:
        yield Container(*self.views, classes="single" if len(self.views) == 1 else "")

    def draw(self, picture: Picture) -> None:
        """Draw a frame as far as a terminal is not needed for it."""
        for view in self.views:
            view.show(picture)
            for line in range(view.content_size.height):
                view.render_line(line)


Action = Callable[[_Stage, Picture], None]


def _milliseconds(
    make: Callable[[], Sequence[PlotView]],
    size: Size,
    commands: tuple[str, ...] = (),
    action: Action = _Stage.draw,
    optimizer: str = "adam",
) -> Measurement:
    """The median of many frames, or of as many times whatever else is done."""

    async def measure() -> float:
        app = _Stage(make())
        frames = pictures(FRAMES, optimizer)
        async with app.run_test(size=size) as pilot:
            app.draw(frames[0])
            app.views[0].focus()
            await pilot.pause()
            for id_ in commands:
                app.views[0].handlers[id_]()
            await pilot.pause()
            moving = itertools.cycle(frames)
            return 1e3 * median_seconds(lambda: action(app, next(moving)), FRAMES)

    return Measurement(asyncio.run(measure()), MILLISECONDS, "ms")


_COMMANDS: dict[PlotName, tuple[str, ...]] = {
    "loss": ("loss-read",),
    "data": ("data-residuals", "data-histogram"),
}
"""What is switched on besides: the cursor; residuals and their histogram."""


def _add_row(
    name: str,
    size: Size,
    make: Callable[[], Sequence[PlotView]],
    commands: tuple[str, ...] = (),
    optimizer: str = "adam",
) -> None:
    @row(f"{name}: a frame at {size[0]} × {size[1]}", against="25 ms", at_most=1.0)
    def frame() -> Measurement:
        return _milliseconds(make, size, commands, optimizer=optimizer)


def _together(*names: PlotName) -> Callable[[], list[PlotView]]:
    return lambda: [VIEWS[name].make() for name in names]


for _size in SIZES:
    _add_row("view 1, dashboard", _size, _together(*ON_DASHBOARD))
for _number, _name in enumerate(VIEWS, 2):
    for _size in SIZES:
        _seen: tuple[PlotName, ...] = (_name, "surface", "loss") if _name == "runs" else (_name,)
        _add_row(f"view {_number}, {_name}", _size, _together(*_seen), _COMMANDS.get(_name, ()))
for _size in SIZES:
    # It tells of each batch where there is a closed form.
    _add_row("theory pane", _size, lambda: [TheoryPane()], optimizer="sgd")


def _zoomed(app: _Stage, _: Picture) -> None:
    (plot,) = app.views
    assert isinstance(plot, SurfacePlot)
    plot.magnify(1)


@row("surface: a step of zoom at 200 × 50", against="25 ms", at_most=1.0)
def zoom() -> Measurement:
    """Every layer is drawn anew."""
    return _milliseconds(_together("surface"), SIZES[1], action=_zoomed)


def _turned(style: Style) -> Measurement:
    def turn(app: _Stage, _: Picture) -> None:
        (plot,) = app.views
        assert isinstance(plot, SolidPlot)
        while plot.style is not style:
            plot.next_style()
        plot.turn(1, 0)

    return _milliseconds(_together("solid"), SIZES[1], action=turn)


@row("3-D surface: turned, filled, at 200 × 50", against="25 ms", at_most=1.0)
def turned_filled() -> Measurement:
    """Everything anew."""
    return _turned(Style.FILLED)


@row("3-D surface: turned, mesh, at 200 × 50", against="25 ms", at_most=1.0)
def turned_mesh() -> Measurement:
    """Everything anew."""
    return _turned(Style.MESH)
