"""L2 regularization: the loss that is minimized, against ridge regression solved by numpy."""

from __future__ import annotations

import numpy as np
import pytest

from engine.arrays import Floats
from engine.config.parameters import with_values
from engine.config.problem import Activation, Loss
from engine.config.run import RunConfig
from engine.errors import ConfigError
from engine.problems.linear_neuron.least_squares import theory_of
from engine.problems.linear_neuron.moments import Moments
from engine.problems.neurons.objective import NeuronObjective
from tests.engine.problems.differences import gradient_by_differences, hessian_by_differences

_X = np.random.default_rng(4).normal(1.4, 2.1, 31)
_Y = 3 * _X - 2 + np.random.default_rng(5).normal(0, 4, 31)
_THETAS = ((0.7, -0.31), (-1.9, 2.23), (40.1, 0.13))


def _ridge(x: Floats, y: Floats, l2: float) -> Floats:
    """(w, b) of ridge regression with a free intercept, from the normal equations."""
    rows = np.stack([x, np.ones(x.size)], axis=1)
    normal = rows.T @ rows / x.size + np.diag([l2, 0.0])
    best: Floats = np.linalg.solve(normal, rows.T @ y / x.size).astype(np.float64)
    return best


@pytest.mark.parametrize("l2", [1e-6, 0.5, 300.0])
def test_the_optimum_and_the_curvature_are_those_of_ridge_regression(l2: float) -> None:
    moments = Moments.of(_X, _Y).with_l2(l2)
    theory, (w, b) = theory_of(moments), _ridge(_X, _Y, l2)
    assert theory.best == pytest.approx((w, b))
    assert theory.least_loss == pytest.approx(np.mean((w * _X + b - _Y) ** 2) + l2 * w * w)
    hessian = 2 * np.array([[np.mean(_X * _X) + l2, _X.mean()], [_X.mean(), 1.0]])
    low, high = np.linalg.eigvalsh(hessian)
    assert (theory.lambda_max, theory.lambda_min) == pytest.approx((high, low))
    np.testing.assert_allclose(moments.hessian(), hessian)
    for theta in _THETAS:
        direct = np.mean((theta[0] * _X + theta[1] - _Y) ** 2) + l2 * theta[0] ** 2
        assert moments.loss(*theta) == pytest.approx(direct)
        slope = gradient_by_differences(moments, theta, 1e-4)
        assert moments.gradient(*theta) == pytest.approx(slope, rel=1e-5, abs=1e-5)


def test_with_regularization_constant_x_has_one_optimum() -> None:
    x, y = np.full(5, 3.0), np.arange(5.0)
    assert not theory_of(Moments.of(x, y)).unique
    theory = theory_of(Moments.of(x, y).with_l2(0.1))
    assert theory.unique
    assert theory.best == pytest.approx((0.0, 2.0))


@pytest.mark.parametrize(
    ("activation", "loss"),
    [
        (Activation.LINEAR, Loss.HUBER),
        (Activation.TANH, Loss.MSE),
        (Activation.SIGMOID, Loss.CROSSENTROPY),
    ],
)
def test_a_curved_neuron_has_the_penalty_in_its_loss_and_its_derivatives(
    activation: Activation, loss: Loss
) -> None:
    y = (_Y > 0).astype(float) if loss is Loss.CROSSENTROPY else _Y
    plain = NeuronObjective(_X, y, activation, loss)
    found = NeuronObjective(_X, y, activation, loss, 0.3)
    for theta in _THETAS[:2]:
        assert found.loss(*theta) == pytest.approx(plain.loss(*theta) + 0.3 * theta[0] ** 2)
        slope = gradient_by_differences(found, theta)
        assert found.gradient(*theta) == pytest.approx(slope, rel=1e-5, abs=1e-7)
        bend = hessian_by_differences(found, theta)
        np.testing.assert_allclose(found.hessian(*theta), bend, rtol=1e-4, atol=1e-6)
    w = np.linspace(-3, 3, 7)
    each = [found.gradient(float(one), 0.4) for one in w]
    np.testing.assert_allclose(np.array(found.gradient(w, 0.4)).T, each)


def test_the_linear_neuron_is_the_same_sample_by_sample() -> None:
    found = NeuronObjective(_X, _Y, Activation.LINEAR, Loss.MSE, 0.3)
    moments = Moments.of(_X, _Y).with_l2(0.3)
    for theta in _THETAS:
        assert found.loss(*theta) == pytest.approx(moments.loss(*theta))
        assert found.gradient(*theta) == pytest.approx(moments.gradient(*theta))
        np.testing.assert_allclose(found.hessian(*theta), moments.hessian(*theta))


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        ("rosenbrock", "l2: rosenbrock is a function of two coordinates, not a neuron"),
        ("own.py", "l2: own.py has its own loss, where a penalty belongs; must be 0"),
    ],
)
def test_what_has_no_weight_refuses_it_in_one_line(problem: str, line: str) -> None:
    with pytest.raises(ConfigError) as caught:
        with_values(RunConfig(), {"problem": problem, "l2": 0.5})
    assert line in str(caught.value)
    assert "\n" not in str(caught.value)
