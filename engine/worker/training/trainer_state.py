"""The state of a trainer as values: its terms, and its whole state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from engine.config.run import RunConfig
from engine.history.replicas import ReplicaStep
from engine.history.values import Checkpoint
from engine.problems.base import Theta
from engine.worker.training.keras_optimizers import Slots
from engine.worker.training.recent_steps import LastSteps


@dataclass(frozen=True)
class Terms:
    """The terms of the next update.

    Attributes:
        config: the configuration.
        epoch_limit: epochs after which the run ends.
        rule_armed: whether the stop rule is evaluated.
    """

    config: RunConfig
    epoch_limit: int
    rule_armed: bool = True

    @classmethod
    def of(cls, config: RunConfig) -> Self:
        """The terms of a run with this configuration that has not ended."""
        return cls(config, config.stop.epochs)


@dataclass(frozen=True)
class Standing:
    """A snapshot of a trainer, to be restored.

    Attributes:
        checkpoint: the state from which training continues.
        terms: of the next update.
        previous: θ before the last update.
        last_steps: the last few updates one by one.
        seconds: training time so far.
        last_slice: the state before the updates of the last call, and their number.
        before_changes: the optimizer's state before changes since the last update, if any.
        replicas: what several devices did of the last update.
    """

    checkpoint: Checkpoint
    terms: Terms
    previous: Theta
    last_steps: LastSteps
    seconds: float
    last_slice: tuple[Checkpoint, int] | None = None
    before_changes: Slots | None = None
    replicas: ReplicaStep | None = None
