"""Kept runs over the plots: their curves, their letters, any size."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.config.problem import Activation
from engine.history.values import Series
from engine.problems.linear_neuron.landscape import DEFAULT_VIEW
from tests.tui.views.drawn import cells_with, dots_in, off_by, place_in_dots
from tests.tui.views.scenes import descent, frame_of, line_preview, place_of
from tui.canvas.area import Scale
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for
from tui.model.kept_runs import LETTERS, KeptRun
from tui.model.scene import LossX
from tui.text.width import BLANK
from tui.views.data.kept_runs import lines
from tui.views.data.layers import data_layout
from tui.views.data.shapes import Neuron
from tui.views.kept_marks import colour_of, kept_legend, mark_of
from tui.views.loss.curves import curves_of
from tui.views.loss.kept_runs import batch_losses, legend, losses
from tui.views.loss.layers import loss_layout
from tui.views.surface.kept_runs import letters, trajectories
from tui.views.surface.layers import surface_layout

PREVIEW = line_preview()
SHAPE = Neuron(Activation.LINEAR, PREVIEW.scaling).shape
LOOK = Look(palette_for(dark=True))
SIZES = [(50, 16), (80, 24), (120, 40), (200, 50)]
ROUGH = Look(palette_for(dark=True), Markers.DOT)


def runs_of(*rates: float) -> list[KeptRun]:
    runs = []
    for letter, rate in zip(LETTERS, rates, strict=False):
        updates = descent(PREVIEW, rate, 40)
        epochs = Series(updates.index, updates.theta, updates.loss, updates.seen,
                        updates.seconds)  # fmt: skip
        runs.append(KeptRun(letter, f"lr {rate}", frame_of(updates, epochs)))
    return runs


def test_each_run_ends_with_its_letter_in_its_colour():
    plan = surface_layout(120, 40, DEFAULT_VIEW)
    runs = runs_of(0.0001, 0.001, 0.02)
    cells = letters(plan, runs, LOOK, [])
    for run in runs:
        column, row = place_of(plan, *run.frame.theta)
        near = cells.chars[row - 1 : row + 2, column - 3 : column + 4]
        assert run.letter in near
        places = (cells.chars == run.letter).nonzero()
        assert set(cells.fore[places].tolist()) == {colour_of(run, LOOK)}
    assert len({colour_of(run, LOOK) for run in runs}) == 3


@pytest.mark.parametrize("look", [LOOK, Look(LOOK.palette, Markers.ASCII)])
def test_the_legend_names_each_run_with_its_mark_and_says_what_it_is(look: Look) -> None:
    runs = runs_of(0.001, 0.0005)
    named = [(entry.glyph, entry.colour, entry.name) for entry in kept_legend(runs, look)]
    assert named == [
        (mark_of("A", look), colour_of(runs[0], look), "kept runs A"),
        (mark_of("B", look), colour_of(runs[1], look), "B"),
    ]
    assert kept_legend(runs[:1], look)[0].name == "kept run A"


def test_each_run_has_a_marker_of_its_own_along_its_curve():
    plan = surface_layout(120, 40, DEFAULT_VIEW)
    runs = runs_of(0.0001, 0.0005, 0.001)
    for look in (LOOK, Look(palette_for(dark=True, colours=None), Markers.ASCII)):
        cells = letters(plan, runs, look, [])
        marks = [mark_of(run.letter, look) for run in runs]
        assert len(set(marks)) == 3
        for run, mark in zip(runs, marks, strict=True):
            rows, columns = (cells.chars == mark).nonzero()
            assert len(rows)
            way = [place_of(plan, w, b) for w, b in [(0.0, 0.0), *run.frame.updates.theta]]
            low, high = (f(c for c, _ in way) for f in (min, max))
            assert all(low <= column <= high for column in columns)
            assert set(cells.fore[rows, columns].tolist()) == {colour_of(run, look)}


def test_runs_that_lie_on_each_other_show_each_of_their_markers():
    plan = loss_layout(120, 40, LossX.UPDATES, (Scale(0, 50), Scale(0, 4000)))
    runs = runs_of(0.001, 0.001, 0.001)
    text = "".join(losses(plan, runs, PREVIEW.samples, LossX.UPDATES, LOOK).letters.lines())
    assert all(mark_of(run.letter, LOOK) in text for run in runs)


def test_a_trajectory_goes_through_every_update():
    plan = surface_layout(120, 40, DEFAULT_VIEW)
    (run,) = runs_of(0.0005)
    cells = trajectories(plan, [run], ROUGH)
    for w, b in run.frame.updates.theta:
        column, row = place_of(plan, w, b)
        assert cells.chars[row, column] != BLANK


def test_losses_are_the_epochs_means():
    runs = runs_of(0.001)
    plan = loss_layout(100, 30, LossX.UPDATES, (Scale(0, 50), Scale(0, 4000)))
    cells = losses(plan, runs, PREVIEW.samples, LossX.UPDATES, ROUGH).curves
    epochs = runs[0].frame.epochs
    for k, loss in enumerate(epochs.loss, 1):
        column, row = place_of(plan, k, loss)
        assert cells.chars[row, column] != BLANK


@pytest.mark.parametrize("markers", [Markers.BRAILLE, Markers.OCTANT])
def test_each_update_of_a_kept_run_has_its_dot_below_its_epoch_means(markers):
    updates = descent(PREVIEW, 0.0005, 40)
    last = replace(updates.rows(slice(3, None, 4)), index=np.arange(1, 11))
    run = KeptRun("A", "M 25", frame_of(updates, last))
    alone = KeptRun("B", "full", frame_of(updates, updates))
    plan = loss_layout(100, 30, LossX.UPDATES, (Scale(0, 50), Scale(0, 4000)))
    look = Look(LOOK.palette, markers)
    given = PREVIEW.samples, LossX.UPDATES
    cells = batch_losses(plan, [run, alone], *given, look)
    dots = dots_in(cells, plan.area) + 0.5
    for update, loss in zip(updates.index, updates.loss, strict=True):
        wanted = place_in_dots(plan.area, float(update), float(loss))
        assert np.abs(dots - wanted).max(axis=1).min() <= 0.5 + 1e-6
    colours = set(cells.fore[cells.chars != BLANK].tolist())
    assert len(colours) == 1 and colour_of(run, look) not in colours
    curves = [curves_of(one.frame, *given) for one in (run, alone)]
    assert [one.name for one in legend([run, alone], curves, look)][2:] == ["kept runs' batch loss"]
    assert len(legend([alone], curves[1:], look)) == 1


def test_lines_are_those_that_the_runs_came_to():
    runs = runs_of(0.0005, 0.02)
    plan = data_layout(100, 30, PREVIEW)
    cells = lines(plan, runs, ROUGH, shape=SHAPE).curves
    for run in runs:
        for x in (1.0, 3.0, 5.0):
            column, row = place_of(plan, x, run.frame.theta[0] * x + run.frame.theta[1])
            assert (cells.chars[row, column - 1 : column + 2] != BLANK).any()


def test_runs_that_end_in_one_place_keep_their_letters_apart():
    plan = surface_layout(120, 40, DEFAULT_VIEW)
    runs = runs_of(0.001, 0.001, 0.001, 0.001)
    text = "".join(letters(plan, runs, LOOK, [place_of(plan, *runs[0].frame.theta)]).lines())
    assert all(letter in text for letter in "ABCD")


@pytest.mark.parametrize("size", SIZES)
def test_letters_are_where_their_runs_end(size: tuple[int, int]) -> None:
    plan = surface_layout(*size, DEFAULT_VIEW)
    runs = runs_of(0.0001, 0.0004, 0.001, 0.02)
    cells, ends = letters(plan, runs, LOOK, []), set()
    for run in runs:
        (place,) = cells_with(cells, run.letter)
        end = place_of(plan, *run.frame.theta)
        if end not in ends:
            assert max(off_by(plan.area, place, *run.frame.theta)) <= 0.5 + 1e-6
        ends.add(end)
    plan = loss_layout(*size, LossX.UPDATES, (Scale(0, 50), Scale(0, 5000)))
    for run in runs:
        cells = losses(plan, [run], PREVIEW.samples, LossX.UPDATES, LOOK).letters
        (place,) = cells_with(cells, run.letter)
        assert max(off_by(plan.area, place, 40, run.frame.epochs.loss[-1])) <= 0.5 + 1e-6


@pytest.mark.parametrize("size", SIZES)
def test_a_letter_gives_way_to_the_points_by_as_little_as_it_can(size: tuple[int, int]) -> None:
    plan = surface_layout(*size, DEFAULT_VIEW)
    (run,) = runs_of(0.001)
    end = place_of(plan, *run.frame.theta)
    beside = [(end[0] + 1, end[1]), (end[0] - 1, end[1])]
    (place,) = cells_with(letters(plan, [run], LOOK, [end]), "A")
    assert place in beside
    (place,) = cells_with(letters(plan, [run], LOOK, [end, *beside]), "A")
    assert abs(place[0] - end[0]) + 2 * abs(place[1] - end[1]) == 2


@pytest.mark.parametrize("size", SIZES)
def test_a_line_through_the_data_has_its_letter_on_it_and_no_marks(size: tuple[int, int]) -> None:
    runs, plan = runs_of(0.0005, 0.0005, 0.02), data_layout(*size, PREVIEW)
    cells = lines(plan, runs, LOOK, shape=SHAPE).letters
    assert {*"".join(cells.lines()).replace(" ", "")} == {"A", "B", "C"}
    for run in runs:
        w, b = run.frame.theta
        low = PREVIEW.x.min()
        for cell in cells_with(cells, run.letter):
            point = plan.area.at(*cell)
            assert point is not None
            half = 5 / plan.area.columns, (plan.area.y.high - plan.area.y.low) / 2 / plan.area.rows
            assert abs(w * point[0] + b - point[1]) <= half[1] + abs(w) * half[0] + 1e-9
            assert point[0] >= low - 2 * half[0]


def test_letters_are_not_on_samples_if_there_is_another_place() -> None:
    runs, plan = runs_of(0.001), data_layout(100, 30, PREVIEW)
    samples = [place_of(plan, x, y) for x, y in zip(PREVIEW.x, PREVIEW.y, strict=True)]
    assert not set(samples) & set(
        cells_with(lines(plan, runs, LOOK, samples, shape=SHAPE).letters, "A")
    )
