"""A loss that only the worker can compute, as far as it has been computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import overload

import numpy as np

from engine.arrays import AnyFloats, Floats
from engine.history.values import BatchStep
from engine.problems.base import Objective, Theta


@dataclass(frozen=True, eq=False)
class Uncomputed:
    """A loss of which nothing is known: nan everywhere.

    Attributes:
        count: the number of samples.
    """

    count: int

    @property
    def is_quadratic(self) -> bool:
        """It may be anything."""
        return False

    @overload
    def loss(self, w: float, b: float) -> float: ...
    @overload
    def loss(self, w: AnyFloats, b: AnyFloats | float) -> Floats: ...
    @overload
    def loss(self, w: AnyFloats | float, b: AnyFloats) -> Floats: ...
    def loss(self, w: AnyFloats | float, b: AnyFloats | float) -> Floats | float:
        """nan, of the broadcast shape."""
        shape = np.broadcast_shapes(np.shape(w), np.shape(b))
        return np.full(shape, np.nan) if shape else float("nan")

    @overload
    def gradient(self, w: float, b: float) -> tuple[float, float]: ...
    @overload
    def gradient(self, w: AnyFloats, b: AnyFloats | float) -> tuple[Floats, Floats]: ...
    @overload
    def gradient(self, w: AnyFloats | float, b: AnyFloats) -> tuple[Floats, Floats]: ...
    def gradient(
        self, w: AnyFloats | float, b: AnyFloats | float
    ) -> tuple[Floats | float, Floats | float]:
        """Nan."""
        found: Floats | float = self.loss(w, b)
        return found, found

    def hessian(self, w: float, b: float) -> Floats:  # noqa: ARG002 - of nothing
        """nan, (2, 2)."""
        return np.full((2, 2), np.nan)


def batch_gradient_of(step: BatchStep) -> Theta:
    """The gradient of the batch loss before an update; nan where it is not known."""
    return step.gradient or batch_loss_of(step).gradient(*step.before)


def batch_loss_of(step: BatchStep) -> Objective:
    """The loss over the batch of an update; nan where only the worker can compute it."""
    return Uncomputed(step.count) if step.objective is None else step.objective
