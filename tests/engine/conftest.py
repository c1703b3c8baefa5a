"""What the tests of the engine share: trainers are cheap once TensorFlow is imported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.data.dataset import load
from engine.history.values import RunState
from tests.device import DEVICE


@dataclass
class Whole:
    """A run put together from the slices it was made in."""

    w: np.ndarray
    b: np.ndarray
    loss: np.ndarray
    epoch_means: np.ndarray
    epoch_updates: np.ndarray
    seen: np.ndarray
    state: RunState
    reason: str


def config_of(**values: object) -> RunConfig:
    return with_values(RunConfig(), values)


def trainer_of(**values: object):
    from engine.worker.training.trainer import Trainer
    from tests.engine.shared_programs import share

    share()
    config = config_of(**values)
    return Trainer(config, load(config.data), DEVICE)


def train(trainer, slices: Callable[[], int] = lambda: 1 << 16, most: int | None = None) -> Whole:
    """Advance to the end of the run (or `most` updates), so many updates at a time."""
    parts = []
    left = most
    while left is None or left > 0:
        wanted = slices() if left is None else min(slices(), left)
        part = trainer.advance(wanted)
        parts.append(part)
        left = None if left is None else left - len(part.recorded)
        if part.state is not RunState.RUNNING:
            break
    w, b = np.concatenate([part.recorded.theta for part in parts]).T
    return Whole(
        w,
        b,
        np.concatenate([part.recorded.loss for part in parts]),
        np.concatenate([part.epoch_means for part in parts]),
        np.concatenate([part.epoch_updates for part in parts]),
        np.concatenate([part.seen for part in parts]),
        parts[-1].state,
        parts[-1].reason,
    )


@pytest.fixture(params=["full", 1000, 1, 32])
def batch_size(request: pytest.FixtureRequest) -> int | str:
    """Full batch, one sample, a size with a partial last batch, and more than there are."""
    return request.param
