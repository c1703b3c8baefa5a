"""Small multiples: where the panels of a page are, and the axes that they share.

Each run has a column: its loss per update above, its trajectory below, four numbers at the foot.
All losses have the same limits, and all trajectories, so that sizes can be compared by eye.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats
from engine.history.frame import Frame
from engine.history.values import RunState
from engine.problems.view import View
from tui.canvas.area import PlotArea, Scale
from tui.canvas.axes import Axis, Layout, Ticks, fitted
from tui.canvas.large_digits import ROWS, large_width
from tui.canvas.limits import LARGEST, SMALLEST, log_limits, round_limits
from tui.canvas.ticks import format_ticks, ticks_of
from tui.model.known_problem import Problem
from tui.text.width import text_width

NUMBERS = ("loss/least", "epochs", "updates", "scatter")
"""The rows of numbers below the panels."""
LARGE = 2
"""How many of them are large in the lecture layout,"""
_LARGE_ROWS = ROWS + 1
"""with their rows, a blank one included,"""
_LARGE_WIDTH, _LARGE_HEIGHT = large_width("0.00"), 8
"""where panels are at least this wide, and both areas of one at least this high together."""

GAP = 2
"""Cells between two panels: a blank, and the axis of the right one."""
_NARROWEST, _LOWEST = 8, 3
_WIDE_APART = 8.0
"""The x axis is logarithmic if the longest run is this many times as long as the shortest."""
_LOG_FROM = 20.0
"""The loss axis is logarithmic if the highest loss is this many times the median."""
_DEEPEST, _ROUNDING = 1e-9, 1e-12
"""It ends at this share of the highest loss; a least loss below the latter is a rounding error."""
_UNDER = 0.02
"""The share of losses that may be below the axis, where arrows mark them."""
_WIDEST_OF = 9
"""The width of the labels at the left is that of the widest of this many."""
_MARGIN = 0.08
"""Margin around the trajectories, as a share of their extent."""


@dataclass(frozen=True)
class Plan:
    """The places of a page, in cells.

    Attributes:
        gutter: the width of the labels at the left.
        width: of the area of a panel.
        loss, path: the rows of both areas; 0 if there is no room.
        top: the row of the titles; the areas follow, each with a row of ticks below it.
        per_page: the number of panels side by side.
        large: whether the first numbers have `LARGE` digits three rows high.
    """

    gutter: int
    width: int
    loss: int
    path: int
    top: int
    per_page: int
    large: bool = False

    def left(self, place: int) -> int:
        """The first column of the area of a panel on the page."""
        return self.gutter + 1 + place * (self.width + GAP)

    @property
    def loss_top(self) -> int:
        """The first row of the losses."""
        return self.top + 1

    @property
    def path_top(self) -> int:
        """The first row of the trajectories."""
        return self.loss_top + self.loss + 1

    @property
    def numbers_top(self) -> int:
        """The first row of numbers."""
        return self.path_top + self.path + 1

    @property
    def number_rows(self) -> tuple[int, ...]:
        """The first row of each number."""
        more = (_LARGE_ROWS - 1) * self.large
        rows = [place + more * min(place, LARGE) for place in range(len(NUMBERS))]
        return tuple(self.numbers_top + row for row in rows)


@dataclass(frozen=True)
class Shared:
    """What all panels share.

    Attributes:
        updates, losses: the axes of the losses.
        w, b: those of the trajectories.
        loss_ticks, b_ticks: the labelled values of the axes at the left.
    """

    updates: Scale
    losses: Scale
    w: Scale
    b: Scale
    loss_ticks: Ticks
    b_ticks: Ticks

    def in_rows(self, plan: Plan) -> Shared:
        """With axes at the left whose ticks suit the rows of a page."""
        losses, loss_ticks = fitted(Axis(self.losses, "", snap=True), plan.loss)
        b, b_ticks = fitted(Axis(self.b, "", snap=True), plan.path)
        return Shared(self.updates, losses, self.w, b, loss_ticks, b_ticks)

    @property
    def view(self) -> View:
        """The part of the plane that the trajectories are drawn in."""
        return View(self.w.low, self.w.high, self.b.low, self.b.high)


def plan_of(
    columns: int, rows: int, count: int, top: int, labels: Sequence[str], *, large: bool = False
) -> Plan:
    """The places for `count` panels below row `top`; `labels` are those of the axes at the left.

    `large` is whether large digits are wanted.
    """
    gutter = max([*map(text_width, NUMBERS), *map(text_width, labels)])
    room = columns - gutter - 1
    per_page = min(max((room + 1) // (_NARROWEST + GAP), 1), max(count, 1))
    width = max((room + 1) // per_page - GAP, 0)
    high = rows - top - 1 - 2 - len(NUMBERS)
    taller = high - LARGE * (_LARGE_ROWS - 1)
    if large and width >= _LARGE_WIDTH and taller >= _LARGE_HEIGHT:
        high = taller
    else:
        large = False
    loss = (high + 1) // 2
    if min(loss, high - loss) < _LOWEST:
        loss = high + 1 if high + 1 >= _LOWEST else 0
        return Plan(gutter, width, loss, 0, top, per_page)
    return Plan(gutter, width, loss, high - loss, top, per_page, large)


def shared_axes(frames: Sequence[Frame], problems: Sequence[Problem]) -> Shared:
    """Axes for all these runs; of runs that diverged, only what they share with the others.

    `problems` are theirs, at least one, with the same start.
    """
    sound = [frame for frame in frames if frame.state is not RunState.DIVERGED] or list(frames)
    lengths = [max(frame.update, 1) for frame in frames] or [1]
    log_x = max(lengths) >= _WIDE_APART * min(lengths)
    longest = float(max(*lengths, 2))
    updates = Scale(1.0, longest, log=True) if log_x else Scale(0.0, longest)
    losses, (w, b) = _losses(sound, problems), _plane(sound, problems)
    return Shared(updates, losses, w, b, labelled(losses, _WIDEST_OF), labelled(b, _WIDEST_OF))


def _losses(frames: Sequence[Frame], problems: Sequence[Problem]) -> Scale:
    known = [frame.updates.loss for frame in frames] or [np.empty(0)]
    losses = np.concatenate(known)
    losses = losses[np.isfinite(losses) & (losses < LARGEST)]
    least = min(problem.least_loss for problem in problems)
    start = max(problem.start_loss for problem in problems)
    if not losses.size:
        losses = np.array([start if math.isfinite(start) else 1.0, least])
        losses = losses[np.isfinite(losses)]
    high, positive = float(losses.max()), losses[losses > 0]
    if positive.size and high >= _LOG_FROM * float(np.median(positive)):
        low = float(np.quantile(positive, _UNDER, method="lower"))
        noisy = least > _ROUNDING * high
        return log_limits(max(min(low, least) if noisy else low, _DEEPEST * high), high)
    low = min(float(losses.min()), 0.0)
    scale = round_limits(low, max(high, low + SMALLEST))
    return Scale(scale.low if low else 0.0, scale.high)


def _plane(frames: Sequence[Frame], problems: Sequence[Problem]) -> tuple[Scale, Scale]:
    given = [frame.updates.theta for frame in frames]
    least = [point for problem in problems for point in problem.optima[:1]]
    points: Floats = np.concatenate([np.array([problems[0].start, *least]), *given])
    points = points[(np.abs(points) < LARGEST).all(axis=1)]
    scales = []
    for column in points.T:
        low, high = (float(end) for end in (column.min(), column.max()))
        margin = _MARGIN * (high - low)
        scales.append(round_limits(low - margin, high + margin))
    return scales[0], scales[1]


def labelled(scale: Scale, most: int) -> Ticks:
    """At most this many ticks of an axis, with their labels."""
    values = ticks_of(scale, max(most, 2))
    return Ticks(tuple(values), tuple(format_ticks(values, log=scale.log)))


def panel(width: int, rows: int, x: Scale, y: Scale) -> Layout:
    """The layout of a panel without axes of its own."""
    area = PlotArea(0, 0, max(width, 0), max(rows, 0), x, y)
    none = Ticks((), ())
    axes = Axis(x, ""), Axis(y, "")
    return Layout(area.columns, area.rows, *axes, area, False, none, none, name_below=False)
