"""The data while they are edited: limits that stay, the cursor, the former line, a read-out."""

from __future__ import annotations

from engine.problems.base import Theta
from engine.theory.momentum import Descent
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.curves import crosshair
from tui.canvas.legend import LegendEntry
from tui.canvas.palette import Look
from tui.model.draft import Draft
from tui.model.known_problem import Problem
from tui.model.points import Point
from tui.text.numbers import significant, some

_MARGIN = 0.15
"""Room about the data that it began with, as a share of their range."""
_NEAR = 0.75
"""A point is under the cursor within this share of a cell, the whole cell included."""
_DIGITS = 4

Ranges = tuple[Point, Point]
"""A range of x and one of y."""


def ranges_of(draft: Draft) -> Ranges:
    """What the axes hold beside the points: the former data with a margin, and the cursor."""
    data = draft.base.preview.data
    both = zip((data.x_range, data.y_range), draft.cursor, strict=True)
    x, y = (_widened(low, high, at) for (low, high), at in both)
    return x, y


def _widened(low: float, high: float, at: float) -> Point:
    margin = _MARGIN * (high - low)
    return min(low - margin, at), max(high + margin, at)


def reach_of(plan: Layout) -> Point:
    """How near a point must be to a place to be there, in x and in y."""
    width, height = plan.area.cell_size
    return (_NEAR * width or 1.0), (_NEAR * height or 1.0)


def former_entry(look: Look) -> LegendEntry:
    """The legend of the least-squares line of the data before they were edited."""
    return LegendEntry(
        look.markers.glyphs.dotted, look.palette.muted, "optimum before", "old"
    )  # fmt: skip


def cursor(plan: Layout, draft: Draft, look: Look) -> Cells:
    """The cursor; in its middle a disc if it holds a point, a ring if there is one."""
    place = plan.area.cell(*draft.cursor)
    if place is None:
        return Cells.blank(plan.columns, plan.rows)
    cells, glyphs = crosshair(plan, look, *place), look.markers.glyphs
    if draft.held is not None:
        cells.put(*place, glyphs.current, look.palette.current, bold=True)
    elif draft.under(reach_of(plan)) is not None:
        cells.put(*place, glyphs.unmoved, look.palette.current, bold=True)
    return cells


def _known(problem: Problem) -> list[str]:
    """The optimum and the limit of the learning rate, as far as they are known."""
    theory, name = problem.theory, (*problem.least.name, "")[0]
    best: tuple[Theta, ...]
    limit: tuple[str, ...]
    if theory is None:
        best, limit = problem.optima[:1], ()
    else:
        best = (problem.preview.scaling.to_data(theory.best),)
        limit = (f"lr limit {significant(Descent().limit(theory.lambda_max), _DIGITS)}",)
    name = "minimum" if name == "minima" else name
    texts = [f"{name} w {significant(w, _DIGITS)}, b {significant(b, _DIGITS)}" for w, b in best]
    return [*texts, *limit]


def told(plan: Layout, draft: Draft, problem: Problem, width: int) -> str:
    """The cursor, the optimum, the limit of the learning rate: as many of these as fit."""
    x, y = (significant(value, _DIGITS) for value in draft.cursor)
    there = draft.under(reach_of(plan)) is not None
    what = "holding " if draft.held is not None else "point " if there else ""
    parts = [f"{what}x {x}, y {y}", *_known(problem), some(len(draft.points), "point")]
    while len(parts) > 1 and len(" · ".join(parts)) > width:
        parts.pop()
    return " · ".join(parts)
