"""Equal scales of w and b: then gradients are at right angles to the contour lines."""

from __future__ import annotations

from engine.problems.view import View
from tui.canvas.area import PlotArea


def equal_scales(view: View, columns: int, rows: int) -> View:
    """The view, widened in one direction so that w and b have the same scale in so many cells.

    A cell is twice as high as it is wide.
    """
    if columns < 1 or rows < 1:
        return view
    width, height = view.w_high - view.w_low, view.b_high - view.b_low
    unit = max(width / columns, height / (2 * rows))
    beside, above = (unit * columns - width) / 2, (unit * 2 * rows - height) / 2
    return View(view.w_low - beside, view.w_high + beside, view.b_low - above, view.b_high + above)


class EqualScales:
    """Whether the scales are equal, and for which size of the plane.

    Attributes:
        on: whether they are.
    """

    def __init__(self) -> None:
        self.on = False
        self._shape = (0, 0)

    def view(self, view: View) -> View:
        """The view to show instead of this one."""
        return equal_scales(view, *self._shape) if self.on else view

    def reshaped(self, area: PlotArea) -> bool:
        """Whether the plane has another size than before, so that the view must be found again."""
        before, self._shape = self._shape, (area.columns, area.rows)
        return self.on and before != self._shape
