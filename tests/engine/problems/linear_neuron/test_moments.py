"""Moments against exact rational arithmetic and against the definitions written out in numpy."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.problems.linear_neuron.moments import CHUNK, Moments, RunningMoments

float32s = st.floats(-(2.0**40), 2.0**40, width=32, allow_subnormal=False)


@st.composite
def samples(draw: st.DrawFn, least: int = 1) -> tuple[np.ndarray, np.ndarray]:
    count = draw(st.integers(least, 30))
    x, y = (draw(hnp.arrays(np.float32, count, elements=float32s)) for _ in range(2))
    return x, y


def exact(x: np.ndarray, y: np.ndarray) -> dict[str, Fraction]:
    """The moments' definitions in rational arithmetic, which rounds nothing."""
    xs, ys = ([Fraction(float(value)) for value in values] for values in (x, y))
    n = len(xs)
    mean_x, mean_y = sum(xs, Fraction(0)) / n, sum(ys, Fraction(0)) / n
    var_x = sum(((a - mean_x) ** 2 for a in xs), Fraction(0)) / n
    var_y = sum(((b - mean_y) ** 2 for b in ys), Fraction(0)) / n
    cov = sum(((a - mean_x) * (b - mean_y) for a, b in zip(xs, ys, strict=True)), Fraction(0)) / n
    least = var_y - cov * cov / var_x if var_x else var_y
    return {
        "mean_x": mean_x,
        "mean_y": mean_y,
        "var_x": var_x,
        "cov_xy": cov,
        "var_y": var_y,
        "least_loss": least,
    }


def line(count: int, seed: int = 3, shift: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = rng.uniform(0, 10, count) + shift
    y = 10 * (x + rng.normal(0, 1, count)) + 2
    return x.astype(np.float32), y.astype(np.float32)


@given(samples())
def test_moments_are_those_of_rational_arithmetic(data):
    x, y = data
    want = exact(x, y)
    got = Moments.of(x, y)
    scale_x, scale_y = float(np.abs(x).max()), float(np.abs(y).max())
    scales = {
        "mean_x": scale_x,
        "mean_y": scale_y,
        "var_x": scale_x**2,
        "cov_xy": scale_x * scale_y,
        "var_y": scale_y**2,
        "least_loss": scale_y**2,
    }
    assert got.count == len(x)
    for name, value in want.items():
        assert getattr(got, name) == pytest.approx(float(value), abs=1e-13 * scales[name]), name
    assert got.least_loss >= 0 and got.var_x >= 0 and got.var_y >= 0


@pytest.mark.parametrize("shift", [0.0, 5e3, 1e6])
def test_nothing_cancels_where_x_is_far_from_zero(shift):
    x, y = line(500, shift=shift)
    got, want = Moments.of(x, y), exact(x, y)
    for name in ("var_x", "cov_xy", "var_y", "least_loss"):
        assert getattr(got, name) == pytest.approx(float(want[name]), rel=1e-11), name


def test_least_loss_of_a_nearly_exact_line_has_correct_digits():
    x = np.linspace(1000, 1010, 200).astype(np.float32)
    y = (np.float32(3) * x + np.float32(7)).astype(np.float32)
    want = float(exact(x, y)["least_loss"])
    assert 0 < want < 1e-6  # what float32 rounded away
    assert Moments.of(x, y).least_loss == pytest.approx(want, rel=1e-6)


def test_the_slope_is_that_of_polyfit():
    x, y = line(1000)
    slope, _ = np.polyfit(x.astype(np.float64), y.astype(np.float64), 1)
    assert Moments.of(x, y).slope == pytest.approx(slope, rel=1e-12)


@pytest.mark.parametrize("count", [CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 17])
def test_chunks_do_not_show(count):
    x, y = line(count, shift=2000)
    got = Moments.of(x, y)
    xs, ys = x.astype(np.longdouble), y.astype(np.longdouble)
    d, e = xs - xs.mean(), ys - ys.mean()
    assert got.count == count
    assert got.mean_x == pytest.approx(float(xs.mean()), rel=1e-14)
    assert got.mean_y == pytest.approx(float(ys.mean()), rel=1e-14)
    assert got.var_x == pytest.approx(float((d * d).mean()), rel=1e-12)
    assert got.cov_xy == pytest.approx(float((d * e).mean()), rel=1e-12)
    residual = e - (d * e).sum() / (d * d).sum() * d
    assert got.least_loss == pytest.approx(float((residual**2).mean()), rel=1e-12)


@given(samples(least=2), st.data())
def test_merging_parts_gives_the_moments_of_the_whole(data, draw):
    x, y = data
    cut = draw.draw(st.integers(1, len(x) - 1))
    running = RunningMoments(float(x[0]), float(y[0]))
    running.add(x[:cut], y[:cut])
    running.add(x[cut:], y[cut:])
    got, want = running.moments(), exact(x, y)
    scale_x, scale_y = float(np.abs(x).max()), float(np.abs(y).max())
    assert got.count == len(x)
    assert got.var_x == pytest.approx(float(want["var_x"]), abs=1e-13 * scale_x**2)
    assert got.cov_xy == pytest.approx(float(want["cov_xy"]), abs=1e-13 * scale_x * scale_y)
    assert got.var_y == pytest.approx(float(want["var_y"]), abs=1e-13 * scale_y**2)


@pytest.mark.parametrize("value", [0.1, 3.0, 12345.678, -1e-20])
@pytest.mark.parametrize("count", [1, 7, CHUNK + 5])
def test_constant_columns_have_exactly_no_variance(value, count):
    constant = np.full(count, value, np.float32)
    other = np.random.default_rng(0).normal(size=count).astype(np.float32)
    by_x, by_y = Moments.of(constant, other), Moments.of(other, constant)
    assert (by_x.var_x, by_x.cov_xy, by_x.slope) == (0, 0, 0)
    assert by_x.least_loss == pytest.approx(float(other.astype(np.float64).var()), rel=1e-12)
    assert (by_y.var_y, by_y.slope, by_y.least_loss) == (0, 0, 0)


@given(samples(), st.floats(-100, 100), st.floats(-100, 100))
def test_loss_is_the_mean_squared_error(data, w, b):
    x, y = (values.astype(np.float64) for values in data)
    want = np.mean((w * x + b - y) ** 2)
    scale = (abs(w) * np.abs(x).max() + abs(b) + np.abs(y).max()) ** 2
    assert Moments.of(x, y).loss(w, b) == pytest.approx(want, abs=1e-12 * scale)


def test_loss_and_gradient_broadcast_and_agree_with_direct_evaluation():
    x, y = line(50, shift=3000)
    moments = Moments.of(x, y)
    w = np.linspace(-5, 25, 7)[None, :]
    b = np.linspace(-40, 40, 5)[:, None]
    xs, ys = x.astype(np.float64), y.astype(np.float64)
    error = w[..., None] * xs + b[..., None] - ys
    loss, (by_w, by_b) = moments.loss(w, b), moments.gradient(w, b)
    assert loss.shape == by_w.shape == by_b.shape == (5, 7)
    np.testing.assert_allclose(loss, (error**2).mean(-1), rtol=1e-10)
    np.testing.assert_allclose(by_w, (2 * error * xs).mean(-1), rtol=1e-9, atol=1e-4)
    np.testing.assert_allclose(by_b, (2 * error).mean(-1), rtol=1e-9, atol=1e-7)


def test_numbers_give_floats_and_the_optimum_has_no_gradient():
    x, y = line(100)
    moments = Moments.of(x, y)
    slope, intercept = np.polyfit(x.astype(np.float64), y.astype(np.float64), 1)
    loss, (by_w, by_b) = (
        moments.loss(float(slope), float(intercept)),
        moments.gradient(float(slope), float(intercept)),
    )
    assert isinstance(loss, float) and isinstance(by_w, float) and isinstance(by_b, float)
    assert loss == pytest.approx(moments.least_loss, rel=1e-12)
    assert abs(by_w) < 1e-9 and abs(by_b) < 1e-9


def test_a_diverged_point_has_no_finite_loss_and_raises_no_warning():
    moments = Moments.of(*line(10))
    assert moments.loss(np.inf, 0.0) == np.inf
    assert moments.loss(1e300, 0.0) == np.inf
    assert np.isnan(moments.loss(np.nan, 0.0))
    assert not np.isfinite(moments.gradient(np.inf, -np.inf)).any()


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (np.zeros(0), np.zeros(0)),
        (np.zeros(2), np.zeros(3)),
        (np.zeros((2, 2)), np.zeros((2, 2))),
    ],
)
def test_what_is_not_two_vectors_of_one_length_is_refused(x, y):
    with pytest.raises(ValueError, match="vectors of equal length"):
        Moments.of(x, y)
