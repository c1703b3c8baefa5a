"""The data view: points and lines in the cells where they belong."""

import math
from dataclasses import replace

import numpy as np
import pytest

from engine.config.run import BatchConfig, DataConfig, RunConfig
from engine.data.batches import BatchSpan, sample_order
from engine.problems.linear_neuron.least_squares import theory_of
from tests.tui.views.scenes import frame_of, line_preview, preview_of, series
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for
from tui.views.data import layers as plot

LOOK = Look(palette_for(dark=True))
FEW = preview_of([0, 2.5, 5, 7.5, 10], [0, 30, 45, 80, 100])


def _drawn(cells: Cells) -> set[tuple[int, int]]:
    return {(column, row) for row, column in np.argwhere(cells.chars != " ").tolist()}


def _line_cells(plan: Layout, w: float, b: float) -> set[tuple[int, int]]:
    """The cells that y = w·x + b crosses, by walking along it in small steps."""
    x = np.linspace(plan.area.x.low, plan.area.x.high, 1_001)
    places = (plan.area.cell(value, w * value + b) for value in x.tolist())
    return {place for place in places if place is not None}


@pytest.mark.parametrize("size", [(28, 9), (60, 20), (120, 40)])
def test_each_point_is_in_its_cell(size: tuple[int, int]) -> None:
    plan = plot.data_layout(*size, FEW)
    cells = plot.samples(plan, FEW, LOOK)
    expected = {plan.area.cell(x, y) for x, y in zip(FEW.x.tolist(), FEW.y.tolist(), strict=True)}
    assert _drawn(cells) == expected
    assert {cells.chars[row, column] for column, row in _drawn(cells)} == {"•"}


def test_a_crowd_of_points_is_drawn_in_dots() -> None:
    preview = line_preview(samples=4000)
    plan = plot.data_layout(60, 20, preview)
    cells = plot.samples(plan, preview, LOOK)
    signs = {cells.chars[row, column] for column, row in _drawn(cells)}
    assert all("\u2800" <= sign <= "\u28ff" for sign in signs)
    assert _drawn(cells) == {
        plan.area.cell(x, y) for x, y in zip(preview.x.tolist(), preview.y.tolist(), strict=True)
    }


@pytest.mark.parametrize("markers", list(Markers))
@pytest.mark.parametrize(("w", "b"), [(10.0, 2.0), (-3.0, 90.0), (0.0, 50.0), (400.0, -1000.0)])
def test_the_current_line_is_where_w_x_plus_b_is(markers: Markers, w: float, b: float) -> None:
    plan = plot.data_layout(60, 20, FEW)
    drawn = _drawn(plot.current_line(plan, (w, b), Look(LOOK.palette, markers)))
    crossed = _line_cells(plan, w, b)
    around = {(c + i, r + j) for c, r in crossed for i in (-1, 0, 1) for j in (-1, 0, 1)}
    assert drawn <= around
    longer = max(len({place[axis] for place in crossed}) for axis in (0, 1))
    assert len(drawn) >= longer - 1


def test_the_current_line_is_bold_and_in_its_colour() -> None:
    plan = plot.data_layout(60, 20, FEW)
    cells = plot.current_line(plan, (10, 2), LOOK)
    for column, row in _drawn(cells):
        assert cells.fore[row, column] == LOOK.palette.current
        assert cells.bold[row, column]


@pytest.mark.parametrize("line", [(math.nan, 0), (0, math.inf), (1e308, 1e308)])
def test_a_line_that_is_nowhere_in_view_is_not_drawn(line: tuple[float, float]) -> None:
    assert not _drawn(plot.current_line(plot.data_layout(60, 20, FEW), line, LOOK))


@pytest.mark.parametrize("markers", list(Markers))
def test_reference_lines_lie_on_their_lines_with_gaps(markers: Markers) -> None:
    theory = theory_of(FEW.moments)
    plan = plot.data_layout(80, 30, FEW)
    look = Look(LOOK.palette, markers)
    cells = plot.reference_lines(plan, theory.best, (3.0, 60.0), look)
    for colour, (w, b) in (
        (look.palette.optimum, (theory.w_best, theory.b_best)),
        (look.palette.truth, (3.0, 60.0)),
    ):
        drawn = {(c, r) for c, r in _drawn(cells) if cells.fore[r, c] == colour}
        crossed = _line_cells(plan, w, b)
        around = {(c + i, r + j) for c, r in crossed for i in (-1, 0, 1) for j in (-1, 0, 1)}
        assert 10 <= len(drawn) < len(crossed)
        assert drawn <= around


def test_without_a_true_line_there_is_none() -> None:
    plan = plot.data_layout(80, 30, FEW)
    cells = plot.reference_lines(plan, theory_of(FEW.moments).best, None, LOOK)
    colours = {int(cells.fore[r, c]) for c, r in _drawn(cells)}
    assert colours == {LOOK.palette.optimum}
    assert "true" not in plot.axes(plan, LOOK, truth=False, lit=False).lines()[0]
    assert "true" in plot.axes(plan, LOOK, truth=True, lit=False).lines()[0]


def test_the_batch_is_lit_where_its_samples_are() -> None:
    update = series([1.0], [0.0], [5.0])
    frame = frame_of(update, batch=BatchSpan(0, 1, 3), batch_size=2)
    rows = plot.lit_rows(FEW, frame)
    assert rows is not None
    assert rows.tolist() == [1, 2]
    plan = plot.data_layout(60, 20, FEW)
    cells = plot.lit_samples(plan, FEW, rows, LOOK)
    assert _drawn(cells) == {plan.area.cell(2.5, 30), plan.area.cell(5, 45)}
    assert "batch" in plot.axes(plan, LOOK, truth=False, lit=True).lines()[0]


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
    text = "\n".join(plot.axes(plan, LOOK, truth=True, lit=False).lines())
    assert said in text
    assert ("chosen" in text) == ("chosen" in said)


def test_the_axis_has_no_such_word_where_all_samples_are_drawn() -> None:
    plan = plot.data_layout(120, 20, FEW)
    assert "samples" not in "\n".join(plot.axes(plan, LOOK, truth=True, lit=False).lines())
