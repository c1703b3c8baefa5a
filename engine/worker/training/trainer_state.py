"""A trainer's whole state, and what shows it, as one value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.config.run import RunConfig
from engine.history.values import Checkpoint
from engine.problems.base import Theta
from engine.worker.training.recent_steps import LastSteps


@dataclass(frozen=True)
class Standing:
    """All that a trainer is, to be put back as it was.

    Attributes:
        checkpoint: what it takes to go on.
        config, epoch_limit, rule_armed: in force for the next update.
        previous: θ before the last update.
        last_steps: the last few updates one by one.
        last_slice: the state before the last call's updates, and how many they were.
        before_changes: the optimizer's state before changes since the last update, if any.
        seconds: spent in training so far.
    """

    checkpoint: Checkpoint
    config: RunConfig
    epoch_limit: int
    rule_armed: bool
    previous: Theta
    last_steps: LastSteps
    last_slice: tuple[Checkpoint, int] | None
    before_changes: dict[str, NDArray[np.generic]] | None
    seconds: float
