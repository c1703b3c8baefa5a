"""Starting points picked on the plane, and the cursor's places: cells and points, no widget."""

from __future__ import annotations

from collections import deque

from tui.canvas.area import PlotArea
from tui.canvas.limits import nudged
from tui.views.surface.viewport import Point

Cell = tuple[int, int]
_PICKS = 64
"""The most picked points on their way to the engine at a time."""


class Picks:
    """Points that were picked as the start and are not in force yet."""

    def __init__(self) -> None:
        self._points: deque[Point] = deque(maxlen=_PICKS)
        self._last: Point | None = None

    def __contains__(self, point: object) -> bool:
        return point in self._points

    def answered(self) -> None:
        """A new scene: its start is where the next step begins."""
        self._last = None

    def pick(self, point: Point) -> None:
        """Pick a point."""
        self._last = point
        self._points.append(point)

    def beside(self, start: Point, cell: Point, right: int, up: int) -> Point:
        """The next round point a cell to the right and upwards of the last pick, or of `start`."""
        # Keys may arrive faster than their results.
        w, b = self._last or start
        width, height = cell
        return nudged(w, width, right) if right else w, nudged(b, height, up) if up else b


def cell_size(area: PlotArea | None) -> Point:
    """Width and height of a cell in w and b; zero where there is none."""
    return (0.0, 0.0) if area is None else area.cell_size


def middle_cell(area: PlotArea) -> Cell:
    """The cell in the middle of the plane."""
    return area.column + area.columns // 2, area.row + area.rows // 2


def cursor_at(area: PlotArea, point: Point) -> Point | None:
    """The cursor on a point, or in the middle if the point is out of sight."""
    return area.at(*(area.cell(*point) or middle_cell(area)))


def neighbour(area: PlotArea, cell: Cell, right: int, up: int) -> Cell | None:
    """The cell beside a cell; None where it is out of sight."""
    column, row = cell[0] + right, cell[1] - up
    return (column, row) if area.holds(column, row) else None
