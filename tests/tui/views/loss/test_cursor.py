"""The loss view's band, its recent part, its marks, and what its cursor reads out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.history.frame import Frame
from engine.history.history import thinned
from engine.history.values import Change, Series
from tests.tui.views.scenes import frame_of
from tui.canvas.axes import Layout
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for
from tui.model.scene import LossX
from tui.views.loss import layers as plot
from tui.views.loss.cursor import (
    cursor,
    reading,
    row_at,
    row_of,
    shown_rows,
    stepped_row,
)
from tui.views.loss.curves import LossCurves
from tui.views.loss.marks import change_labels, labels

LOOK = Look(palette_for(dark=True))
LEAST = 90.0

Floats = NDArray[np.float64]


def run(updates: int, samples: int = 8, batch: int = 2) -> Frame:
    """Noisy losses, and the epochs' means of them."""
    per_epoch = samples // batch
    index = np.arange(1, updates + 1)
    loss: Floats = 100 + 1000 / index + np.random.default_rng(3).uniform(-9, 9, updates)
    seen: Floats = index.astype(np.float64) * batch
    zeros = np.zeros(updates)
    series = Series.of(index, zeros, zeros, loss, seen, index / 1000)
    whole = updates // per_epoch
    means = loss[: whole * per_epoch].reshape(whole, per_epoch).mean(axis=1)
    number = np.arange(1, whole + 1)
    none = np.zeros(whole)
    epochs = Series.of(
        number, none, none, means, number.astype(np.float64) * samples, number * per_epoch / 1000
    )
    return frame_of(series, epochs, batch_size=batch)


def drawn(
    frame: Frame, size: tuple[int, int] = (60, 20), *, recent: bool = False, log: bool = False
) -> tuple[Layout, LossCurves]:
    curves = plot.curves_of(frame, 8, LossX.UPDATES)
    scales = plot.loss_scales(curves, LEAST, log=log, previous=None, recent=recent)
    return plot.loss_layout(*size, LossX.UPDATES, scales, recent=recent), curves


# ------------------------------------------------------------------------------ band


@pytest.mark.parametrize("markers", [Markers.DOT, Markers.ASCII])
def test_a_band_is_from_the_least_to_the_greatest_of_each_column(markers: Markers) -> None:
    plan, curves = drawn(run(1000))
    look = Look(LOOK.palette, markers)
    assert plot.is_dense(plan, curves, markers)
    cells = plot.batch_losses(plan, curves, look)
    x, loss = curves.updates
    area = plan.area
    width = (area.x.high - area.x.low) / area.columns
    for column in range(area.columns):
        inside = (x >= column * width) & (x < (column + 1) * width)
        expected = [area.cell(float(x[inside][0]), float(e)) for e in _ends(loss[inside])]
        rows = np.flatnonzero(cells.chars[:, area.column + column] != " ")
        assert [rows[0], rows[-1]] == [place[1] for place in expected if place is not None]


def _ends(values: np.ndarray) -> tuple[float, float]:
    return float(values.max()), float(values.min())


def test_a_band_is_not_filled_whole() -> None:
    """Every other dot between the extremes, so that the mean over it stands out."""
    plan, curves = drawn(run(20_000), (40, 24), recent=True)
    cells = plot.batch_losses(plan, curves, LOOK)
    codes = [ord(c) - 0x2800 for c in "".join(cells.lines()) if c != " "]
    dots = sum(code.bit_count() for code in codes)
    assert 0.4 < dots / (8 * len(codes)) < 0.65


def test_few_updates_are_a_line_and_many_a_band_and_the_legend_says_so() -> None:
    for updates, dense in ((20, False), (2000, True)):
        plan, curves = drawn(run(updates), (100, 20))
        assert plot.is_dense(plan, curves, LOOK.markers) is dense
        top = plot.axes(plan, LOOK, plot.Contents(94.0052, dense=dense)).lines()[0]
        assert ("min to max" in top) is dense
        assert "least loss 94.005" in top


def test_thinned_rows_are_a_band_however_few_they_are() -> None:
    """100 rows that stand for a million updates are no line that anything went along."""
    frame = run(100)
    index = frame.updates.index * 10_000
    updates = replace(
        frame.updates, index=index, seen=2 * index.astype(np.float64), seconds=index / 1000
    )
    curves = plot.curves_of(frame_of(updates), 8, LossX.UPDATES)
    scales = plot.loss_scales(curves, LEAST, log=False, previous=None)
    plan = plot.loss_layout(120, 30, LossX.UPDATES, scales)
    assert plot.is_dense(plan, curves, LOOK.markers)
    cells = plot.batch_losses(plan, curves, LOOK)
    columns = np.flatnonzero((cells.chars != " ").any(axis=0))
    ends = [plan.area.cell(float(index[place]), 150.0) for place in (0, -1)]
    assert [columns[0], columns[-1]] == [place[0] for place in ends if place is not None]
    assert (np.diff(columns) == 1).all()


def test_a_band_of_thinned_rows_reaches_the_extremes_that_were_kept() -> None:
    """Steady noise of a million updates, thinned as the worker thins it, has no holes."""
    count = 200_000
    rng = np.random.default_rng(4)
    index = np.arange(1, count + 1)
    walk = rng.normal(size=(2, count)).cumsum(axis=1) * 1e-3
    loss = rng.uniform(50, 150, count)
    seen = 2 * index.astype(np.float64)
    updates = thinned(Series.of(index, walk[0], walk[1], loss, seen, index / 1000), 2000)
    for recent in (False, True):
        plan, curves = drawn(frame_of(updates), (120, 40), recent=recent)
        cells = plot.batch_losses(plan, curves, LOOK)
        middle = plan.area.cell(float(plan.area.x.value(0.5)), 100.0)
        assert middle is not None
        ends = [plan.area.cell(count * 0.95, each) for each in (65.0, 135.0)]
        shown = cells.chars[ends[1][1] : ends[0][1], plan.area.column + 1 : middle[0]] != " "  # type: ignore[index]
        assert shown.mean() > 0.97


# ------------------------------------------------------------------------------ recent part


def test_the_recent_part_is_about_a_tenth_and_moves_in_steps() -> None:
    seen = []
    for updates in range(1, 4000, 7):
        scale = plot.recent_scale(plot.curves_of(run(updates), 8, LossX.UPDATES))
        assert scale.low <= updates <= scale.high
        distance = scale.high - scale.low
        assert max(updates * 0.1, 50) <= distance * (1 + 1e-9)
        assert distance <= max(updates * 0.1, 50) * 2.5 * (1 + 1e-9)
        seen.append(scale)
    assert len(set(seen)) < len(seen) / 4


def test_the_axis_says_that_it_is_a_part_and_fits_what_is_seen() -> None:
    frame = run(3000)
    plan, curves = drawn(frame, recent=True)
    assert plan.area.x.high - plan.area.x.low == 500
    assert (
        "updates, last 500" in plot.axes(plan, LOOK, plot.Contents(LEAST, dense=True)).lines()[-1]
    )
    shown = frame.updates.loss[int(plan.area.x.low) :]
    assert plan.area.y.low <= shown.min() <= shown.max() <= plan.area.y.high
    assert plan.area.y.high < 200
    short, _ = drawn(run(20), recent=True)
    assert short.x.name == "updates"
    assert short.area.x.low == 0
    assert curves.updates[0].size == 3000


@pytest.mark.parametrize("x", list(LossX))
def test_the_recent_part_is_at_least_fifty_updates_on_every_axis(x: LossX) -> None:
    curves = plot.curves_of(run(100), 8, x)
    scale = plot.recent_scale(curves)
    inside = curves.updates[0] >= scale.low
    assert inside.sum() >= 50


# ------------------------------------------------------------------------------ marks


def test_labels_say_what_was_changed() -> None:
    changes = (
        Change(5, 1, "learning_rate", "0.001", "0.01"),
        Change(7, 1, "batch_size", "8", "16"),
        Change(7, 1, "batch_size", "16", "32"),
        Change(9, 2, "optimizer", "sgd", "nesterov"),
        Change(9, 2, "momentum", "0.0", "0.9"),
        Change(11, 2, "learning_rate", "0.01", "1e-05"),
        Change(11, 2, "batch_size", "32", "full"),
        Change(12, 2, "momentum", "0.9", "0.5"),
        Change(13, 2, "shuffle", "False", "True"),
    )
    assert change_labels(changes) == {
        5: "lr 0.01", 7: "M 32", 9: "nesterov", 11: "lr 1e-5, M full", 12: "momentum 0.5",
        13: "shuffle on",
    }  # fmt: skip


def test_labels_stand_beside_their_marks_where_nothing_else_is() -> None:
    plan, _ = drawn(run(1000), (80, 20))
    taken = np.zeros((20, 80), np.bool_)
    places = [(100.0, "lr 0.01"), (110.0, "M 16"), (990.0, "adam"), (2000.0, "out of sight")]
    lines = labels(plan, places, taken, LOOK).lines()
    text = "\n".join(lines)
    assert all(label in text for label in ("lr 0.01", "M 16", "adam"))
    assert "out" not in text
    top = plan.area.row
    mark = plan.area.cell(990, 500)
    assert mark is not None
    assert lines[top][mark[0] - 4 : mark[0]] == "adam"
    first = plan.area.cell(100, 500)
    assert first is not None
    assert "lr 0.01" in (lines[top][first[0] - 7 : first[0]], lines[top + 1][first[0] + 1 :][:7])
    taken[top : top + 3] = True
    assert not "".join(labels(plan, places, taken, LOOK).lines()).strip()


# ------------------------------------------------------------------------------ reading out


def test_a_reading_is_the_updates_own_numbers() -> None:
    frame = run(103)
    for update in (1, 4, 5, 57, 100, 103):
        found = reading(frame, 8, row_of(frame, update))
        assert found.update == update
        assert found.epoch == (update - 1) // 4 + 1
        assert found.loss == frame.updates.loss[update - 1]
        begin = (found.epoch - 1) * 4
        if begin + 4 <= 103:
            assert found.mean == pytest.approx(frame.updates.loss[begin : begin + 4].mean())
        else:
            assert found.mean is None
    text = reading(frame, 8, 56).text(80)
    loss, mean = frame.updates.loss[56], frame.updates.loss[56:60].mean()
    assert text == f"update 57 · epoch 15 · batch loss {loss:.6g} · epoch mean {mean:.6g}"
    assert reading(frame, 8, 102).text(80).endswith("epoch mean –")
    for width in range(80):
        assert len(reading(frame, 8, 56).text(width)) <= max(width, 12)


def test_where_epochs_are_thinned_the_next_kept_one_is_named() -> None:
    frame = run(100)
    kept = frame.epochs.rows(slice(1, None, 2))  # epochs 2, 4, 6, ...
    found = reading(frame_of(frame.updates, kept), 8, 0)
    assert (found.epoch, found.mean_of) == (1, 2)
    assert found.mean == kept.loss[0]
    assert "mean of epoch 2" in found.text(100)


def test_the_nearest_kept_update_is_found() -> None:
    frame = frame_of(run(100).updates.rows(slice(0, None, 10)))  # 1, 11, 21, ..., 91
    assert [row_of(frame, u) for u in (-5, 1, 5, 7, 50, 91, 1000)] == [0, 0, 0, 1, 5, 9, 9]


@pytest.mark.parametrize("updates", [1, 2, 30, 3000])
@pytest.mark.parametrize("recent", [False, True])
def test_steps_go_through_all_that_is_in_view_and_stay_there(updates: int, recent: bool) -> None:
    plan, curves = drawn(run(updates), recent=recent)
    first, last = shown_rows(plan, curves)
    row, steps = first, 0
    while row < last:
        further = stepped_row(plan, curves, row, 1)
        assert further > row
        row, steps = further, steps + 1
    assert steps <= plan.area.columns + 1
    assert stepped_row(plan, curves, last, 10) == last
    assert stepped_row(plan, curves, first, -10) == first
    while row > first:
        further = stepped_row(plan, curves, row, -1)
        assert further < row
        row = further


def test_the_mouse_reads_the_nearest_update() -> None:
    plan, curves = drawn(run(20))
    for column in range(plan.columns):
        row = row_at(plan, curves, column)
        point = plan.area.at(column, plan.area.row)
        if point is None:
            assert row is None
        else:
            assert row == min(range(20), key=lambda k: abs(k + 1 - point[0]))


@pytest.mark.parametrize("size", [(28, 9), (40, 12), (80, 24), (200, 50)])
def test_the_cursor_stands_on_its_update(size: tuple[int, int]) -> None:
    frame = run(20)
    plan, curves = drawn(frame, size)
    cells = cursor(plan, curves, reading(frame, 8, 9), LOOK)
    place = plan.area.cell(10, float(frame.updates.loss[9]))
    assert place is not None
    assert cells.chars[place[1], place[0]] == "●"
    assert "│" in "".join(cells.chars[:, place[0]].tolist())
    assert {column for _, column in np.argwhere(cells.chars != " ").tolist()} == {place[0]}
    mean = plan.area.cell(1, float(frame.updates.loss[:4].mean()))
    if mean is not None and size >= (40, 12):
        cells = cursor(plan, curves, reading(frame, 8, 0), LOOK)
        assert cells.chars[mean[1], mean[0]] == "⊗"
