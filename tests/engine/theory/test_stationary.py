"""The long-run loss of SGD, against simulations in float64."""

from __future__ import annotations

import pytest

from engine.config.parameters import with_values
from engine.config.run import DataConfig, RunConfig
from engine.theory.limits import limit_of
from engine.theory.samples import Samples
from engine.theory.stationary import USUAL, Scatter, stationary_scatter
from tests.engine.theory.simulation import full_losses, samples_of

METHODS = [("sgd", 0.0), ("momentum", 0.9), ("nesterov", 0.9), ("momentum", 0.5)]


def config_of(optimizer: str, momentum: float, batch_size: int, *, shuffle: bool) -> RunConfig:
    values = {"optimizer": optimizer, "momentum": momentum}
    return with_values(RunConfig(), values | {"batch_size": batch_size, "shuffle": shuffle})


def mean_of(config: RunConfig, samples: Samples) -> float:
    found = stationary_scatter(config.optimizer, config.batch, samples)
    assert found is not None
    return found.mean


def at_part_of_limit(config: RunConfig, samples: Samples, part: float) -> RunConfig:
    """The configuration with a part of the highest stable learning rate."""
    limit = limit_of(config.optimizer, config.batch, samples)
    assert limit is not None
    return with_values(config, {"learning_rate": limit.rate * part})


@pytest.mark.parametrize(("optimizer", "momentum"), METHODS)
@pytest.mark.parametrize("batch_size", [1, 16])
def test_in_order_the_ends_of_epochs_converge_to_the_fixed_point(
    optimizer: str, momentum: float, batch_size: int
) -> None:
    samples = samples_of(DataConfig(samples=24, seed=3))
    config = config_of(optimizer, momentum, batch_size, shuffle=False)
    limit = limit_of(config.optimizer, config.batch, samples)
    assert limit is not None
    config = with_values(config, {"learning_rate": limit.rate / 2})
    expected = mean_of(config, samples)
    found = full_losses(config, samples, 800)[-1, 0] - samples.moments.least_loss
    assert expected == pytest.approx(found, rel=1e-4)


@pytest.mark.parametrize(("optimizer", "momentum"), METHODS)
@pytest.mark.parametrize(("samples", "batch_size"), [(30, 1), (100, 16), (40, 8)])
@pytest.mark.parametrize("part", [0.4, 0.1])
def test_in_random_order_the_mean_loss_is_the_expected_one(
    optimizer: str, momentum: float, samples: int, batch_size: int, part: float
) -> None:
    known = samples_of(DataConfig(samples=samples))
    config = at_part_of_limit(config_of(optimizer, momentum, batch_size, shuffle=True), known, part)
    expected = mean_of(config, known)
    losses = full_losses(config, known, 120, start=known.theory.best, runs=60)
    found = losses[60:].mean() - known.moments.least_loss
    assert expected == pytest.approx(found, rel=0.2)


@pytest.mark.parametrize(("optimizer", "momentum"), METHODS[:2])
@pytest.mark.parametrize(
    ("samples", "batch_size", "part"), [(53, 8, 0.5), (53, 8, 0.1), (30, 1, 0.3)]
)
def test_in_random_order_most_runs_are_within_the_bound(
    optimizer: str, momentum: float, samples: int, batch_size: int, part: float
) -> None:
    known = samples_of(DataConfig(samples=samples))
    config = at_part_of_limit(config_of(optimizer, momentum, batch_size, shuffle=True), known, part)
    scatter = stationary_scatter(config.optimizer, config.batch, known)
    assert scatter is not None and scatter.random
    losses = full_losses(config, known, 150, start=known.theory.best, runs=100)[50:]
    within = (losses - known.moments.least_loss <= scatter.bound).mean()
    assert abs(within - USUAL) < 0.02


def test_the_full_batch_has_no_scatter_and_other_optimizers_none_that_is_known() -> None:
    samples = samples_of(DataConfig())
    config = RunConfig()
    assert stationary_scatter(config.optimizer, config.batch, samples) == Scatter(0, 0)
    adam = with_values(config, {"optimizer": "adam", "batch_size": 8})
    assert stationary_scatter(adam.optimizer, adam.batch, samples) is None


def test_an_unstable_rate_has_no_stationary_loss() -> None:
    samples = samples_of(DataConfig())
    for batch_size, shuffle in (("full", False), (16, False), (16, True)):
        config = with_values(
            RunConfig(), {"learning_rate": 0.1, "batch_size": batch_size, "shuffle": shuffle}
        )
        assert stationary_scatter(config.optimizer, config.batch, samples) is None


def test_perfect_lines_have_no_scatter() -> None:
    samples = samples_of(DataConfig(noise_std=0))
    config = config_of("sgd", 0.0, 8, shuffle=True)
    found = mean_of(config, samples)
    assert found == pytest.approx(0, abs=1e-8 * samples.moments.var_y)
