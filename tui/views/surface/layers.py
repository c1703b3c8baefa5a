"""The loss surface over (w, b): contour lines, the trajectory, the three points.

Static layers, which change with the data, the view or the size: `contours`, `axes`, `optima`.
Dynamic ones, drawn each frame: `trajectory`, `points`; `crosshair`, which keys and mouse move.
`bands` beside this module draws the bands of colour below them, `colour_bar` their scale.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from typing import cast

import numpy as np
from numpy.typing import NDArray

from engine.history.frame import Frame
from engine.history.values import Change
from engine.problems.linear_neuron.landscape import View
from engine.problems.linear_neuron.moments import Moments
from engine.problems.linear_neuron.quadratic import best_line
from tui.canvas.area import Scale
from tui.canvas.axes import Axis, Layout, LegendEntry, axes_cells, layout
from tui.canvas.cells import Cells
from tui.canvas.curves import Floats, glyph, pointer
from tui.canvas.loss_surface import Surface, legend
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, spread
from tui.canvas.raster import Dots

_FEWEST_LINES = 4
_MOST_STEPS = 60
_STEP_CELLS = 1.5
"""Updates are marked one by one while they are few, and where they are so far apart."""
_SHADE_STARTS = (0.0, 0.6, 0.92)
"""From which share of the trajectory on each of the palette's shades is used."""


class Style(StrEnum):
    """What shows the loss; a key cycles through them."""

    BOTH = "bands and lines"
    BANDS = "bands"
    LINES = "lines"

    @property
    def next(self) -> Style:
        """The one that the key goes to from here."""
        members = list(Style)
        return members[(members.index(self) + 1) % len(members)]

    @property
    def bands(self) -> bool:
        """Whether backgrounds show it."""
        return self is not Style.LINES

    @property
    def lines(self) -> bool:
        """Whether contour lines show it."""
        return self is not Style.BANDS


def surface_layout(columns: int, rows: int, view: View, *, beside: int = 0) -> Layout:
    """Where the surface's axes are in a plot of this size.

    Args:
        columns, rows: the size.
        view: what the axes span.
        beside: columns to be left free at the right, for a scale.
    """
    w, b = Scale(view.w_low, view.w_high), Scale(view.b_low, view.b_high)
    plan = layout(columns - beside, rows, Axis(w, "w", steady=True), Axis(b, "b", steady=True))
    return replace(plan, columns=max(columns, 0))


def axes(
    plan: Layout,
    look: Look,
    first: tuple[LegendEntry, ...] = (),
    last: tuple[LegendEntry, ...] = (),
) -> Cells:
    """The axes with the legend, and what else is to be in it, before or after the three points."""
    cells = Cells.blank(plan.columns, plan.rows)
    narrow = replace(plan, columns=plan.area.column + plan.area.columns)
    cells.paste(axes_cells(narrow, look, (*first, *legend(look), *last)), 0, 0)
    return cells


def drawn_levels(plan: Layout, surface: Surface, look: Look) -> range:
    """Which levels have a line: all, or every second or third where there is no room for more.

    The lowest line, round the optimum, is the one that is never left out.
    """
    room = plan.area.rows
    # Lines of one colour need more room between them, and those of large dots yet more.
    if look.markers is not Markers.BRAILLE:
        room //= 4
    elif not look.palette.blend:
        room //= 2
    count = surface.levels.size
    return range(0, count, -(-count // max(room, _FEWEST_LINES)))


def contours(plan: Layout, surface: Surface, look: Look) -> Cells:
    """Lines of equal loss at the surface's levels; at every other one where there is no room.

    numpy draws them, not plotext: that takes up to 100 ms, at each step of panning or zooming.
    """
    area = plan.area
    if not area.columns or not area.rows:
        return Cells.blank(plan.columns, plan.rows)
    # Blocks would hide the bands.
    markers = look.markers if look.markers is Markers.BRAILLE else Markers.DOT
    chosen = drawn_levels(plan, surface, look)
    levels = surface.levels[:: chosen.step]
    dots = Dots(area, markers)
    for shade, lines in enumerate(contour_lines(surface.grid, surface.view, levels), 1):
        for line in lines:
            dots.line(line[:, 0], line[:, 1], shade)
    colours = spread(look.palette.contours, surface.levels.size, blend=look.palette.blend)
    sign = look.markers.glyphs.contour
    return dots.cells(colours[:: chosen.step], plan.columns, plan.rows, sign=sign)


def contour_lines(
    grid: NDArray[np.float64], view: View, levels: NDArray[np.float64]
) -> list[list[NDArray[np.float64]]]:
    """For each level its lines as (n, 2) arrays of (w, b)."""
    # Not needed before the first surface is drawn.
    from contourpy import LineType, contour_generator

    rows, columns = grid.shape
    generator = contour_generator(
        np.linspace(view.w_low, view.w_high, columns),
        np.linspace(view.b_low, view.b_high, rows),
        np.ma.masked_invalid(grid),
        line_type=LineType.Separate,
    )
    return [cast("list[Floats]", generator.lines(float(level))) for level in levels]


def trajectory(plan: Layout, w: Floats, b: Floats, look: Look) -> Cells:
    """The way from the start through (w, b), its newest part brightest.

    Args:
        plan: where the axes are.
        w, b: the points in order, the start first; what is not finite is left out.
        look: colours and markers.
    """
    dots = Dots(plan.area, look.bold_markers)
    last = len(w) - 1
    cuts = [*(int(share * last) for share in _SHADE_STARTS), last]
    for shade, (first, until) in enumerate(itertools.pairwise(cuts), 1):
        dots.line(w[first : until + 1], b[first : until + 1], shade)
    shades = spread(look.palette.path, len(_SHADE_STARTS), blend=look.palette.blend)
    sign = look.bold_markers.glyphs.solid
    cells = dots.cells(shades, plan.columns, plan.rows, bold=len(shades), sign=sign)
    if 1 <= last <= _MOST_STEPS:
        _mark_steps(cells, plan, w, b, look)
    return cells


def _mark_steps(cells: Cells, plan: Layout, w: Floats, b: Floats, look: Look) -> None:
    """Put a mark at the end of each update that went far enough to see."""
    u, v = plan.area.dots(w, b)
    with np.errstate(invalid="ignore"):
        far = np.hypot(np.diff(u), np.diff(v)) >= _STEP_CELLS
    for step in np.flatnonzero(far) + 1:
        place = plan.area.cell(float(w[step]), float(b[step]))
        if place is not None:
            column, row = place
            colour = int(cells.fore[row, column])
            cells.put(column, row, look.markers.glyphs.step, colour, bold=True)


def optima(plan: Layout, moments: Moments, look: Look) -> Cells:
    """The line on which all (w, b) are best, where x is constant; else nothing."""
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
    """The three points; where they meet, the current one is on top, then the optimum.

    Where the current point shares the optimum's cell, one glyph stands for both. An arrow at the
    edge says where either is if the view does not hold it.
    """
    cells = Cells.blank(plan.columns, plan.rows)
    palette, glyphs, area = look.palette, look.markers.glyphs, plan.area
    glyph(cells, area, start, glyphs.start, palette.start)
    best = glyph(cells, area, optimum, glyphs.optimum, palette.optimum)
    if best is None:
        pointer(cells, area, optimum, glyphs, palette.optimum)
    if current is None:
        return cells
    met = best is not None and best == area.cell(*current)
    sign = glyphs.arrived if met else glyphs.current
    if glyph(cells, area, current, sign, palette.current) is None:
        pointer(cells, area, current, glyphs, palette.current)
    return cells


def change_marks(plan: Layout, frame: Frame, look: Look, paces: Iterable[Change] = ()) -> Cells:
    """Where on the trajectory something was changed live; the sign is that of the loss curve."""
    cells = Cells.blank(plan.columns, plan.rows)
    updates = frame.updates
    for update in sorted({change.update for change in (*frame.changes, *paces)}):
        row = int(np.searchsorted(updates.index, update))
        if update > 0 and row < len(updates):
            place, sign = updates.point(row), look.markers.glyphs.change
            glyph(cells, plan.area, place, sign, look.palette.text)
    return cells


def crosshair(plan: Layout, look: Look, column: int, row: int) -> Cells:
    """The cursor in a cell, its arms in the cells around it as far as they are inside."""
    cells = Cells.blank(plan.columns, plan.rows)
    middle, aside, upright = tuple(look.markers.glyphs.crosshair)
    for across, down, sign in ((0, 0, middle), (1, 0, aside), (0, 1, upright)):
        for side in (-1, 1):
            place = column + side * across, row + side * down
            if plan.area.holds(*place):
                cells.put(*place, sign, look.palette.text, bold=True)
    return cells
