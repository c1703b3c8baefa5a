"""Drawn data against plain drawing, to the bit; previews against the data they stand for."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.config.run import DataConfig
from engine.data.dataset import load
from engine.data.preview import preview, spread_rows
from engine.errors import DataError
from engine.problems.linear_neuron.moments import CHUNK, Moments

STRADDLING = [1, 2, 100, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 12_345]


def plainly_drawn(config: DataConfig) -> tuple[np.ndarray, np.ndarray]:
    """The definition: one generator, all at once, in float64."""
    rng = np.random.default_rng(config.seed)
    x = rng.uniform(0, 10, config.samples)
    noise = rng.normal(config.noise_mean, config.noise_std, config.samples)
    y = config.w_gen * (x + noise) + config.b_gen
    return x.astype(np.float32), y.astype(np.float32)


def peak_bytes(work: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("samples", STRADDLING)
@pytest.mark.parametrize("seed", [0, 2**63 - 1])
def test_loading_in_chunks_draws_to_the_bit_what_one_generator_draws(samples, seed):
    config = DataConfig(samples=samples, seed=seed, noise_mean=-0.5, noise_std=2.5, b_gen=-7)
    dataset = load(config)
    x, y = plainly_drawn(config)
    assert dataset.x.dtype == dataset.y.dtype == np.float32
    np.testing.assert_array_equal(dataset.x, x)
    np.testing.assert_array_equal(dataset.y, y)


@given(
    st.builds(
        DataConfig,
        samples=st.integers(1, 300),
        seed=st.integers(0, 2**63 - 1),
        w_gen=st.floats(-1e6, 1e6),
        b_gen=st.floats(-1e6, 1e6),
        noise_mean=st.floats(-1e6, 1e6),
        noise_std=st.floats(0, 1e6),
    )
)
def test_any_parameters_are_drawn_as_defined(config):
    dataset = load(config)
    x, y = plainly_drawn(config)
    np.testing.assert_array_equal(dataset.x, x)
    np.testing.assert_array_equal(dataset.y, y)


@pytest.mark.parametrize("samples", STRADDLING)
@pytest.mark.parametrize("noise_std", [0.0, 1.0])
def test_a_preview_tells_of_the_data_what_the_data_tell(samples, noise_std):
    config = DataConfig(samples=samples, seed=5, noise_std=noise_std)
    got = preview(config, points=100)
    x, y = plainly_drawn(config)
    assert got.samples == samples
    assert got.x_range == (x.min(), x.max()) and got.y_range == (y.min(), y.max())
    np.testing.assert_array_equal(got.x, x[got.indices])
    np.testing.assert_array_equal(got.y, y[got.indices])
    want = Moments.of(x, y)
    assert got.moments.count == want.count
    for name in ("mean_x", "mean_y", "var_x", "cov_xy", "var_y"):
        assert getattr(got.moments, name) == pytest.approx(getattr(want, name), rel=1e-12), name
    # Without noise, what is left of the loss is what float32 rounded off.
    assert got.moments.least_loss == pytest.approx(want.least_loss, rel=1e-6, abs=1e-24)


def test_a_preview_is_the_same_each_time():
    config = DataConfig(samples=10_000)
    first, second = preview(config, 50), preview(config, 50)
    np.testing.assert_array_equal(first.indices, second.indices)
    assert first.moments == second.moments


@given(st.integers(1, 10**8), st.integers(1, 5000))
def test_rows_are_spread_evenly(samples, points):
    rows = spread_rows(samples, points)
    assert rows.dtype == np.int64
    if samples <= points:
        np.testing.assert_array_equal(rows, np.arange(samples))
        return
    assert len(rows) == points
    assert rows[0] >= 0 and rows[-1] < samples
    assert (np.diff(rows) > 0).all()
    # One of each stretch: row k lies in the k-th of `points` equal parts.
    np.testing.assert_array_equal(rows >= np.arange(points) * samples // points, True)
    np.testing.assert_array_equal(rows < np.arange(1, points + 1) * samples // points, True)


def test_a_preview_never_holds_the_data():
    config = DataConfig(samples=2_000_000)
    assert peak_bytes(lambda: preview(config)) < 8e6  # the data alone take 16 MB


def test_loading_makes_no_float64_copy_of_the_data():
    config = DataConfig(samples=2_000_000)
    assert 16e6 <= peak_bytes(lambda: load(config)) < 24e6  # in float64 it would be 32 MB more


def test_drawn_data_say_where_they_come_from():
    for shown in (load(DataConfig(seed=12)), preview(DataConfig(seed=12))):
        assert (shown.source, shown.x_name, shown.y_name) == ("generated line, seed 12", "x", "y")


def test_a_csv_file_is_loaded_and_previewed_with_its_names(tmp_path: Path):
    path = tmp_path / "made.csv"
    rows = [(k, 3 * k - 1) for k in range(1000)]
    path.write_text("time,height\n" + "".join(f"{x},{y}\n" for x, y in rows))
    config = DataConfig(data=path)
    dataset, shown = load(config), preview(config, points=64)
    np.testing.assert_array_equal(np.stack([dataset.x, dataset.y], axis=1), rows)
    assert dataset.x.dtype == dataset.y.dtype == np.float32
    for part in (dataset, shown):
        assert (part.source, part.x_name, part.y_name) == ("made.csv", "time", "height")
    assert shown.samples == 1000 and len(shown.indices) == 64
    np.testing.assert_array_equal(shown.y, 3 * shown.indices - 1)
    assert shown.x_range == (0, 999) and shown.y_range == (-1, 2996)
    assert shown.moments.slope == pytest.approx(3, rel=1e-12)


def test_the_columns_asked_for_are_the_ones_loaded(tmp_path: Path):
    path = tmp_path / "three.csv"
    path.write_text("a,b,c\n1,2,3\n4,5,6\n")
    dataset = load(DataConfig(data=path, x_column="c", y_column="1"))
    assert (dataset.x_name, dataset.y_name) == ("c", "a")
    assert dataset.x.tolist() == [3, 6] and dataset.y.tolist() == [1, 4]


def test_a_file_that_is_not_there_is_a_data_error(tmp_path: Path):
    for read in (load, preview):
        with pytest.raises(DataError, match="no such file"):
            read(DataConfig(data=tmp_path / "none.csv"))


def test_previewing_imports_no_tensorflow():
    code = (
        "import sys; from engine.config.run import DataConfig; "
        "from engine.data.preview import preview; preview(DataConfig()); "
        "import engine.problems.linear_neuron.landscape; "
        "print([m for m in sys.modules if m.split('.')[0] in ('tensorflow', 'keras')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
