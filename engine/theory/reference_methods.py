"""The iterations of the classical methods; see `engine.theory.references` for what they are.

Each takes a loss whose evaluations are counted and a path that begins at the start, and returns why
it gave up, or None if nothing was left to do.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from engine.arrays import Floats
from engine.problems.base import Objective
from engine.theory.reference_end import SMALL, End

MOST_ITERATIONS = 5000
_ARMIJO, _MOST_HALVINGS = 1e-4, 60
_LOOKED_BACK, _SAME = 32, 1e-9
"""Newton goes in a cycle if it was here within this number of steps, up to this share of |θ|."""
_PATIENCE = 100
"""Steps of Newton without a smaller gradient than ever before, after which it is stopped."""
_FARTHEST = 1e3
"""The longest step of the trust region, as a multiple of |θ| at the start."""


@dataclass
class Counted:
    """An objective whose evaluations are counted."""

    objective: Objective
    losses: int = 0
    gradients: int = 0
    hessians: int = 0

    def loss(self, at: Floats) -> float:
        self.losses += 1
        value = float(self.objective.loss(float(at[0]), float(at[1])))
        return value if math.isfinite(value) else math.inf

    def gradient(self, at: Floats) -> Floats:
        self.gradients += 1
        return np.array(self.objective.gradient(float(at[0]), float(at[1])), np.float64)

    def hessian(self, at: Floats) -> Floats:
        self.hessians += 1
        return self.objective.hessian(float(at[0]), float(at[1]))


@dataclass
class Path:
    """The points of a method as it makes them."""

    points: list[Floats] = field(default_factory=list)

    def add(self, at: Floats) -> None:
        """Add a point."""
        self.points.append(np.array(at, np.float64))

    @property
    def is_full(self) -> bool:
        """Whether it has all iterations that are made."""
        return len(self.points) > MOST_ITERATIONS


def _is_still(gradient: Floats, first: float) -> bool:
    return not float(np.linalg.norm(gradient)) > SMALL * max(first, 1.0)


def _steepest(
    counted: Counted, path: Path, step_of: Callable[[Floats, Floats, float], float]
) -> End | None:
    """Steps along the negative gradient; `step_of` is given θ, g and the loss at θ."""
    at = path.points[0]
    gradient, loss = counted.gradient(at), counted.loss(at)
    first = float(np.linalg.norm(gradient))
    while not _is_still(gradient, first):
        if path.is_full:
            return End.LIMIT
        step = step_of(at, gradient, loss)
        now = at - step * gradient
        found = counted.loss(now)
        if not (step > 0 and found < loss):
            return None  # no step makes the loss smaller: rounding, or a kink
        at, loss = now, found
        path.add(at)
        gradient = counted.gradient(at)
    return None


def backtracking(counted: Counted, path: Path) -> End | None:
    """Steepest descent with Armijo's rule."""
    last = 0.5

    def step_of(at: Floats, gradient: Floats, loss: float) -> float:
        nonlocal last
        slope, step = float(gradient @ gradient), 2 * last
        for _ in range(_MOST_HALVINGS):
            if counted.loss(at - step * gradient) <= loss - _ARMIJO * step * slope:
                break
            step /= 2
        last = step
        return step

    return _steepest(counted, path, step_of)


def exact(counted: Counted, path: Path) -> End | None:
    """Steepest descent to the least loss along the line."""
    from scipy.optimize import minimize_scalar

    last = 1e-3

    def step_of(at: Floats, gradient: Floats, _loss: float) -> float:
        nonlocal last

        def along(step: float) -> float:
            return min(counted.loss(at - step * gradient), 1e300)

        found = minimize_scalar(along, bracket=(0.0, last), options={"xtol": 1e-10})
        last = float(found.x) if found.x > 0 else last / 2
        return float(found.x)

    return _steepest(counted, path, step_of)


def newton(counted: Counted, path: Path) -> End | None:
    """Newton's method with whole steps."""
    at = path.points[0]
    gradient = counted.gradient(at)
    first = least = float(np.linalg.norm(gradient))
    since = 0
    while not _is_still(gradient, first):
        if path.is_full:
            return End.LIMIT
        hessian = counted.hessian(at)
        if not np.isfinite(hessian).all():
            return None
        # Where the Hessian has no inverse, the shortest of the steps that fit best.
        now = at - np.linalg.lstsq(hessian, gradient, rcond=None)[0]
        if np.array_equal(now, at):
            return End.NO_CURVATURE
        circling = _is_among(now, path.points[-_LOOKED_BACK:])
        at = now
        path.add(at)
        if circling:
            return End.CYCLE
        if not np.isfinite(at).all():
            return None
        gradient = counted.gradient(at)
        size = float(np.linalg.norm(gradient))
        least, since = (size, 0) if size < least else (least, since + 1)
        if since >= _PATIENCE:
            return End.NO_PROGRESS
    return None


def _is_among(at: Floats, points: list[Floats]) -> bool:
    """Whether a point is one of these."""
    away = np.abs(np.array(points) - at).max(axis=1)
    return bool((away <= _SAME * max(float(np.abs(at).max()), _SAME)).any())


def trust_region(counted: Counted, path: Path) -> End | None:
    """Scipy's trust-exact."""
    from scipy.optimize import minimize

    first = float(np.linalg.norm(counted.objective.gradient(*path.points[0].tolist())))
    farthest = _FARTHEST * max(float(np.linalg.norm(path.points[0])), 1.0)
    try:
        minimize(
            counted.loss,
            path.points[0],
            jac=counted.gradient,
            hess=counted.hessian,
            method="trust-exact",
            callback=path.add,
            options={
                "gtol": SMALL * max(first, 1.0),
                "maxiter": MOST_ITERATIONS,
                "max_trust_radius": farthest,
            },
        )
    except (ValueError, np.linalg.LinAlgError):
        return None  # a Hessian that is not finite
    return End.LIMIT if path.is_full else None


def lbfgs(counted: Counted, path: Path) -> End | None:
    """Scipy's L-BFGS-B."""
    from scipy.optimize import minimize

    minimize(
        counted.loss,
        path.points[0],
        jac=counted.gradient,
        method="L-BFGS-B",
        callback=path.add,
        options={"ftol": 0.0, "gtol": 1e-9, "maxiter": MOST_ITERATIONS},
    )
    return End.LIMIT if path.is_full else None
