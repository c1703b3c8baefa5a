"""The schedules against Keras' own objects, evaluated eagerly, and the published one-cycle."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from engine.config.optimizer import OptimizerConfig
from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.errors import ConfigError
from engine.optimizers.schedules import SCHEDULES
from tests.engine.optimizers.keras_schedules import keras_schedule

# Few at the start, where everything happens, and numbers that float32 does not hold exactly.
NUMBERS = np.array([*range(30), *range(30, 2000, 131), 123_457, 16_777_217, 10**9])


@pytest.mark.parametrize(
    "given",
    [
        {"schedule": "step", "period": 30, "decay_rate": 0.7},
        {"schedule": "exponential", "period": 70, "decay_rate": 0.31},
        {"schedule": "piecewise", "pieces": "12:0.3, 100:0.07, 900:2"},
        {"schedule": "cosine", "period": 333, "rate_floor": 0.05},
        {"schedule": "cosine", "period": 50, "warmup": 17, "rate_floor": 0.01},
        {"schedule": "restarts", "period": 29, "m_mul": 0.8, "rate_floor": 0.02},
        {"schedule": "restarts", "period": 13, "t_mul": 1},
        {"schedule": "restarts", "period": 20, "t_mul": 1.5, "m_mul": 0.9},
    ],
    ids=str,
)
def test_a_schedule_is_that_of_keras_in_float32(given):
    config = OptimizerConfig(learning_rate=0.0173, **given)
    schedule = keras_schedule(config)
    with tf.device("/CPU:0"):  # where the rates are computed: a GPU rounds powers otherwise
        wanted = np.array([np.asarray(schedule(int(made))) for made in NUMBERS])
    got = config.rates.rates(NUMBERS)
    assert got.dtype == wanted.dtype == np.float32
    apart = np.abs(got.view(np.int32) - wanted.view(np.int32))
    # The C library rounds a few cosines and powers the other way; everything else is exact.

    assert (apart > 0).mean() <= 0.02
    np.testing.assert_allclose(got, wanted, rtol=2e-6, atol=0)


def test_one_cycle_rises_falls_back_and_then_falls_to_a_small_fraction():
    config = OptimizerConfig(learning_rate=0.2, schedule="one_cycle", period=100)
    rates = config.rates.rates(np.arange(120))
    # Smith and Topin: one cycle of two equal linear parts, then orders of magnitude lower.
    np.testing.assert_allclose(rates[[0, 45, 90]], [0.02, 0.2, 0.02], rtol=1e-6)
    np.testing.assert_allclose(rates[45 - 20], rates[45 + 20], rtol=1e-6)
    np.testing.assert_allclose(np.diff(rates[:46]), 0.18 / 45, rtol=1e-4)
    np.testing.assert_allclose(rates[100:], 0.2e-4, rtol=1e-6)
    assert rates[46:].argmax() == 0 and (np.diff(rates[46:101]) < 0).all()


@pytest.mark.parametrize("kind", SCHEDULES)
def test_the_rate_of_an_update_does_not_depend_on_which_are_asked_for(kind):
    config = OptimizerConfig(schedule=kind, period=37, warmup=9, pieces="20:0.5")
    whole = config.rates.rates(np.arange(300))
    parts = [config.rates.rates(np.arange(a, b)) for a, b in ((0, 1), (1, 8), (8, 131), (131, 300))]
    np.testing.assert_array_equal(whole, np.concatenate(parts))
    assert [config.rates.rate(made) for made in (0, 12, 299)] == whole[[0, 12, 299]].tolist()


def test_a_warm_up_rises_linearly_and_then_the_schedule_begins():
    plain = OptimizerConfig(learning_rate=0.01, schedule="step", period=5, decay_rate=0.5)
    warm = plain.model_copy(update={"warmup": 4})
    rates = warm.rates.rates(np.arange(24))
    np.testing.assert_allclose(rates[:4], [0.0025, 0.004375, 0.00625, 0.008125], rtol=1e-6)
    np.testing.assert_array_equal(rates[4:], plain.rates.rates(np.arange(20)))


@pytest.mark.parametrize(
    "text", ["", "5", "5:0.1, 5:0.2", "9:1, 3:1", "0:1", "2.5:1", "inf:1", "1:x"]
)
def test_pieces_that_are_none_are_refused(text):
    with pytest.raises(ConfigError, match=r"pieces: .*must be increasing numbers of updates"):
        with_values(RunConfig(), {"pieces": text})
