"""The cut: where it runs, where the loss is least along it, against direct sums."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.problems.linear_neuron.moments import Moments
from tests.tui.views.slice.steps import (
    ALL,
    BATCH,
    PREVIEW,
    STEP,
    direct_loss,
    on_line,
    shown_of,
    step_of,
    vertex,
)
from tui.views.slice import layout as plot
from tui.views.slice.cut import Along, cut_of, parabola_of


def zero_moments() -> Moments:
    return Moments.of(np.zeros(3, np.float32), np.ones(3, np.float32))


@pytest.mark.parametrize("along", Along)
def test_a_cut_goes_through_the_point_before_in_its_own_units(along: Along) -> None:
    shown = shown_of([STEP], along)
    x = np.array([-2.0, 0.0, 0.5, 7.0])
    w, b = shown.cut.at(x)
    for place, got in zip(x.tolist(), zip(w.tolist(), b.tolist(), strict=True), strict=True):
        assert got == pytest.approx(on_line(shown, place))
        assert shown.cut.place(got) == pytest.approx(place)
    origin = {Along.STEP: 0.0, Along.W: 3.0, Along.B: 1.0}[along]
    assert shown.cut.origin == shown.cut.place(STEP.before) == origin
    if along is Along.STEP:
        assert shown.cut.place(STEP.after) == pytest.approx(math.dist(STEP.before, STEP.after))


def test_the_directions_go_round() -> None:
    assert [Along.STEP.next, Along.W.next, Along.B.next] == [Along.W, Along.B, Along.STEP]


@pytest.mark.parametrize("along", Along)
@pytest.mark.parametrize("rows", [ALL, BATCH])
def test_least_places_and_slopes_are_those_of_the_loss_itself(along: Along, rows: slice) -> None:
    shown = shown_of([STEP], along)
    curve = shown.full_curve if rows == ALL else shown.batch_curve
    least, loss = vertex(shown, rows)
    assert curve.least == pytest.approx(least, rel=1e-5)
    assert curve.least_loss == pytest.approx(loss, rel=1e-5)
    hair, at = 1e-4, shown.cut.origin
    ends = [direct_loss(PREVIEW, rows, *on_line(shown, at + way)) for way in (-hair, hair)]
    assert curve.slope == pytest.approx((ends[1] - ends[0]) / (2 * hair), rel=1e-5)
    twice = direct_loss(PREVIEW, rows, *on_line(shown, curve.least + curve.half_width))
    assert twice == pytest.approx(2 * loss, rel=1e-5)


def test_the_losses_of_a_step_are_direct_means() -> None:
    got = plot.losses_of(STEP, PREVIEW.moments)
    wanted = [
        direct_loss(PREVIEW, rows, *point)
        for rows in (BATCH, ALL)
        for point in (STEP.before, STEP.after)
    ]
    assert got == pytest.approx(wanted, rel=1e-6)


def test_one_samples_parabola_touches_zero() -> None:
    step = step_of(PREVIEW, slice(40, 41), (3.0, 1.0))
    for along in (Along.W, Along.B):
        shown = shown_of([step], along)
        assert shown.batch_curve.least_loss == pytest.approx(0, abs=1e-9)


def test_a_step_that_goes_nowhere_is_cut_along_w() -> None:
    step = step_of(PREVIEW, BATCH, (1.0, 2.0), (1.0, 2.0))
    assert cut_of(step, (0.0, 0.0), Along.STEP).along is Along.W
    assert math.isnan(parabola_of(cut_of(step, (0, 0), Along.W), zero_moments(), (0, 1)).least)
