"""The negative gradients at the present point as arrows, and the last step at its true length.

The arrow of the full data is solid and in the optimum's colour; that of the last batch is white and
dashed. Both have one scale, which depends on the view alone: an arrow gets shorter as its gradient
does. The step is a line from the point before the last update to the present point.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Hashable, Sequence
from functools import lru_cache
from typing import cast

import numpy as np

from engine.history.values import BatchStep
from engine.optimizers.before_rule import Clipping
from engine.problems.base import Objective
from engine.problems.view import View
from tui.canvas.arrows import heads, put_arrow, shafts
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.legend import LegendEntry
from tui.canvas.limits import SMALLEST, step_below
from tui.canvas.markers import Markers
from tui.canvas.palette import Look
from tui.canvas.raster import Dots
from tui.text.numbers import format_number

NO_CLIPPING = Clipping()
Point = tuple[float, float]

_LONGEST = 0.5
"""The longest arrow of the full gradient in the view, as a share of the plot's width and height."""
_PLACES = 9
"""Points in each direction at which the gradient of a loss that is not quadratic is sampled."""
_USUAL = 0.15
"""The middle of their arrows, as a share of the plot's width and height."""


def arrow_scale(view: View, full: Objective) -> float:
    """The length of arrows in the units of the axes, per unit of gradient: a 1-2-5 number.

    No arrow of the full gradient of a bowl is longer than `_LONGEST` of the plot from any point of
    the view; this gradient is linear in (w, b), so its extremes are at the corners. Other losses
    have walls and plateaus, so half their arrows are shorter than `_USUAL`. 0 if there is no scale.
    """
    return _scale(view, cast("Hashable", full))


@lru_cache(maxsize=8)
def _scale(view: View, known: Hashable) -> float:
    """As `arrow_scale`, once for the same loss."""
    full = cast("Objective", known)
    sides: tuple[Sequence[float], ...]
    sides = (view.w_low, view.w_high), (view.b_low, view.b_high)
    if not full.is_quadratic:
        sides = tuple(np.linspace(*side, _PLACES).tolist() for side in sides)
    by_w, by_b = full.gradient(*np.array(list(itertools.product(*sides))).T)
    sizes = view.w_high - view.w_low, view.b_high - view.b_low
    with np.errstate(over="ignore", invalid="ignore"):
        shares = np.maximum(np.abs(by_w) / sizes[0], np.abs(by_b) / sizes[1])
    shares = np.sort(shares[np.isfinite(shares)])
    if not shares.size:
        return 0.0
    at, length = (shares.size - 1, _LONGEST) if full.is_quadratic else (shares.size // 2, _USUAL)
    largest = length / float(shares[at]) if shares[at] > 0 else math.inf
    return step_below(largest) if SMALLEST < largest < math.inf else 0.0


def legend(
    look: Look, scale: float, *, batch: bool, step: bool, clipped: bool = False
) -> tuple[LegendEntry, ...]:
    """The meaning of the arrows, with their scale, and of the step.

    `batch`, `step` and `clipped` say whether the batch's arrow, the step and the clipped gradient
    are drawn.
    """
    palette, plain = look.palette, look.markers is Markers.ASCII
    head = heads(look)[0]
    full, of_batch = (f"{shaft}{head}" for shaft in shafts(look))
    times = f" {'x' if plain else '×'} {format_number(scale)}" if scale else ""
    minus = "-" if plain else "−"
    entries = [LegendEntry(full, palette.optimum, f"{minus}gradient{times}")]
    if batch:
        entries.append(LegendEntry(of_batch, palette.lit, f"batch {minus}gradient"))
    if clipped:
        entries.append(LegendEntry(full, palette.current, f"clipped {minus}gradient"))
    if step:
        solid = look.bold_markers.glyphs.solid
        entries.append(LegendEntry(solid, palette.current, "last step"))
    return tuple(entries)


def gradients(
    plan: Layout,
    point: Point,
    full: Objective,
    batch: Objective | None,
    look: Look,
    clipping: Clipping = NO_CLIPPING,
) -> Cells:
    """Arrows from a point along the negative gradients of the full data and of the batch.

    An arrow ends at point - scale · gradient; its head is in the cell of its end. It has none where
    it leaves the plot, and there is no arrow within the cell of the point. A clipped gradient has
    an arrow of its own over that of the gradient, which is as long as it would have been.
    """
    cells = Cells.blank(plan.columns, plan.rows)
    area = plan.area
    view = View(area.x.low, area.x.high, area.y.low, area.y.high)
    scale = arrow_scale(view, full) if area.columns and area.rows else 0.0
    if not scale:
        return cells
    downhill = [(full, look.palette.optimum)]
    if batch is not None and batch is not full:
        downhill.append((batch, look.palette.lit))
    tips = []
    for objective, colour in downhill:
        by_w, by_b = objective.gradient(*point)
        tip = (point[0] - scale * by_w, point[1] - scale * by_b)
        if all(map(math.isfinite, tip)):
            tips.append((tip, colour, objective is not full))
    # The shorter one last, because they often overlap.
    for tip, colour, broken in sorted(tips, key=lambda it: math.dist(it[0], point), reverse=True):
        put_arrow(cells, plan, point, tip, colour, look, broken=broken)
    used = (full if batch is None else batch).gradient(*point)
    if clipping.is_on and all(map(math.isfinite, used)):
        by_w, by_b = clipping.clipped(used)
        tip = (point[0] - scale * by_w, point[1] - scale * by_b)
        put_arrow(cells, plan, point, tip, look.palette.current, look, broken=False)
    return cells


def last_step(plan: Layout, step: BatchStep, look: Look) -> Cells:
    """The last update as a line from the point before it to the point after it."""
    dots = Dots(plan.area, look.bold_markers)
    dots.line(*np.array([step.before, step.after]).T)
    sign = look.bold_markers.glyphs.solid
    return dots.cells((look.palette.current,), plan.columns, plan.rows, bold=1, sign=sign)
