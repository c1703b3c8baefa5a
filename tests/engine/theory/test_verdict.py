"""Verdicts: near the optimum, at the noise floor, or neither; and what float32 cannot hold."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.arrays import Floats
from engine.config.parameters import with_values
from engine.config.run import DataConfig, RunConfig
from engine.history.values import RunState
from engine.theory.float_range import Squared
from engine.theory.samples import Samples
from engine.theory.verdict import Bound, Kind, Standing, Verdict, loss_over_least, verdict_on
from tests.engine.theory.simulation import of_points, samples_of

SAMPLES = samples_of(DataConfig())
LEAST = SAMPLES.moments.least_loss


def at(loss: float, state: RunState = RunState.CONVERGED, samples: Samples = SAMPLES) -> Standing:
    """A run that ends at a point with this loss."""
    excess = max(loss - samples.moments.least_loss, 0.0)
    step = math.sqrt(2 * excess / samples.theory.lambda_max)
    w, b = np.array(samples.theory.best) + step * samples.theory.axes[0]
    return Standing(state, 50, (float(w), float(b)), loss, loss)


def verdict(
    standing: Standing, config: RunConfig | None = None, samples: Samples = SAMPLES
) -> Verdict:
    found = verdict_on(config or RunConfig(), samples, standing)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("factor", "kind"),
    [(1.0, Kind.AT_OPTIMUM), (1.019, Kind.AT_OPTIMUM), (1.03, Kind.STOPPED_EARLY)],
)
def test_a_full_batch_is_at_the_optimum_within_two_percent(factor: float, kind: Kind) -> None:
    found = verdict(at(factor * LEAST))
    assert found.kind is kind
    assert found.loss_over_least == pytest.approx(factor)
    assert found.kind.earned == (kind is Kind.AT_OPTIMUM)


def test_the_bound_that_applied_is_named() -> None:
    assert verdict(at(1.01 * LEAST)).bound is Bound.LEAST_LOSS
    assert verdict(at(5 * LEAST)).bound is None
    x = np.linspace(0, 1, 50)
    samples = of_points(x, 2 * x + 1e-6 * np.sin(50 * x))
    line = verdict(at(samples.moments.least_loss * 275, samples=samples), samples=samples)
    assert (line.kind, line.bound) == (Kind.AT_OPTIMUM, Bound.VARIANCE)


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (RunState.CONVERGED, Kind.STOPPED_EARLY),
        (RunState.MAX_EPOCHS, Kind.MAX_EPOCHS),
        (RunState.PAUSED, Kind.INTERRUPTED),
        (RunState.DIVERGED, Kind.DIVERGED),
    ],
)
def test_far_from_it_the_verdict_is_the_way_it_ended(state: RunState, kind: Kind) -> None:
    assert verdict(at(5 * LEAST, state)).kind is kind


def test_with_mini_batches_what_their_noise_allows_is_as_near_as_it_gets() -> None:
    config = with_values(RunConfig(), {"batch_size": 1, "shuffle": True, "learning_rate": 0.005})
    found = verdict(at(1.1 * LEAST), config)
    floor, bound = found.noise_floor, found.noise_bound
    assert floor is not None and 1.2 < floor / LEAST < 1.4
    # Along one axis, a squared normal number exceeds 3.84 times its mean in 5 % of all cases.
    assert bound is not None and 3.0 < (bound - LEAST) / (floor - LEAST) <= 3.842
    assert found.kind is Kind.AT_NOISE_FLOOR
    assert verdict(at(0.999 * bound), config).kind is Kind.AT_NOISE_FLOOR
    assert verdict(at(1.001 * bound), config).kind is Kind.STOPPED_EARLY
    # With a fiftieth of the learning rate, the same loss is not noise.
    small = with_values(config, {"learning_rate": 1e-4})
    assert verdict(at(1.1 * LEAST), small).kind is Kind.STOPPED_EARLY


def test_batches_in_a_fixed_order_end_at_one_loss() -> None:
    config = with_values(RunConfig(), {"batch_size": 1, "learning_rate": 0.005})
    floor = verdict(at(2 * LEAST), config).noise_floor
    assert floor is not None and floor > 1.1 * LEAST
    assert verdict(at(1.019 * floor), config).kind is Kind.AT_NOISE_FLOOR
    assert verdict(at(1.021 * floor), config).kind is Kind.STOPPED_EARLY


def test_a_perfect_line_has_no_least_loss_to_compare_with() -> None:
    x: Floats = np.arange(1.0, 10)
    line = of_points(x, 100 - 3 * x)
    assert verdict(at(1928.0, samples=line), samples=line).kind is Kind.STOPPED_EARLY
    assert verdict(at(1e-8, samples=line), samples=line).kind is Kind.AT_OPTIMUM


def test_a_run_is_diverging_from_a_thousand_times_the_loss_at_the_start_if_it_rises() -> None:
    start = float(SAMPLES.moments.loss(0, 0))

    def kind(loss: float, epoch_loss: float) -> Kind:
        state = RunState.MAX_EPOCHS
        return verdict(Standing(state, 9, (1.0, 2.0), loss, epoch_loss)).kind

    assert kind(1001 * start, 900 * start) is Kind.DIVERGING
    assert kind(999 * start, 900 * start) is Kind.MAX_EPOCHS
    assert kind(1001 * start, 1100 * start) is Kind.MAX_EPOCHS


def test_before_the_first_update_there_is_none() -> None:
    start = Standing(RunState.PAUSED, 0, (0.0, 0.0), 1.0, math.nan)
    assert verdict_on(RunConfig(), SAMPLES, start) is None


@pytest.mark.parametrize("size", [1e19, 3e20, 1e25])
def test_squares_that_overflow_are_named_not_called_divergence(size: float) -> None:
    x: Floats = np.array([1.0, 2.0, 3.0])
    samples = of_points(x, size * np.array([1, 2.1, 2.9]))
    lost = Standing(RunState.DIVERGED, 1, (1e16, 1e16), 1e38 * size / 1e19, math.inf)
    found = verdict(lost, samples=samples)
    assert found.kind is Kind.OUT_OF_RANGE
    assert found.out_of_range is not None
    assert (found.out_of_range.what, found.out_of_range.above) == (Squared.ERROR, True)
    assert found.out_of_range.size == pytest.approx(2.9 * size)


@pytest.mark.parametrize("size", [1e-19, 1e-25, 1e-30])
def test_squares_that_underflow_are_named_not_called_convergence(size: float) -> None:
    x: Floats = np.array([1.0, 2.0, 3.0])
    samples = of_points(x, size * np.array([1, 2.1, 2.9]))
    loss = float(samples.moments.loss(0.0, 0.0))
    found = verdict(Standing(RunState.CONVERGED, 2, (0.0, 0.0), loss, 0.0), samples=samples)
    assert found.kind is Kind.OUT_OF_RANGE
    assert found.out_of_range is not None and not found.out_of_range.above


def test_squared_gradients_overflow_before_the_loss_does() -> None:
    x: Floats = np.array([1e5, 2e5, 3e5])
    samples = of_points(x, 1e15 * np.array([1, 2.1, 2.9]))
    loss = float(samples.moments.loss(0.0, 0.0))
    stands = Standing(RunState.CONVERGED, 2, (0.0, 0.0), loss, loss)
    adam = with_values(RunConfig(), {"optimizer": "adam"})
    found = verdict(stands, adam, samples)
    assert found.out_of_range is not None and found.out_of_range.what is Squared.GRADIENT
    assert verdict(stands, with_values(adam, {"optimizer": "lion"}), samples).out_of_range is None


def test_too_large_a_learning_rate_is_divergence_also_on_large_numbers() -> None:
    x: Floats = np.array([1.0, 2.0, 3.0])
    samples = of_points(x, 1e15 * np.array([1, 2.1, 2.9]))
    lost = Standing(RunState.DIVERGED, 30, (math.inf, 0.0), math.inf, 1e38)
    assert verdict(lost, samples=samples).kind is Kind.DIVERGED


def test_multiples_of_the_least_loss() -> None:
    assert loss_over_least(3.0, 2.0) == 1.5
    assert loss_over_least(3.0, 0.0) == math.inf
    assert loss_over_least(0.0, 0.0) == 1.0
    assert math.isnan(loss_over_least(math.inf, 2.0))
