"""Descend yourself: a walk over a loss surface that is hidden. No screen.

Every loss that is looked at counts, and every gradient that is asked for. A step leads to the
target, which is aimed at; the loss is looked at there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from engine.problems.base import Theta, Thetas
from engine.problems.view import View
from tui.canvas.growth import grown
from tui.canvas.limits import nudged
from tui.model.known_problem import Problem

_STRIDES = 40
"""Strides across the view: a key moves the target by one of them."""
_FAR = 5
_FINEST, _COARSEST = 24, -12
"""Halvings of the view; negative ones double it."""
_QUARTERS = 4
"""The view moves by quarters of itself, so that it does not move with every step."""
_ARROW = 0.2
"""The length of a step downhill, as a share of the view."""


@dataclass(frozen=True)
class Visit:
    """A point at which the loss was looked at."""

    theta: Theta
    loss: float


@dataclass(frozen=True, eq=False)
class Walk:
    """A walk from the start of a run.

    Attributes:
        problem: the samples and the start; their optimum is not given away.
        visits: the points at which the loss was looked at, in order, the start first.
        here: the index of the present one.
        target: where the next step leads.
        level: how often the view, and with it the stride, was halved.
        gradients: the number of gradients asked for.
        gradient: that at the present point; None until it is asked for.
        over: whether the surface is revealed.
    """

    problem: Problem
    visits: tuple[Visit, ...]
    here: int
    target: Theta
    level: int = 0
    gradients: int = 0
    gradient: Theta | None = None
    over: bool = False

    @classmethod
    def begun(cls, problem: Problem) -> Walk:
        """A walk at its start, where the loss is looked at for the first time."""
        start = problem.start
        return cls(problem, (Visit(start, _loss(problem, start)),), 0, start)

    # ------------------------------------------------------------------------------ values

    @property
    def present(self) -> Visit:
        """The present point."""
        return self.visits[self.here]

    @property
    def best(self) -> int:
        """The index of the least loss so far, the first of equal ones."""
        return min(range(len(self.visits)), key=lambda index: self.visits[index].loss)

    @property
    def losses(self) -> int:
        """The number of losses looked at."""
        return len(self.visits)

    @property
    def way(self) -> Thetas:
        """The points in order, (n, 2)."""
        return np.array([visit.theta for visit in self.visits])

    @property
    def view(self) -> View:
        """The part of the plane in view: it holds the present point and the target.

        After the end, it holds the whole walk.
        """
        home = self.problem.view
        if self.over:
            return grown(home, self.way)
        width, height = self._size
        if self.level == 0 and home.holds(*self.present.theta):
            return home
        at = self.present.theta
        w, b = (
            round(part / (size / _QUARTERS)) * (size / _QUARTERS)
            for part, size in zip(at, (width, height), strict=True)
        )
        return View(w - width / 2, w + width / 2, b - height / 2, b + height / 2)

    @property
    def stride(self) -> Theta:
        """How far a key moves the target in w and in b."""
        width, height = self._size
        return width / _STRIDES, height / _STRIDES

    @property
    def _size(self) -> Theta:
        home, by = self.problem.view, 2.0**-self.level
        return (home.w_high - home.w_low) * by, (home.b_high - home.b_low) * by

    @property
    def downhill(self) -> Theta | None:
        """A point against the gradient, a part of the view away; None without a gradient."""
        if self.gradient is None:
            return None
        (by_w, by_b), (width, height) = self.gradient, self._size
        length = math.hypot(by_w / width, by_b / height)
        if not (math.isfinite(length) and length > 0):
            return None
        (w, b), by = self.present.theta, _ARROW / length
        return w - by * by_w, b - by * by_b

    # ------------------------------------------------------------------------------ moves

    def aimed(self, right: int, up: int, *, far: bool = False) -> Walk:
        """With the target moved to the next round numbers, inside the view."""
        by = _FAR if far else 1
        (w, b), (across, along) = self.target, self.stride
        w = nudged(w, by * across, right) if right else w
        b = nudged(b, by * along, up) if up else b
        return self.aimed_at((w, b))

    def aimed_at(self, target: Theta) -> Walk:
        """With this target, or the point of the view that is nearest to it."""
        view = self.view
        w = min(max(target[0], view.w_low), view.w_high)
        b = min(max(target[1], view.b_low), view.b_high)
        return replace(self, target=(w, b))

    def stepped(self) -> Walk:
        """At the target, with the loss there; the next target is as far again."""
        if self.target == self.present.theta or self.over:
            return self
        (w, b), (old_w, old_b) = self.target, self.present.theta
        visit = Visit(self.target, _loss(self.problem, self.target))
        there = replace(
            self, visits=(*self.visits, visit), here=len(self.visits), gradient=None
        )  # fmt: skip
        return there.aimed_at((2 * w - old_w, 2 * b - old_b))

    def asked(self) -> Walk:
        """With the gradient here, which counts once, and the target downhill."""
        if self.over:
            return self
        gradient = self.problem.objective.gradient(*self.present.theta)
        count = self.gradients + (self.gradient is None)
        asked = replace(self, gradient=gradient, gradients=count)
        tip = asked.downhill
        return asked if tip is None else asked.aimed_at(tip)

    def zoomed(self, levels: int) -> Walk:
        """With a finer (1) or a coarser (-1) view and stride."""
        level = min(max(self.level + levels, _COARSEST), _FINEST)
        return replace(self, level=level).aimed_at(self.target)

    def back(self) -> Walk:
        """At the best point so far, which costs nothing: its loss is known."""
        best = self.best
        if best == self.here:
            return replace(self, target=self.present.theta)
        return replace(self, here=best, target=self.visits[best].theta, gradient=None)

    def revealed(self) -> Walk:
        """With the surface revealed: the walk is over."""
        return replace(self, over=True)


def _loss(problem: Problem, theta: Theta) -> float:
    return problem.objective.loss(*theta)
