"""Classical methods from the same start, to compare an optimizer with: paths and their costs.

Each sees the whole loss, and chooses its steps by itself:

- backtracking: steepest descent with the step halved until the loss falls by at least 10⁻⁴ of what
  the slope promises (L. Armijo, "Minimization of Functions Having Lipschitz Continuous First
  Partial Derivatives", 1966); it begins with twice the step before;
- exact: steepest descent to the least loss along the line, found by scipy's `minimize_scalar`
  (Brent's method);
- newton: θ ← θ − H⁻¹g, which goes to the nearest point without slope, be it a minimum or not;
- lbfgs: scipy's L-BFGS-B (R. H. Byrd, P. Lu, J. Nocedal and C. Zhu, "A Limited Memory Algorithm for
  Bound Constrained Optimization", 1995).

scipy is imported when a method is computed, so that nothing else waits for it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from engine.arrays import Floats
from engine.problems.base import Objective, Theta, Thetas, curvature

MOST_ITERATIONS = 5000
_SMALL = 1e-9
"""A gradient of this share of that at the start is none."""
_ARMIJO, _MOST_HALVINGS = 1e-4, 60
_FALL = 1e-3
"""A share of the loss by which it may still fall at an end."""
_FLAT = 1e-9
"""An eigenvalue of this share of the other one is 0."""


class Method(StrEnum):
    """The methods, in the order of a table."""

    BACKTRACKING = "backtracking"
    EXACT = "exact line search"
    NEWTON = "Newton"
    LBFGS = "L-BFGS-B"


class End(StrEnum):
    """Where a method ended."""

    MINIMUM = "minimum"
    FLAT = "flat minimum"
    SADDLE = "saddle point"
    MAXIMUM = "maximum"
    STOPPED = "not converged"
    LOST = "loss not finite"


@dataclass(frozen=True, eq=False)
class Reference:
    """The path of a method.

    Attributes:
        method: see `Method`.
        path: θ at the start and after each iteration, (iterations + 1, 2).
        losses, gradients, hessians: evaluations.
        loss: at the end.
        end: where it ended.
    """

    method: Method
    path: Thetas
    losses: int
    gradients: int
    hessians: int
    loss: float
    end: End

    @property
    def iterations(self) -> int:
        """Steps made."""
        return len(self.path) - 1


@dataclass
class _Counted:
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
class _Path:
    """The points of a method as it makes them."""

    points: list[Floats] = field(default_factory=list)

    def add(self, at: Floats) -> bool:
        """Add a point; returns whether there may be more."""
        self.points.append(np.array(at, np.float64))
        return len(self.points) <= MOST_ITERATIONS


def references(objective: Objective, start: Theta) -> tuple[Reference, ...]:
    """All methods from this start; each takes milliseconds for a quadratic loss."""
    return tuple(reference(method, objective, start) for method in Method)


def reference(method: Method, objective: Objective, start: Theta) -> Reference:
    """One method from this start."""
    counted, path = _Counted(objective), _Path()
    with np.errstate(all="ignore"):
        path.add(np.array(start, np.float64))
        if math.isfinite(float(objective.loss(*start))):
            _METHODS[method](counted, path)
        last = path.points[-1]
        loss = float(objective.loss(float(last[0]), float(last[1])))
        end = _end(objective, last, path.points[0])
    points = np.asfortranarray(np.array(path.points))
    counts = counted.losses, counted.gradients, counted.hessians
    return Reference(method, points, *counts, loss, end)


def _end(objective: Objective, last: Floats, first: Floats) -> End:
    """What is at the last point, by its gradient and its curvature."""
    at, begin = (float(last[0]), float(last[1])), (float(first[0]), float(first[1]))
    if not math.isfinite(objective.loss(*at)):
        return End.LOST
    size = math.hypot(*objective.gradient(*at))
    if not size <= 1e3 * _SMALL * max(math.hypot(*objective.gradient(*begin)), 1.0):
        return End.STOPPED
    found = curvature(objective.hessian(*at))
    if found is None or not _fall_left(objective, at) <= _FALL * max(abs(objective.loss(*at)), 1.0):
        return End.STOPPED
    least = _FLAT * max(abs(found.lambda_max), abs(found.lambda_min))
    if found.lambda_min > least:
        return End.MINIMUM
    if found.lambda_max < -least:
        return End.MAXIMUM
    return End.SADDLE if found.lambda_min < -least else End.FLAT


def _fall_left(objective: Objective, at: Theta) -> float:
    """How far the loss may still fall, by its local quadratic; along a flat direction by |θ|.

    From a start far away, a gradient that is small next to the first one may be large.
    """
    values, axes = np.linalg.eigh(objective.hessian(*at))
    slopes = np.abs(axes.T @ np.array(objective.gradient(*at), np.float64))
    sizes = np.abs(values)
    flat = sizes <= _FLAT * sizes.max()
    along = np.where(flat, max(math.hypot(*at), 1.0), slopes / np.where(flat, 2.0, 2 * sizes))
    return float(slopes @ along)


def _is_still(gradient: Floats, first: float) -> bool:
    return not float(np.linalg.norm(gradient)) > _SMALL * max(first, 1.0)


def _steepest(
    counted: _Counted, path: _Path, step_of: Callable[[Floats, Floats, float], float]
) -> None:
    """Steps along the negative gradient; `step_of` is given θ, g and the loss at θ."""
    at = path.points[0]
    gradient, loss = counted.gradient(at), counted.loss(at)
    first = float(np.linalg.norm(gradient))
    while not _is_still(gradient, first):
        step = step_of(at, gradient, loss)
        now = at - step * gradient
        found = counted.loss(now)
        if not (step > 0 and found < loss):
            return  # no step makes the loss smaller: rounding
        at, loss = now, found
        if not path.add(at):
            return
        gradient = counted.gradient(at)


def _backtracking(counted: _Counted, path: _Path) -> None:
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

    _steepest(counted, path, step_of)


def _exact(counted: _Counted, path: _Path) -> None:
    from scipy.optimize import minimize_scalar

    last = 1e-3

    def step_of(at: Floats, gradient: Floats, _loss: float) -> float:
        nonlocal last

        def along(step: float) -> float:
            return min(counted.loss(at - step * gradient), 1e300)

        found = minimize_scalar(along, bracket=(0.0, last), options={"xtol": 1e-10})
        last = float(found.x) if found.x > 0 else last / 2
        return float(found.x)

    _steepest(counted, path, step_of)


def _newton(counted: _Counted, path: _Path) -> None:
    at = path.points[0]
    gradient = counted.gradient(at)
    first = float(np.linalg.norm(gradient))
    while not _is_still(gradient, first):
        hessian = counted.hessian(at)
        if not np.isfinite(hessian).all():
            return
        # Where the Hessian has no inverse, the shortest of the steps that fit best.
        at = at - np.linalg.lstsq(hessian, gradient, rcond=None)[0]
        if not (path.add(at) and np.isfinite(at).all()):
            return
        gradient = counted.gradient(at)


def _lbfgs(counted: _Counted, path: _Path) -> None:
    from scipy.optimize import minimize

    minimize(
        counted.loss,
        path.points[0],
        jac=counted.gradient,
        method="L-BFGS-B",
        callback=path.add,
        options={"ftol": 0.0, "gtol": 1e-9, "maxiter": MOST_ITERATIONS},
    )


_METHODS: dict[Method, Callable[[_Counted, _Path], None]] = {
    Method.BACKTRACKING: _backtracking,
    Method.EXACT: _exact,
    Method.NEWTON: _newton,
    Method.LBFGS: _lbfgs,
}
