"""Gradient arrows are as long as their gradients, and the step is as long as it was."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from engine.data.batches import BatchSpan
from engine.history.values import BatchStep
from engine.problems.linear_neuron.landscape import DEFAULT_VIEW
from engine.problems.linear_neuron.least_squares import theory_of
from engine.problems.linear_neuron.moments import Moments
from engine.problems.view import View
from tests.tui.views.drawn import cells_with, dots_in, off_by, place_in_dots
from tests.tui.views.scenes import line_preview
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for
from tui.views.surface.gradient_arrows import arrow_scale, gradients, last_step, legend
from tui.views.surface.layers import surface_layout

PREVIEW = line_preview()
FULL = PREVIEW.moments
X, Y = PREVIEW.x.astype(float), PREVIEW.y.astype(float)
LOOK = Look(palette_for(dark=True))
HEADS = "→↗↑↖←↙↓↘"
SIZES = [(60, 18), (80, 24), (120, 40), (200, 50)]
PLACES = [(0.0, 0.0), (5.0, 0.0), (9.0, 3.0), (12.0, -10.0), (10.05, 1.9)]


def downhill(rows: slice, point: tuple[float, float]) -> np.ndarray:
    residual = point[0] * X[rows] + point[1] - Y[rows]
    return -np.array([np.mean(2 * residual * X[rows]), np.mean(2 * residual)])


def stated(batch: bool = False) -> float:
    """The scale that the legend states."""
    entry = legend(LOOK, arrow_scale(DEFAULT_VIEW, FULL), batch=batch, step=batch)[0]
    return float(entry.name.split("×")[1])


@pytest.mark.parametrize("size", SIZES)
def test_each_arrow_ends_where_the_stated_scale_puts_its_gradient(size: tuple[int, int]) -> None:
    plan = surface_layout(*size, DEFAULT_VIEW)
    area, seen = plan.area, 0
    for point in PLACES:
        for rows in (slice(90, 91), slice(0, 1), slice(20, 60)):
            cells = gradients(plan, point, FULL, Moments.of(PREVIEW.x[rows], PREVIEW.y[rows]), LOOK)
            for data, colour in ((slice(0, 100), "optimum"), (rows, "lit")):
                tip = np.array(point) + stated() * downhill(data, point)
                heads = cells_with(cells, HEADS, getattr(LOOK.palette, colour))
                place = area.cell(*tip.tolist())
                if place is None or place == area.cell(*point):
                    assert heads == []
                elif heads:  # the other arrow's head may be in the same cell
                    assert all(
                        distance <= 0.5 + 1e-6
                        for distance in off_by(area, heads[0], float(tip[0]), float(tip[1]))
                    )
                    seen += 1
    assert seen > 8


@pytest.mark.parametrize("size", SIZES)
def test_the_shaft_lies_between_the_point_and_the_end(size: tuple[int, int]) -> None:
    plan = surface_layout(*size, DEFAULT_VIEW)
    for point in PLACES[:3]:
        cells = gradients(plan, point, FULL, None, LOOK)
        dots = dots_in(cells, plan.area) + 0.5
        first = place_in_dots(plan.area, *point)
        way = place_in_dots(
            plan.area, *(np.array(point) + stated() * downhill(slice(0, 100), point))
        )
        way -= first
        share = np.clip((dots - first) @ way / (way @ way), 0, 1)
        assert np.hypot(*(dots - first - share[:, None] * way).T).max() <= 1.5


def test_the_scale_is_a_round_number_and_no_arrow_of_the_view_fills_it() -> None:
    scale = arrow_scale(DEFAULT_VIEW, FULL)
    assert stated() == scale
    mantissa = scale / 10 ** math.floor(math.log10(scale) + 1e-9)
    assert round(mantissa, 6) in (1, 2, 5)
    for corner in ((0, -18), (20, -18), (0, 22), (20, 22)):
        along_w, along_b = np.abs(scale * downhill(slice(0, 100), corner))
        assert along_w <= 20 / 2
        assert along_b <= 40 / 2
    assert arrow_scale(View(-1e308, 1e308, -1e308, 1e308), FULL) == 0


def test_near_the_optimum_the_arrow_does_not_reach_past_it() -> None:
    plan = surface_layout(120, 40, DEFAULT_VIEW)
    theory = theory_of(FULL)
    near = theory.w_best - 0.01, theory.b_best + 0.05
    assert not "".join(gradients(plan, near, FULL, None, LOOK).lines()).strip()


@pytest.mark.parametrize("size", SIZES)
def test_the_step_is_drawn_from_its_beginning_to_its_end(size: tuple[int, int]) -> None:
    plan = surface_layout(*size, DEFAULT_VIEW)
    span = BatchSpan(0, 0, 1)
    step = BatchStep(3, span, (4.0, 1.0), (6.5, -3.0), 1.0, FULL)
    for before, after in ((step.before, step.after), ((9.0, 2.0), (9.0, 2.4))):
        moved = replace(step, before=before, after=after)
        dots = dots_in(last_step(plan, moved, LOOK), plan.area, LOOK.palette.current) + 0.5
        for end in (before, after):
            off = np.abs(dots - place_in_dots(plan.area, *end)).max(axis=1)
            assert off.min() <= 0.5 + 1e-6
        length = np.ptp(dots, axis=0)
        whole = place_in_dots(plan.area, *after) - place_in_dots(plan.area, *before)
        assert np.abs(length - np.abs(whole)).max() <= 1


@pytest.mark.parametrize("markers", Markers)
def test_the_two_arrows_differ_without_colours_too(markers):
    plan = surface_layout(120, 40, DEFAULT_VIEW)
    look = Look(palette_for(dark=True, colours=None), markers)
    # Samples that pull across each other, so that neither arrow hides the other.
    steep, flat = Moments.of(X[90:91], Y[90:91]), Moments.of(np.array([0.1]), np.array([4e3]))
    lines = gradients(plan, (5.0, 0.0), steep, flat, look).lines()
    solid, dashed = ("+", "=") if markers is Markers.ASCII else ("━", "╍")
    assert "".join(lines).count(solid) > 3
    assert "".join(lines).count(dashed) > 3


def test_the_full_batch_has_one_arrow():
    plan = surface_layout(80, 24, DEFAULT_VIEW)
    text = "".join(gradients(plan, (5.0, 0.0), FULL, FULL, LOOK).lines())
    assert sum(sign in "→↗↑↖←↙↓↘" for sign in text) == 1


def test_there_is_no_arrow_where_there_is_no_slope_or_no_number():
    plan = surface_layout(80, 24, DEFAULT_VIEW)
    w, b = theory_of(FULL).w_best, theory_of(FULL).b_best
    flat = Moments.of(np.array([1.0]), np.array([2.0]))
    assert not "".join(gradients(plan, (1.0, 1.0), flat, None, LOOK).lines()).strip()
    for point in ((math.inf, 0.0), (math.nan, 0.0)):
        assert not "".join(gradients(plan, point, FULL, FULL, LOOK).lines()).strip()
    assert gradients(plan, (w, b), FULL, None, LOOK).rows == 24
