"""The loss surface over (w, b): its layout and axes, and layers that other plots do not have.

Static layers, which change with the data, the view or the size: `axes`, `optima`; and `contours`
and `bands` in `tui.canvas`. Dynamic layers, drawn each frame: `change_marks`, and `trajectory` and
`points` in `tui.canvas.trajectory`; and `crosshair`, moved by keys and mouse.
The module `colour_bar` draws the scale of the bands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum

import numpy as np

from engine.history.frame import Frame
from engine.history.values import Change
from engine.problems.base import NAMES, Names
from engine.problems.linear_neuron.moments import Moments
from engine.problems.linear_neuron.quadratic import best_line
from engine.problems.view import View
from tui.canvas.area import Scale
from tui.canvas.axes import Axis, Layout, layout
from tui.canvas.axes_drawing import axes_cells
from tui.canvas.cells import Cells
from tui.canvas.curves import glyph
from tui.canvas.cycle import Cycle
from tui.canvas.legend import LegendEntry
from tui.canvas.palette import Look
from tui.canvas.raster import Dots


class Style(Cycle, StrEnum):
    """How the loss is drawn; a key cycles through the styles."""

    BOTH = "bands and lines"
    BANDS = "bands"
    LINES = "lines"

    @property
    def bands(self) -> bool:
        """Whether bands are drawn."""
        return self is not Style.LINES

    @property
    def lines(self) -> bool:
        """Whether contour lines are drawn."""
        return self is not Style.BANDS


def surface_layout(
    columns: int,
    rows: int,
    view: View,
    *,
    beside: int = 0,
    legend: tuple[LegendEntry, ...] = (),
    names: Names = NAMES,
) -> Layout:
    """The layout of the surface in a plot of this size.

    Args:
        columns, rows: the size.
        view: the range of the axes.
        beside: columns left free at the right for the colour bar.
        legend: the entries for which there is space above, if possible.
        names: of the axes.
    """
    w, b = Scale(view.w_low, view.w_high), Scale(view.b_low, view.b_high)
    axes_of = Axis(w, names[0], steady=True), Axis(b, names[1], steady=True)
    plan = layout(columns - beside, rows, *axes_of, legend)
    return replace(plan, columns=max(columns, 0))


def axes(plan: Layout, look: Look, legend: tuple[LegendEntry, ...]) -> Cells:
    """The axes and the legend."""
    cells = Cells.blank(plan.columns, plan.rows)
    narrow = replace(plan, columns=plan.area.column + plan.area.columns)
    cells.paste(axes_cells(narrow, look, legend), 0, 0)
    return cells


def optima(plan: Layout, moments: Moments | None, look: Look) -> Cells:
    """The line of optima if x is constant; otherwise nothing."""
    dots = Dots(plan.area, look.bold_markers)
    if moments is not None and moments.var_x == 0 and plan.area.columns:
        dots.line(*best_line(moments, plan.area.x.low, plan.area.x.high))
    sign = look.markers.glyphs.optimum
    return dots.cells((look.palette.optimum,), plan.columns, plan.rows, bold=1, sign=sign)


def change_marks(plan: Layout, frame: Frame, look: Look, paces: Iterable[Change] = ()) -> Cells:
    """Marks of live changes on the trajectory, with the same glyph as on the loss curve."""
    cells = Cells.blank(plan.columns, plan.rows)
    updates = frame.updates
    for update in sorted({change.update for change in (*frame.changes, *paces)}):
        row = int(np.searchsorted(updates.index, update))
        if update > 0 and row < len(updates):
            place, sign = updates.point(row), look.markers.glyphs.change
            glyph(cells, plan.area, place, sign, look.palette.text)
    return cells
