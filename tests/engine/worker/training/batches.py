"""Updates of a trainer against plain arithmetic in float64, batch by batch."""

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.data.dataset import Dataset
from engine.worker.training.trainer import Trainer
from tests.device import DEVICE

LEARNING_RATE = 0.001


def trainer_of(x, y, **values):
    given = {"stop": "never", "epochs": 10**9, "learning_rate": LEARNING_RATE, **values}
    dataset = Dataset.of(x.astype(np.float32), y.astype(np.float32))
    return Trainer(with_values(RunConfig(), given), dataset, DEVICE)


def assert_updates(trainer, batches, count):
    """The trainer's next updates are what plain arithmetic makes of these batches."""
    w, b = trainer.theta
    recorded = trainer.advance(count).recorded
    assert len(recorded) == count
    for k, (x, y) in enumerate(batches):
        error = w * x + b - y
        assert recorded.loss[k] == pytest.approx(
            np.mean(error**2), rel=1e-6, abs=1e-6 * np.mean(y**2)
        )
        assert w - recorded.theta[k, 0] == pytest.approx(
            LEARNING_RATE * np.mean(2 * error * x), rel=1e-5, abs=2e-6
        )
        assert b - recorded.theta[k, 1] == pytest.approx(
            LEARNING_RATE * np.mean(2 * error), rel=1e-5, abs=2e-6
        )
        w, b = float(recorded.theta[k, 0]), float(recorded.theta[k, 1])


def cut(x, y, length):
    return [
        (x[begin : begin + length], y[begin : begin + length]) for begin in range(0, len(x), length)
    ]
