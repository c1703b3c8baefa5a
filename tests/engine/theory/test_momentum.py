"""The limit on the learning rate, against eigenvalues, roots and runs that are really made."""

from __future__ import annotations

import numpy as np
import pytest

from engine.config.optimizer import OptimizerConfig
from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.history.values import RunState
from engine.problems.linear_neuron.least_squares import theory_of
from engine.problems.linear_neuron.moments import Moments
from engine.theory.momentum import Descent, descent_of, is_full_batch, least_sample_limit
from tests.engine.conftest import config_of, train, trainer_of
from tests.engine.reference import line

X, Y = line(100)


def hessian(x):
    return 2 * np.array([[np.mean(x * x), np.mean(x)], [np.mean(x), 1.0]])


def limit_of(config: OptimizerConfig, lambda_max: float) -> float:
    descent = descent_of(config)
    assert descent is not None
    return descent.limit(lambda_max)


@pytest.mark.parametrize("nesterov", [False, True])
@pytest.mark.parametrize("beta", [0.0, 0.3, 0.9, 0.99])
def test_the_limit_is_where_the_recursion_stops_shrinking(beta, nesterov):
    """The eigenvalues of the whole update of (w, b, both velocities), 4 × 4."""
    matrix, one = hessian(X), np.eye(2)
    lambda_max = np.linalg.eigh(matrix)[0][-1]
    limit = Descent(beta, nesterov).limit(lambda_max)

    def radius(rate):
        velocity = np.hstack([-rate * matrix, beta * one])
        if nesterov:
            error = np.hstack([one - rate * matrix - beta * rate * matrix, beta * beta * one])
        else:
            error = np.hstack([one - rate * matrix, beta * one])
        return np.abs(np.linalg.eigvals(np.vstack([error, velocity]))).max()

    assert radius(limit * 0.999) < 1 < radius(limit * 1.001)
    theory = theory_of(Moments.of(X, Y))
    descent = Descent(beta, nesterov)
    fastest = descent.fastest(theory)
    at = radius(fastest)
    for rate in np.linspace(0.01, 0.999, 400) * limit:
        assert at <= radius(rate) + 1e-7
    low, high = (descent.rate(fastest * each) for each in np.linalg.eigvalsh(matrix))
    assert max(low, high) == pytest.approx(at, abs=1e-6)


def test_the_limit_of_one_sample_is_that_of_its_own_hessian():
    limits = [2 / np.linalg.eigvalsh(hessian(np.array([x])))[-1] for x in X]
    x_range = (float(X.min()), float(X.max()))
    assert least_sample_limit(Descent(), x_range) == pytest.approx(min(limits), rel=1e-12)
    assert least_sample_limit(Descent(), (-20.0, 3.0)) == pytest.approx(1 / 401)


def test_which_optimizers_are_descents():
    def of(**values):
        return descent_of(with_values(RunConfig(), values).optimizer)

    assert of() == Descent()
    assert of(momentum=0.5) == Descent(0.5)
    assert of(optimizer="momentum") == Descent(0.9)
    assert of(optimizer="nesterov") == Descent(0.9, nesterov=True)
    assert of(optimizer="rmsprop") is None
    config = with_values(RunConfig(), {"batch_size": 64})
    assert is_full_batch(config, 64)
    assert not is_full_batch(config, 65)


@pytest.mark.parametrize(
    ("optimizer", "momentum"),
    [("sgd", 0.0), ("sgd", 0.5), ("momentum", 0.9), ("nesterov", 0.9), ("nesterov", 0.3)],
)
def test_it_divides_what_settles_from_what_diverges(optimizer, momentum):
    """The greatest modulus among the roots of the method's recurrence, found by numpy."""
    config = config_of(optimizer=optimizer, momentum=momentum).optimizer
    lambda_max = 70.0
    limit = limit_of(config, lambda_max)
    for factor, settles in ((0.999, True), (1.001, False)):
        left = 1 - factor * limit * lambda_max
        roots = (
            np.roots([1, -(1 + momentum) * left, momentum * left])
            if optimizer == "nesterov"
            else np.roots([1, -(momentum + left), momentum])
        )
        assert (np.abs(roots).max() < 1) == settles


def test_the_trainer_agrees_about_momentum():
    x, _ = line(100)
    hessian = 2 * np.array([[np.mean(x * x), np.mean(x)], [np.mean(x), 1]])
    lambda_max = float(np.linalg.eigvalsh(hessian)[-1])
    for name in ("momentum", "nesterov"):
        limit = limit_of(config_of(optimizer=name).optimizer, lambda_max)
        ends = [
            train(
                trainer_of(
                    optimizer=name, learning_rate=limit * factor, stop="never", epochs=20_000
                )
            ).state
            for factor in (0.99, 1.01)
        ]
        assert ends == [RunState.MAX_EPOCHS, RunState.DIVERGED]


def test_adaptive_optimizers_have_none():
    assert descent_of(config_of(optimizer="adam").optimizer) is None
