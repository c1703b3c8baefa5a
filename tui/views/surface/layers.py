"""The loss surface over (w, b): contour lines, the trajectory, the three points.

Static layers, which change with the data, the view or the size: `contours`, `axes`, `optima`.
Dynamic layers, drawn each frame: `trajectory`, `points`; and `crosshair`, moved by keys and mouse.
The module `bands` draws the bands of colour below them, `colour_bar` their scale.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from typing import cast

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.history.frame import Frame
from engine.history.values import Change
from engine.problems.base import Names
from engine.problems.current import PROBLEM
from engine.problems.linear_neuron.landscape import View
from engine.problems.linear_neuron.moments import Moments
from engine.problems.linear_neuron.quadratic import best_line
from tui.canvas.area import PlotArea, Scale
from tui.canvas.axes import Axis, Layout, axes_cells, layout
from tui.canvas.cells import Cells
from tui.canvas.curves import glyph, pointer
from tui.canvas.dot_marks import BLOCK, RING, stamp
from tui.canvas.legend import LegendEntry
from tui.canvas.loss_surface import Surface
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, spread
from tui.canvas.raster import Dots

_FEWEST_LINES = 4
_MOST_STEPS = 60
_STEP_CELLS = 1.5
"""Updates are marked singly up to this number, and where they are this many columns apart."""
_ONE_DOT = 0.5
"""Points closer than this, in dots of the finest markers, cannot be told apart."""
_SHADE_STARTS = (0.0, 0.6, 0.92)
"""The share of the trajectory from which each shade of the palette is used."""
_LAST_UPDATES = (sys.maxsize, 6, 2)
"""The last updates for which each shade is used where the trajectory grows."""


class Style(StrEnum):
    """How the loss is drawn; a key cycles through the styles."""

    BOTH = "bands and lines"
    BANDS = "bands"
    LINES = "lines"

    @property
    def next(self) -> Style:
        """The next style in the cycle."""
        members = list(Style)
        return members[(members.index(self) + 1) % len(members)]

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
    names: Names = PROBLEM.names,
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


def drawn_levels(plan: Layout, surface: Surface, look: Look) -> range:
    """The levels that have a line: all, or every second or third if space is short.

    The lowest line, around the optimum, is always drawn.
    """
    room = plan.area.rows
    # Lines of one colour need more space between them, and lines of large dots still more.
    if not look.markers.finest:
        room //= 4
    elif not look.palette.blend:
        room //= 2
    count = surface.levels.size
    return range(0, count, -(-count // max(room, _FEWEST_LINES)))


def contours(plan: Layout, surface: Surface, look: Look) -> Cells:
    """Contour lines at the levels of the surface; at fewer levels if space is short.

    Drawn with numpy, because plotext takes up to 100 ms for each step of panning or zooming.
    """
    area = plan.area
    if not area.columns or not area.rows:
        return Cells.blank(plan.columns, plan.rows)
    # Blocks would hide the bands.
    markers = look.markers if look.markers.finest else Markers.DOT
    chosen = drawn_levels(plan, surface, look)
    levels = surface.levels[:: chosen.step]
    dots = Dots(area, markers)
    for shade, lines in enumerate(contour_lines(surface.grid, surface.view, levels), 1):
        for line in lines:
            dots.line(line[:, 0], line[:, 1], shade)
    colours = spread(look.palette.contours, surface.levels.size, blend=look.palette.blend)
    sign = look.markers.glyphs.contour
    return dots.cells(colours[:: chosen.step], plan.columns, plan.rows, sign=sign)


def contour_lines(grid: Floats, view: View, levels: Floats) -> list[list[Floats]]:
    """The lines of each level as (n, 2) arrays of (w, b)."""
    # Imported late: not needed before the first surface is drawn.
    from contourpy import LineType, contour_generator

    rows, columns = grid.shape
    generator = contour_generator(
        np.linspace(view.w_low, view.w_high, columns),
        np.linspace(view.b_low, view.b_high, rows),
        np.ma.masked_invalid(grid),
        line_type=LineType.Separate,
    )
    return [cast("list[Floats]", generator.lines(float(level))) for level in levels]


def trajectory(plan: Layout, w: Floats, b: Floats, look: Look, *, fading: bool = False) -> Cells:
    """The trajectory through (w, b), its newest part brightest, its updates marked if they are few.

    Where cells have enough dots, the start is a ring of them, so that the trajectory begins in it.

    Args:
        plan: the layout of the axes.
        w, b: the points in order, the start first; points that are not finite are left out.
        look: colours and markers.
        fading: whether only the last updates are bright, as in a run that diverges.
    """
    dots = Dots(plan.area, look.bold_markers)
    last = len(w) - 1
    starts = [max(last - count, 0) for count in _LAST_UPDATES]
    cuts = [*(starts if fading else (int(share * last) for share in _SHADE_STARTS)), last]
    marked = marked_updates(plan, w, b)
    for shade, (first, until) in enumerate(itertools.pairwise(cuts), 1):
        dots.line(w[first : until + 1], b[first : until + 1], shade)
        here = marked[(marked > first) & (marked <= until)]
        stamp(dots, w[here], b[here], BLOCK, shade)
    shades = spread(look.palette.path, len(_SHADE_STARTS), blend=look.palette.blend)
    if len(w) and look.bold_markers.resolution == RING.resolution:
        stamp(dots, w[:1], b[:1], RING, len(shades) + 1)
    sign = look.bold_markers.glyphs.solid
    size = plan.columns, plan.rows
    cells = dots.cells((*shades, look.palette.start), *size, bold=len(shades), sign=sign)
    if not look.bold_markers.fine:
        for place in filter(None, (plan.area.cell(float(w[at]), float(b[at])) for at in marked)):
            colour = int(cells.fore[place[1], place[0]])
            cells.put(*place, look.markers.glyphs.step, colour, bold=True)
    return cells


def marked_updates(plan: Layout, w: Floats, b: Floats) -> NDArray[np.intp]:
    """The points of the trajectory that are marked: ends of updates whose steps can be told apart.

    Empty if there are too many updates.
    """
    if not 1 < len(w) <= _MOST_STEPS + 1:
        return np.empty(0, np.intp)
    u, v = plan.area.dots(w, b)
    with np.errstate(invalid="ignore"):
        far = np.hypot(np.diff(u), 2 * np.diff(v)) >= _STEP_CELLS
    return np.flatnonzero(far) + 1


def optima(plan: Layout, moments: Moments, look: Look) -> Cells:
    """The line of optima if x is constant; otherwise nothing."""
    dots = Dots(plan.area, look.bold_markers)
    if moments.var_x == 0 and plan.area.columns:
        dots.line(*best_line(moments, plan.area.x.low, plan.area.x.high))
    sign = look.markers.glyphs.optimum
    return dots.cells((look.palette.optimum,), plan.columns, plan.rows, bold=1, sign=sign)


def points(
    plan: Layout,
    look: Look,
    *,
    start: tuple[float, float],
    optimum: tuple[float, float],
    current: tuple[float, float] | None,
) -> Cells:
    """The three points; if they overlap, the current one is on top, then the optimum.

    The start is drawn with the trajectory where that is finer than a cell. If the current point
    and the optimum cannot be told apart, one glyph marks both. An arrow at the edge points to
    either one outside the view.
    """
    cells = Cells.blank(plan.columns, plan.rows)
    palette, glyphs, area = look.palette, look.markers.glyphs, plan.area
    if look.bold_markers.resolution != RING.resolution:
        glyph(cells, area, start, glyphs.start, palette.start)
    best = glyph(cells, area, optimum, glyphs.optimum, palette.optimum)
    if best is None:
        pointer(cells, area, optimum, glyphs, palette.optimum)
    if current is None:
        return cells
    if best is not None and _met(area, current, optimum):
        cells.put(*best, glyphs.arrived, palette.current, bold=True)
        return cells
    sign = glyphs.current
    if glyph(cells, area, current, sign, palette.current) is None:
        pointer(cells, area, current, glyphs, palette.current)
    return cells


def _met(area: PlotArea, current: tuple[float, float], optimum: tuple[float, float]) -> bool:
    """Whether two points share a cell, or a dot across the border between two cells."""
    if area.cell(*current) == area.cell(*optimum):
        return True
    (u, v), (best_u, best_v) = area.dots(*current, 2, 4), area.dots(*optimum, 2, 4)
    return bool(abs(u - best_u) <= _ONE_DOT and abs(v - best_v) <= _ONE_DOT)


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


def crosshair(plan: Layout, look: Look, column: int, row: int) -> Cells:
    """The cursor in a cell, with its arms in the neighbouring cells inside the area."""
    cells = Cells.blank(plan.columns, plan.rows)
    middle, aside, upright = tuple(look.markers.glyphs.crosshair)
    for across, down, sign in ((0, 0, middle), (1, 0, aside), (0, 1, upright)):
        for side in (-1, 1):
            place = column + side * across, row + side * down
            if plan.area.holds(*place):
                cells.put(*place, sign, look.palette.text, bold=True)
    return cells
