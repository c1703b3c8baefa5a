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

from engine.arrays import AnyFloats
from engine.history.values import Derivatives, RunState
from engine.problems.base import Curvature, Objective, Theta, curvature
from engine.theory.verdict import GROWN, NEAR, PERFECT, Kind, Standing

_FLAT = 1e-6
"""A gradient, and a curvature, is flat below this size; the gradient also below this share of that
at the start."""


@dataclass(frozen=True, eq=False)
class Local:
    """The neighbourhood of a point.

    Attributes:
        loss: there.
        gradient: there.
        curvature: there; None where the Hessian is not finite.
        decrease: the most by which the local quadratic falls from there; inf if it has no single
            minimum.
    """

    loss: float
    gradient: Theta
    curvature: Curvature | None
    decrease: float

    @classmethod
    def at(cls, objective: Objective, theta: Theta) -> Local:
        """The neighbourhood of θ."""
        by_w, by_wb, by_b = objective.hessian(*theta)[[0, 0, 1], [0, 1, 1]].tolist()
        derivatives = Derivatives(objective.gradient(*theta), (by_w, by_wb, by_b))
        return cls.of(objective.loss(*theta), derivatives)

    @classmethod
    def of(cls, loss: float, derivatives: Derivatives) -> Local:
        """The neighbourhood with this loss and these derivatives."""
        by_ww, by_wb, by_bb = derivatives.hessian
        found = curvature(np.array([[by_ww, by_wb], [by_wb, by_bb]]))
        return cls(loss, derivatives.gradient, found, _decrease(derivatives.gradient, found))

    @property
    def steepness(self) -> float:
        """The norm of the gradient."""
        return math.hypot(*self.gradient)

    def kind(
        self, at: Standing, loss_before: float = math.inf, steepness_before: float = math.inf
    ) -> Kind | None:
        """The kind of the verdict on a run that is here; None before its first update.

        Args:
            at: where the run is.
            loss_before, steepness_before: at its start; inf where unknown.
        """
        if at.update == 0:
            return None
        if at.state is RunState.DIVERGED or not math.isfinite(at.full_loss):
            return Kind.DIVERGED
        found = _stationary(self, loss_before, steepness_before)
        if found is not None:
            return found
        if at.full_loss >= GROWN * loss_before and not at.full_loss <= at.epoch_loss:
            return Kind.DIVERGING
        ended = {RunState.CONVERGED: Kind.STOPPED_EARLY, RunState.MAX_EPOCHS: Kind.MAX_EPOCHS}
        return ended.get(at.state, Kind.INTERRUPTED)


def _decrease(gradient: Theta, found: Curvature | None) -> float:
    if found is None or found.lambda_min <= 0 or not np.isfinite(gradient).all():
        return math.inf
    along = found.axes @ np.array(gradient)
    total = 0.0
    for slope, bend in zip(along.tolist(), (found.lambda_max, found.lambda_min), strict=True):
        total += slope * slope / (2 * bend)
    return total


def local_kind(
    objective: Objective, start: Theta, at: Standing, here: Local | None = None
) -> Kind | None:
    """The kind of the verdict on a run without exact results; None before its first update.

    Args:
        objective: the loss over all samples, or over a selection with `here`.
        start: the starting point.
        at: where the run is.
        here: the neighbourhood of that point, if it is known; None computes it.
    """
    before = objective.loss(*start), math.hypot(*objective.gradient(*start))
    return (here or Local.at(objective, at.theta)).kind(at, *before)


def is_separable(x: AnyFloats, y: AnyFloats, l2: float = 0.0) -> bool:
    """Whether cross-entropy of the labels 0 and 1 in y, both (n,), has no minimum.

    It has none if a threshold of x separates the labels: the loss falls for ever while the neuron
    gets steeper, unless L2 regularization of w forbids it. So it has none if all labels are equal,
    where b alone grows.
    """
    ones, zeros = x[y > 0.5], x[y <= 0.5]
    if not ones.size or not zeros.size:
        return True
    if l2:
        return False
    return bool(ones.min() > zeros.max() or ones.max() < zeros.min())


def _stationary(here: Local, loss_before: float, steepness_before: float) -> Kind | None:
    """What kind of point has next to no gradient; None elsewhere."""
    found = here.curvature
    if found is None:
        return None
    if found.lambda_min > 0 and math.isfinite(here.decrease):
        rest = PERFECT * loss_before if math.isfinite(loss_before) else 0.0
        near = max(NEAR * (here.loss - here.decrease), rest)
        if here.decrease <= near and not _is_flat(found):
            return Kind.AT_MINIMUM
    flat = _FLAT * min(1.0, steepness_before)
    if here.steepness > flat:
        return None
    return Kind.AT_SADDLE if found.is_saddle and not _is_flat(found) else Kind.ON_PLATEAU


def _is_flat(found: Curvature) -> bool:
    """Whether there is next to no curvature either."""
    return max(abs(found.lambda_max), abs(found.lambda_min)) < _FLAT
