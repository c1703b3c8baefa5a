"""Residuals: each line from its point to the fitted line, each number from all the samples."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.config.problem import Activation
from engine.config.run import BatchConfig, DataConfig, RunConfig
from engine.data.batches import BatchSpan, sample_order
from engine.data.scaling import Scaling
from engine.problems.linear_neuron.least_squares import theory_of
from tests.tui.views.scenes import frame_of, line_preview, preview_of, series
from tui.canvas.cells import Cells
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for
from tui.views.data import histogram
from tui.views.data import layers as data
from tui.views.data.residuals import (
    chosen_rows,
    name_of,
    residual_lines,
    residuals_of,
    summary,
)
from tui.views.data.shapes import Neuron

NEURON = Neuron(Activation.LINEAR, Scaling())
LOOK = Look(palette_for(dark=True))
FEW = preview_of([0, 2.5, 5, 7.5, 10], [0, 30, 45, 80, 100])
NOBODY = np.empty(0, np.intp)
LINES = [(0.0, 0.0), (10.0, 2.0), (-3.5, 80.0)]


def _drawn(cells: Cells) -> set[tuple[int, int]]:
    return {(column, row) for row, column in np.argwhere(cells.chars != " ").tolist()}


# ------------------------------------------------------------------------------ numbers


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("shift", [0.0, 4000.0])
def test_the_numbers_are_those_of_all_residuals(line: tuple[float, float], shift: float) -> None:
    preview = line_preview()
    preview = preview_of((preview.x + np.float32(shift)).tolist(), preview.y.tolist())
    residuals = preview.y.astype(float) - (line[0] * preview.x.astype(float) + line[1])
    found = summary(preview, line, NEURON)
    assert found.mean == pytest.approx(residuals.mean(), rel=1e-12)
    assert found.deviation == pytest.approx(residuals.std(), rel=1e-9)
    assert found.rms == pytest.approx(math.sqrt(np.mean(residuals**2)), rel=1e-12)
    words = found.text(100).replace(",", "").split()
    rms = math.sqrt(np.mean(residuals**2))
    for name, number in (("mean", residuals.mean()), ("std", residuals.std()), ("rms", rms)):
        assert float(words[words.index(name) + 1]) == pytest.approx(number, rel=5.1e-4)


def test_at_the_optimum_the_rms_is_the_root_of_the_least_loss() -> None:
    preview = line_preview()
    x, y = preview.x.astype(float), preview.y.astype(float)
    w, b = np.polyfit(x, y, 1)
    least = math.sqrt(np.mean((y - np.polyval((w, b), x)) ** 2))
    theory = theory_of(preview.moments)
    found = summary(preview, (theory.w_best, theory.b_best), NEURON)
    assert found.rms == pytest.approx(least, rel=1e-12)
    assert found.least == pytest.approx(least, rel=1e-12)
    assert found.mean == pytest.approx(0, abs=1e-12)
    assert f"rms {least:.4g} (minimum possible {least:.4g})" in found.text(100)


@pytest.mark.parametrize("line", [(math.nan, 0.0), (math.inf, 0.0), (3e38, -3e38), (1e200, 1e200)])
def test_a_diverged_line_has_numbers_too(line: tuple[float, float]) -> None:
    found = summary(FEW, line, NEURON)
    assert not math.isfinite(found.rms) or found.rms > 1e30
    for width in range(100):
        assert len(found.text(width)) <= max(width, 20)


# ------------------------------------------------------------------------------ lines


@pytest.mark.parametrize("markers", list(Markers))
def test_each_line_goes_from_its_point_to_the_fitted_line(markers: Markers) -> None:
    plan = data.data_layout(60, 20, FEW)
    line = (4.0, 20.0)
    rows = chosen_rows(60, FEW, NOBODY)
    cells = residual_lines(plan, FEW, rows, line, Look(LOOK.palette, markers))
    expected = set()
    for x, y in zip(FEW.x.tolist(), FEW.y.tolist(), strict=True):
        point, foot = plan.area.cell(x, y), plan.area.cell(x, line[0] * x + line[1])
        assert point is not None
        assert foot is not None
        rows_between = range(min(point[1], foot[1]), max(point[1], foot[1]) + 1)
        expected |= {(point[0], row) for row in rows_between}
    assert _drawn(cells) == expected


def test_a_batch_has_its_own_and_a_crowd_an_even_part() -> None:
    assert chosen_rows(60, FEW, np.array([1, 3])).tolist() == [1, 3]
    assert name_of(np.array([1, 3]), FEW, np.array([1, 3]), 2) == "the batch"
    assert name_of(np.array([1, 3]), FEW, np.array([1, 3]), 7) == "2 samples of the batch"
    assert name_of(np.arange(5), FEW, NOBODY, 5) == ""
    crowd = line_preview(samples=4000)
    rows = chosen_rows(60, crowd, NOBODY)
    assert rows.size == 2 * 60
    gaps = np.diff(np.sort(crowd.x[rows]))
    assert gaps.max() < 3 * gaps.mean()
    assert name_of(rows, crowd, NOBODY, 4000) == f"{rows.size} samples"


def test_the_caption_has_the_rms_of_what_is_drawn_and_of_all_by_name() -> None:
    preview, line = line_preview(), (9.0, 3.0)
    rows = np.arange(20, 24)
    own = residuals_of(preview, line, NEURON)[rows]
    found = summary(preview, line, NEURON)
    text = found.text_beside(own, "the batch", 120)
    direct = preview.y.astype(float) - (9.0 * preview.x.astype(float) + 3.0)
    assert f"of the batch: mean {np.mean(direct[rows]):.4g}, " in text
    assert f"rms {np.sqrt(np.mean(direct[rows] ** 2)):.4g} · all samples: rms" in text
    assert f"all samples: rms {np.sqrt(np.mean(direct**2)):.4g}" in text
    for width in range(30, 140, 5):
        short = found.text_beside(own, "the batch", width)
        assert len(short) <= width
        assert f"rms {np.sqrt(np.mean(direct[rows] ** 2)):.4g}" in short


# ------------------------------------------------------------------------------ histogram


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("samples", [3, 100, 4000])
def test_every_residual_is_counted_once_in_its_bin(line: tuple[float, float], samples: int) -> None:
    preview = line_preview(samples=samples)
    residuals = preview.y.astype(float) - (line[0] * preview.x.astype(float) + line[1])
    bins = histogram.bins_of(residuals_of(preview, line, NEURON))
    counts = histogram.counts_of(residuals_of(preview, line, NEURON), bins)
    edges = bins.edges
    for k, count in enumerate(counts.tolist()):
        last = k == counts.size - 1
        inside = [r for r in residuals if edges[k] <= r < edges[k + 1] or (last and r == edges[-1])]
        assert count == len(inside)
    assert counts.sum() == samples
    assert edges[0] <= 0 <= edges[-1]
    wanted = 2 * samples ** (1 / 3)
    assert wanted / 3 <= counts.size <= max(wanted, 6) + 2
    mantissa = bins.width / 10 ** math.floor(math.log10(bins.width) + 1e-9)
    assert round(mantissa, 6) in (1, 2, 5)


def test_bins_hold_nought_unless_it_is_far_away() -> None:
    near = np.array([20.0, 30.0, 40.0])
    for residuals in (near, -near):
        edges = histogram.bins_of(residuals).edges
        assert edges[0] <= 0 <= edges[-1]
    for residuals in (near + 1000, -near - 1000):
        edges = histogram.bins_of(residuals).edges
        assert edges[0] <= residuals.min() <= residuals.max() <= edges[-1]
        assert edges[-1] - edges[0] < 50
    one = histogram.bins_of(np.array([1e-3])).edges
    assert one[0] <= 0
    assert one[-1] >= 1e-3


def test_bins_keep_still_while_the_line_moves_a_little() -> None:
    preview = line_preview()
    bins, seen = None, set()
    for w in np.linspace(9, 10, 50):
        bins = histogram.bins_of(residuals_of(preview, (float(w), 2.0), NEURON), bins)
        seen.add(bins)
    assert len(seen) <= 3


@pytest.mark.parametrize("markers", [Markers.DOT, Markers.ASCII])
@pytest.mark.parametrize("size", [(30, 12), (46, 36), (76, 46)])
def test_bars_are_as_high_as_their_counts(markers: Markers, size: tuple[int, int]) -> None:
    preview = line_preview(samples=1000)
    residuals = residuals_of(preview, (10.0, 2.0), NEURON)
    bins = histogram.bins_of(residuals)
    counts = histogram.counts_of(residuals, bins)
    plan = histogram.histogram_layout(*size, bins, counts, samples=1000)
    look = Look(LOOK.palette, markers)
    cells = histogram.bars(plan, counts, look)
    area = plan.area
    tall: dict[int, int] = {}
    for column in range(area.columns):
        middle = bins.edges[0] + (column + 0.5) / area.columns * (bins.edges[-1] - bins.edges[0])
        k = min(int((middle - bins.edges[0]) / bins.width), counts.size - 1)
        drawn = cells.chars[:, area.column + column] == look.markers.glyphs.bar
        tall[k] = max(tall.get(k, 0), int(drawn.sum()))
    for k, height in tall.items():
        expected = max(round(counts[k] / area.y.high * area.rows), min(int(counts[k]), 1))
        assert height == expected


def test_the_mean_is_where_it_is_and_a_part_is_owned_up_to() -> None:
    preview = line_preview()
    line = (5.0, 0.0)
    residuals = residuals_of(preview, line, NEURON)
    bins = histogram.bins_of(residuals)
    counts = histogram.counts_of(residuals, bins)
    plan = histogram.histogram_layout(40, 20, bins, counts, samples=100)
    mean = float(np.mean(preview.y.astype(float) - 5.0 * preview.x.astype(float)))
    place = plan.area.cell(mean, 0.5)
    assert place is not None
    cells = histogram.mean_line(plan, summary(preview, line, NEURON).mean, LOOK)
    assert {column for column, _ in _drawn(cells)} == {place[0]}
    assert histogram.axes(plan, LOOK).lines()[-1].strip() == "residual"
    part = histogram.histogram_layout(40, 20, bins, counts, samples=5000)
    assert histogram.axes(part, LOOK).lines()[-1].strip() == "residual of 100 samples"


def test_it_stands_beside_the_data_where_there_is_room() -> None:
    assert [histogram.columns_beside(columns) for columns in (0, 36, 75)] == [0, 36, 75]
    for columns in (78, 118, 198):
        assert 28 <= histogram.columns_beside(columns) < columns / 2


# ------------------------------------------------------------------------------ the lit batch


def test_a_shuffled_epochs_order_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def counted(*args: int) -> np.ndarray:
        calls.append(args)
        return sample_order(*args)

    monkeypatch.setattr(data, "sample_order", counted)
    data._order.cache_clear()
    preview = line_preview(samples=60)
    config = RunConfig(data=DataConfig(seed=3), batch=BatchConfig(batch_size=6, shuffle=True))
    for epoch in (0, 1):
        for start in range(0, 60, 6):
            frame = frame_of(series([1.0], [0.0], [5.0]), batch=BatchSpan(epoch, start, start + 6))
            object.__setattr__(frame, "config", config)
            rows = data.lit_rows(preview, frame)
            assert rows is not None
            assert rows.tolist() == sorted(sample_order(3, epoch, 60)[start : start + 6].tolist())
    assert calls == [(3, 0, 60), (3, 1, 60)]
    data._order.cache_clear()


def test_a_batch_that_would_take_long_to_look_up_is_not_and_the_legend_says_so() -> None:
    preview = line_preview(samples=60)
    object.__setattr__(preview, "samples", data.MOST_SHUFFLED + 1)
    frame = frame_of(series([1.0], [0.0], [5.0]), batch=BatchSpan(0, 10, 16))
    found = data.lit_rows(preview, frame)
    assert found is not None
    assert found.tolist() == list(range(10, 16))
    shuffled = RunConfig(batch=BatchConfig(batch_size=6, shuffle=True))
    object.__setattr__(frame, "config", shuffled)
    assert data.lit_rows(preview, frame) is None
    entries = data.legend(LOOK, truth=True, lit=None, residuals="", signs=("o", "O"))
    assert "batch not shown" in [entry.name for entry in entries]
