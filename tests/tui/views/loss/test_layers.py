"""The loss view: curves at their places, on axes that fit and keep still."""

from dataclasses import replace

import numpy as np
import pytest

from engine.history.frame import Frame
from engine.history.values import Change, RunState, Series
from tests.tui.views.drawn import dots_in, place_in_dots
from tests.tui.views.scenes import descent, frame_of, line_preview, series
from tui.canvas.area import Scale
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for
from tui.model.scene import LossX
from tui.views.loss import layers as plot
from tui.views.loss.curves import LossCurves

LOOK = Look(palette_for(dark=True))
LEAST = 90.0


def _curves(loss: list[float], epochs: list[float] | None = None) -> LossCurves:
    x = np.arange(1.0, len(loss) + 1)
    means = np.array(epochs or [])
    return LossCurves((x, np.array(loss)), (np.arange(1.0, means.size + 1), means))


def _plan(
    curves: LossCurves, size: tuple[int, int] = (60, 20), *, log: bool = False, least: float = LEAST
) -> Layout:
    scales = plot.loss_scales(curves, least, log=log, previous=None)
    return plot.loss_layout(*size, LossX.UPDATES, scales)


def _drawn(cells: Cells) -> set[tuple[int, int]]:
    return {(column, row) for row, column in np.argwhere(cells.chars != " ").tolist()}


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("markers", list(Markers))
def test_the_curve_goes_through_its_values(log: bool, markers: Markers) -> None:
    curves = _curves([4000, 2500, 1200, 800, 400, 200, 150, 120, 110, 100])
    plan = _plan(curves, log=log)
    drawn = _drawn(plot.batch_losses(plan, curves, Look(LOOK.palette, markers)))
    for x, y in zip(*curves.updates, strict=True):
        assert plan.area.cell(x, y) in drawn
    assert len({column for column, _ in drawn}) >= 0.85 * plan.area.columns


def test_epoch_means_are_drawn_apart_from_the_batches_losses() -> None:
    curves = _curves([50, 10, 50, 10], [30, 30, 30, 30])
    plan = _plan(curves, least=0)
    means = plot.epoch_means(plan, curves, LOOK)
    assert {row for _, row in _drawn(means)} == {plan.area.cell(1, 30)[1]}  # type: ignore[index]
    assert all(means.fore[row, column] == LOOK.palette.current for column, row in _drawn(means))
    batch = plot.batch_losses(plan, curves, LOOK)
    assert all(batch.fore[row, column] == LOOK.palette.batch_loss for column, row in _drawn(batch))


@pytest.mark.parametrize("log", [False, True])
def test_the_floor_is_the_least_loss(log: bool) -> None:
    curves = _curves([4000, 1000, 300])
    plan = _plan(curves, log=log)
    cells = plot.floor(plan, LEAST, LOOK)
    ((_, row),) = {(0, row) for _, row in _drawn(cells)}
    assert plan.area.cell(1, LEAST) == (plan.area.cell(1, 1000)[0], row)  # type: ignore[index]
    assert len(_drawn(cells)) == plan.area.columns


def test_a_least_loss_of_nothing_does_not_stretch_a_logarithmic_axis() -> None:
    curves = _curves([4000, 400, 40])
    _, y = plot.loss_scales(curves, 1e-25, log=True, previous=None)
    assert y.low >= 10
    plan = _plan(curves, log=True, least=1e-25)
    assert not _drawn(plot.floor(plan, 1e-25, LOOK))


def test_a_stray_batch_near_zero_does_not_stretch_a_logarithmic_axis() -> None:
    losses = [100.0] * 99 + [1e-9]
    _, y = plot.loss_scales(_curves(losses), LEAST, log=True, previous=None)
    assert y.low >= 10


def test_a_curve_that_falls_to_nothing_is_shown_to_its_end() -> None:
    losses = np.geomspace(1e3, 1e-12, 100).tolist()
    curves = _curves(losses, losses)
    _, y = plot.loss_scales(curves, 1e-25, log=True, previous=None)
    assert y.low <= 1e-12


def test_changes_are_marked_where_they_came_into_force() -> None:
    curves = LossCurves(_curves([3, 2, 1]).updates, _curves([]).epochs, (2.0,))
    plan = _plan(curves, least=0)
    drawn = _drawn(plot.changes(plan, curves, LOOK))
    place = plan.area.cell(2, 1)
    assert place is not None
    assert {column for column, _ in drawn} == {place[0]}
    assert len(drawn) == plan.area.rows


def _mini_batch_frame() -> Frame:
    """4 samples in batches of 3: updates end after 3, 4, 7, 8 samples."""
    loss = [8.0, 4.0, 2.0, 1.0]
    index = np.arange(1, 5)
    updates = Series.of(
        index, np.zeros(4), np.zeros(4), np.array(loss), np.array([3.0, 4, 7, 8]), index / 10
    )
    epochs = Series.of(
        np.array([1, 2]),
        np.zeros(2),
        np.zeros(2),
        np.array([6.0, 1.5]),
        np.array([4.0, 8]),
        np.array([0.2, 0.4]),
    )
    change = Change(2, 1, "learning_rate", "0.1", "0.2")
    return frame_of(updates, epochs, changes=(change,))


@pytest.mark.parametrize(
    ("x", "updates", "epochs", "change"),
    [
        (LossX.UPDATES, [1, 2, 3, 4], [2, 4], 2),
        (LossX.EPOCHS, [0.75, 1, 1.75, 2], [1, 2], 1),
        (LossX.SAMPLES, [3, 4, 7, 8], [4, 8], 4),
        (LossX.SECONDS, [0.1, 0.2, 0.3, 0.4], [0.2, 0.4], 0.2),
    ],
)
def test_what_the_x_axis_counts(
    x: LossX, updates: list[float], epochs: list[float], change: float
) -> None:
    curves = plot.curves_of(_mini_batch_frame(), 4, x)
    assert curves.updates[0].tolist() == pytest.approx(updates)
    assert curves.epochs[0].tolist() == pytest.approx(epochs)
    assert curves.changes == pytest.approx((change,))
    assert curves.updates[1].tolist() == [8, 4, 2, 1]
    assert curves.epochs[1].tolist() == [6, 1.5]
    plan = plot.loss_layout(60, 20, x, plot.loss_scales(curves, 0, log=False, previous=None))
    assert str(x) in plot.axes(plan, LOOK, plot.Contents(LEAST)).lines()[-1]


def test_the_key_goes_through_all_x_axes_and_round() -> None:
    assert [LossX.UPDATES.next, LossX.SECONDS.next] == [LossX.EPOCHS, LossX.UPDATES]


@pytest.mark.parametrize("log", [False, True])
def test_axes_keep_still_while_a_run_goes_on(log: bool) -> None:
    preview = line_preview()
    run = descent(preview, 0.0005, 400)
    scales, seen = None, set()
    for made in range(1, 401):
        part = run.rows(slice(made))
        curves = plot.curves_of(frame_of(part), 100, LossX.UPDATES)
        scales = plot.loss_scales(curves, 95.0, log=log, previous=scales)
        assert scales[0].high >= made
        assert scales[1].high >= run.loss[:made].max()
        seen.add(scales)
    assert len(seen) <= 3 * 3 + 3


def test_changing_the_scale_forgets_the_other_ones_limits() -> None:
    curves = _curves([1000, 100])
    linear = plot.loss_scales(curves, LEAST, log=False, previous=None)
    log = plot.loss_scales(curves, LEAST, log=True, previous=linear)
    assert log[1].log
    assert not plot.loss_scales(curves, LEAST, log=False, previous=log)[1].log


def test_a_single_point_is_a_disc_away_from_the_edges() -> None:
    curves = _curves([5.0])
    plan = _plan(curves)
    dots = dots_in(plot.batch_losses(plan, curves, LOOK), plan.area)
    assert len(dots) == 12
    middle = (dots.min(axis=0) + dots.max(axis=0) + 1) / 2
    assert np.abs(middle - place_in_dots(plan.area, 1, 5.0)).max() <= 0.5 + 1e-6
    assert plan.area.x == Scale(0, 2)


def test_before_the_run_there_are_axes_and_nothing_else() -> None:
    curves = plot.curves_of(None, 100, LossX.UPDATES)
    plan = _plan(curves)
    assert not _drawn(plot.batch_losses(plan, curves, LOOK))
    assert plan.area.x == Scale(0, 10)
    assert series([], [], []).index.size == 0


def test_the_update_at_which_a_run_became_infinite_is_marked():
    frame = _mini_batch_frame()
    lost = replace(frame, state=RunState.DIVERGED)
    before, after = (plot.curves_of(run, 4, LossX.UPDATES) for run in (frame, lost))
    assert after.changes == (*before.changes, float(frame.update))
    assert after.labels[-1].endswith("infinite")
