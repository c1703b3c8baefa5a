"""The data view: points and lines in the cells where they belong."""

from dataclasses import replace

import pytest

from engine.config.run import BatchConfig, DataConfig, RunConfig
from engine.data.batches import BatchSpan, sample_order
from tests.tui.views.scenes import frame_of, line_preview, preview_of, series
from tui.canvas.palette import Look, palette_for
from tui.views.data import layers as plot

LOOK = Look(palette_for(dark=True))
FEW = preview_of([0, 2.5, 5, 7.5, 10], [0, 30, 45, 80, 100])


def _legend(look: Look = LOOK, *, truth: bool = True, lit: bool | None = False) -> str:
    entries = plot.legend(look, truth=truth, lit=lit, residuals="", signs=("o", "O"))
    plan = plot.data_layout(80, 24, FEW, entries)
    return "\n".join(plot.axes(plan, look, entries).lines()[: plan.area.row])


def test_the_legend_has_an_entry_for_each_thing_that_is_drawn() -> None:
    assert "true line" not in _legend(truth=False)
    assert "true line" in _legend(truth=True)
    assert "batch" in _legend(lit=True)
    assert "batch" not in _legend(lit=False)
    assert "batch not shown" in _legend(lit=None)
    entries = plot.legend(LOOK, truth=False, lit=False, residuals="", signs=("o", "O"), now=False)
    assert entries[0].name == "now: out of view"


@pytest.mark.parametrize("size", [(38, 16), (44, 18), (78, 20), (118, 36), (198, 46)])
def test_no_entry_of_the_legend_is_dropped_or_renamed(size: tuple[int, int]) -> None:
    entries = plot.legend(LOOK, truth=True, lit=True, residuals="", signs=("o", "O"))
    plan = plot.data_layout(*size, FEW, entries)
    text = " ".join(" ".join(plot.axes(plan, LOOK, entries).lines()[: plan.area.row]).split())
    for name in ("now", "optimum", "batch", "true line", "samples"):
        assert name in text


def test_the_batch_is_looked_up() -> None:
    update = series([1.0], [0.0], [5.0])
    frame = frame_of(update, batch=BatchSpan(0, 1, 3), batch_size=2)
    rows = plot.lit_rows(FEW, frame)
    assert rows is not None
    assert rows.tolist() == [1, 2]


def test_a_shuffled_batch_is_that_of_its_epochs_order() -> None:
    preview = line_preview(samples=50)
    config = RunConfig(data=DataConfig(seed=7), batch=BatchConfig(batch_size=8, shuffle=True))
    frame = frame_of(series([1.0], [0.0], [5.0]), batch=BatchSpan(3, 8, 16))
    object.__setattr__(frame, "config", config)
    order = sample_order(7, 3, 50)
    assert plot.lit_rows(preview, frame).tolist() == sorted(order[8:16].tolist())


def test_the_full_batch_is_not_lit_nor_what_was_never_used() -> None:
    frame = frame_of(series([1.0], [0.0], [5.0]), batch=BatchSpan(0, 0, 5))
    assert plot.lit_rows(FEW, frame).size == 0
    assert plot.lit_rows(FEW, None).size == 0
    assert plot.lit_rows(FEW, frame_of(series([], [], []))).size == 0


def test_all_points_are_within_the_axes() -> None:
    for preview in (FEW, line_preview(), preview_of([1], [2]), preview_of([1e3, 4e3], [7, 7])):
        plan = plot.data_layout(60, 20, preview)
        points = zip(preview.x.tolist(), preview.y.tolist(), strict=True)
        assert all(plan.area.cell(x, y) is not None for x, y in points)


@pytest.mark.parametrize(
    ("columns", "said"),
    [(120, "4,096 of 10,000,000 samples, chosen at random"), (44, "4,096 of 10,000,000 samples")],
)
def test_the_axis_tells_that_a_part_of_the_samples_is_drawn(columns: int, said: str) -> None:
    preview = replace(line_preview(samples=4096), samples=10_000_000)
    plan = plot.data_layout(columns, 20, preview)
    text = "\n".join(plot.axes(plan, LOOK, ()).lines())
    assert said in text
    assert ("chosen" in text) == ("chosen" in said)


def test_the_axis_has_no_such_word_where_all_samples_are_drawn() -> None:
    plan = plot.data_layout(120, 20, FEW)
    assert "samples" not in "\n".join(plot.axes(plan, LOOK, ()).lines())
