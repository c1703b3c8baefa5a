"""What the loss plot draws is where its values are: read from the dots, at many sizes."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from engine.arrays import Floats
from engine.history.values import Series
from tests.tui.canvas.drawn import dots_of, drawn_dots, off
from tests.tui.views.scenes import descent, frame_of, line_preview
from tui.canvas.area import Scale
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells, composed
from tui.canvas.edges import edges
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for
from tui.model.kept_runs import KeptRun
from tui.model.scene import LossX
from tui.views.loss import layers as plot
from tui.views.loss.curves import LossCurves
from tui.views.loss.kept_runs import losses
from tui.views.loss.smoothing import Smoothing, moving_average

SIZES = [(27, 9), (120, 40)]
AXES = list(itertools.product((False, True), (False, True)))
LEAST = 94.0052
DARK = palette_for(dark=True)
FINE = [Markers.BRAILLE, Markers.QUADRANT, Markers.OCTANT]
HALF = 0.5 + 1e-5


def falling(updates: int, each: int, noise: float = 0.5) -> LossCurves:
    """Noisy losses that fall to the least loss; epochs of `each` updates with their means."""
    random = np.random.default_rng(5)
    x = np.arange(1.0, updates + 1)
    smooth = LEAST + 4000 * np.exp(-6 * x / updates)
    losses = smooth * np.exp(random.normal(0, noise, updates))
    whole = losses[: updates // each * each].reshape(-1, each).mean(axis=1)
    return LossCurves((x, losses), (x[each - 1 :: each], np.maximum(whole, LEAST * 1.001)))


def laid_out(
    curves: LossCurves, size: tuple[int, int], *, log: bool, log_x: bool, ended: bool = True
) -> Layout:
    scales = plot.loss_scales(curves, LEAST, log=log, previous=None, log_x=log_x, ended=ended)
    return plot.loss_layout(*size, LossX.UPDATES, scales)


def picture(plan: Layout, curves: LossCurves, look: Look) -> Cells:
    """The lines of the plot, laid over each other as the widget does it."""
    layers = (
        plot.batch_losses(plan, curves, look),
        plot.floor(plan, LEAST, look),
        plot.epoch_means(plan, curves, look),
    )
    return composed(plan.columns, plan.rows, ((cells, True) for cells in layers))


def places(
    plan: Layout, x: Floats, y: Floats, *, everywhere: bool = False
) -> list[tuple[float, float]]:
    """Where values are, in cells from the bottom left: computed without the code that draws.

    Those above and below the axis are left out unless `everywhere`.
    """

    def share(values: Floats, scale: Scale) -> Floats:
        low, high = scale.low, scale.high
        if scale.log:
            values, low, high = np.log(values), math.log(low), math.log(high)
        return (values - low) / (high - low)

    area = plan.area
    across, up = share(x, area.x) * area.columns, share(y, area.y) * area.rows
    inside = (across >= 0) & (across <= area.columns)
    if not everywhere:
        inside &= (up >= 0) & (up <= area.rows)
    return list(zip(across[inside].tolist(), up[inside].tolist(), strict=True))


@pytest.mark.parametrize("markers", FINE)
@pytest.mark.parametrize(("log", "log_x"), AXES)
@pytest.mark.parametrize("size", SIZES)
def test_every_loss_and_every_mean_has_its_dot_even_where_lines_cross(
    size: tuple[int, int], log: bool, log_x: bool, markers: Markers
) -> None:
    curves = falling(20, 4)
    plan = laid_out(curves, size, log=log, log_x=log_x)
    look = Look(DARK, markers)
    dots = dots_of(picture(plan, curves, look), plan.area, markers)
    for curve in (curves.updates, curves.epochs):
        for u, v in places(plan, *curve):
            assert off(dots, u, v, *markers.resolution) <= HALF
    means = drawn_dots(
        plot.epoch_means(plan, curves, look), plan.area, eighths=markers is Markers.OCTANT
    )
    for u, v in places(plan, *curves.epochs):
        assert off(means, u, v, *markers.resolution) <= HALF


@pytest.mark.parametrize("markers", FINE)
@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("size", SIZES)
def test_a_mean_is_never_drawn_below_the_least_loss(
    size: tuple[int, int], log: bool, markers: Markers
) -> None:
    x = np.arange(1.0, 41)
    means = LEAST * (1 + 40 * np.exp(-x / 4))
    curves = LossCurves((x, means), (x, means))
    plan, look = laid_out(curves, size, log=log, log_x=False), Look(DARK, markers)
    floor = dots_of(plot.floor(plan, LEAST, look), plan.area, markers)
    (height,) = set(floor[:, 1].tolist())
    _, down = markers.resolution
    ((_, v),) = places(plan, np.array([plan.area.x.high / 2]), np.array([LEAST]))
    assert abs(height - v) * down <= HALF
    drawn = drawn_dots(
        plot.epoch_means(plan, curves, look), plan.area, eighths=markers is Markers.OCTANT
    )
    assert drawn[:, 1].min() >= height
    # Both together show the dots of both.
    dots = {
        tuple(dot)
        for dot in drawn_dots(
            picture(plan, curves, look), plan.area, eighths=markers is Markers.OCTANT
        ).tolist()
    }
    assert dots >= {tuple(dot) for dot in [*floor.tolist(), *drawn.tolist()]}


@pytest.mark.parametrize("markers", FINE)
@pytest.mark.parametrize(("log", "log_x"), AXES)
@pytest.mark.parametrize("size", [(133, 37)])
def test_a_band_has_the_least_and_the_greatest_loss_of_each_column(
    size: tuple[int, int], log: bool, log_x: bool, markers: Markers
) -> None:
    curves = falling(5000, 100, noise=0.9)
    plan, look = laid_out(curves, size, log=log, log_x=log_x), Look(DARK, markers)
    assert plot.is_dense(plan, curves, markers)
    dots = dots_of(picture(plan, curves, look), plan.area, markers)
    across, _ = markers.resolution
    columns: dict[int, list[tuple[float, float]]] = {}
    for u, v in places(plan, *curves.updates, everywhere=True):
        # An update on the edge between two columns belongs to the right one.
        column = min(math.floor(u * across + 1e-9), plan.area.columns * across - 1)
        columns.setdefault(column, []).append((u, v))
    for found in columns.values():
        for pick in (min, max):
            u, v = pick(found, key=lambda place: place[1])
            if 0 <= v <= plan.area.rows:
                assert off(dots, u, v, *markers.resolution) <= HALF


@pytest.mark.parametrize(("log", "log_x"), AXES)
@pytest.mark.parametrize("size", SIZES)
def test_ticks_stand_where_their_values_are(size: tuple[int, int], log: bool, log_x: bool) -> None:
    curves = falling(67, 1)
    plan = laid_out(curves, size, log=log, log_x=log_x)
    look, area = Look(DARK), plan.area
    lines = plot.axes(plan, look, plot.Contents(LEAST)).lines()
    axis = area.column - 1
    rows = [row for row, line in enumerate(lines) if line[axis] == "┤"]
    read = [float(lines[row][:axis]) for row in rows]
    assert read == list(reversed(plan.y_ticks.values))
    for value, row in zip(read, rows, strict=True):
        ((_, v),) = places(plan, np.array([area.x.high]), np.array([value]))
        away = abs(area.row + area.rows - v - (row + 0.5))
        assert away <= 0.5 + 1e-6
        # Even spaces between ticks, where these can be had without leaving the plot empty.
        assert log or size == SIZES[0] or away <= 1e-6
    ticks = lines[area.row + area.rows]
    columns = [column for column, sign in enumerate(ticks) if sign in "┬┼"]
    assert len(columns) == len(plan.x_ticks.values)
    for value, column in zip(plan.x_ticks.values, columns, strict=True):
        ((u, _),) = places(plan, np.array([value]), np.array([area.y.high]))
        assert abs(area.column + u - (column + 0.5)) <= 0.5 + 1e-6


@pytest.mark.parametrize("log_x", [False, True])
@pytest.mark.parametrize("size", SIZES)
def test_losses_outside_the_axis_are_marked_in_their_columns(
    size: tuple[int, int], log_x: bool
) -> None:
    x = np.arange(1.0, 101)
    losses = np.full(100, 500.0)
    losses[[9, 49, 79]] = 1e-7, 0.0, 1e-3
    losses[[29, 94]] = math.inf, math.nan
    curves = LossCurves((x, losses), (x, np.full(100, 400.0)))
    plan, look = laid_out(curves, size, log=True, log_x=log_x), Look(DARK)
    cells = edges(plan, [(curves.updates, 1), (curves.epochs, 2)], look)
    area = plan.area
    for sign, rows, row in (
        (look.markers.glyphs.below, [9, 49, 79], area.row + area.rows),
        (look.markers.glyphs.above, [29, 94], area.row),
    ):
        found = np.argwhere(cells.chars == sign).tolist()
        expected = {
            area.column + min(math.floor(u + 1e-9), area.columns - 1)
            for u, _ in places(plan, x[rows], np.full(len(rows), 500.0))
        }
        assert {column for _, column in found} == expected
        assert {line for line, _ in found} == {row}


def test_nothing_is_marked_where_all_is_inside() -> None:
    curves = falling(300, 3)
    plan = laid_out(curves, (120, 40), log=False, log_x=False)
    cells = edges(plan, [(curves.updates, 1), (curves.epochs, 2)], Look(DARK))
    assert (cells.chars == " ").all()


@pytest.mark.parametrize("weight", [0.9, 0.99, 0.999])
@pytest.mark.parametrize("count", [1, 2, 700, 60_000])
def test_smoothing_is_the_debiased_moving_average(weight: float, count: int) -> None:
    losses = np.random.default_rng(2).lognormal(5, 1, count)
    total = share = 0.0
    expected = []
    for loss in losses.tolist():
        total, share = weight * total + (1 - weight) * loss, weight * share + 1 - weight
        expected.append(total / share)
    assert moving_average(losses, weight) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("log", "log_x"), AXES)
@pytest.mark.parametrize("size", SIZES)
def test_smoothed_losses_are_drawn_where_they_are(
    size: tuple[int, int], log: bool, log_x: bool
) -> None:
    curves = falling(30, 5)
    plan, look = laid_out(curves, size, log=log, log_x=log_x), Look(DARK)
    smoothing = Smoothing(0.9)
    dots = drawn_dots(plot.smoothed(plan, curves, look, smoothing), plan.area)
    average = moving_average(curves.updates[1], 0.9)
    # Dashed with gaps of two dots, so that it differs from the epoch means without colour.
    for u, v in places(plan, curves.updates[0], average):
        assert off(dots, u, v, 2, 4) <= HALF + 2


@pytest.mark.parametrize("size", SIZES)
def test_before_the_first_update_the_start_and_the_least_loss_are_shown(
    size: tuple[int, int],
) -> None:
    scales = plot.loss_scales(plot.NOTHING, LEAST, log=False, previous=None, start_loss=4129.061)
    plan, look = plot.loss_layout(*size, LossX.UPDATES, scales), Look(DARK)
    ((row, column),) = np.argwhere(plot.start(plan, 4129.061, look).chars != " ").tolist()
    ((u, v),) = places(plan, np.array([0.0]), np.array([4129.061]))
    area = plan.area
    assert abs(area.column + u - (column + 0.5)) <= 0.5 + 1e-6
    assert abs(area.row + area.rows - v - (row + 0.5)) <= 0.5 + 1e-6
    shown = plot.Contents(LEAST, before=True)
    assert [str(entry.name) for entry in plot.legend(scales[1], look, shown)] == [
        "start", "least loss 94.005",
    ]  # fmt: skip


@pytest.mark.parametrize("log_x", [False, True])
def test_after_the_end_the_x_axis_fits_the_run(log_x: bool) -> None:
    curves = falling(67, 1)
    plan = laid_out(curves, (120, 40), log=False, log_x=log_x)
    assert (plan.area.x.low, plan.area.x.high) == (1 if log_x else 0, 67)
    running = laid_out(curves, (120, 40), log=False, log_x=log_x, ended=False)
    assert running.area.x.high == 100


@pytest.mark.parametrize(("log", "log_x"), AXES)
@pytest.mark.parametrize("size", SIZES)
def test_the_letter_of_a_kept_run_is_where_its_curve_ends(
    size: tuple[int, int], log: bool, log_x: bool
) -> None:
    runs = []
    for letter, updates in (("A", 60), ("B", 23), ("C", 41)):
        made = descent(line_preview(), 0.0005, updates)
        epochs = Series(made.index, made.theta, made.loss, made.seen, made.seconds)
        runs.append(KeptRun(letter, letter, frame_of(made, epochs)))
    curves = plot.curves_of(runs[0].frame, 100, LossX.UPDATES)
    plan, look = laid_out(curves, size, log=log, log_x=log_x), Look(DARK)
    letters = losses(plan, runs, 100, LossX.UPDATES, look).letters
    area = plan.area
    for run in runs:
        ((row, column),) = np.argwhere(letters.chars == run.letter).tolist()
        end = run.frame.epochs.index[-1:].astype(np.float64), run.frame.epochs.loss[-1:]
        ((u, v),) = places(plan, *end)
        assert abs(area.column + u - (column + 0.5)) <= 0.5 + 1e-6
        assert abs(area.row + area.rows - v - (row + 0.5)) <= 0.5 + 1e-6
