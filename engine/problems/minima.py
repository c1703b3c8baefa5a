"""Minima of a loss without a closed form: found on a grid, then polished.

First by the simplex method of J. A. Nelder and R. Mead, "A Simplex Method for Function
Minimization", The Computer Journal 7 (1965), which needs no derivatives, because absolute errors
and rectifiers have kinks; then by Newton's, which is exact to rounding where the loss is smooth.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.problems.base import Objective, Theta, curvature
from engine.problems.view import View

_STEPS = 30
_HALVINGS = 20
_MOVES = 100
_EDGE = 0.02
"""The edge of the first simplex, as a share of the view,"""
_CLOSE = 1e-7
"""and of the last one, as a share of the first."""
_FLAT = 1e-3
"""Eigenvalues below this share of the largest one are replaced by it: a step along a plateau or a
negative curvature would lead far away."""
_SAME = 1e-3
"""Minima closer than this share of the view are one."""
_AROUND = 8
"""Points around one that is no plateau."""
_ROUNDING = 1e-8
"""A share of the view: so far from a minimum, the loss differs by its own rounding."""
_LEVEL = 1e-9
"""A plateau is no minimum: around one, the grid rises by more than this share of its range."""


def minima_on(grid: Floats, view: View, objective: Objective, most: int) -> tuple[Theta, ...]:
    """The local minima inside a view, the lowest first, at most `most` of them.

    Args:
        grid: the losses at evenly spaced points of the view, its edges included, (rows, columns),
            row 0 at the least b; minima closer together than its spacing may be missed.
        view: the part of the plane.
        objective: gives losses, gradients and Hessians.
        most: the most minima that are polished.
    """
    losses = np.where(np.isfinite(grid), grid, np.inf)
    low = _lower_than_all_around(losses)
    rows, columns = np.nonzero(low)
    order = np.argsort(losses[rows, columns], kind="stable")[:most]
    w = np.linspace(view.w_low, view.w_high, grid.shape[1])
    b = np.linspace(view.b_low, view.b_high, grid.shape[0])
    starts = ((float(w[columns[at]]), float(b[rows[at]])) for at in order.tolist())
    return distinct([polished(objective, start, view) for start in starts], view, objective)


def minima_near(known: Sequence[Theta], view: View, objective: Objective) -> tuple[Theta, ...]:
    """Where the minima of a similar loss have moved to, the lowest first.

    One that is gone leads to another, or out of the view. None is looked for anywhere else, which
    takes some evaluations where the loss is smooth, and the simplex method where it has a kink.

    Args:
        known: the minima of the other loss, inside the view.
        view: the part of the plane.
        objective: gives losses, gradients and Hessians.
    """
    points = [settled(objective, start, view) for start in known]
    return distinct([one for one in points if _is_hollow(objective, one, view)], view, objective)


def distinct(points: Sequence[Theta], view: View, objective: Objective) -> tuple[Theta, ...]:
    """Those that are inside the view and apart from each other, the lowest first."""
    found: list[tuple[float, Theta]] = []
    for theta in points:
        # One that was stopped by an edge is none: the loss is lower outside.
        if _is_inside(theta, view) and all(_apart(theta, other, view) for _, other in found):
            found.append((objective.loss(*theta), theta))
    return tuple(theta for _, theta in sorted(found))


def _is_hollow(objective: Objective, theta: Theta, view: View) -> bool:
    """Whether the loss rises around a point: on a plateau, it does not."""
    turn = np.linspace(0.0, 2 * math.pi, _AROUND, endpoint=False)
    w = theta[0] + _EDGE * (view.w_high - view.w_low) * np.cos(turn)
    b = theta[1] + _EDGE * (view.b_high - view.b_low) * np.sin(turn)
    loss = objective.loss(*theta)
    with np.errstate(invalid="ignore"):
        return bool(np.nanmax(objective.loss(w, b)) - loss > _LEVEL * abs(loss))


def settled(objective: Objective, start: Theta, view: View) -> Theta:
    """A minimum near a point that is close to it, by Newton's method alone where that ends at one.

    It takes a fraction of the time of `polished`.
    """
    theta = _newton(objective, start, view)
    found = curvature(objective.hessian(*theta))
    if found is not None and found.lambda_min > _FLAT * found.lambda_max:
        slope = math.hypot(*objective.gradient(*theta))
        size = min(view.w_high - view.w_low, view.b_high - view.b_low)
        if slope <= _CLOSE * size * found.lambda_min:
            return theta
    return polished(objective, start, view)


def _lower_than_all_around(losses: Floats) -> NDArray[np.bool_]:
    """The points inside a grid that are no higher than their neighbours, and lower than some."""
    low = np.zeros(losses.shape, np.bool_)
    middle = losses[1:-1, 1:-1]
    around = np.array(
        [
            losses[1 + down : losses.shape[0] - 1 + down, 1 + right : losses.shape[1] - 1 + right]
            for down in (-1, 0, 1)
            for right in (-1, 0, 1)
            if down or right
        ]
    )
    finite = losses[np.isfinite(losses)]
    reach = float(np.ptp(finite)) if finite.size else 0.0
    with np.errstate(invalid="ignore"):
        rises = around.max(axis=0) - middle > _LEVEL * reach
    low[1:-1, 1:-1] = (middle <= around.min(axis=0)) & rises & np.isfinite(middle)
    return low


def polished(objective: Objective, start: Theta, view: View) -> Theta:
    """A minimum near a point; the point itself where the loss is no lower around it."""
    return _newton(objective, _downhill(objective, start, view), view)


def _newton(objective: Objective, theta: Theta, view: View) -> Theta:
    """The last point of Newton's method, each step of which lowers the loss."""
    loss = objective.loss(*theta)
    for _ in range(_STEPS):
        gradient = np.array(objective.gradient(*theta), np.float64)
        bent = objective.hessian(*theta)
        found = curvature(bent)
        if found is None or not np.isfinite(gradient).all():
            break
        largest = max(abs(found.lambda_max), abs(found.lambda_min))
        if not largest > 0:
            break
        values = np.array([found.lambda_max, found.lambda_min])
        sizes = np.where(np.abs(values) < _FLAT * largest, largest, np.abs(values))
        step = -(found.axes.T @ ((found.axes @ gradient) / sizes))
        there, lower = _lowered(objective, theta, loss, step, view)
        if there is None:
            break
        theta, loss = there, lower
    return _without_rounding(theta, view)


def _without_rounding(theta: Theta, view: View) -> Theta:
    """The point with 0 in place of a coordinate that cannot be told from it."""
    w, b = theta
    wide, high = view.w_high - view.w_low, view.b_high - view.b_low
    return (0.0 if abs(w) < _ROUNDING * wide else w, 0.0 if abs(b) < _ROUNDING * high else b)


def _downhill(objective: Objective, start: Theta, view: View) -> Theta:
    """The best vertex of a simplex that has moved downhill inside the view."""

    def height(point: Floats) -> float:
        w, b = point.tolist()
        loss = objective.loss(w, b) if view.holds(w, b) else math.inf
        return loss if math.isfinite(loss) else math.inf

    size = _EDGE * np.array([view.w_high - view.w_low, view.b_high - view.b_low])
    simplex = np.array(start) + np.array([[0, 0], [1, 0], [0, 1]]) * size
    heights = [height(point) for point in simplex]
    for _ in range(_MOVES):
        order = np.argsort(heights, kind="stable")
        simplex, heights = simplex[order], [heights[k] for k in order]
        if float(np.abs((simplex[1:] - simplex[0]) / size).max()) < _CLOSE:
            break
        middle = (simplex[0] + simplex[1]) / 2
        away = middle - simplex[2]
        tried = middle + away
        reached = height(tried)
        if reached < heights[0]:
            farther = middle + 2 * away
            beyond = height(farther)
            tried, reached = (farther, beyond) if beyond < reached else (tried, reached)
        elif reached >= heights[1]:
            tried = middle + (away if reached < heights[2] else -away) / 2
            reached = height(tried)
            if reached >= heights[2]:
                simplex[1:] = (simplex[1:] + simplex[0]) / 2
                heights[1:] = [height(point) for point in simplex[1:]]
                continue
        simplex[2], heights[2] = tried, reached
    w, b = simplex[int(np.argmin(heights))].tolist()
    return w, b


def _lowered(
    objective: Objective, theta: Theta, loss: float, step: Floats, view: View
) -> tuple[Theta | None, float]:
    """The point after a step, halved until it lowers the loss inside the view; or None."""
    share = 1.0
    for _ in range(_HALVINGS):
        there = theta[0] + share * float(step[0]), theta[1] + share * float(step[1])
        if there != theta and view.holds(*there):
            lower = objective.loss(*there)
            if math.isfinite(lower) and lower < loss:
                return there, lower
        share /= 2
    return None, loss


def _is_inside(theta: Theta, view: View) -> bool:
    """Whether a point is in a view and not on its edge."""
    w, b = (_SAME * size for size in (view.w_high - view.w_low, view.b_high - view.b_low))
    inner = View(view.w_low + w, view.w_high - w, view.b_low + b, view.b_high - b)
    return inner.holds(*theta)


def _apart(one: Theta, other: Theta, view: View) -> bool:
    sizes = view.w_high - view.w_low, view.b_high - view.b_low
    return any(abs(a - b) > _SAME * size for a, b, size in zip(one, other, sizes, strict=True))
