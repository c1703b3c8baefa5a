"""Where a run stands on a loss without exact results: what its neighbourhood shows.

The loss near θ is that of its gradient g and its Hessian H. Where both eigenvalues of H are
positive, this quadratic falls from θ by g·H⁻¹g / 2 at most (the Newton decrement; S. Boyd and
L. Vandenberghe, "Convex Optimization" (2004), section 9.5.1): if that is next to nothing, θ is a
local minimum to that precision. Whether there is a lower one elsewhere it does not say.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.history.values import RunState
from engine.problems.base import Curvature, Objective, Theta, curvature
from engine.theory.verdict import GROWN, NEAR, PERFECT, Kind, Standing

_FLAT = 1e-6
"""A gradient is flat below this share of the steepest known one, that at the start."""


@dataclass(frozen=True, eq=False)
class Local:
    """The neighbourhood of a point.

    Attributes:
        loss: there.
        gradient: there.
        curvature: there; None where the Hessian is not finite.
        decrease: the most by which the local quadratic falls from there; inf if it has no minimum.
    """

    loss: float
    gradient: Theta
    curvature: Curvature | None
    decrease: float

    @classmethod
    def at(cls, objective: Objective, theta: Theta) -> Local:
        """The neighbourhood of θ."""
        loss, gradient = objective.loss(*theta), objective.gradient(*theta)
        found = curvature(objective.hessian(*theta))
        return cls(loss, gradient, found, _decrease(gradient, found))

    @property
    def steepness(self) -> float:
        """The norm of the gradient."""
        return math.hypot(*self.gradient)


def _decrease(gradient: Theta, found: Curvature | None) -> float:
    if found is None or not np.isfinite(gradient).all():
        return math.inf
    along = found.axes @ np.array(gradient)
    total = 0.0
    for slope, bend in zip(along.tolist(), (found.lambda_max, found.lambda_min), strict=True):
        if slope == 0:
            continue
        if bend <= 0:
            return math.inf
        total += slope * slope / (2 * bend)
    return total


def local_kind(objective: Objective, start: Theta, at: Standing) -> Kind | None:
    """The kind of the verdict on a run without exact results; None before its first update.

    Args:
        objective: the loss over all samples.
        start: the starting point.
        at: where the run is.
    """
    if at.update == 0:
        return None
    if at.state is RunState.DIVERGED or not math.isfinite(at.full_loss):
        return Kind.DIVERGED
    before = objective.loss(*start)
    here = Local.at(objective, at.theta)
    found = _stationary(here, before, math.hypot(*objective.gradient(*start)))
    if found is not None:
        return found
    if at.full_loss >= GROWN * before and not at.full_loss <= at.epoch_loss:
        return Kind.DIVERGING
    ended = {RunState.CONVERGED: Kind.STOPPED_EARLY, RunState.MAX_EPOCHS: Kind.MAX_EPOCHS}
    return ended.get(at.state, Kind.INTERRUPTED)


def _stationary(here: Local, loss_before: float, steepness_before: float) -> Kind | None:
    """What kind of point has next to no gradient; None elsewhere."""
    found = here.curvature
    if found is None:
        return None
    if found.lambda_min > 0:
        near = max(NEAR * (here.loss - here.decrease), PERFECT * loss_before)
        return Kind.AT_MINIMUM if here.decrease <= near else None
    if here.steepness > _FLAT * max(steepness_before, here.steepness) or here.steepness > _FLAT:
        return None
    return Kind.AT_SADDLE if found.is_saddle else Kind.ON_PLATEAU
