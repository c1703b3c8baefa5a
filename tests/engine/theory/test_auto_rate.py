"""The learning rate that the theory says: stable, and the fastest where that is known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.config.auto import asks_auto, without_auto
from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.data.preview import preview, preview_of
from engine.theory.auto_rate import auto_rate, with_auto
from engine.theory.limits import limit_of
from engine.theory.samples import Samples
from tests.engine.theory.simulation import full_losses

SAMPLES = Samples.of(preview(RunConfig().data))


def descended(rate: float, x: np.ndarray, y: np.ndarray, epochs: int) -> float:
    """The loss above the least loss after full-batch gradient descent from (0, 0)."""
    w = b = 0.0
    best = np.polyfit(x, y, 1)
    for _ in range(epochs):
        error = w * x + b - y
        w, b = w - rate * 2 * np.mean(error * x), b - rate * 2 * np.mean(error)
    return float(np.mean((w * x + b - y) ** 2) - np.mean((np.polyval(best, x) - y) ** 2))


def test_no_rate_is_faster_for_the_full_batch():
    x, y = np.array([4.0, 5, 7, 10]), np.array([1.0, 0, 4, 9])
    samples = Samples.of(preview_of(x, y))
    rate = auto_rate(RunConfig(), samples).rate
    reached = descended(rate, x, y, 2000)
    assert reached < min(descended(rate * f, x, y, 2000) for f in (0.8, 0.95, 1.01, 1.03))


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov"])
@pytest.mark.parametrize(("offset", "spread"), [(0.0, 1e-8), (0.0, 1e-5), (500.0, 3e4)])
def test_the_rate_is_below_the_limit_however_narrow_the_valley(optimizer, offset, spread):
    x = offset + spread * np.random.default_rng(1).random(20)
    config = with_values(RunConfig(), {"optimizer": optimizer})
    samples = Samples.of(preview_of(x, 3 * x))
    found = auto_rate(config, samples)
    limit = limit_of(config.optimizer, config.batch, samples)
    assert limit is not None and found.rate < 0.995 * limit.rate
    assert "standardize scale helps" in found.advice


@pytest.mark.parametrize("optimizer", ["momentum", "nesterov"])
@pytest.mark.parametrize("momentum", [0.5, 0.9, 0.95])
def test_with_momentum_the_rule_is_not_met_where_the_parameters_swing_back(optimizer, momentum):
    """With the rate of the least spectral radius it is, at many times the least loss."""
    config = with_values(RunConfig(), {"optimizer": optimizer, "momentum": momentum})
    config, said = with_auto(config, SAMPLES)
    named = said.partition("with tolerance ")[2]
    tolerance = float(named or config.stop.tolerance)
    before = math.inf
    for loss in full_losses(config, SAMPLES, config.stop.epochs):
        if abs(before - loss) < tolerance * before:
            break
        before = loss
    assert loss < 1.02 * SAMPLES.moments.least_loss


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"batch_size": 1},
        {"batch_size": 10, "shuffle": True},
        {"optimizer": "momentum"},
        {"optimizer": "nesterov", "batch_size": 32},
        {"optimizer": "adam"},
        {"optimizer": "adadelta"},
        {"optimizer": "lion", "batch_size": 1},
    ],
)
def test_the_rate_is_valid_and_said(values):
    config = with_values(RunConfig(), values)
    found, text = with_auto(config, SAMPLES)
    rate = found.optimizer.learning_rate
    assert 0 < rate <= 1
    assert text.startswith(f"lr {rate:g}: ") and len(text) > 15
    assert with_values(found, {"learning_rate": 0.5}) == with_values(config, {"learning_rate": 0.5})


def test_a_small_rate_is_written_as_it_may_be_typed():
    years = Samples.of(preview_of(np.array([2001.0, 2002, 2004]), np.array([1.0, 3, 4])))
    found, text = with_auto(RunConfig(), years)
    written = text.removeprefix("lr ").partition(":")[0]
    assert float(written) == found.optimizer.learning_rate
    assert written.endswith("e-7")


def test_the_word_is_recognized_and_taken_out():
    assert asks_auto({"learning_rate": " Auto "}) and not asks_auto({"learning_rate": "0.1"})
    assert not asks_auto({"optimizer": "auto"}) and not asks_auto({"learning_rate": 0.1})
    assert without_auto({"learning_rate": "auto", "epochs": "3"}) == {"epochs": "3"}
    assert without_auto({"learning_rate": "0.1"}) == {"learning_rate": "0.1"}
