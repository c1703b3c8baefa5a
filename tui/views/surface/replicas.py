"""What each replica of data-parallel training makes of its part of the last batch.

An arrow along its negative gradient, a level line of its loss, and its digit: at the arrow's end
and at the minimum of its loss. The average of the gradients is that of the batch, which is drawn as
with one device, as is the one step.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

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
from engine.problems.view import View
from tui.canvas.area import PlotArea
from tui.canvas.arrows import heads, put_head, shafts
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

_FINEST, _COARSEST = 48, 16
"""Points of the grid of one replica in each direction."""
_WORK = 500_000
"""Losses of single samples that may be computed for the grids of one picture."""
_ROUNDS, _FINER = 4, 2
"""Grids around a minimum, and how much finer each is than the one before."""
_PLACES = 64
"""Places along an arrow or a line that are tried for a digit."""
_BESIDE = (
    (0, 0), (1, 0), (-1, 0), (0, -1), (0, 1), (2, 0), (-2, 0), (1, -1), (1, 1), (3, 0), (-3, 0),
    (2, -1), (2, 1),
)  # fmt: skip
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
    tips = _tips(plan, point, parts, full)
    dots = Dots(plan.area, look.bold_markers)
    for place, tip in tips.items():
        w, b = np.array([point, tip]).T
        dots.line(w, b, place + 1)
    colours = tuple(colour_of(place, look) for place in range(drawn(len(parts))))
    cells = dots.cells(colours, plan.columns, plan.rows, bold=1, sign=shafts(look)[0])
    for place, tip in tips.items():
        put_head(cells, plan, point, tip, colour_of(place, look), look)
    return cells


def arrow_digits(
    plan: Layout,
    point: Point,
    parts: tuple[BatchPart, ...],
    full: Objective,
    batch: Objective | None,
    look: Look,
) -> Cells:
    """The digits of the arrows, at their ends or where they leave the plot, beside all heads.

    `batch` is the loss of the batch if its gradient has an arrow.
    """
    cells, tips = Cells.blank(plan.columns, plan.rows), _tips(plan, point, parts, full)
    if not tips:
        return cells
    scale, others = _scale(plan, full), (full, full if batch is None else batch)
    ends = [*tips.values(), *(_tip(point, other, scale) for other in others)]
    found = (plan.area.cell(*end) for end in (point, *ends))
    taken = {cell for cell in found if cell is not None}
    for place, tip in tips.items():
        _number_arrow(cells, plan.area, point, tip, place, look, taken)
    return cells


def _tips(
    plan: Layout, point: Point, parts: tuple[BatchPart, ...], full: Objective
) -> dict[int, Point]:
    """Where the arrows end, by replica; none for one that ends in the cell of the point."""
    area, scale = plan.area, _scale(plan, full)
    tips: dict[int, Point] = {}
    if not scale:
        return tips
    first = area.cell(*point)
    for place, part in enumerate(parts[: drawn(len(parts))]):
        if part.objective is None:
            continue
        tip = _tip(point, part.objective, scale)
        cell = area.cell(*tip)
        if all(map(math.isfinite, tip)) and (cell is None or cell != first):
            tips[place] = tip
    return tips


def _scale(plan: Layout, full: Objective) -> float:
    area = plan.area
    view = View(area.x.low, area.x.high, area.y.low, area.y.high)
    return arrow_scale(view, full) if area.columns and area.rows else 0.0


def _tip(point: Point, objective: Objective, scale: float) -> Point:
    by_w, by_b = objective.gradient(*point)
    return point[0] - scale * by_w, point[1] - scale * by_b


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
    if not area.columns or not area.rows:
        return Cells.blank(plan.columns, plan.rows)
    dots = Dots(area, Markers.DOT if look.markers is Markers.QUADRANT else look.markers)
    parts = step.parts[: drawn(len(step.parts))]
    rise = small_rise(step.objective, area) if isinstance(step.objective, Moments) else 0.0
    lines = _Lines(area, dots, rise, len(parts))
    found = [lines.drawn(place, part.objective) for place, part in enumerate(parts)]
    colours = tuple(colour_of(place, look) for place in range(len(parts)))
    sign = look.markers.glyphs.dashed
    cells = dots.cells(colours, plan.columns, plan.rows, sign=sign)
    taken: set[Cell] = set()
    for place, cell in enumerate(found):
        if cell is not None:
            _put_digit(cells, area, cell, place, look, taken)
    return cells


@dataclass(frozen=True)
class _Lines:
    """Draws the level lines of the parts into the same dots, each in a shade of its own.

    Attributes:
        area, dots: where to.
        rise: of the line of a quadratic loss above its minimum.
        parts: how many there are.
    """

    area: PlotArea
    dots: Dots
    rise: float
    parts: int

    def drawn(self, place: int, part: Objective | None) -> Cell | None:
        """Draw the line of one of them; the cell of its minimum, or of one of them."""
        if part is None:
            return None
        return self._exact(place, part) if isinstance(part, Moments) else self._on_grid(place, part)

    def _exact(self, place: int, part: Moments) -> Cell | None:
        low, high = self.area.x.low, self.area.x.high
        if has_one_minimum(part):
            for w, b in level_curves(part, part.least_loss + self.rise, low, high):
                dashed(self.dots, w, b, place + 1)
            return self.area.cell(*best_point(part))
        w, b = best_line(part, low, high)
        dashed(self.dots, w, b, place + 1)
        shares = np.linspace(0, 1, _PLACES)
        ways = (np.interp(shares, np.linspace(0, 1, side.size), side).tolist() for side in (w, b))
        inside = [cell for at in zip(*ways, strict=True) if (cell := self.area.cell(*at))]
        # The digits are at different places along their lines, which often cross.
        return inside[(place + 1) * len(inside) // (self.parts + 1)] if inside else None

    def _on_grid(self, place: int, part: Objective) -> Cell | None:
        area = self.area
        view = View(area.x.low, area.x.high, area.y.low, area.y.high)
        points = min(max(math.isqrt(_WORK // (part.count * self.parts)), _COARSEST), _FINEST)
        w, b = (np.linspace(scale.low, scale.high, points) for scale in (area.x, area.y))
        grid = Grid(view, part.loss(w[None, :], b[:, None]))
        finite = grid.losses[np.isfinite(grid.losses)]
        if not finite.size or not float(np.ptp(finite)) > 0:
            return None
        for curves in contour_lines(grid.losses, view, np.array([small_level(finite)])):
            for curve in curves:
                dashed(self.dots, curve[:, 0], curve[:, 1], place + 1)
        if not grid.has_minimum():
            return None
        return area.cell(*_lowest_near(part, grid.lowest(), (w[1] - w[0], b[1] - b[0])))


def _lowest_near(part: Objective, found: Point, steps: Point) -> Point:
    """The lowest of the points around one of a grid with these steps, in ever finer grids.

    To a fraction of a cell, which is all that is drawn: exact minima of all parts would take longer
    than the whole picture.
    """
    for shrunk in range(_ROUNDS):
        around = np.linspace(-1, 1, 2 * _FINER + 1) / _FINER**shrunk
        w, b = found[0] + steps[0] * around[None, :], found[1] + steps[1] * around[:, None]
        losses = np.nan_to_num(part.loss(w, b), nan=np.inf)
        row, column = np.unravel_index(int(np.argmin(losses)), losses.shape)
        found = float(w[0, column]), float(b[row, 0])
    return found
