"""A view of the (w, b) plane that keys and mouse pan and zoom."""

from __future__ import annotations

from functools import partial

from textual import events
from textual.message import Message

from engine.problems.base import Objective
from engine.problems.view import View
from tui.canvas.area import PlotArea
from tui.canvas.growth import grown
from tui.canvas.limits import rounded
from tui.keys.command import Handlers
from tui.model.scene import Scene
from tui.text.standardized import trained_names
from tui.views.base import PlotView
from tui.views.cells_widget import CellPlot
from tui.views.surface.picks import Cell, Picks, cell_size, cursor_at, middle_cell, neighbour
from tui.views.surface.read_out import read_out, view_text
from tui.views.surface.viewport import Point, Viewport
from tui.widgets.draggable import Draggable

_PAN_SHARE = 10
"""A key press pans by this share of the plot, rounded to whole cells to avoid shimmering."""
_KEY_LEVELS, _WHEEL_LEVELS = 2, 1
_UNDRAWN = "nothing is drawn yet"


class PlaneView(PlotView, Draggable[Viewport]):
    """Pans, zooms, follows the run, reads out values, and posts picked starting points.

    A subclass draws the view of `viewport_of`, passes the area of the plane to `set_area`, and
    draws a cursor in `cursor_cell`.
    """

    class Picked(Message):
        """A point of the plane was picked as the starting point, in round numbers."""

        def __init__(self, plot: PlaneView, w: float, b: float) -> None:
            self.plot = plot
            self.w = w
            self.b = b
            super().__init__()

        @property
        def control(self) -> PlaneView:
            """The plot in which it was picked."""
            return self.plot

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._area: PlotArea | None = None
        self._port: Viewport | None = None
        self._known: tuple[View, Objective] | None = None
        self._picks = Picks()
        self._follow = False
        self._small = False
        """Whether the view of the whole problem was chosen for a run that has left it."""
        self._cursor: Point | None = None
        self._hovered: Cell | None = None

    @property
    def area(self) -> PlotArea | None:
        """The cells of the plane; None before the first drawing."""
        return self._area

    @property
    def has_grown(self) -> bool:
        """Whether the view has grown with a run that left that of the whole problem."""
        if self._port is None or self._known is None:
            return False
        return self._port.home != self._known[0]

    @property
    def cursor_cell(self) -> Cell | None:
        """The cell of the cursor; None while it is off or outside the view."""
        if self._cursor is None or self._area is None:
            return None
        return self._area.cell(*self._cursor)

    def show(self, scene: Scene) -> None:
        """Show a new scene; only what changed is drawn."""
        self._picks.answered()
        super().show(scene)

    def home_view(self, scene: Scene) -> View:
        """The view of the whole problem."""
        return scene.problem.view

    def viewport_of(self, scene: Scene) -> Viewport:
        """The view to show: the default view of the problem, panned and zoomed by the user."""
        chosen, full, start = self.home_view(scene), scene.objective, scene.start
        port = self._port
        if port is None or self._known is None:
            port = Viewport(chosen)
        elif start in self._picks and full is self._known[1]:
            # While the start is being moved in this plot, the view stays the same.
            if not port.view.holds(*start):
                port = port.centred(start) if port.moved else Viewport(chosen)
        elif chosen != self._known[0]:
            port = Viewport(chosen)
        self._small = self._small and not scene.before_run
        if not (port.moved or self._follow or self._small or scene.before_run):
            port = Viewport(grown(chosen, scene.way))
        if self._follow:
            previous = scene.start if scene.frame is None else scene.frame.previous
            port = port.following(scene.point, previous)
        self._port, self._known = port, (chosen, full)
        return port

    def set_area(self, area: PlotArea) -> None:
        """Set the area of the plane, and show the read-out."""
        self._area, scene, port = area, self.scene, self._port
        if scene is None or port is None:
            return
        cell = self._hovered if self._cursor is None else self.cursor_cell
        names = trained_names(scene.preview.scaling)
        value = read_out(area, *cell, scene.objective, names) if cell is not None else ""
        said = view_text(value, port, following=self._follow)
        # The read-out comes first; information about the run gets the remaining space.
        room = self.content_size.width - 4 - (len(said) + 3 if said else 0)
        told = self.told(room) if cell is None else ""
        self.say(" · ".join(part for part in (told, said) if part))

    def told(self, width: int) -> str:  # noqa: ARG002 - for subclasses
        """Information about the run in at most `width` characters."""
        return ""

    def _pan(self, columns: int, rows: int) -> str:
        """Move the view by so many cells to the right and upwards; returns why it did not move."""
        width, height = cell_size(self._area)
        if self._port is None or not width or not height:
            return _UNDRAWN
        port = self._port.panned(columns * width, rows * height)
        if port == self._port and not self._follow:
            return "this is as far as it goes"
        self._port, self._follow = port, False
        self.redraw()
        return ""

    def _zoom(self, levels: int, about: Point | None) -> str:
        if self._port is None:
            return _UNDRAWN
        port = self._port.zoomed(levels, about)
        if port == self._port:
            return f"this is as {'near' if levels > 0 else 'far'} as it goes"
        self._port = port
        self.redraw()
        return ""

    @property
    def handlers(self) -> Handlers:
        """What carries out its commands."""
        return {
            "surface-left": partial(self.arrow, -1, 0),
            "surface-right": partial(self.arrow, 1, 0),
            "surface-up": partial(self.arrow, 0, 1),
            "surface-down": partial(self.arrow, 0, -1),
            "pan-left": partial(self.pan, -1, 0),
            "pan-right": partial(self.pan, 1, 0),
            "pan-up": partial(self.pan, 0, 1),
            "pan-down": partial(self.pan, 0, -1),
            "nearer": partial(self.magnify, 1),
            "zoom-out": partial(self.magnify, -1),
            "home": self.home,
            "follow": self.toggle_follow,
            "cursor": self.toggle_cursor,
        }

    def arrow(self, right: int, up: int) -> str:
        """Move the cursor, else the start before a run, else the view; returns why it did not."""
        if self._cursor is None and (self.scene is None or not self.scene.before_run):
            return self.pan(right, up)
        move = self._move_start if self._cursor is None else self._move_cursor
        move(right, up)
        return ""

    def _move_cursor(self, right: int, up: int) -> None:
        area, port = self._area, self._port
        if area is None or port is None or not area.columns or not area.rows:
            return
        cell = self.cursor_cell
        if cell is None:
            self._cursor = area.at(*middle_cell(area))
        elif (beside := neighbour(area, cell, right, up)) is not None:
            self._cursor = area.at(*beside)
        else:
            self._pan(right, up)
            self._cursor = (self._area or area).at(*cell)
        self.redraw()

    def _move_start(self, right: int, up: int) -> None:
        cell = cell_size(self._area)
        if self.scene is not None and all(cell):
            self._pick(*self._picks.beside(self.scene.start, cell, right, up))

    def _pick(self, w: float, b: float) -> None:
        self._picks.pick((w, b))
        self.post_message(self.Picked(self, w, b))

    def pan(self, right: int, up: int) -> str:
        """Move the view by a part of itself; returns why it did not move."""
        if self._area is None:
            return _UNDRAWN
        cells = self._area.columns, self._area.rows
        across, along = (max(1, round(count / _PAN_SHARE)) for count in cells)
        return self._pan(right * across, up * along)

    def magnify(self, direction: int) -> str:
        """Zoom in (1) or out (-1), about the cursor or the middle; returns why it did not."""
        return self._zoom(direction * _KEY_LEVELS, self._cursor if self.cursor_cell else None)

    def home(self) -> str:
        """Back to the view that the program chose; returns why nothing changed."""
        if self.scene is None:
            return _UNDRAWN
        before, followed, home = self._port, self._follow, self.home_view(self.scene)
        # The view that holds the run comes first, then that of the problem.
        self._small = self.has_grown and before is not None and not before.moved
        self._port, self._follow = Viewport(home), False
        self.redraw()
        if before is None or not before.looks_like(self._port):
            return ""
        return "following is off" if followed else "this is the whole view"

    def toggle_follow(self) -> None:
        """Toggle following of the current point."""
        self._follow = not self._follow
        self.redraw()

    def toggle_cursor(self) -> None:
        """Toggle the cursor; it starts at the current point if that is visible."""
        area, scene = self._area, self.scene
        if self._cursor is not None:
            self._cursor = None
        elif area is not None and scene is not None:
            self._cursor = cursor_at(area, scene.point)
        self.redraw()

    # ------------------------------------------------------------------------------ mouse

    def on_cell_plot_clicked(self, event: CellPlot.Clicked) -> None:
        """Move the cursor if it is shown, otherwise pick a starting point."""
        point = self._area.at(event.column, event.row) if self._area is not None else None
        if point is None or self.dragged:
            return
        if self._cursor is not None:
            self._cursor = point
            self.redraw()
        else:
            width, height = cell_size(self._area)
            self._pick(rounded(point[0], width), rounded(point[1], height))

    def held_at(self, event: events.MouseEvent) -> Viewport | None:
        """The viewport, anywhere on the plane."""
        return None if self._cell_under(event) is None else self._port

    def drag(self, held: Viewport, across: int, down: int) -> None:
        """Pan the view."""
        self._port = held
        self._pan(-across, down)

    def hover(self, event: events.MouseMove) -> None:
        """Read out the cell below the pointer."""
        self._hover(self._cell_under(event))

    def on_leave(self) -> None:
        """The pointer left the plot."""
        self._hover(None)

    def _hover(self, cell: Cell | None) -> None:
        if cell != self._hovered:
            self._hovered = cell
            if self._area is not None:
                self.set_area(self._area)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Zoom in around the pointer."""
        self._wheel(event, _WHEEL_LEVELS)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Zoom out around the pointer."""
        self._wheel(event, -_WHEEL_LEVELS)

    def _wheel(self, event: events.MouseEvent, levels: int) -> None:
        cell = self._cell_under(event)
        if cell is not None and self._area is not None:
            event.stop()
            self._zoom(levels, self._area.at(*cell))

    def _cell_under(self, event: events.MouseEvent) -> Cell | None:
        offset = event.get_content_offset(self)
        if offset is None or self._area is None or not self._area.holds(offset.x, offset.y):
            return None
        return offset.x, offset.y
