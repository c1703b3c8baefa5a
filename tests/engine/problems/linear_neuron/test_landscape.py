"""The surface against direct evaluation; views and levels against what a reader needs of them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.problems.linear_neuron.landscape import DEFAULT_VIEW, loss_grid, loss_levels, view_for
from engine.problems.linear_neuron.least_squares import theory_of
from engine.problems.linear_neuron.moments import Moments
from engine.problems.view import View


def line(w=10.0, b=2.0, noise=1.0, x_scale=1.0, x_shift=0.0, count=100):
    rng = np.random.default_rng(4)
    x = rng.uniform(0, 10, count) * x_scale + x_shift
    y = w * (x + noise * rng.normal(0, 1, count)) + b
    return x.astype(np.float32), y.astype(np.float32)


@pytest.mark.parametrize("shift", [0.0, 4000.0])
def test_the_grid_is_the_loss_evaluated_directly_at_every_point(shift):
    x, y = line(x_shift=shift)
    view = View(-3, 14, -20, 30)
    grid = loss_grid(Moments.of(x, y), view, columns=9, rows=6)
    assert grid.shape == (6, 9) and grid.dtype == np.float64
    for row, b in enumerate(np.linspace(-20, 30, 6)):
        for column, w in enumerate(np.linspace(-3, 14, 9)):
            error = w * x.astype(np.float64) + b - y.astype(np.float64)
            assert grid[row, column] == pytest.approx(np.mean(error**2), rel=1e-10)


def test_the_default_surface_has_the_size_and_the_corners_of_the_default_view():
    x, y = line()
    moments = Moments.of(x, y)
    grid = loss_grid(moments, DEFAULT_VIEW)
    assert grid.shape == (200, 200)
    assert View(0, 20, -18, 22) == DEFAULT_VIEW
    assert grid[0, 0] == moments.loss(0.0, -18.0) and grid[0, -1] == moments.loss(20.0, -18.0)
    assert grid[-1, 0] == moments.loss(0.0, 22.0) and grid[-1, -1] == moments.loss(20.0, 22.0)


# ------------------------------------------------------------------ views


def is_round(low: float, high: float) -> bool:
    """Whether both are multiples of one 1-2-5 number not below a fiftieth of their distance."""
    for exponent in range(-40, 45):
        for factor in (1, 2, 5):
            step = factor * 10.0**exponent
            counts = (low / step, high / step)
            if step >= (high - low) / 50 and all(
                abs(count - round(count)) < 1e-6 for count in counts
            ):
                return True
    return False


def assert_usable(view: View, *points: tuple[float, float]) -> None:
    """Finite, upright, between round limits, and every point off the edge by a margin."""
    assert all(map(math.isfinite, (view.w_low, view.w_high, view.b_low, view.b_high)))
    width, height = view.w_high - view.w_low, view.b_high - view.b_low
    assert width > 0 and height > 0
    for w, b in points:
        assert view.w_low + 0.05 * width <= w <= view.w_high - 0.05 * width
        assert view.b_low + 0.05 * height <= b <= view.b_high - 0.05 * height


PROBLEMS = {
    "tiny slope": line(w=1e-3, b=0),
    "huge slope": line(w=1e5),
    "negative slope": line(w=-10, b=-2),
    "x in the thousands, tiny slope": line(w=1e-3, b=5, noise=100, x_scale=1000),
    "x in the thousands, b far": line(w=30, b=1e4, x_scale=1000),
    "x far from zero": line(w=3, b=0, x_shift=5000),
    "no noise": line(w=-4, b=50, noise=0),
    "y around a million": line(w=0, b=1e6),
    "x tiny": line(x_scale=1e-6),
    "constant x": (np.full(9, 40, np.float32), np.linspace(3000, 5000, 9).astype(np.float32)),
    "two samples": (np.array([1, 2], np.float32), np.array([-50, 50], np.float32)),
}


@pytest.mark.parametrize("name", PROBLEMS)
@pytest.mark.parametrize("start", [(0.0, 0.0), (3.0, -4.0), (1e6, -1e6)])
def test_a_problem_out_of_the_default_view_gets_a_box_that_holds_start_and_optimum(name, start):
    theory = theory_of(Moments.of(*PROBLEMS[name]))
    view = view_for(theory, start)
    if view != DEFAULT_VIEW:
        assert_usable(view, start, (theory.w_best, theory.b_best))
        assert is_round(view.w_low, view.w_high) and is_round(view.b_low, view.b_high)
    else:
        assert DEFAULT_VIEW.holds(*start)
        assert DEFAULT_VIEW.holds(theory.w_best, theory.b_best)


@pytest.mark.parametrize("name", PROBLEMS)
def test_starting_at_the_optimum_still_gives_a_box_in_which_the_loss_rises(name):
    moments = Moments.of(*PROBLEMS[name])
    theory = theory_of(moments)
    view = view_for(theory, (theory.w_best, theory.b_best))
    assert view.holds(theory.w_best, theory.b_best)
    grid = loss_grid(moments, view, 21, 21)
    assert grid.max() > 1.01 * grid.min()


@pytest.mark.parametrize("name", ["tiny slope", "x in the thousands, tiny slope"])
def test_a_problem_too_small_for_the_default_view_is_not_lost_in_it(name):
    theory = theory_of(Moments.of(*PROBLEMS[name]))
    assert DEFAULT_VIEW.holds(theory.w_best, theory.b_best)
    view = view_for(theory, (0.0, 0.0))
    assert view.w_high - view.w_low < 10 * abs(theory.w_best)


@pytest.mark.parametrize("start", [(0.0, 0.0), (20.0, 22.0), (10.0, 2.0)])
def test_the_default_data_are_shown_in_the_default_view(start):
    assert view_for(theory_of(Moments.of(*line())), start) == DEFAULT_VIEW


def test_a_start_outside_the_default_view_gets_a_box_of_its_own():
    theory = theory_of(Moments.of(*line()))
    view = view_for(theory, (-5.0, 40.0))
    assert view != DEFAULT_VIEW
    assert_usable(view, (-5.0, 40.0), (theory.w_best, theory.b_best))


@pytest.mark.parametrize("start", [(0.0, 0.0), (30.0, 2000.0), (-500.0, -200.0)])
def test_the_box_holds_the_way_that_gradient_descent_takes(start):
    x, y = line(w=30, b=-200, noise=0.1)
    moments = Moments.of(x, y)
    theory = theory_of(moments)
    view = view_for(theory, start)
    rate = 1 / (2 * theory.lambda_max)
    w, b = start
    for _ in range(5000):
        by_w, by_b = moments.gradient(w, b)
        w, b = w - rate * by_w, b - rate * by_b
        assert view.holds(w, b)
    assert (w, b) == pytest.approx((theory.w_best, theory.b_best), rel=1e-3)


def test_data_that_are_zero_throughout_have_the_default_view():
    nothing = np.zeros(5, np.float32)
    assert view_for(theory_of(Moments.of(nothing, nothing)), (0.0, 0.0)) == DEFAULT_VIEW


coordinate = st.floats(-1e9, 1e9)
value = st.floats(-(2.0**50), 2.0**50, width=32)


@given(
    st.integers(1, 12).flatmap(
        lambda n: st.tuples(*[hnp.arrays(np.float32, n, elements=value)] * 2)
    ),
    coordinate,
    coordinate,
)
def test_any_data_and_any_start_have_a_view(data, w0, b0):
    theory = theory_of(Moments.of(*data))
    view = view_for(theory, (w0, b0))
    assert view.holds(w0, b0) and view.holds(theory.w_best, theory.b_best)
    if view != DEFAULT_VIEW:
        assert_usable(view, (w0, b0), (theory.w_best, theory.b_best))


# ------------------------------------------------------------------ levels


def assert_levels(levels: np.ndarray, count: int) -> None:
    assert levels.shape == (count,)
    assert np.isfinite(levels).all()
    assert (np.diff(levels) > 0).all()


def test_levels_are_evenly_spaced_in_the_logarithm_of_the_rise():
    levels = loss_levels((100.0, 1100.0), count=9)
    assert_levels(levels, 9)
    steps = np.diff(np.log(levels - 100.0))
    np.testing.assert_allclose(steps, steps[0], rtol=1e-9)
    assert 100 < levels[0] < 101 and 300 < levels[-1] < 1100


def test_every_level_has_a_line_in_the_grid_and_the_lowest_encloses_a_visible_area():
    grid = loss_grid(Moments.of(*line()), DEFAULT_VIEW)
    levels = loss_levels(grid)
    assert_levels(levels, 12)
    assert grid.min() < levels[0] and levels[-1] < grid.max()
    enclosed = (grid < levels[0]).mean()
    assert 0.004 < enclosed < 0.006


@pytest.mark.parametrize("fill", [0.0, 7.25, 1e30, -3.0])
def test_a_flat_grid_has_levels_but_none_that_crosses_it(fill):
    levels = loss_levels(np.full((5, 6), fill))
    assert_levels(levels, 12)
    assert (levels > fill).all()


@pytest.mark.parametrize(
    "grid", [np.full((3, 3), np.nan), np.full((3, 3), np.inf), np.empty((0, 4))]
)
def test_a_grid_with_nothing_finite_has_levels(grid):
    assert_levels(loss_levels(grid), 12)


def test_infinite_and_missing_losses_are_passed_over():
    grid = loss_grid(Moments.of(*line()), DEFAULT_VIEW, 50, 40)
    marred = np.concatenate([grid, np.full((2, 50), np.inf), np.full((2, 50), np.nan)])
    np.testing.assert_array_equal(loss_levels(marred), loss_levels(grid))


@given(
    hnp.arrays(
        np.float64,
        st.tuples(st.integers(1, 6), st.integers(1, 6)),
        elements=st.floats(0, 1e300) | st.just(np.inf) | st.just(np.nan),
    ),
    st.integers(1, 40),
)
def test_levels_rise_strictly_whatever_the_grid(grid, count):
    assert_levels(loss_levels(grid, count), count)


@given(st.floats(-1e12, 1e12), st.floats(0, 1e12), st.integers(1, 40))
def test_levels_rise_strictly_between_any_two_losses(low, rise, count):
    assert_levels(loss_levels((low, low + rise), count), count)


@pytest.mark.parametrize(
    "data",
    [
        (np.arange(1, 7.0), 2 * np.arange(1, 7.0) + 1),
        (np.arange(1990.0, 2021), 3 * np.arange(31.0) + 50),
        (np.linspace(-1, 1, 9), 7 - 4 * np.linspace(-1, 1, 9) ** 3),
    ],
)
def test_the_view_of_a_file_has_a_margin_about_start_and_optimum(
    data: tuple[np.ndarray, np.ndarray],
) -> None:
    theory = theory_of(Moments.of(*data))
    view = view_for(theory, (0.0, 0.0), standard=False)
    for low, high, ends in (
        (view.w_low, view.w_high, (0.0, theory.w_best)),
        (view.b_low, view.b_high, (0.0, theory.b_best)),
    ):
        for end in ends:
            assert low + 0.04 * (high - low) <= end <= high - 0.04 * (high - low)
