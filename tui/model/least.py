"""The minima of a loss without a closed form, and the part of the plane to show first."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from engine.config.problem import Activation, Loss, ProblemConfig
from engine.data.preview import Preview
from engine.problems.base import Objective, Theta
from engine.problems.linear_neuron.landscape import view_for
from engine.problems.linear_neuron.least_squares import theory_of
from engine.problems.minima import distinct, minima_near, minima_on
from engine.problems.on_grid import on_grid
from engine.problems.view import View
from tui.canvas.limits import round_limits

_FINEST, _COARSEST = 49, 21
"""Points of the grid on which minima are looked for, in each direction."""
_WORK = 1_500_000
"""Losses of single samples that may be computed for this grid."""
_MOST = 4
_FARTHER = 3
"""How often the view is doubled."""
_MARGIN = 0.1
_REACH = {Activation.TANH: 4.0, Activation.SIGMOID: 8.0, Activation.SINE: 5.0}
"""The argument of an activation up to which its loss has its shape."""
_OWN = 5.0
"""The half width of the first view of a loss that nothing is known of."""


@dataclass(frozen=True)
class Least:
    """The minima of a loss, as far as they are known.

    Attributes:
        points: the minima, the lowest first; empty if none is known.
        loss: the least loss; nan if it is not known.
        exact: whether there is no lower one: otherwise they were found on a grid.
        followed: whether they are where those of other samples have moved to; others that came up
            were not looked for.
    """

    points: tuple[Theta, ...] = ()
    loss: float = math.nan
    exact: bool = True
    followed: bool = False

    @property
    def name(self) -> tuple[str, ...]:
        """What their marks are called in a legend, and shorter; empty if there are none."""
        if not self.points:
            return ()
        if len(self.points) > 1:
            return ("minima", "min")
        return ("optimum",) if self.exact else ("minimum found", "min")


def is_convex(kind: ProblemConfig) -> bool:
    """Whether every minimum of the loss is the least one: the loss of a line, or of its logit."""
    line = kind.activation is Activation.LINEAR
    return kind.is_neuron and (line or kind.loss is Loss.CROSSENTROPY)


def least_of(
    kind: ProblemConfig, objective: Objective, view: View, known: tuple[Theta, ...]
) -> Least:
    """The minima of a loss that is not quadratic: the known ones, of loss 0, or those in a view."""
    if known:
        # Their coordinates are rounded, so that the loss there would be a rounding error.
        return Least(known, 0.0)
    points = min(max(math.isqrt(_WORK // objective.count), _COARSEST), _FINEST)
    w = np.linspace(view.w_low, view.w_high, points)
    b = np.linspace(view.b_low, view.b_high, points)
    found = minima_on(on_grid(objective, w, b), view, objective, _MOST)
    return _least(kind, objective, found) if found else Least()


def _least(kind: ProblemConfig, objective: Objective, found: tuple[Theta, ...]) -> Least:
    """What is known by minima that were found, at least one."""
    if is_convex(kind):
        return Least(found[:1], objective.loss(*found[0]))
    return Least(found, exact=False)


def nearest_least(
    kind: ProblemConfig, objective: Objective, view: View, known: tuple[Theta, ...]
) -> Least:
    """As `least_of`; if there is no minimum in the view, it is looked for farther away."""
    found = least_of(kind, objective, view, known)
    for _ in range(_FARTHER if kind.is_neuron else 0):
        if found.points:
            break
        view = _doubled(view)
        found = least_of(kind, objective, view, known)
    return found


def followed_least(
    kind: ProblemConfig, objective: Objective, view: View, before: Least
) -> Least | None:
    """The minima where those of slightly other samples have moved to; None if none is left.

    It takes a fraction of the time of `nearest_least`, so that they move with a point of the data
    that is dragged.
    """
    found = minima_near(before.points, _around(view, before), objective)
    return replace(_least(kind, objective, found), followed=True) if found else None


def both_least(
    kind: ProblemConfig, objective: Objective, view: View, found: Least, followed: Least
) -> Least:
    """The lowest of the minima that were found on a grid and of those that were followed.

    The grid may be too coarse for a valley that was known.
    """
    points = (*found.points, *followed.points)
    around = _around(_around(view, found), followed)
    return _least(kind, objective, distinct(points, around, objective)[:_MOST])


def _around(view: View, least: Least) -> View:
    """The view, doubled until it holds the minima, as often as they were looked for farther off."""
    for _ in range(_FARTHER):
        if all(view.holds(*point) for point in least.points):
            break
        view = _doubled(view)
    return view


def _doubled(view: View) -> View:
    return View(2 * view.w_low, 2 * view.w_high, 2 * view.b_low, 2 * view.b_high)


def first_view(kind: ProblemConfig, samples: Preview, truth: Theta | None) -> View:
    """The part of the plane in which a loss without a closed form has its shape.

    It is where the argument of the activation, w·x + b, is neither far beyond its bend nor close to
    0 for all samples; for a line, that of the least squares. `truth` is in it, if there is one.
    """
    moments = samples.moments
    if not kind.is_neuron:
        return View(-_OWN, _OWN, -_OWN, _OWN)
    reach = _REACH.get(kind.activation)
    if reach is None:
        theory = theory_of(moments)
        view = view_for(theory, theory.best, standard=False)
        return holding(view, ((0.0, 0.0), *(() if truth is None else (truth,))))
    rms = math.sqrt(moments.var_x + moments.mean_x**2) or 1.0
    farthest = max(map(abs, samples.x_range)) or 1.0
    across, up = reach / rms, reach * max(1.0, farthest / rms)
    view = View(-across, across, -up, up)
    return rounded(view) if truth is None else holding(view, (truth,))


def rounded(view: View) -> View:
    """The view between round limits."""
    w, b = round_limits(view.w_low, view.w_high), round_limits(view.b_low, view.b_high)
    return View(w.low, w.high, b.low, b.high)


def holding(view: View, points: tuple[Theta, ...]) -> View:
    """The view if it holds all finite points; otherwise a larger one that holds them."""
    inside = [point for point in points if all(map(math.isfinite, point))]
    if all(view.holds(*point) for point in inside):
        return view
    w, b = np.array(inside).T
    low = min(view.w_low, float(w.min())), min(view.b_low, float(b.min()))
    high = max(view.w_high, float(w.max())), max(view.b_high, float(b.max()))
    beside, above = (_MARGIN * (last - first) for first, last in zip(low, high, strict=True))
    return rounded(View(low[0] - beside, high[0] + beside, low[1] - above, high[1] + above))
