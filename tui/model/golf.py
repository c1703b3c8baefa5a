"""Learning-rate golf: a learning rate for each stroke, one full-batch update a stroke. No screen.

The hole is where the loss is at most 1 % above the least loss. Par is the fewest strokes with one
stable learning rate for all of them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from engine.config.numbers import is_trained
from engine.problems.base import Theta, Thetas
from engine.problems.linear_neuron.landscape import view_for
from engine.problems.linear_neuron.least_squares import Theory
from engine.problems.view import View
from engine.theory.fewest_updates import (
    Errors,
    Fewest,
    with_any_rates,
    with_chebyshev_rates,
    with_one_rate,
)
from tui.canvas.limits import nudged, round_number, step_above, step_below
from tui.model.known_problem import Problem

_HOLE = 0.01
"""The excess loss of the hole, as a share of the least loss,"""
_LEAST_HOLE = 1e-6
"""at least this share of the loss at the start: samples on a line have no least loss."""
_TEES = (
    ("from the start of the run", 0.0, 0.0),
    ("down the steep wall", 400.0, 0.5),
    ("along the flat floor", 0.2, 9.0),
    ("wall and floor", 400.0, 9.0),
)
"""The holes: a name, and the excess loss along both eigenvectors, in units of the hole's."""
HOLES = len(_TEES)
_LEAST_RATE, _MOST_RATE = 1e-12, 1e12


@dataclass(frozen=True)
class Stroke:
    """One update.

    Attributes:
        rate: its learning rate.
        theta: where it ended, or where the ball was put back.
        loss: the loss there.
        steep, flat: the factors of the errors along both eigenvectors.
        out: whether it left the range of float32, so that the ball was put back.
    """

    rate: float
    theta: Theta
    loss: float
    steep: float
    flat: float
    out: bool = False


@dataclass(frozen=True, eq=False)
class Golf:
    """A round of golf on the loss surface of a problem.

    Attributes:
        problem: the samples.
        club: the learning rate of the next stroke.
        hole: the index of the hole being played.
        strokes: those on this hole.
        records: the fewest strokes so far on each hole; 0 for none.
    """

    problem: Problem
    club: float
    hole: int = 0
    strokes: tuple[Stroke, ...] = ()
    records: tuple[int, ...] = (0,) * HOLES

    # ------------------------------------------------------------------------------ the hole

    @property
    def name(self) -> str:
        """The name of the hole."""
        return _TEES[self.hole][0]

    @property
    def theory(self) -> Theory:
        """The exact results for the samples."""
        return self.problem.exact

    @cached_property
    def allowed(self) -> float:
        """The excess loss of the hole."""
        theory = self.theory
        start = Errors.at(self.problem.start, theory).excess
        least = _LEAST_HOLE * (start or theory.least_loss or 1.0)
        return max(_HOLE * theory.least_loss, least)

    @property
    def target(self) -> float:
        """The loss at the edge of the hole."""
        return self.theory.least_loss + self.allowed

    @cached_property
    def tee(self) -> Theta:
        """Where the ball starts."""
        _, steep, flat = _TEES[self.hole]
        if not steep + flat:
            return self.problem.start
        theory = self.theory
        sizes = (_distance(steep * self.allowed, theory.lambda_max),
                 _distance(flat * self.allowed, theory.lambda_min))  # fmt: skip
        off = np.array(sizes) @ theory.axes
        return theory.w_best + float(off[0]), theory.b_best + float(off[1])

    @property
    def errors(self) -> Errors:
        """The errors at the tee."""
        return Errors.at(self.tee, self.theory)

    @cached_property
    def par(self) -> Fewest | None:
        """The fewest strokes with one stable learning rate; None if there are too many to count."""
        return with_one_rate(self.errors, self.allowed)

    @cached_property
    def fewest(self) -> tuple[float, ...]:
        """The learning rates of the fewest strokes of all."""
        return with_any_rates(self.errors, self.allowed)

    @cached_property
    def chebyshev(self) -> int | None:
        """The fewest strokes with Chebyshev's rates; None if there are too many to count."""
        return with_chebyshev_rates(self.errors, self.allowed)

    @property
    def limit(self) -> float:
        """The learning rate at which an error no longer shrinks."""
        return 2 / self.theory.lambda_max

    @cached_property
    def view(self) -> View:
        """The part of the plane that holds tee and hole."""
        return view_for(self.theory, self.tee, standard=self.hole == 0 and _generated(self.problem))

    # ------------------------------------------------------------------------------ the ball

    @property
    def ball(self) -> Theta:
        """Where the ball is."""
        return self.strokes[-1].theta if self.strokes else self.tee

    @property
    def loss(self) -> float:
        """The loss there."""
        return float(self.problem.objective.loss(*self.ball))

    @property
    def way(self) -> Thetas:
        """Where the ball was, the tee first, (n, 2)."""
        return np.array([self.tee, *(stroke.theta for stroke in self.strokes)])

    @property
    def holed(self) -> bool:
        """Whether the ball is in the hole."""
        return Errors.at(self.ball, self.theory).excess <= self.allowed

    @property
    def score(self) -> int | None:
        """Strokes over par, negative under it; None without a par."""
        return None if self.par is None else len(self.strokes) - self.par.updates

    # ------------------------------------------------------------------------------ play

    def with_club(self, rate: float) -> Golf:
        """With another learning rate for the next stroke."""
        return replace(self, club=min(max(rate, _LEAST_RATE), _MOST_RATE))

    def coarser(self, direction: int) -> Golf:
        """With the next rate up (1) or down (-1) of 1, 2, 5 times a power of ten."""
        rate = step_above(self.club) if direction > 0 else step_below(self.club)
        if abs(rate - self.club) <= 1e-9 * self.club:
            by = 1.5 if direction > 0 else 1 / 1.5
            rate = step_above(self.club * by) if direction > 0 else step_below(self.club * by)
        return self.with_club(rate)

    def finer(self, direction: int, digits: int) -> Golf:
        """With one more (1) or less (-1) in a digit of the rate."""
        exponent = math.floor(math.log10(self.club) + 1e-12) - digits + 1
        rate = nudged(self.club, round_number(1, exponent), direction)
        return self.with_club(rate) if rate > 0 else self

    def struck(self) -> Golf:
        """After a stroke with the club; a ball that is in the hole stays there."""
        if self.holed:
            return self
        w, b = self.ball
        moments, theory = self.problem.objective, self.theory
        by_w, by_b = moments.gradient(w, b)
        there = w - self.club * by_w, b - self.club * by_b
        loss = float(moments.loss(*there))
        out = not all(map(is_trained, (*there, loss)))
        theta = self.ball if out else there
        stroke = Stroke(
            self.club,
            theta,
            self.loss if out else loss,
            1 - self.club * theory.lambda_max,
            1 - self.club * theory.lambda_min,
            out,
        )
        after = replace(self, strokes=(*self.strokes, stroke))
        return after.recorded() if after.holed else after

    def recorded(self) -> Golf:
        """With the record of this hole, if it is one."""
        before, now = self.records[self.hole], len(self.strokes)
        if before and before <= now:
            return self
        return replace(self, records=_with(self.records, self.hole, now))

    def again(self) -> Golf:
        """At the tee of the same hole."""
        return replace(self, strokes=())

    def at_next(self) -> Golf:
        """At the tee of the next hole; after the last one comes the first."""
        return replace(self, hole=(self.hole + 1) % HOLES, strokes=())


def _with(values: tuple[int, ...], place: int, value: int) -> tuple[int, ...]:
    return (*values[:place], value, *values[place + 1 :])


def _distance(excess: float, eigenvalue: float) -> float:
    """The error along an eigenvector that makes this excess; 0 along a line of optima."""
    return math.sqrt(2 * excess / eigenvalue) if eigenvalue > 0 else 0.0


def _generated(problem: Problem) -> bool:
    return problem.data.data is None
