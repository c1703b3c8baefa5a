"""The learning rate of each update, through live changes and schedules."""

from __future__ import annotations

import numpy as np

from engine.history.rates import learning_rates
from engine.history.values import Change
from tests.engine.conftest import config_of


def test_the_learning_rate_of_each_update():
    changes = (
        Change(3, 0, "learning_rate", "0.1", "0.2"),
        Change(3, 0, "batch_size", "1", "2"),
        Change(5, 1, "learning_rate", "0.2", "0.4"),
    )
    rates = learning_rates(np.arange(1, 8), config_of(learning_rate=0.4), changes)
    wanted = np.array([0.1, 0.1, 0.1, 0.2, 0.2, 0.4, 0.4], np.float32)
    assert rates.tolist() == wanted.tolist()


def test_a_schedule_goes_on_by_the_number_of_the_update_through_live_changes():
    changes = (
        Change(4, 0, "schedule", "constant", "step"),
        Change(7, 0, "learning_rate", "0.1", "0.4"),
    )
    config = config_of(learning_rate=0.4, schedule="step", period=3, decay_rate=0.5)
    updates = np.array([1, 2, 4, 5, 6, 7, 8, 10, 13])
    wanted = [0.1, 0.1, 0.1, 0.05, 0.05, 0.025, 0.1, 0.05, 0.025]
    np.testing.assert_allclose(learning_rates(updates, config, changes), wanted, rtol=1e-6)
