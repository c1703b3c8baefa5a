"""Classical methods from the same start, to compare an optimizer with: paths and their costs.

Each sees the whole loss, and chooses its steps by itself:

- backtracking: steepest descent with the step halved until the loss falls by at least 10⁻⁴ of what
  the slope promises (L. Armijo, "Minimization of Functions Having Lipschitz Continuous First
  Partial Derivatives", 1966); it begins with twice the step before;
- exact: steepest descent to the least loss along the line, found by scipy's `minimize_scalar`
  (Brent's method);
- newton: θ ← θ − H⁻¹g, which goes to the nearest point without slope, be it a minimum or not.
  Nothing bounds its steps: it may go in a cycle, or ever farther away, and is stopped then;
- trust region: the step to the least value of the local quadratic within a radius that follows how
  well the quadratic predicts the loss; scipy's trust-exact (J. J. Moré and D. C. Sorensen,
  "Computing a Trust Region Step", 1983). It uses the curvature as Newton does, and ends at minima;
- lbfgs: scipy's L-BFGS-B (R. H. Byrd, P. Lu, J. Nocedal and C. Zhu, "A Limited Memory Algorithm for
  Bound Constrained Optimization", 1995).

scipy is imported when a method is computed, so that nothing else waits for it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from engine.problems.base import Objective, Theta, Thetas
from engine.theory import reference_methods as methods
from engine.theory.reference_end import End, end_of


class Method(StrEnum):
    """The methods, in the order of a table."""

    BACKTRACKING = "backtracking"
    EXACT = "exact line search"
    NEWTON = "Newton"
    TRUST = "trust region"
    LBFGS = "L-BFGS-B"


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


def references(objective: Objective, start: Theta) -> tuple[Reference, ...]:
    """All methods from this start; each takes milliseconds for a quadratic loss."""
    return tuple(reference(method, objective, start) for method in Method)


def reference(method: Method, objective: Objective, start: Theta) -> Reference:
    """One method from this start."""
    counted, path = methods.Counted(objective), methods.Path()
    gave_up = None
    with np.errstate(all="ignore"):
        path.add(np.array(start, np.float64))
        if math.isfinite(float(objective.loss(*start))):
            gave_up = _METHODS[method](counted, path)
        last = path.points[-1]
        loss = float(objective.loss(float(last[0]), float(last[1])))
        end = end_of(objective, last, path.points[0], gave_up)
    points = np.asfortranarray(np.array(path.points))
    counts = counted.losses, counted.gradients, counted.hessians
    return Reference(method, points, *counts, loss, end)


_METHODS: dict[Method, Callable[[methods.Counted, methods.Path], End | None]] = {
    Method.BACKTRACKING: methods.backtracking,
    Method.EXACT: methods.exact,
    Method.NEWTON: methods.newton,
    Method.TRUST: methods.trust_region,
    Method.LBFGS: methods.lbfgs,
}
