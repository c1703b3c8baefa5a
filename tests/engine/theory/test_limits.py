"""Stated limits are stable just below, on many data sets, against simulations in float64."""

from __future__ import annotations

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.config.run import DataConfig, RunConfig
from engine.problems.linear_neuron.moments import Moments
from engine.theory.limits import Basis, Limit, below, limit_of
from engine.theory.samples import Samples
from tests.engine.theory.simulation import full_losses, of_points, samples_of
from tests.engine.theory.tried import METHODS, TRIED, made


def limit(config: RunConfig, samples: Samples) -> Limit:
    found = limit_of(config.optimizer, config.batch, samples)
    assert found is not None
    return found


@pytest.mark.parametrize(("seed", "optimizer", "momentum", "shuffle"), TRIED[::2])
def test_just_below_the_limit_the_loss_stays_below_a_thousand_times_that_at_the_start(
    seed: int, optimizer: str, momentum: float | None, shuffle: bool
) -> None:
    samples = made(seed)
    batch_size = [1, 2, 7, "full"][seed // 6]
    values = {"optimizer": optimizer, "momentum": momentum, "shuffle": shuffle}
    config = with_values(RunConfig(), values | {"batch_size": batch_size})
    # A rate as it is printed: rounded down to three digits.
    rate = below(limit(config, samples).rate, 3)
    losses = full_losses(with_values(config, {"learning_rate": rate * 0.999}), samples, 100)
    start = float(samples.moments.loss(*config.start.theta))
    assert np.isfinite(losses).all()
    assert losses[-30:].mean() < 1000 * max(start, samples.moments.var_y)


@pytest.mark.parametrize(("optimizer", "momentum"), METHODS)
def test_at_a_multiple_of_the_limit_the_full_batch_diverges(
    optimizer: str, momentum: float | None
) -> None:
    samples = made(1)
    config = with_values(RunConfig(), {"optimizer": optimizer, "momentum": momentum})
    rate = 1.02 * limit(config, samples).rate
    losses = full_losses(with_values(config, {"learning_rate": rate}), samples, 3000)
    assert not losses[-1, 0] < 1e6 * losses[0, 0]


def test_for_single_samples_it_is_that_of_the_farthest_sample() -> None:
    samples = made(0)
    config = with_values(RunConfig(), {"batch_size": 1})
    found = limit(config, samples)
    assert found.rate == pytest.approx(1 / (1 + np.abs(samples.x).max() ** 2))
    assert found.basis is Basis.SAMPLE


def test_for_batches_in_order_it_is_that_of_the_steepest_batch() -> None:
    x, y = np.array([0.0, 1.0, 2.0, 5.0, -1.0]), np.array([1.0, 2.0, 0.0, 3.0, 4.0])
    config = with_values(RunConfig(), {"batch_size": 2})
    hessian = 2 * np.array([[(4 + 25) / 2, 3.5], [3.5, 1.0]])
    expected = 2 / np.linalg.eigvalsh(hessian)[-1]
    found = limit(config, of_points(x, y))
    assert found.rate == pytest.approx(expected)
    assert found.basis is Basis.STEEPEST


@pytest.mark.parametrize("batch_size", [2, 10])
def test_for_random_batches_the_mean_square_grows_above_it_and_falls_below_it(
    batch_size: int,
) -> None:
    x = np.random.default_rng(5).uniform(0, 3, 20)
    # A perfect line: nothing but instability moves θ away.
    samples = of_points(x, 2 * x + 1)
    config = with_values(RunConfig(), {"batch_size": batch_size, "shuffle": True})
    rate = limit(config, samples).rate
    grown = {
        part: full_losses(
            with_values(config, {"learning_rate": rate * part}), samples, 40, runs=4000
        ).mean(axis=1)
        for part in (0.8, 1.5)
    }
    assert grown[0.8][-1] < 0.1 * grown[0.8][5]
    assert grown[1.5][-1] > 10 * grown[1.5][5]


def test_samples_that_are_not_all_known_give_nearly_the_same_limits() -> None:
    whole, part = (samples_of(DataConfig(samples=count)) for count in (4096, 200_000))
    assert whole.complete and not part.complete
    for batch_size, shuffle in ((1, False), (1000, False), (64, True)):
        config = with_values(RunConfig(), {"batch_size": batch_size, "shuffle": shuffle})
        expected, found = limit(config, whole), limit(config, part)
        # What is estimated may be too low, by the scatter of few samples, but not too high.
        assert 0.6 * expected.rate < found.rate < 1.05 * expected.rate
        assert found.exact == (batch_size == 1)


def test_if_x_is_constant_every_batch_has_the_limit_of_the_full_batch() -> None:
    samples = of_points(np.full(9, 3.0), np.arange(9.0))
    for optimizer in ("sgd", "momentum", "nesterov"):
        full = with_values(RunConfig(), {"optimizer": optimizer})
        small = with_values(full, {"batch_size": 2, "shuffle": True})
        assert limit(small, samples).rate == limit(full, samples).rate


def test_optimizers_that_rescale_the_gradient_have_no_limit() -> None:
    config = with_values(RunConfig(), {"optimizer": "adam"})
    assert limit_of(config.optimizer, config.batch, made(0)) is None


@pytest.mark.parametrize("rate", [0.0284999, 0.02, 1e-9, 123.4, 9.999e-5, 0.3])
@pytest.mark.parametrize("digits", [1, 2, 3])
def test_rounded_down_it_is_never_larger(rate: float, digits: int) -> None:
    found = below(rate, digits)
    assert rate * (1 - 10.0 ** (1 - digits)) < found <= rate
    assert float(f"{found:.{digits}g}") == found


def test_standardized_samples_have_equal_curvatures_and_the_same_least_loss() -> None:
    samples = samples_of(DataConfig(samples=50)).standardized
    again = Moments.of(samples.x, samples.y)
    assert again.var_x == pytest.approx(1) and again.mean_x == pytest.approx(0, abs=1e-12)
    assert samples.theory.condition_number == pytest.approx(1)
    assert again.least_loss == pytest.approx(samples.moments.least_loss)
