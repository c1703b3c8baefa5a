"""The neurons' objectives against differences, plain formulas and the moments of the linear one."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np
import pytest

from engine.arrays import Floats
from engine.config.problem import Activation, Loss
from engine.problems.linear_neuron.moments import Moments
from engine.problems.neurons import objective as module
from engine.problems.neurons.objective import NeuronObjective
from engine.problems.on_grid import on_grid
from tests.engine.problems.differences import gradient_by_differences, hessian_by_differences

_PAIRS = [
    (activation, loss)
    for activation, loss in itertools.product(Activation, Loss)
    if loss is not Loss.CROSSENTROPY or activation is Activation.SIGMOID
]
_PLAIN: dict[Activation, Callable[[Floats], Floats]] = {
    Activation.LINEAR: lambda z: z,
    Activation.RELU: lambda z: np.where(z > 0, z, 0),
    Activation.LEAKY_RELU: lambda z: np.where(z > 0, z, 0.2 * z),
    Activation.TANH: np.tanh,
    Activation.SIGMOID: lambda z: 1 / (1 + np.exp(-z)),
    Activation.SINE: np.sin,
}
_PLAIN_LOSSES: dict[Loss, Callable[[Floats], Floats]] = {
    Loss.MSE: np.square,
    Loss.MAE: np.abs,
    Loss.HUBER: lambda e: np.where(np.abs(e) <= 1, e * e / 2, np.abs(e) - 0.5),
    Loss.LOG_COSH: lambda e: np.log(np.cosh(e)),
}
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


@pytest.mark.parametrize(("activation", "loss"), _PAIRS)
def test_the_loss_on_a_grid_and_at_points_is_that_of_the_plain_formulas(
    activation: Activation, loss: Loss
) -> None:
    objective = _objective(activation, loss)
    w, b = np.linspace(-9, 8, 23), np.linspace(-5, 6, 19)
    z = w[None, :, None] * objective.x + b[:, None, None]
    y = objective.y
    if loss is Loss.CROSSENTROPY:
        each = np.log(1 + np.exp(np.where(y == 1, -z, z)))
    else:
        each = _PLAIN_LOSSES[loss](_PLAIN[activation](z) - y)
    each = each.mean(axis=2)
    np.testing.assert_allclose(on_grid(objective, w, b), each, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(objective.loss(w[None, :], b[:, None]), each, rtol=1e-12, atol=1e-14)
    jet = [float(objective._means(slope, 0.5, 1)[0]) for slope in w.tolist()]
    np.testing.assert_allclose(jet, objective.loss(w, 0.5), rtol=1e-12)


def test_a_view_of_a_millionth_keeps_the_shape_of_a_valley_of_a_sine() -> None:
    # Without noise the loss is the second-order form of the Hessian around its minimum.
    objective = NeuronObjective(_X, np.sin(1.7 * _X + 0.4), Activation.SINE, Loss.MSE)
    off = np.linspace(-1e-6, 1e-6, 9)
    (by_ww, by_wb), (_, by_bb) = objective.hessian(1.7, 0.4)
    w, b = off[None, :], off[:, None]
    form = (by_ww * w * w + 2 * by_wb * w * b + by_bb * b * b) / 2
    found = on_grid(objective, 1.7 + off, 0.4 + off)
    np.testing.assert_allclose(found, form, atol=1e-5 * form.max())


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
    waves = _objective(Activation.SINE, Loss.HUBER)
    np.testing.assert_allclose(on_grid(waves, w[0], b[:, 0]), waves.loss(w, b), rtol=1e-12)
