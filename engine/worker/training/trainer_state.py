"""What a trainer is at a moment, as values: what is in force, and its whole state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from engine.config.run import RunConfig
from engine.history.values import Checkpoint
from engine.problems.base import Theta
from engine.worker.training.keras_optimizers import Slots
from engine.worker.training.recent_steps import LastSteps


@dataclass(frozen=True)
class Terms:
    """What is in force for the next update.

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
        """Those of a run with this configuration that has not reached its end."""
        return cls(config, config.stop.epochs)


@dataclass(frozen=True)
class Standing:
    """All that a trainer is, to be put back as it was.

    Attributes:
        checkpoint: the state that training continues from.
        terms: in force for the next update.
        previous: θ before the last update.
        last_steps: the last few updates one by one.
        seconds: training time so far.
        last_slice: the state before the last call's updates, and how many they were.
        before_changes: the optimizer's state before changes since the last update, if any.
    """

    checkpoint: Checkpoint
    terms: Terms
    previous: Theta
    last_steps: LastSteps
    seconds: float
    last_slice: tuple[Checkpoint, int] | None = None
    before_changes: Slots | None = None
