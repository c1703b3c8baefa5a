"""Standardized samples, and least squares in the data's units against NIST and exact arithmetic."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.config.run import DataConfig, Standardize
from engine.data.dataset import Dataset, load
from engine.data.preview import Preview, preview, preview_of
from engine.data.scaling import Scaling
from engine.errors import DataError
from engine.problems.linear_neuron.least_squares import theory_of
from tests.engine.data.nist import (
    NORRIS_CERTIFIED,
    NORRIS_DEVIATION,
    PONTIUS_CERTIFIED,
    exact_fit,
    norris,
    pontius,
)

MODES = list(Standardize)


def least_squares(samples: Preview) -> tuple[float, float]:
    """W and b in the data's units, as shown."""
    return samples.scaling.to_data(theory_of(samples.moments).best)


@pytest.mark.parametrize("mode", MODES)
def test_norris_as_certified(mode):
    samples = preview_of(*norris(), standardize=mode)
    assert least_squares(samples) == pytest.approx(NORRIS_CERTIFIED, rel=1e-12)
    loss = samples.scaling.loss_to_data(theory_of(samples.moments).least_loss)
    assert math.sqrt(loss * 36 / 34) == pytest.approx(NORRIS_DEVIATION, rel=1e-12)


@pytest.mark.parametrize("mode", MODES)
def test_the_line_through_pontius_is_exact(mode):
    x, y = pontius()
    # The parabola is certified, so it proves the data; the line is not, so exact arithmetic does.
    assert [float(c) for c in exact_fit(x, y, 2)] == pytest.approx(PONTIUS_CERTIFIED, rel=1e-12)
    b, w = map(float, exact_fit(x, y))
    assert least_squares(preview_of(x, y, standardize=mode)) == pytest.approx((w, b), rel=1e-9)
    assert np.polyfit(x, y, 1) == pytest.approx((w, b), rel=1e-9)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("first", "step"),
    [(1.7e9, 1.0), (20_200_101, 1), (-1e12, 3), (52.5200, 1e-6), (1e-30, 1e-32)],
)
def test_x_that_float32_cannot_tell_apart_gives_the_line_of_float64(mode, first, step):
    x = first + step * np.arange(40.0)
    y = 20 + 0.1 * np.arange(40) + np.sin(np.arange(40))
    samples = preview_of(x, y, standardize=mode)
    b, w = map(float, exact_fit(x, y))
    assert least_squares(samples) == pytest.approx((w, b), rel=1e-9)
    assert np.unique(samples.x).size == 40
    assert Dataset.of(x, y, standardize=mode).scaling == samples.scaling


def test_without_standardizing_only_what_float32_needs_is_subtracted():
    late, early = 1.7e9 + np.arange(10.0), np.arange(10.0)
    assert preview_of(early, early).scaling.identity
    # Years: seven digits are enough.
    assert preview_of(1990 + early, early).scaling.identity
    assert preview_of(late, early).scaling == Scaling(x_offset=late.mean())
    assert preview_of(early, late).scaling == Scaling(y_offset=late.mean())
    assert preview_of(np.full(10, 1.7e9), early).scaling.identity


def test_generated_data_are_left_as_they_are():
    config = DataConfig(b_gen=1e6, w_gen=1e-3)
    assert load(config).scaling.identity and preview(config).scaling.identity


@pytest.mark.parametrize("size", [1e19, 1e25, 1e37, 1e-19, 1e-30])
def test_scale_brings_y_into_the_range_where_float32_can_square(size):
    x, y = np.arange(1.0, 21), size * (1 + np.arange(20.0))
    samples = preview_of(x, y, standardize=Standardize.SCALE)
    assert 0.1 < np.abs(samples.y).max() < 10
    assert least_squares(samples) == pytest.approx((size, 0), rel=1e-9, abs=size * 1e-9)
    assert preview_of(x, y).scaling.y_scale == 1


@given(st.floats(-1e3, 1e3), st.floats(1e-3, 1e3), st.sampled_from(["center", "scale"]))
def test_standardized_x_have_mean_0_and_with_scale_deviation_1(first, step, mode):
    x = first + step * np.array([0.0, 1, 1, 3, 7])
    samples = preview_of(x, np.arange(5.0), standardize=Standardize(mode))
    deviation = np.std(x) if mode == "center" else 1
    assert np.mean(samples.x, dtype=np.float64) == pytest.approx(0, abs=1e-6 * deviation)
    assert np.std(samples.x, dtype=np.float64) == pytest.approx(deviation, rel=1e-5)
    assert np.array_equal(samples.y, np.arange(5))


_FINITE = st.floats(-1e6, 1e6)
_SCALE = st.floats(1e-3, 1e3)


@given(st.builds(Scaling, _FINITE, _SCALE, _FINITE, _SCALE), st.tuples(_FINITE, _FINITE))
def test_both_lines_make_the_same_errors(scaling, theta):
    x, y = np.array([-3.0, 0.5, 8]), np.array([1.0, -2, 40])
    w, b = theta
    slope, intercept = scaling.to_data(theta)
    errors = scaling.y_scale * (scaling.y(y) - (w * scaling.x(x) + b))
    size = abs(slope) * (10 + abs(scaling.x_offset)) + abs(scaling.y_offset) + abs(b) * 1e3 + 100
    assert y - (slope * x + intercept) == pytest.approx(errors, abs=1e-13 * size)
    assert scaling.from_data((slope, intercept)) == pytest.approx(
        theta, rel=1e-9, abs=1e-12 * size / scaling.y_scale
    )


def test_theta_passes_from_one_scaling_to_another_without_a_loss_of_digits():
    one = Scaling(x_offset=1.7e9, x_scale=3.0)
    other = Scaling(x_offset=1.7e9 + 0.5, x_scale=2.0, y_offset=1.0, y_scale=4.0)
    # y = 3 x' + 5 at x' = (x - 1.7e9) / 3, and x = 2 x'' + 0.5 above that offset.
    assert one.columns_to(other, 3.0, 5.0) == (0.5, 1.125)
    w, b = one.columns_to(other, np.array([3.0, 0.0]), np.array([5.0, 1.0]))
    assert (w.tolist(), b.tolist()) == ([0.5, 0.0], [1.125, 0.0])
    assert one.columns_to(one, 0.1, 0.2) == (0.1, 0.2)


@pytest.mark.parametrize("mode", [Standardize.CENTER, Standardize.SCALE])
@pytest.mark.parametrize("samples", [1, 100, 70_000])
def test_worker_and_app_standardize_generated_data_alike_to_the_bit(mode, samples):
    config = DataConfig(samples=samples, seed=3, standardize=mode)
    plain, trained, drawn = load(DataConfig(samples=samples, seed=3)), load(config), preview(config)
    assert trained.scaling == drawn.scaling and trained.moments == drawn.moments
    assert np.array_equal(trained.x[drawn.indices], drawn.x)
    assert np.array_equal(trained.y, plain.y)
    assert np.array_equal(plain.x[drawn.indices], drawn.data.x)
    if samples > 1:
        assert least_squares(drawn) == pytest.approx(theory_of(plain.moments).best, rel=1e-9)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("source", ["generated", "file"])
def test_a_preview_standardized_later_is_one_standardized_at_once(tmp_path, mode, source):
    path = tmp_path / "seconds.csv"
    path.write_text("x,y\n" + "".join(f"{1_700_000_000 + k},{k % 7}\n" for k in range(20)))
    data = DataConfig(data=path) if source == "file" else DataConfig()
    wanted = data.model_copy(update={"standardize": mode})
    later = preview(data).standardized(wanted)
    assert later.scaling == preview(wanted).scaling
    assert np.array_equal(later.x, preview(wanted).x)


def test_samples_beyond_float32_are_refused_with_what_helps():
    x, y = np.arange(3.0), np.array([1e39, 2e39, 4e39])
    for make in (preview_of, Dataset.of):
        with pytest.raises(DataError, match=r"y reaches 4e\+39, float32 at most 3.4e38; set stand"):
            make(x, y)
        assert np.isfinite(make(x, y, standardize=Standardize.SCALE).y).all()
    with pytest.raises(DataError, match=r"x reaches 1e\+200; must be below 1e150"):
        preview_of(np.array([0, 1e200]), np.arange(2.0))
