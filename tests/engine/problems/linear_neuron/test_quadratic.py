"""Lines of equal loss: every point of them has that loss, by the definition of the loss."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.problems.linear_neuron.moments import Moments
from engine.problems.linear_neuron.quadratic import (
    best_line,
    best_point,
    has_one_minimum,
    level_curves,
)

RNG = np.random.default_rng(3)


def batch(size: int, spread: float = 3.0) -> tuple[np.ndarray, np.ndarray]:
    x = 5 + spread * RNG.standard_normal(size)
    return x, 10 * x + 2 + RNG.standard_normal(size)


def loss(x: np.ndarray, y: np.ndarray, w: float, b: float) -> float:
    return float(np.mean((w * x + b - y) ** 2))


@pytest.mark.parametrize("size", [1, 2, 3, 50])
@given(factor=st.floats(0.01, 1e4))
def test_every_point_of_a_level_curve_has_that_loss(size, factor):
    x, y = batch(size)
    moments = Moments.of(x, y)
    level = moments.least_loss + factor
    curves = level_curves(moments, level, -1e6, 1e6)
    assert len(curves) == 2
    for w, b in curves:
        for place in range(0, len(w), 40):
            if abs(w[place]) < 1e3:
                assert loss(x, y, w[place], b[place]) == pytest.approx(level, rel=1e-6)


def test_curves_end_at_the_limits_of_w():
    moments = Moments.of(*batch(20))
    slope = moments.slope
    for w, _ in level_curves(moments, moments.least_loss + 1e4, slope - 0.5, slope + 2):
        assert (w.min(), w.max()) == pytest.approx((slope - 0.5, slope + 2))


def test_there_are_no_curves_where_the_loss_is_higher_or_not_a_number():
    moments = Moments.of(*batch(20))
    slope = moments.slope
    assert level_curves(moments, moments.least_loss, 0, 20) == []
    assert level_curves(moments, moments.least_loss + 1e-3, slope + 5, slope + 9) == []
    assert level_curves(moments, float("nan"), 0, 20) == []
    assert level_curves(moments, float("inf"), 0, 20) == []


def test_one_sample_has_a_line_of_minima_with_loss_zero():
    x, y = batch(1)
    moments = Moments.of(x, y)
    assert not has_one_minimum(moments)
    for w, b in zip(*best_line(moments, -3, 7), strict=True):
        assert loss(x, y, w, b) == pytest.approx(0, abs=1e-18)


def test_more_samples_have_the_least_squares_line_as_their_minimum():
    x, y = batch(20)
    moments = Moments.of(x, y)
    assert has_one_minimum(moments)
    assert best_point(moments) == pytest.approx(np.polyfit(x, y, 1), rel=1e-9)
