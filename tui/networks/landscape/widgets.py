"""The plots of `descent landscape`."""

from __future__ import annotations

from dataclasses import replace

from textual import events
from textual.geometry import Size

from engine.networks.landscape.result import Landscape
from tui.canvas.axes import Layout
from tui.canvas.curves import crosshair
from tui.canvas.loss_surface import Surface
from tui.canvas.palette import Look
from tui.networks.landscape.drawing import Drawn, plan_of, plane_cells, read_out
from tui.networks.landscape.solid import solid_cells
from tui.networks.landscape.surface import surface_of
from tui.networks.landscape.words import names_of
from tui.views.cells_widget import CellPlot
from tui.views.surface_3d.camera import CLOSER, STEP, Camera
from tui.views.surface_3d.relief import Height
from tui.views.surface_3d.solid import Style, default_style


class LandscapePlot(CellPlot):
    """Shows a landscape, with or without its path.

    Attributes:
        path: whether the path of the checkpoints is drawn.
    """

    LAYERS = ("plot", "cursor")

    def __init__(self, title: str, *, id: str) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(title, id=id)
        self.path = True
        self._given: tuple[Landscape, Surface, Look] | None = None

    def show(self, landscape: Landscape, look: Look) -> None:
        """Show this landscape."""
        given = self._given
        surface = surface_of(landscape) if given is None or given[0] is not landscape else given[1]
        self._given = landscape, surface, look
        self.redraw()


class PlanePlot(LandscapePlot):
    """The plane with bands and contour lines, and a cursor that reads out."""

    def __init__(self, title: str, *, id: str) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(title, id=id)
        self._drawn = Drawn()
        self._plan: Layout | None = None

    @property
    def cursor(self) -> tuple[float, float] | None:
        """The coordinates that are read out."""
        return self._drawn.cursor

    def draw(self, size: Size) -> None:
        if self._given is None:
            return
        landscape, surface, look = self._given
        drawn, cursor = replace(self._drawn, path=self.path, cursor=None), self.cursor
        if self.outdated("plot", (size, look, drawn), landscape):
            self._plan = plan_of(*size, landscape, surface, look, drawn)
            self.set_layer("plot", plane_cells(*size, landscape, surface, look, drawn))
        plan = self._plan
        assert plan is not None, "it was drawn"
        if self.outdated("cursor", (plan, look, cursor)):
            place = None if cursor is None else plan.area.cell(*cursor)
            self.set_layer("cursor", None if place is None else crosshair(plan, look, *place))
        self.border_subtitle = "" if cursor is None else read_out(landscape, cursor)

    def next_style(self) -> str:
        """Draw in the next style; returns its name."""
        self._drawn = replace(self._drawn, style=self._drawn.style.next)
        self.redraw()
        return self._drawn.style.value

    def put_cursor(self, cursor: tuple[float, float] | None) -> None:
        """Read out this point; None for no cursor."""
        self._drawn = replace(self._drawn, cursor=cursor)
        self.redraw()

    def move_cursor(self, across: int, up: int) -> None:
        """Move the cursor by points of the grid; it begins at the model."""
        if self._given is None:
            return
        plane = self._given[0].plane
        cursor = self._drawn.cursor
        if cursor is None:
            self.put_cursor((0.0, 0.0))
            return
        places = []
        for value, axis, step in zip(cursor, (plane.first, plane.second), (across, up),
                                     strict=True):  # fmt: skip
            nearest = int(abs(axis - value).argmin())
            places.append(float(axis[min(max(nearest + step, 0), len(axis) - 1)]))
        self.put_cursor((places[0], places[1]))

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        point = None if offset is None or self._plan is None else self._plan.area.at(*offset)
        if point is not None:
            self.put_cursor(point)


class SolidPlot(LandscapePlot):
    """The loss as a solid surface that keys turn."""

    def __init__(self, title: str, *, id: str) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(title, id=id)
        self._camera, self._height = Camera(), Height.ROOT
        self._style: Style | None = None

    def draw(self, size: Size) -> None:
        if self._given is None:
            return
        landscape, surface, look = self._given
        style = self._style or default_style(look)
        camera, height = self._camera, self._height
        if self.outdated("plot", (size, look, camera, height, style, self.path), landscape):
            cells = solid_cells(*size, landscape, surface, look, camera, height, style,
                                path=self.path)  # fmt: skip
            self.set_layer("plot", cells)
        first, second = (names[1] for names in names_of(landscape))
        self.border_subtitle = f"{first} · {second}"

    def turn(self, across: int, up: int) -> None:
        """Turn the surface."""
        self._camera = self._camera.turned(-STEP * across, STEP * up)
        self.redraw()

    def zoom(self, direction: int) -> None:
        """Zoom in or out."""
        self._camera = self._camera.zoomed(CLOSER**direction)
        self.redraw()

    def next_height(self) -> str:
        """Take the next function of the loss as height; returns its name."""
        self._height = self._height.next
        self.redraw()
        return self._height.axis

    def next_style(self) -> str:
        """Draw in the next style; returns its name."""
        look = self._given[2] if self._given is not None else None
        style = self._style or (default_style(look) if look is not None else Style.FILLED)
        self._style = style.next
        self.redraw()
        return self._style.value
