"""Errors along the eigenvectors, against a simulation and numpy's eigenvalues, in float64."""

import itertools

import numpy as np
import pytest

from engine.config.optimizer import OptimizerConfig
from engine.config.run import RunConfig
from engine.problems.linear_neuron.least_squares import Theory, theory_of
from engine.problems.linear_neuron.moments import Moments
from engine.theory.directions import (
    Direction,
    Stretch,
    directions_of,
    fastest_of,
    predicted_errors,
    radius_of,
)
from engine.theory.momentum import Descent

X = np.array([0.5, 1.25, 3.0, 4.5, 7.0, 9.5])
Y = np.array([4.0, 15.0, 31.0, 50.0, 71.0, 98.0])
START = (-3.0, 7.0)
DESIGN = np.stack([X, np.ones(X.size)], axis=1)
HESSIAN = 2 * DESIGN.T @ DESIGN / X.size
BEST = np.linalg.lstsq(DESIGN, Y, rcond=None)[0]
VALUES, VECTORS = np.linalg.eigh(HESSIAN)
STEEP, FLAT = VECTORS[:, 1], VECTORS[:, 0]
RATE = 0.9 / VALUES[1]


def theory() -> Theory:
    return theory_of(Moments.of(X, Y))


def settings(optimizer: str, rate: float, momentum: float = 0.0) -> RunConfig:
    chosen = OptimizerConfig(optimizer=optimizer, learning_rate=rate, momentum=momentum)
    return RunConfig(optimizer=chosen)


def simulated(parts: list[tuple[int, RunConfig]]) -> np.ndarray:
    """θ after each update: Keras' SGD, whose velocity survives changes unless momentum is off."""
    theta, velocity, path = np.array(START), np.zeros(2), [np.array(START)]
    for updates, config in parts:
        optimizer = config.optimizer
        rate, beta = optimizer.learning_rate, optimizer.hyperparameters["momentum"]
        velocity = velocity if beta else np.zeros(2)
        for _ in range(updates):
            gradient = 2 * DESIGN.T @ (DESIGN @ theta - Y) / X.size
            velocity = beta * velocity - rate * gradient
            nesterov = optimizer.optimizer == "nesterov"
            theta = theta + (beta * velocity - rate * gradient if nesterov else velocity)
            velocity = velocity if beta else np.zeros(2)
            path.append(theta)
    return np.array(path)


def apart(found: np.ndarray, wanted: np.ndarray) -> None:
    """The same but for the signs of the eigenvectors and rounding."""
    signs = np.sign(found[0] * wanted[0])
    np.testing.assert_allclose(found * signs, wanted, atol=1e-11, rtol=1e-9)


@pytest.mark.parametrize(
    ("optimizer", "momentum"), [("sgd", 0.0), ("sgd", 0.5), ("momentum", 0.9), ("nesterov", 0.8)]
)
def test_each_component_is_predicted_for_every_update(optimizer: str, momentum: float) -> None:
    config = settings(optimizer, RATE, momentum)
    path = simulated([(300, config)])
    found = predicted_errors(theory(), START, [Stretch(0, config)], np.arange(301))
    apart(found, np.stack([(path - BEST) @ STEEP, (path - BEST) @ FLAT], axis=1))
    apart(theory().errors(path), (path - BEST) @ np.stack([STEEP, FLAT], axis=1))


def test_a_prediction_follows_live_changes_and_keeps_the_velocity() -> None:
    parts = [
        (7, settings("momentum", RATE / 3, 0.9)),
        (12, settings("nesterov", RATE, 0.7)),
        (5, settings("sgd", RATE / 9)),
        (30, settings("momentum", RATE / 2, 0.8)),
    ]
    ends = np.cumsum([0, *(updates for updates, _ in parts)]).tolist()
    stretches = [Stretch(after, config) for after, (_, config) in zip(ends, parts, strict=False)]
    path = simulated(parts)
    shown = np.array([0, 1, 6, 7, 8, 18, 19, 20, 24, 25, 26, 54])
    found = predicted_errors(theory(), START, stretches, shown)
    apart(found, ((path - BEST) @ np.stack([STEEP, FLAT], axis=1))[shown])


def test_nothing_is_predicted_from_the_first_update_of_an_adaptive_optimizer() -> None:
    stretches = [Stretch(0, settings("sgd", RATE)), Stretch(4, settings("adam", 0.1))]
    found = predicted_errors(theory(), START, stretches, np.arange(9))
    assert np.isfinite(found[:5]).all()
    assert np.isnan(found[5:]).all()


def test_factors_and_half_lives_are_those_of_plain_gradient_descent() -> None:
    steep, flat = directions_of(Descent(), 0.5 / VALUES[1], theory())
    assert steep.factor == pytest.approx(0.5)
    assert steep.half_life == pytest.approx(1)
    assert flat.factor == pytest.approx(1 - 0.5 * VALUES[0] / VALUES[1])
    assert flat.factor**flat.half_life == pytest.approx(0.5)
    assert Direction(1.0, 2.0).half_life == -1
    assert Direction(1.0, 1.0).half_life == np.inf
    assert Direction(1.0, 0.0).half_life == 0


@pytest.mark.parametrize("nesterov", [False, True])
def test_the_radius_is_the_largest_eigenvalue_of_the_update(nesterov: bool) -> None:
    rates, betas = np.geomspace(1e-4, 3, 9) / VALUES[1], np.array([0, 0.3, 0.9, 0.999])
    found = radius_of(rates[None, :], betas[:, None], theory(), nesterov=nesterov)
    for (row, beta), (column, rate) in itertools.product(enumerate(betas), enumerate(rates)):
        ahead = beta if nesterov else 1.0
        update = np.block(
            [
                [
                    np.eye(2) - (1 + beta * nesterov) * rate * HESSIAN,
                    ahead * beta * np.eye(2),
                ],
                [-rate * HESSIAN, beta * np.eye(2)],
            ]
        )
        wanted = np.abs(np.linalg.eigvals(update)).max()
        # Double roots lose half of the digits.
        assert found[row, column] == pytest.approx(wanted, abs=1e-7)


@pytest.mark.parametrize("nesterov", [False, True])
def test_no_setting_is_faster_than_the_fastest(nesterov: bool) -> None:
    best = fastest_of(theory(), nesterov=nesterov)
    rates = best.rate * np.linspace(0.5, 1.5, 401)
    betas = np.linspace(0, 0.999, 400)
    found = radius_of(rates[None, :], betas[:, None], theory(), nesterov=nesterov)
    assert found.min() >= best.radius - 1e-12
    at_best = radius_of(np.array(best.rate), np.array(best.beta), theory(), nesterov=nesterov)
    assert at_best == pytest.approx(best.radius, abs=1e-7)
    assert found.min() == pytest.approx(best.radius, abs=0.02)


def test_with_constant_x_only_the_steep_direction_counts() -> None:
    flat = theory_of(Moments.of(np.full(3, 2.0), np.array([1.0, 2.0, 4.0])))
    best = fastest_of(flat, nesterov=False)
    assert (best.beta, best.radius) == (0.0, 0.0)
    assert radius_of(np.array(best.rate), np.array(0.0), flat, nesterov=False) == pytest.approx(0)
