"""The neurons' objectives against differences, plain formulas and the moments of the linear one."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from engine.config.problem import Activation, Loss
from engine.problems.linear_neuron.moments import Moments
from engine.problems.neurons import objective as module
from engine.problems.neurons.losses import LOSSES, loss_alone
from engine.problems.neurons.objective import NeuronObjective
from tests.engine.problems.differences import gradient_by_differences, hessian_by_differences

_PAIRS = [
    (activation, loss)
    for activation, loss in itertools.product(Activation, Loss)
    if loss is not Loss.CROSSENTROPY or activation is Activation.SIGMOID
]
_GENERATOR = np.random.default_rng(3)
_X = _GENERATOR.normal(0.4, 1.3, 57)


def _objective(activation: Activation, loss: Loss) -> NeuronObjective:
    y = (_X > 0.5).astype(float) if loss is Loss.CROSSENTROPY else np.sin(3 * _X) + 0.3 * _X
    return NeuronObjective(_X, y, activation, loss)


@pytest.mark.parametrize(("activation", "loss"), _PAIRS)
def test_gradient_and_hessian_are_the_derivatives_of_the_loss(
    activation: Activation, loss: Loss
) -> None:
    objective = _objective(activation, loss)
    for theta in ((0.7, -0.31), (-1.9, 2.23), (4.1, 0.13)):
        slope = gradient_by_differences(objective, theta)
        assert objective.gradient(*theta) == pytest.approx(slope, rel=1e-6, abs=1e-8)
        if loss is not Loss.MAE and activation not in (Activation.RELU, Activation.LEAKY_RELU):
            bend = hessian_by_differences(objective, theta)
            # Huber's second derivative jumps where the difference straddles a joint.
            assert objective.hessian(*theta) == pytest.approx(bend, rel=1e-5, abs=1e-7)


@pytest.mark.parametrize("loss", LOSSES)
def test_the_loss_alone_has_the_bits_of_the_loss_with_its_derivatives(loss: Loss) -> None:
    errors = np.concatenate((np.geomspace(1e-150, 1e300, 4001), [0.0, 1.0, np.inf]))
    p = np.concatenate((errors, -errors, _GENERATOR.normal(0, 2, 4001)))
    with np.errstate(over="ignore"):
        full, alone = LOSSES[loss](np.zeros_like(p), p).value, loss_alone(loss, np.zeros_like(p), p)
    assert alone.tobytes() == full.tobytes()


def test_the_linear_neuron_with_mse_has_the_values_of_its_moments() -> None:
    objective = _objective(Activation.LINEAR, Loss.MSE)
    moments = Moments.of(objective.x, objective.y)
    w, b = np.linspace(-3, 3, 7)[None, :], np.linspace(-5, 5, 4)[:, None]
    np.testing.assert_allclose(objective.loss(w, b), moments.loss(w, b), rtol=1e-12)
    np.testing.assert_allclose(objective.gradient(w, b), moments.gradient(w, b), atol=1e-12)
    np.testing.assert_allclose(objective.hessian(1.0, 2.0), moments.hessian(), rtol=1e-12)


def test_cross_entropy_has_no_cap_where_the_sigmoid_saturates() -> None:
    wrong = NeuronObjective(np.array([1.0]), np.array([0.0]), Activation.SIGMOID, Loss.CROSSENTROPY)
    assert wrong.loss(800.0, 0.0) == 800.0
    assert wrong.gradient(800.0, 0.0) == (1.0, 1.0)


def test_at_a_kink_the_derivative_is_that_of_tensorflow() -> None:
    one = np.array([1.0])
    relu = NeuronObjective(one, -one, Activation.RELU, Loss.MSE)
    leaky = NeuronObjective(one, -one, Activation.LEAKY_RELU, Loss.MSE)
    absolute = NeuronObjective(one, one, Activation.LINEAR, Loss.MAE)
    assert relu.gradient(0.0, 0.0) == (0.0, 0.0)
    assert leaky.gradient(0.0, 0.0) == pytest.approx((2 * 0.2, 2 * 0.2))
    assert absolute.gradient(1.0, 0.0) == (0.0, 0.0)


def test_far_away_the_loss_is_infinite_and_never_an_error() -> None:
    objective = _objective(Activation.LINEAR, Loss.HUBER)
    assert objective.loss(1e308, 1e308) == math.inf
    assert _objective(Activation.TANH, Loss.MSE).loss(math.inf, 0.0) > 0


def test_chunks_of_points_and_of_samples_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    objective = _objective(Activation.TANH, Loss.LOG_COSH)
    w, b = np.linspace(-3, 3, 21)[None, :], np.linspace(-5, 5, 17)[:, None]
    whole = objective.loss(w, b)
    monkeypatch.setattr("engine.problems.evaluation.CHUNK", 10)
    monkeypatch.setattr(module, "CHUNK", 10)
    np.testing.assert_allclose(objective.loss(w, b), whole, rtol=1e-14)
