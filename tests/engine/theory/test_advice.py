"""Every advice is tried: stable rates are stable, and settings to try end near the optimum."""

from __future__ import annotations

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig, Standardize, StopRule
from engine.history.values import RunState
from engine.stopping.rules import first_converged
from engine.theory.advice import Advice, advice_for
from engine.theory.samples import Samples
from engine.theory.settings import Expected, Settings, best_settings
from engine.theory.verdict import Kind, Standing, verdict_on
from tests.engine.theory.simulation import adaptive_losses, full_losses, of_points, samples_of
from tests.engine.theory.tried import METHODS, TRIED, made


def after(config: RunConfig, samples: Samples, state: RunState, loss: float) -> Advice:
    """The advice after a run that ended like this."""
    at = Standing(state, 30, (1.0, 1.0), loss, loss)
    verdict = verdict_on(config, samples, at)
    assert verdict is not None
    return advice_for(config, samples, verdict)


def tried(config: RunConfig, settings: Settings) -> RunConfig:
    """The configuration with these settings."""
    return with_values(config, settings.values)


def trained_on(samples: Samples, settings: Settings) -> Samples:
    """The samples as these settings have them."""
    return samples if settings.standardize is None else samples.standardized


def test_the_stable_rates_are_below_the_one_just_used() -> None:
    x = np.array([0.0, 1e-9, 2e-9])
    samples = of_points(x, x)
    config = with_values(RunConfig(), {"learning_rate": 1})
    at = Standing(RunState.MAX_EPOCHS, 30, (1.0, 1.0), 1.0, 1.0)
    verdict = verdict_on(config, samples, at)
    assert verdict is not None
    limit = advice_for(config, samples, verdict).limit
    assert limit is not None and limit.rate < 1


@pytest.mark.parametrize(("seed", "optimizer", "momentum", "shuffle"), TRIED[::4])
def test_the_rate_to_try_after_divergence_is_stable(
    seed: int, optimizer: str, momentum: float | None, shuffle: bool
) -> None:
    samples = made(seed)
    batch_size = [1, 2, 7, "full"][seed // 6]
    values = {"optimizer": optimizer, "momentum": momentum, "shuffle": shuffle}
    config = with_values(RunConfig(), values | {"batch_size": batch_size, "learning_rate": 1e3})
    ways = after(config, samples, RunState.DIVERGED, np.inf).ways
    assert ways
    start = float(samples.moments.loss(*config.start.theta))
    for way in ways:
        losses = full_losses(tried(config, way), trained_on(samples, way), 60)
        assert (losses[-20:] < 30 * max(start, samples.moments.var_y)).all()


@pytest.mark.parametrize(
    ("seed", "optimizer", "momentum"),
    # Each kind of samples with each method.
    [(seed, *METHODS[(seed + seed // 6) % 3]) for seed in range(18)],
)
def test_the_settings_for_the_full_batch_end_at_the_optimum(
    seed: int, optimizer: str, momentum: float | None
) -> None:
    samples = made(seed)
    config = with_values(
        RunConfig(), {"optimizer": optimizer, "momentum": momentum, "learning_rate": 1e-5}
    )
    settings = best_settings(config, samples)
    if settings is None:
        assert samples.theory.condition_number > 1e3
        return
    config = tried(config, settings)
    if config.stop.epochs > 20_000:
        assert samples.theory.condition_number > 1e3
        return
    losses = full_losses(config, samples, config.stop.epochs)
    start = float(samples.moments.loss(*config.start.theta))
    # An epoch's loss is the one before its update; the stop rule looks at nothing else here.
    fresh = np.concatenate([[start], losses[:, 0]])[:, None] * [1.0, 0.0, 0.0]
    assert config.stop.stop is StopRule.LOSS
    ended = first_converged(config.stop, np.empty((0, 3)), fresh, samples.moments.gradient)
    last = len(losses) - 1 if ended is None else min(ended, len(losses) - 1)
    at = Standing(RunState.CONVERGED, 9, (1.0, 1.0), float(losses[last, 0]), 1.0)
    found = verdict_on(config, samples, at)
    assert found is not None and found.kind is Kind.AT_OPTIMUM


ADAPTIVE = ["adam", "adamw", "adamax", "nadam", "rmsprop", "lion", "adagrad"]


@pytest.mark.parametrize("seed", [1, 6, 14])
@pytest.mark.parametrize("optimizer", ADAPTIVE)
def test_the_rate_to_try_with_other_optimizers_takes_them_near_the_optimum(
    seed: int, optimizer: str
) -> None:
    samples = made(seed)
    config = with_values(RunConfig(), {"optimizer": optimizer, "learning_rate": 1e-7})
    ways = after(config, samples, RunState.CONVERGED, 1e9).ways
    assert ways
    start = float(samples.moments.loss(*config.start.theta)) - samples.moments.least_loss
    for way in ways:
        losses = adaptive_losses(tried(config, way), trained_on(samples, way), 400)
        if way.expected is Expected.NEAR:
            # An epoch's loss is that before its update.
            epochs = np.array([start + samples.moments.least_loss, *losses[:-1]])
            fresh = epochs[:, None] * [1.0, 0.0, 0.0]
            stop = tried(config, way).stop
            ended = first_converged(stop, np.empty((0, 3)), fresh, samples.moments.gradient)
            assert losses[-1 if ended is None else ended] < 1.02 * samples.moments.least_loss
        assert min(losses[-50:]) - samples.moments.least_loss < 0.2 * start
        assert max(losses) < 10 * (start + samples.moments.least_loss)


def test_the_steps_of_rmsprop_and_lion_do_not_end_on_a_perfect_line() -> None:
    x = np.array([3.0, 7.0])
    for optimizer in ("rmsprop", "lion"):
        config = with_values(RunConfig(), {"optimizer": optimizer})
        ways = after(config, of_points(x, x + 2), RunState.CONVERGED, 1e9).ways
        assert {way.expected for way in ways} == {Expected.GUESS}


def narrow() -> Samples:
    """Years and prices: a condition number of 1e12."""
    x = np.arange(1950.0, 2020.0)
    return of_points(x, 1e4 + 30 * (x - 1950) + np.random.default_rng(0).normal(0, 99, x.size))


@pytest.mark.parametrize("state", [RunState.DIVERGED, RunState.MAX_EPOCHS])
@pytest.mark.parametrize(("batch_size", "rate"), [("full", 0.5), (10, None)])
def test_in_a_narrow_valley_standardizing_comes_first(
    state: RunState, batch_size: int | str, rate: float | None
) -> None:
    config = with_values(RunConfig(), {"batch_size": batch_size, "learning_rate": 1e-4})
    best, *others = after(config, narrow(), state, 1e30).ways
    assert best.standardize is Standardize.SCALE and best.expected is Expected.NEAR
    assert best.learning_rate == rate if rate else best.learning_rate
    if state is RunState.DIVERGED:
        # What is only stable comes last, and is named as that.
        (other,) = others
        assert other.expected is Expected.STABLE and other.learning_rate is not None


def test_what_needs_no_more_epochs_comes_before_standardizing() -> None:
    samples = samples_of(RunConfig().data)
    first, second = after(RunConfig(), samples, RunState.CONVERGED, 1e4).ways
    assert first.standardize is None and first.epochs is None
    assert second.values == {"standardize": Standardize.SCALE, "learning_rate": 0.5}


def test_standardized_samples_are_not_standardized_again() -> None:
    config = with_values(RunConfig(), {"standardize": "scale", "learning_rate": 3.0})
    ways = after(config, samples_of(config.data), RunState.DIVERGED, np.inf).ways
    assert [way.values for way in ways] == [{"learning_rate": 0.5}]


def test_a_larger_learning_rate_alone_is_advised_where_it_is_enough() -> None:
    x = np.random.default_rng(0).normal(0, 1, 50)
    samples = of_points(x, 2 * x + 1 + np.random.default_rng(1).normal(0, 1, 50))
    settings = best_settings(with_values(RunConfig(), {"learning_rate": 1e-4}), samples)
    assert settings is not None and settings.learning_rate is not None
    assert settings.tolerance is None and settings.epochs is None


def test_nothing_is_advised_at_the_optimum() -> None:
    samples = made(1)
    least = samples.moments.least_loss
    assert after(RunConfig(), samples, RunState.CONVERGED, least) == Advice()


def test_at_the_noise_floor_a_lower_rate_is_advised() -> None:
    samples = made(1)
    config = with_values(RunConfig(), {"batch_size": 1, "learning_rate": 0.005, "shuffle": True})
    settings = best_settings(config, samples)
    assert settings is not None and settings.learning_rate is not None
    losses = full_losses(tried(config, settings), samples, 800, start=samples.theory.best, runs=20)
    assert losses[400:].mean() < 1.03 * samples.moments.least_loss
