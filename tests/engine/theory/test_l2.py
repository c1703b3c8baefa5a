"""The theory of a loss with L2 regularization, against simulations in float64."""

from __future__ import annotations

import numpy as np
import pytest

from engine.arrays import Floats
from engine.config.parameters import with_values
from engine.config.run import RunConfig, Standardize
from engine.data.preview import preview_of
from engine.history.values import RunState
from engine.problems.linear_neuron.least_squares import theory_of
from engine.theory.advice import advice_for
from engine.theory.limits import Basis, limit_of
from engine.theory.momentum import Descent, least_sample_limit
from engine.theory.prediction import predict
from engine.theory.reference_end import End
from engine.theory.references import references
from engine.theory.samples import Samples
from engine.theory.stationary import stationary_scatter
from engine.theory.verdict import Standing, verdict_on
from tests.engine.theory.simulation import full_losses

_L2 = 0.7
_X = np.random.default_rng(8).uniform(-1, 4, 24)
_Y = 5 * _X + np.random.default_rng(9).normal(0, 3, 24)


def _samples(l2: float = _L2, shift: float = 0.0) -> Samples:
    seen = preview_of(_X + shift, _Y, standardize=Standardize.NONE)
    return Samples.of(seen, theory_of(seen.moments.with_l2(l2)))


def _steepest(batches: list[Floats]) -> float:
    """The largest eigenvalue of the Hessians over these batches of x."""
    hessians = [
        2 * np.array([[np.mean(x * x) + _L2, np.mean(x)], [np.mean(x), 1.0]]) for x in batches
    ]
    return max(float(np.linalg.eigvalsh(hessian)[-1]) for hessian in hessians)


def test_limits_are_those_of_the_steeper_hessians() -> None:
    samples = _samples()
    x = samples.x
    for size in (1, 8, 24):
        config = with_values(RunConfig(), {"batch_size": size})
        batches = [x[k : k + size] for k in range(0, x.size, size)]
        if size == 1:
            # Of the farthest x, whichever sample it is.
            batches = [np.array([np.abs(x).max()])]
        found = limit_of(config.optimizer, config.batch, samples)
        assert found is not None and found.exact
        assert found.rate == pytest.approx(2 / _steepest(batches))
        assert found.basis is (Basis.FULL_BATCH if size == 24 else Basis.STEEPEST)
    farthest = np.array([np.abs(x).max()])
    limit = least_sample_limit(Descent(), samples.x_range, _L2)
    assert limit == pytest.approx(2 / _steepest([farthest]))


@pytest.mark.parametrize("values", [{"batch_size": 7}, {"batch_size": 6, "shuffle": True}])
def test_the_scatter_is_that_of_many_epochs(values: dict[str, object]) -> None:
    samples = _samples()
    config = with_values(RunConfig(), {"learning_rate": 0.02, **values})
    found = stationary_scatter(config.optimizer, config.batch, samples)
    assert found is not None
    losses = full_losses(config, samples, 700, runs=400 if "shuffle" in values else 1)
    excess = losses[-200:].mean() - samples.moments.least_loss
    assert excess == pytest.approx(found.mean, rel=0.2 if "shuffle" in values else 1e-6)


def test_the_predicted_end_is_that_of_a_run() -> None:
    samples = _samples()
    config = with_values(RunConfig(), {"learning_rate": 0.02, "tolerance": 1e-5})
    found = predict(config, samples.moments, samples.theory, config.start.theta)
    assert found is not None and found.stable
    losses = full_losses(config, samples, 400)[:, 0]
    start = samples.moments.loss(*config.start.theta)
    before = np.concatenate([[start], losses])
    falls = np.abs(np.diff(before)) < 1e-5 * before[:-1]
    # The loss of an epoch is that before its update.
    assert found.epochs == int(np.argmax(falls)) + 2


def test_classical_methods_end_at_the_ridge_optimum() -> None:
    samples = _samples()
    for method in references(samples.moments, (0.0, 0.0)):
        assert method.end is End.MINIMUM
        assert method.path[-1] == pytest.approx(np.array(samples.theory.best), rel=1e-4, abs=1e-4)


def test_standardized_samples_keep_the_factor_but_not_the_optimum() -> None:
    samples = _samples().standardized
    x, y = samples.x, samples.y
    w = np.mean(x * (y - y.mean())) / (np.mean(x * x) + _L2)
    assert samples.theory.best == pytest.approx((w, y.mean()))


def test_no_advice_is_to_standardize_which_would_change_the_loss() -> None:
    config = with_values(RunConfig(), {"learning_rate": 1e-4})
    proposed = []
    for l2 in (0.0, 1e-3):
        samples = _samples(l2, shift=5.0)
        end = Standing(RunState.CONVERGED, 3, (0.0, 0.0), samples.moments.loss(0, 0), 30.0)
        verdict = verdict_on(config, samples, end)
        assert verdict is not None
        ways = advice_for(config, samples, verdict).ways
        assert ways
        proposed.append(any(way.standardize is not None for way in ways))
    assert proposed == [True, False]
