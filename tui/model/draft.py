"""The data being edited, as a value: points, a cursor, what can be undone. No screen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from engine.config.run import DataConfig
from engine.data.origin import RowsRead
from engine.data.preview import POINTS, preview_of
from engine.problems.base import Theta
from engine.storage.edited_data import header_of
from tui.model.known_problem import Problem, problem_from
from tui.model.points import Outliers, Point, Points

MOST = POINTS
"""The most samples that can be edited: all of them are drawn."""
FEWEST = 2
"""A file of samples has at least these."""
_MOST_STEPS = 200
_FARTHEST = 1000
"""The cursor goes no farther from the data than this many times their range."""
NAME = "edited"
"""What the status line calls the data until they are in force."""


@dataclass(frozen=True, eq=False)
class Draft:
    """The data being edited.

    Attributes:
        base: the problem that was edited.
        points: the samples now.
        problem: these samples and their theory, which follows from the moments.
        cursor: the place of the cursor, in the data's units.
        held: the point that moves with the cursor; None for none.
        picked: the point that the cursor was put on, until it moves; others may lie on it.
        outliers: the kind of outliers put in last, if nothing was done since.
        bare: the points before those outliers.
        past, future: what undo and redo lead to, the nearest last.
    """

    base: Problem
    points: Points
    problem: Problem
    cursor: Point
    held: int | None = None
    picked: int | None = None
    outliers: Outliers | None = None
    bare: Points | None = None
    past: tuple[Points, ...] = ()
    future: tuple[Points, ...] = ()

    @classmethod
    def begun(cls, base: Problem) -> Draft:
        """The data of a problem, unchanged, with the cursor in their middle."""
        data = base.preview.data
        points = Points.of(data.x, data.y)
        middle = (sum(data.x_range) / 2, sum(data.y_range) / 2)
        return cls(base, points, base, middle)

    @property
    def changed(self) -> bool:
        """Whether the points differ from those it began with."""
        return self.problem is not self.base

    @property
    def best_before(self) -> Theta | None:
        """The trained parameters of the optimum of the data that it began with, if known."""
        return (*self.base.optima, None)[0]

    def problem_as(self, data: DataConfig) -> Problem:
        """The same samples as those of a file that has just been written; nothing is read."""
        assert data.data is not None
        made = _problem(self.problem, self.points, data, data.data.name)
        names = header_of((made.preview.x_name, made.preview.y_name))
        count = len(self.points)
        rows = RowsRead(count, count, columns=names, taken=names)
        preview = replace(made.preview, rows=rows, x_name=names[0], y_name=names[1])
        return replace(made, preview=preview)

    # ------------------------------------------------------------------------------ cursor

    def moved(self, to: Point) -> Draft:
        """With the cursor elsewhere, and with it the point that it holds."""
        data = self.base.preview.data
        at = _within_reach(to[0], data.x_range), _within_reach(to[1], data.y_range)
        here = replace(self, cursor=at, picked=None)
        if self.held is None:
            return here
        return here.with_points(self.points.moved(self.held, at), follow=True)

    def at_next(self, direction: int, within: Point) -> Draft:
        """With the cursor on the next point to the right (1) or to the left (-1)."""
        here = self.let_go()
        return here.at_point(here.points.beside(self.under(within), self.cursor, direction))

    def at_point(self, index: int) -> Draft:
        """With the cursor on a point, and none held."""
        return replace(self.let_go(), cursor=self.points.at(index), picked=index)

    def under(self, within: Point) -> int | None:
        """The point under the cursor: the one held, or the nearest that is so near."""
        if self.held is not None:
            return self.held
        return self.points.near(self.cursor, within) if self.picked is None else self.picked

    # ------------------------------------------------------------------------------ changes

    def pressed(self, within: Point) -> Draft:
        """With the point under the cursor taken hold of, or let go; a new one where none is."""
        if self.held is not None:
            return self.let_go()
        index = self.under(within)
        return self.added(self.cursor) if index is None else self.holding(index)

    def holding(self, index: int) -> Draft:
        """With a point taken hold of; undo leads back to here."""
        here = self.stepped(self.points)
        return replace(here, held=index, cursor=self.points.at(index))

    def dragged(self, index: int, to: Point) -> Draft:
        """With a point taken hold of, unless it is held already, and moved."""
        here = self if self.held == index else self.let_go().holding(index)
        return here.moved(to)

    def let_go(self) -> Draft:
        """With no point held; one that was not moved leaves nothing to undo.

        While it moved, the minima were only followed: now all are looked for.
        """
        same = self.held is not None and self.past and self.past[-1] is self.points
        here = replace(self, held=None, past=self.past[:-1] if same else self.past)
        if not self.problem.least.followed:
            return here
        return replace(here, problem=_edited(self.problem, self.points))

    def added(self, point: Point) -> Draft:
        """With one more point, if there is room for it."""
        if len(self.points) >= MOST:
            return self
        here = self.let_go()
        return replace(here.stepped(here.points.with_point(point)), cursor=point)

    def removed(self, index: int) -> Draft:
        """Without a point, unless too few would be left."""
        if len(self.points) <= FEWEST:
            return self
        here = self.let_go()
        return replace(here.stepped(here.points.without(index)), cursor=here.points.at(index))

    def with_next_outliers(self) -> Draft:
        """With the next kind of outliers instead of the last; after all kinds, with none."""
        here, kinds = self.let_go(), list(Outliers)
        bare = here.points if here.outliers is None or here.bare is None else here.bare
        place = 0 if here.outliers is None else kinds.index(here.outliers) + 1
        if place == len(kinds):
            return here.stepped(bare)
        points = bare.with_outliers(kinds[place])
        if len(points) > MOST:
            return here
        return replace(here.stepped(points), outliers=kinds[place], bare=bare)

    def undone(self) -> Draft:
        """As before the last change."""
        if not self.past:
            return self
        future = (*self.future, self.points)
        back = self.with_points(self.past[-1])
        here = replace(back, past=self.past[:-1], future=future)
        return replace(here, held=None, picked=None, outliers=None)

    def redone(self) -> Draft:
        """With the change made again that was undone last."""
        if not self.future:
            return self
        past = (*self.past, self.points)
        on = self.with_points(self.future[-1])
        here = replace(on, past=past, future=self.future[:-1])
        return replace(here, held=None, picked=None, outliers=None)

    def stepped(self, points: Points) -> Draft:
        """With these points instead, as a change that can be undone."""
        past = (*self.past, self.points)[-_MOST_STEPS:]
        on = self.with_points(points)
        return replace(on, past=past, future=(), outliers=None, bare=None, picked=None)

    def with_points(self, points: Points, *, follow: bool = False) -> Draft:
        """With these points instead, and what follows from them.

        Args:
            points: the samples.
            follow: whether they differ so little that the minima are followed from where they are.

        Raises:
            DataError: a point is beyond float32's range.
        """
        if points is self.points:
            return self
        data, base = self.base.preview.data, self.base
        if np.array_equal(points.x, data.x) and np.array_equal(points.y, data.y):
            return replace(self, points=points, problem=base)
        return replace(
            self, points=points, problem=_edited(self.problem, points, search=not follow)
        )


def _within_reach(value: float, limits: tuple[float, float]) -> float:
    """The value, or the nearest one that is not out of all proportion to the data."""
    low, high = limits
    far = _FARTHEST * (high - low or abs(low) or 1.0)
    return min(max(value, low - far), high + far)


def _edited(before: Problem, points: Points, *, search: bool = True) -> Problem:
    """The problem of samples that are not in a file yet; see `problem_from` for `search`."""
    named = before.data.model_copy(update={"data": Path(NAME)})
    return _problem(before, points, named, NAME, search=search)


def _problem(
    before: Problem, points: Points, data: DataConfig, source: str, *, search: bool = True
) -> Problem:
    names = before.preview.x_name, before.preview.y_name
    samples = preview_of(points.x, points.y, source, names, data.standardize, target=data.target)
    return problem_from(before.kind, data, before.start, samples, before.least, search=search)
