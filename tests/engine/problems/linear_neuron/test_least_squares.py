"""Theory against numpy's eigenvalues, exact rational arithmetic, and real descents."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.problems.linear_neuron.least_squares import Theory, theory_of
from engine.problems.linear_neuron.moments import Moments
from engine.theory.momentum import Descent


def theory_for(x: np.ndarray, y: np.ndarray) -> Theory:
    return theory_of(Moments.of(x, y))


def line(count: int = 200, shift: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(8)
    x = rng.uniform(0, 10, count) + shift
    return x, 10 * (x + rng.normal(0, 1, count)) + 2


def hessian(x: np.ndarray) -> np.ndarray:
    return 2 * np.array([[np.mean(x * x), np.mean(x)], [np.mean(x), 1.0]])


def exactly(x: np.ndarray) -> tuple[float, float]:
    """λmin, and b over w on λmax's axis, in rational numbers but for a root of 200 digits."""
    xs = [Fraction(float(value)) for value in x]
    mean, square = sum(xs) / len(xs), sum(v * v for v in xs) / len(xs)
    trace, det = 2 * (square + 1), 4 * (square - mean * mean)
    scale = 10**200
    discriminant = trace * trace - 4 * det
    root = Fraction(math.isqrt(int(discriminant * scale * scale)), scale)
    # The first row of (H - λmax) v = 0.
    slope = ((trace + root) / 4 - square) / mean
    return float((trace - root) / 2), float(slope)


@given(hnp.arrays(np.float64, st.integers(2, 20), elements=st.floats(-50, 50, width=32)))
def test_eigenvalues_and_axes_are_those_of_the_hessian(x):
    assume(np.ptp(x) > 1e-3)
    theory = theory_for(x, np.sin(x))
    matrix = hessian(x)
    low, high = np.linalg.eigvalsh(matrix)
    assert theory.lambda_max == pytest.approx(high, rel=1e-12)
    assert theory.lambda_min == pytest.approx(low, abs=1e-12 * high)
    np.testing.assert_allclose(theory.axes @ theory.axes.T, np.eye(2), atol=1e-14)
    for value, axis in zip((theory.lambda_max, theory.lambda_min), theory.axes, strict=True):
        np.testing.assert_allclose(matrix @ axis, value * axis, atol=1e-12 * high)


@pytest.mark.parametrize("shift", [0.0, -5.0, 3000.0, 1e6, -1e6])
@pytest.mark.parametrize("scale", [1.0, 1e-6])
def test_the_smaller_eigenvalue_and_the_axes_keep_their_digits_wherever_x_is(shift, scale):
    x, y = line(shift=shift)
    x = x * scale
    theory = theory_for(x, y)
    smallest, slope = exactly(x)
    assert theory.lambda_min == pytest.approx(smallest, rel=1e-9)
    assert theory.condition_number == pytest.approx(theory.lambda_max / smallest, rel=1e-9)
    steep, flat = theory.axes
    assert steep[1] / steep[0] == pytest.approx(slope, rel=1e-9)
    assert -flat[0] / flat[1] == pytest.approx(slope, rel=1e-9)


@pytest.mark.parametrize("shift", [0.0, 3000.0])
def test_the_optimum_is_that_of_polyfit(shift):
    x, y = line(shift=shift)
    centred = np.polyfit(x - x.mean(), y, 1)
    theory = theory_for(x, y)
    assert theory.w_best == pytest.approx(centred[0], rel=1e-12)
    assert theory.b_best == pytest.approx(centred[1] - centred[0] * x.mean(), rel=1e-9)
    residual = y - np.polyval(centred, x - x.mean())
    assert theory.least_loss == pytest.approx(np.mean(residual**2), rel=1e-12)
    assert theory.unique


def test_the_least_condition_number_is_one_for_standardized_x():
    theory = theory_for(np.array([-1.0, 1.0]), np.array([0.0, 3.0]))
    assert (theory.lambda_max, theory.lambda_min, theory.condition_number) == (2, 2, 1)
    np.testing.assert_allclose(theory.axes @ theory.axes.T, np.eye(2))


def distances(x: np.ndarray, y: np.ndarray, rate: float, updates: int) -> np.ndarray:
    """How far from the optimum plain gradient descent from (0, 0) is after each update."""
    theory = theory_for(x, y)
    best = np.array([theory.w_best, theory.b_best])
    point, matrix, out = np.zeros(2), hessian(x), []
    for _ in range(updates):
        point = point - rate * matrix @ (point - best)
        out.append(float(np.linalg.norm(point - best)))
    return np.array(out)


def test_gradient_descent_converges_below_the_greatest_learning_rate_and_not_above():
    x, y = line()
    limit = Descent().limit(theory_for(x, y).lambda_max)
    assert distances(x, y, 0.999 * limit, 20_000)[-1] < 1e-3
    above = distances(x, y, 1.001 * limit, 20_000)
    assert above[-1] > 1e6 * above[0]


def test_no_learning_rate_converges_faster_from_the_worst_start_than_the_best():
    x, y = line()
    theory = theory_for(x, y)
    best = Descent().fastest(theory)

    def left_of_the_error(rate: float) -> float:
        """The largest factor that any start's distance has after 300 updates."""
        update = np.eye(2) - rate * hessian(x)
        return float(np.linalg.norm(np.linalg.matrix_power(update, 300), 2))

    factors = [0.5, 0.9, 0.99, 0.999, 1.0, 1.001, 1.005]
    left = [left_of_the_error(best * factor) for factor in factors]
    assert factors[int(np.argmin(left))] == 1.0
    condition = theory.condition_number
    factor = 1 - best * theory.lambda_max
    assert factor == pytest.approx(-(condition - 1) / (condition + 1), rel=1e-12)


@pytest.mark.parametrize("value", [0.0, 0.1, -3.0, 4000.0])
def test_constant_x_has_a_line_of_optima_of_which_the_nearest_is_given(value):
    x = np.full(20, value, np.float32)
    y = np.arange(20.0)
    theory = theory_for(x, y)
    design = np.stack([x.astype(np.float64), np.ones(20)], axis=1)
    nearest, *_ = np.linalg.lstsq(design, y, rcond=None)  # the minimum-norm solution
    assert not theory.unique
    assert (theory.w_best, theory.b_best) == pytest.approx(tuple(nearest), rel=1e-9, abs=1e-12)
    assert theory.lambda_min == 0 and theory.condition_number == math.inf
    assert theory.lambda_max == pytest.approx(2 * (float(x[0]) ** 2 + 1), rel=1e-12)
    assert theory.least_loss == pytest.approx(np.var(y), rel=1e-12)


def test_constant_x_is_solved_by_one_update_at_the_best_learning_rate():
    x, y = np.full(5, 3.0), np.arange(5.0)
    assert distances(x, y, Descent().fastest(theory_for(x, y)), 1)[0] < 1e-12


def test_one_sample_has_a_theory():
    theory = theory_for(np.array([2.0]), np.array([10.0]))
    assert (theory.w_best, theory.b_best) == pytest.approx((4, 2))
    assert theory.least_loss == 0 and not theory.unique


def test_standardized_samples_have_a_condition_number_of_at_least_1() -> None:
    rng = np.random.default_rng(0)
    for _ in range(200):
        x = rng.normal(size=7)
        x = (x - x.mean()) / x.std()
        theory = theory_of(Moments.of(x, 2 * x))
        assert theory.lambda_min <= theory.lambda_max
        assert theory.condition_number >= 1
