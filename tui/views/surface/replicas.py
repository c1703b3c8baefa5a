"""What each replica of data-parallel training makes of its part of the last batch.

An arrow along its negative gradient, a level line of its loss, and its digit: at the arrow's end
and at the minimum of its loss. The average of the gradients is that of the batch, which is drawn as
with one device, as is the one step.
"""

from __future__ import annotations

import math

import numpy as np

from engine.history.values import BatchPart, BatchStep
from engine.problems.base import Objective
from engine.problems.linear_neuron.moments import Moments
from engine.problems.linear_neuron.quadratic import (
    best_line,
    best_point,
    has_one_minimum,
    level_curves,
)
from engine.problems.minima import polished
from engine.problems.view import View
from tui.canvas.area import PlotArea
from tui.canvas.arrows import heads, put_arrow, shafts
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.contours import contour_lines
from tui.canvas.dashes import dashed
from tui.canvas.grid import Grid
from tui.canvas.legend import LegendEntry
from tui.canvas.markers import Markers
from tui.canvas.palette import Look
from tui.canvas.raster import Dots
from tui.views.replica_marks import colour_of, digit_of, drawn, entry
from tui.views.surface.bowl import small_level, small_rise
from tui.views.surface.gradient_arrows import arrow_scale

Point = tuple[float, float]
Cell = tuple[int, int]

_FINEST, _COARSEST = 64, 16
"""Points of the grid of one replica in each direction."""
_WORK = 1_000_000
"""Losses of single samples that may be computed for the grids of one picture."""
_PLACES = 64
"""Places along an arrow or a line that are tried for a digit."""
_BESIDE = ((0, 0), (1, 0), (-1, 0), (0, -1), (0, 1), (2, 0), (-2, 0), (3, 0), (-3, 0))
"""Columns and rows from its place to those where a digit may be instead, nearest first."""


def legend(
    look: Look, replicas: int, *, gradients: bool, bowls: bool, one: bool = True
) -> tuple[LegendEntry, ...]:
    """The meaning of the arrows and of the level lines.

    `one` says whether each part has one minimum, not a line of them.
    """
    entries: list[LegendEntry] = []
    minus = "-" if look.markers is Markers.ASCII else "−"
    if gradients:
        arrow = f"{shafts(look)[0]}{heads(look)[0]}"
        name = f"{minus}gradient of each replica"
        entries.append(entry(replicas, name, "replicas", look, arrow))
    if bowls:
        name = "minimum and level line of each replica" if one else "minima of each replica"
        entries.append(entry(replicas, name, "replica min", look, look.markers.glyphs.dashed))
    return tuple(entries)


def has_bowl(part: BatchPart) -> bool:
    """Whether the loss of a part has a single minimum; so has that of no samples."""
    return not isinstance(part.objective, Moments) or has_one_minimum(part.objective)


def arrows(
    plan: Layout, point: Point, parts: tuple[BatchPart, ...], full: Objective, look: Look
) -> Cells:
    """Arrows from a point along the negative gradients of the parts, in the scale of the others."""
    cells = Cells.blank(plan.columns, plan.rows)
    area = plan.area
    view = View(area.x.low, area.x.high, area.y.low, area.y.high)
    scale = arrow_scale(view, full) if area.columns and area.rows else 0.0
    if not scale:
        return cells
    tips = []
    for place, part in enumerate(parts[: drawn(len(parts))]):
        if part.objective is None:
            continue
        by_w, by_b = part.objective.gradient(*point)
        tip = (point[0] - scale * by_w, point[1] - scale * by_b)
        if all(map(math.isfinite, tip)):
            tips.append((place, tip))
    # The shorter ones last, because they often overlap.
    for place, tip in sorted(tips, key=lambda it: math.dist(it[1], point), reverse=True):
        put_arrow(cells, plan, point, tip, colour_of(place, look), look)
    taken: set[Cell] = set()
    for place, tip in tips:
        _number_arrow(cells, area, point, tip, place, look, taken)
    return cells


def _number_arrow(
    cells: Cells,
    area: PlotArea,
    tail: Point,
    tip: Point,
    place: int,
    look: Look,
    taken: set[Cell],
) -> None:
    """The digit just beyond the head, or where the arrow leaves the plot."""
    first, last = area.cell(*tail), area.cell(*tip)
    if first is None or first == last:
        return
    if last is None:
        shares = np.linspace(1, 0, _PLACES)
        ways = [tail[side] + shares * (tip[side] - tail[side]) for side in (0, 1)]
        inside = (area.cell(w, b) for w, b in zip(*(way.tolist() for way in ways), strict=True))
        last = next((cell for cell in inside if cell is not None), first)
        beyond = last
    else:
        along, down = last[0] - first[0], last[1] - first[1]
        size = math.hypot(along, 2 * down)
        beyond = last[0] + round(along / size), last[1] + round(2 * down / size)
    _put_digit(cells, area, beyond, place, look, taken)


def _put_digit(
    cells: Cells, area: PlotArea, cell: Cell, place: int, look: Look, taken: set[Cell]
) -> None:
    """The digit of a replica in this cell of the plot, or in the next one that has no digit."""
    for right, down in _BESIDE:
        column, row = cell[0] + right, cell[1] + down
        inside = 0 <= column - area.column < area.columns and 0 <= row - area.row < area.rows
        if inside and (column, row) not in taken:
            taken.add((column, row))
            cells.put(column, row, digit_of(place), colour_of(place, look), bold=True)
            return


def bowls(plan: Layout, step: BatchStep, look: Look) -> Cells:
    """A level line of the loss of each part, dashed, and the digit at its minimum.

    All lines are as far above their minima as that of the batch, whose loss is their average. Where
    a part has a line of minima, that line is drawn instead, with the digit on it.
    """
    area = plan.area
    cells = Cells.blank(plan.columns, plan.rows)
    if not area.columns or not area.rows:
        return cells
    parts = step.parts[: drawn(len(step.parts))]
    places: list[tuple[int, Cell]] = []
    rise = small_rise(step.objective, area) if isinstance(step.objective, Moments) else 0.0
    for place, part in enumerate(parts):
        if part.objective is None:
            continue
        dots = Dots(area, Markers.DOT if look.markers is Markers.QUADRANT else look.markers)
        if isinstance(part.objective, Moments):
            at = _exact(area, part.objective, dots, rise, (place + 1) / (len(parts) + 1))
        else:
            at = _on_grid(area, part.objective, dots, len(parts))
        sign, colour = look.markers.glyphs.dashed, colour_of(place, look)
        cells = cells.overlay(dots.cells((colour,), plan.columns, plan.rows, sign=sign))
        if at is not None:
            places.append((place, at))
    taken: set[Cell] = set()
    for place, cell in places:
        _put_digit(cells, area, cell, place, look, taken)
    return cells


def _exact(area: PlotArea, moments: Moments, dots: Dots, rise: float, share: float) -> Cell | None:
    """The line of a quadratic loss; returns the cell of its minimum, or of one of them.

    `rise` is that of the line above the minimum; `share` is where on a line of minima.
    """
    if has_one_minimum(moments):
        for w, b in level_curves(moments, moments.least_loss + rise, area.x.low, area.x.high):
            dashed(dots, w, b, 1)
        return area.cell(*best_point(moments))
    w, b = best_line(moments, area.x.low, area.x.high)
    dashed(dots, w, b, 1)
    shares = np.linspace(0, 1, _PLACES)
    ways = (np.interp(shares, np.linspace(0, 1, side.size), side).tolist() for side in (w, b))
    found = [area.cell(*point) for point in zip(*ways, strict=True)]
    inside = [cell for cell in found if cell is not None]
    # The digits are at different places along their lines, which often cross.
    return inside[int(share * len(inside))] if inside else None


def _on_grid(area: PlotArea, part: Objective, dots: Dots, parts: int) -> Cell | None:
    """The lowest line of a loss that is not quadratic; returns the cell of its minimum."""
    view = View(area.x.low, area.x.high, area.y.low, area.y.high)
    points = min(max(math.isqrt(_WORK // (part.count * parts)), _COARSEST), _FINEST)
    w, b = (np.linspace(scale.low, scale.high, points) for scale in (area.x, area.y))
    grid = Grid(view, part.loss(w[None, :], b[:, None]))
    finite = grid.losses[np.isfinite(grid.losses)]
    if not finite.size or not float(np.ptp(finite)) > 0:
        return None
    for curves in contour_lines(grid.losses, view, np.array([small_level(finite)])):
        for curve in curves:
            dashed(dots, curve[:, 0], curve[:, 1], 1)
    if not grid.has_minimum():
        return None
    return area.cell(*polished(part, grid.lowest(), view))
