"""What a run has reached, in numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

from engine.history.replicas import ReplicaStep
from engine.history.values import Derivatives
from engine.problems.base import Theta


@dataclass(frozen=True)
class Reached:
    """What a run has reached.

    Attributes:
        updates, epochs: updates made, whole epochs completed.
        epoch_theta, epoch_loss: plain means over the last whole epoch's updates; nan before it.
        theta: after the last update; full_loss: over all samples there.
        seconds: the worker's training time without compilation; compile_seconds: compilation.
        derivatives: at θ, where the app does not have all that the loss depends on.
        replicas: what several devices did of the last update; None with one.
    """

    updates: int
    epochs: int
    epoch_theta: Theta
    epoch_loss: float
    theta: Theta
    full_loss: float
    seconds: float
    compile_seconds: float
    derivatives: Derivatives | None = None
    replicas: ReplicaStep | None = None

    @classmethod
    def nothing(cls) -> Self:
        """That of a run of which nothing is known."""
        unknown = (math.nan, math.nan)
        return cls(0, 0, unknown, math.nan, unknown, math.nan, 0.0, 0.0)

    @property
    def updates_per_second(self) -> float:
        """Updates per second; nan if no time was measured."""
        return self.updates / self.seconds if self.seconds > 0 else math.nan
