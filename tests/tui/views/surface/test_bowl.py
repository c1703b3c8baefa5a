"""The batch's own bowl over the surface: lines where its loss is what they say, arrows downhill."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.data.batches import BatchSpan
from engine.history.values import BatchStep
from engine.problems.linear_neuron.landscape import DEFAULT_VIEW, view_for
from engine.problems.linear_neuron.least_squares import theory_of
from engine.problems.linear_neuron.moments import Moments
from tests.tui.views.scenes import line_preview, place_of
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for
from tui.text.width import BLANK
from tui.views.surface.bowl import bowl, bowl_levels, legend
from tui.views.surface.eigen_axes import Axes, axis_names, eigen_axes
from tui.views.surface.layers import surface_layout

PREVIEW = line_preview()
FULL = PREVIEW.moments
X, Y = PREVIEW.x.astype(float), PREVIEW.y.astype(float)
LOOK = Look(palette_for(dark=True))
ROUGH = Look(palette_for(dark=True), Markers.DOT)


def step_of(rows: slice, before: tuple[float, float] = (4.0, 1.0)) -> BatchStep:
    moments = Moments.of(PREVIEW.x[rows], PREVIEW.y[rows])
    with np.errstate(all="ignore"):
        loss = float(np.mean((before[0] * X[rows] + before[1] - Y[rows]) ** 2))
    return BatchStep(3, BatchSpan(0, rows.start, rows.stop), before, (5.0, 1.5), loss, moments)


@pytest.mark.parametrize("rows", [1, 2, 50])
def test_levels_lie_evenly_in_distance_and_reach_the_corners(rows):
    moments = Moments.of(PREVIEW.x[:rows], PREVIEW.y[:rows])
    area = surface_layout(120, 40, DEFAULT_VIEW).area
    levels = np.array(bowl_levels(moments, area))
    distances = np.sqrt(levels - moments.least_loss)
    assert np.diff(distances) == pytest.approx(np.full(len(levels) - 1, distances[0]), rel=1e-6)
    corners = [np.mean((w * X[:rows] + b - Y[:rows]) ** 2) for w in (0, 20) for b in (-18, 22)]
    assert levels[-1] < max(corners)
    assert distances[-1] + distances[0] == pytest.approx(
        math.sqrt(max(corners) - moments.least_loss), rel=1e-4
    )


def test_a_line_runs_through_the_point_of_departure():
    plan = surface_layout(120, 40, DEFAULT_VIEW)
    step = step_of(slice(10, 26))
    cells = bowl(plan, step, LOOK)
    column, row = place_of(plan, *step.before)
    assert cells.bold[row - 1 : row + 2, column - 2 : column + 3].any()


def test_every_line_runs_where_the_batch_has_that_loss():
    plan = surface_layout(120, 40, DEFAULT_VIEW)
    step = step_of(slice(10, 26))
    cells = bowl(plan, step, ROUGH)
    through = np.mean((4.0 * X[10:26] + 1.0 - Y[10:26]) ** 2)
    levels = np.array([*bowl_levels(step.moments, plan.area), through])
    sign, found = ROUGH.markers.glyphs.dashed, 0
    corners = [(dw, db) for dw in (-0.5, 0.5) for db in (-0.5, 0.5)]
    for row in range(plan.rows):
        for column in range(plan.columns):
            if cells.chars[row, column] != sign:
                continue
            place = plan.area.at(column, row)
            assert place is not None
            wide = 20 / plan.area.columns, 40 / plan.area.rows
            ends = [(place[0] + dw * wide[0], place[1] + db * wide[1]) for dw, db in corners]
            losses = [np.mean((w * X[10:26] + b - Y[10:26]) ** 2) for w, b in ends]
            crossing = (levels >= min(losses) * 0.8) & (levels <= max(losses) * 1.25)
            assert crossing.any(), (column, row)
            found += 1
    assert found > 60


def test_the_batchs_minimum_is_its_least_squares_line():
    plan = surface_layout(120, 40, DEFAULT_VIEW)
    rows = slice(0, 60)
    w, b = np.polyfit(X[rows], Y[rows], 1)
    column, row = place_of(plan, w, b)
    assert bowl(plan, step_of(rows), LOOK).chars[row, column] == "◆"


def test_one_sample_has_a_whole_line_of_minima():
    plan = surface_layout(120, 40, DEFAULT_VIEW)
    step = step_of(slice(40, 41), before=(0.0, 0.0))
    cells = bowl(plan, step, ROUGH)
    fine = bowl(plan, step, LOOK)
    assert "◆" not in "".join(fine.lines())
    for w in np.linspace(0.3, 19.7, 20):
        b = Y[40] - w * X[40]
        place = plan.area.cell(w, b)
        if place is not None:
            near = np.s_[place[1] - 1 : place[1] + 2, place[0]]
            assert "◆" in cells.chars[near]
            assert fine.bold[near].any()


@pytest.mark.parametrize("markers", Markers)
def test_the_legend_tells_of_a_point_or_of_a_line(markers):
    look = Look(palette_for(dark=True), markers)
    point, lines = legend(look, one_minimum=True)
    line, _ = legend(look, one_minimum=False)
    assert point.glyph == look.markers.glyphs.batch_best
    assert lines.glyph == look.markers.glyphs.dashed
    plan = surface_layout(120, 40, DEFAULT_VIEW)
    drawn = "".join(bowl(plan, step_of(slice(40, 41), before=(0.0, 0.0)), look).lines())
    if markers.resolution == (2, 4):
        assert line.glyph == "━"
    else:
        assert drawn.count(line.glyph) > 20


def test_the_axes_are_eigenvectors_of_the_hessian():
    plan = surface_layout(120, 40, DEFAULT_VIEW)
    theory = theory_of(FULL)
    cells = eigen_axes(plan, Axes.of(theory), ROUGH)
    hessian = 2 * np.array([[np.mean(X**2), X.mean()], [X.mean(), 1]])
    _, vectors = np.linalg.eigh(hessian)
    size = np.array([20 / plan.area.columns, 40 / plan.area.rows])
    for row, column in np.argwhere(cells.chars != BLANK):
        place = np.array(plan.area.at(int(column), int(row)))
        off = place - [theory.w_best, theory.b_best]
        # The cell is crossed by one of the two lines through the optimum.
        assert any(
            abs(off @ [-v[1], v[0]]) <= np.abs([-v[1], v[0]]) @ size * 0.51 for v in vectors.T
        )


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 50)])
def test_each_axis_says_whose_it_is(size: tuple[int, int]) -> None:
    plan = surface_layout(*size, DEFAULT_VIEW)
    cells = axis_names(plan, Axes.of(theory_of(FULL)), LOOK)
    hessian = 2 * np.array([[np.mean(X**2), X.mean()], [X.mean(), 1]])
    _, vectors = np.linalg.eigh(hessian)
    best = np.polyfit(X, Y, 1)
    sizes = np.array([20 / plan.area.columns, 40 / plan.area.rows])
    for name, vector in (("λmin", vectors[:, 0]), ("λmax", vectors[:, 1])):
        row = next(row for row, line in enumerate(cells.lines()) if name in line)
        column = cells.lines()[row].index(name)
        across = [column - 2, column + len(name)]
        places = [np.array(plan.area.at(c, row) or (math.inf, math.inf)) for c in across]
        off = [abs((place - best) @ [-vector[1], vector[0]]) for place in places]
        assert min(off) <= np.abs([-vector[1], vector[0]]) @ sizes


def test_axes_reach_from_edge_to_edge_however_unlike_the_scales_are():
    years = np.arange(1990.0, 2021.0)
    moments = Moments.of(years, 3.0 * (years - 1990) + 50 + np.sin(years))
    theory = theory_of(moments)
    view = view_for(theory, (0.0, 0.0))
    plan = surface_layout(120, 40, view)
    area = plan.area
    drawn = np.argwhere(eigen_axes(plan, Axes.of(theory), ROUGH).chars != BLANK)
    assert drawn[:, 0].min() <= area.row + 5
    assert drawn[:, 0].max() >= area.row + area.rows - 6
    level = drawn[np.abs(drawn[:, 0] - place_of(plan, theory.w_best, theory.b_best)[1]) <= 1]
    assert np.ptp(level[:, 1]) >= area.columns - 10
    lines = axis_names(plan, Axes.of(theory), LOOK).lines()
    # Its axis is all but level, and the optimum is at the right.
    row = next(line for line in lines if "λmax" in line)
    assert row.index("λmax") < area.column + 6
