"""Each replica's gradient and loss are those of its samples, and their average is the batch's."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from engine.config.problem import Activation, ProblemConfig
from engine.data.batches import BatchSpan
from engine.history.values import BatchPart, BatchStep
from engine.problems.linear_neuron.landscape import DEFAULT_VIEW
from engine.problems.linear_neuron.moments import Moments
from engine.problems.registry import problem_of
from engine.problems.view import View
from tests.fake_replicas import parts_of
from tests.tui.views.drawn import cells_with, dots_in, off_by, place_in_dots
from tests.tui.views.scenes import line_preview, place_of
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for
from tui.text.width import BLANK
from tui.views.replica_marks import colour_of
from tui.views.surface.bowl import bowl
from tui.views.surface.gradient_arrows import arrow_scale
from tui.views.surface.layers import surface_layout
from tui.views.surface.replicas import arrow_digits, arrows, bowls, legend

PREVIEW = line_preview()
FULL = PREVIEW.moments
X, Y = PREVIEW.x.astype(float), PREVIEW.y.astype(float)
LOOK = Look(palette_for(dark=True))
HEADS = "→↗↑↖←↙↓↘"
BEFORE = (4.0, 1.0)


def step_of(rows: slice, replicas: int) -> BatchStep:
    span = BatchSpan(0, rows.start, rows.stop)
    x, y = PREVIEW.x[rows], PREVIEW.y[rows]
    whole, parts = Moments.of(x, y), parts_of(x, y, span, replicas)
    return BatchStep(3, span, BEFORE, (5.0, 1.5), whole.loss(*BEFORE), whole, parts)


def downhill(part: BatchPart, point: tuple[float, float]) -> np.ndarray:
    rows = slice(part.span.start, part.span.stop)
    residual = point[0] * X[rows] + point[1] - Y[rows]
    return -np.array([np.mean(2 * residual * X[rows]), np.mean(2 * residual)])


@pytest.mark.parametrize("size", [(60, 18), (120, 40), (200, 50)])
@pytest.mark.parametrize("replicas", [2, 4, 8])
def test_each_arrow_ends_where_its_samples_pull_and_has_its_digit(
    size: tuple[int, int], replicas: int
) -> None:
    plan, point = surface_layout(*size, DEFAULT_VIEW), (6.0, 12.0)
    step, scale = step_of(slice(0, 80), replicas), arrow_scale(DEFAULT_VIEW, FULL)
    cells = arrows(plan, point, step.parts, FULL, LOOK)
    batch, found = step.moments, 0
    labels = arrow_digits(plan, point, step.parts, FULL, batch, LOOK)
    tips = [downhill(part, point) for part in (*step.parts, BatchPart(step.span, batch))]
    ends = [plan.area.cell(*(np.array(point) + scale * tip).tolist()) for tip in tips]
    for place, part in enumerate(step.parts):
        tip = np.array(point) + scale * downhill(part, point)
        colour = colour_of(place, LOOK)
        digits = cells_with(labels, str(place + 1), colour)
        end = plan.area.cell(*tip.tolist())
        if end == plan.area.cell(*point):
            assert digits == []
            continue
        assert len(digits) == 1 and digits[0] not in ends
        for head in cells_with(cells, HEADS, colour):
            assert max(off_by(plan.area, head, *tip.tolist())) <= 0.5 + 1e-6
            assert abs(digits[0][0] - head[0]) <= 4 and abs(digits[0][1] - head[1]) <= 2
            found += 1
        shaft = dots_in(cells, plan.area, colour) + 0.5
        if shaft.size:
            first = place_in_dots(plan.area, *point)
            way = place_in_dots(plan.area, *tip.tolist()) - first
            share = np.clip((shaft - first) @ way / (way @ way), 0, 1)
            assert np.hypot(*(shaft - first - share[:, None] * way).T).max() <= 1.5
    assert found


def test_the_average_of_the_gradients_and_of_the_losses_is_the_batchs() -> None:
    step = step_of(slice(0, 30), 4)  # 8, 8, 7 and 7 samples
    assert [part.count for part in step.parts] == [8, 8, 7, 7]
    counts = [part.count for part in step.parts]
    for point in ((0.0, 0.0), (7.0, -3.0)):
        each = [part.objective.gradient(*point) for part in step.parts if part.objective]
        assert step.moments.gradient(*point) == pytest.approx(
            np.average(each, axis=0, weights=counts)
        )
        losses = [part.objective.loss(*point) for part in step.parts if part.objective]
        assert step.moments.loss(*point) == pytest.approx(np.average(losses, weights=counts))


def alone(step: BatchStep, place: int) -> BatchStep:
    """With nothing to be drawn of the other replicas, whose dots may be in the same cells."""
    parts = [
        part if other == place else BatchPart(part.span, None)
        for other, part in enumerate(step.parts)
    ]
    return replace(step, parts=tuple(parts))


def loss_at(part: BatchPart, w: np.ndarray, b: np.ndarray) -> np.ndarray:
    rows = slice(part.span.start, part.span.stop)
    errors = w[:, None] * X[rows] + b[:, None] - Y[rows]
    return np.mean(errors**2, axis=1)


def test_each_level_line_is_as_far_above_its_minimum_as_that_of_the_batch() -> None:
    plan, step = surface_layout(120, 40, DEFAULT_VIEW), step_of(slice(0, 80), 4)
    area, rises = plan.area, []
    for place, part in enumerate(step.parts):
        cells = bowls(plan, alone(step, place), LOOK)
        rows = slice(part.span.start, part.span.stop)
        slope, height = np.polyfit(X[rows], Y[rows], 1)
        least = loss_at(part, np.array([slope]), np.array([height]))[0]
        digits = cells_with(cells, str(place + 1), colour_of(place, LOOK))
        if area.cell(slope, height) is not None:
            assert digits == [place_of(plan, slope, height)]
        dots = dots_in(cells, area, colour_of(place, LOOK))
        if not dots.size:
            continue
        size = np.array([20 / area.columns / 2, 40 / area.rows / 4])
        places = (dots + 0.5) * size + [0, -18]
        # Half a dot off along the steepest direction changes the loss by this much at the most.
        slack = [
            abs(loss_at(part, *(places + step_off).T) - loss_at(part, *places.T))
            for step_off in (size, -size, size * [1, -1], size * [-1, 1])
        ]
        rises.append((loss_at(part, *places.T) - least, np.max(slack, axis=0)))
    batch = step.moments
    hessian = 2 * np.array([[np.mean(X[:80] ** 2), X[:80].mean()], [X[:80].mean(), 1]])
    reach = 0.4 / 2 * np.array([20, 40])
    rise = min(reach**2 / (2 * np.diag(np.linalg.inv(hessian))))
    assert len(rises) >= 3
    for found, slack in rises:
        assert (np.abs(found - rise) <= slack).all()
    # The batch has one line at the same height, and one through the point before the step.
    drawn = bowl(plan, step, Look(LOOK.palette, Markers.DOT))
    signs = cells_with(drawn, Markers.DOT.glyphs.dashed)
    assert signs
    corners = [(dw, db) for dw in (-0.5, 0.5) for db in (-0.5, 0.5)]
    for column, row in signs:
        w, b = area.at(column, row) or (math.nan, math.nan)
        wide = 20 / area.columns, 40 / area.rows
        losses = [batch.loss(w + dw * wide[0], b + db * wide[1]) for dw, db in corners]
        levels = np.array([batch.least_loss + rise, batch.loss(*BEFORE)])
        assert ((levels >= min(losses) * 0.8) & (levels <= max(losses) * 1.25)).any()


def test_a_replica_of_one_sample_has_a_line_of_minima() -> None:
    plan, step = surface_layout(120, 40, DEFAULT_VIEW), step_of(slice(60, 64), 4)
    for place, part in enumerate(step.parts):
        cells = bowls(plan, alone(step, place), LOOK)
        row = part.span.start
        dots = dots_in(cells, plan.area, colour_of(place, LOOK)) + 0.5
        assert len(dots) > 20
        w = dots[:, 0] / (2 * plan.area.columns) * 20
        b = dots[:, 1] / (4 * plan.area.rows) * 40 - 18
        # y = w·x + b, within a dot of b and what a dot of w is worth.
        assert (np.abs(w * X[row] + b - Y[row]) <= 40 / (4 * plan.area.rows) + X[row] * 0.1).all()
        [digit] = cells_with(cells, str(place + 1), colour_of(place, LOOK))
        w_at, b_at = plan.area.at(*digit) or (math.nan, math.nan)
        assert abs(w_at * X[row] + b_at - Y[row]) <= 40 / plan.area.rows + X[row] * 0.6


def test_a_loss_that_is_not_quadratic_has_its_line_and_minimum_too() -> None:
    kind = ProblemConfig(activation=Activation.TANH)
    make = problem_of(kind).objective
    assert make is not None
    x = np.linspace(-3, 3, 40)
    y = np.tanh(1.5 * x + 0.5)
    whole = make(x.astype(np.float32), y.astype(np.float32))
    part = BatchPart(BatchSpan(0, 0, 40), whole)
    step = BatchStep(3, part.span, (0.0, 0.0), (0.1, 0.1), 1.0, whole, (part, part))
    view = View(-1, 4, -3, 3)
    plan = surface_layout(100, 30, view)
    cells = bowls(plan, step, LOOK)
    # Two minima in one place have their digits side by side.
    column, row = place_of(plan, 1.5, 0.5)
    assert "".join(cells.chars[row, column : column + 2]) == "12"
    assert (cells.chars != BLANK).sum() > 20


@pytest.mark.parametrize("markers", [Markers.BRAILLE, Markers.ASCII])
def test_replicas_differ_without_colours(markers: Markers) -> None:
    look = Look(palette_for(dark=True, colours=None), markers)
    plan, step = surface_layout(120, 40, DEFAULT_VIEW), step_of(slice(0, 80), 4)
    point = (6.0, 12.0)
    drawn = (arrow_digits(plan, point, step.parts, FULL, None, look), bowls(plan, step, look))
    for cells in drawn:
        text = "".join(cells.lines())
        assert sum(digit in text for digit in "1234") >= 3
    signs = [entry.glyph for entry in legend(look, 4, gradients=True, bowls=True)]
    assert [sign[-1] for sign in signs] == ["4", "4"]
    assert markers is not Markers.ASCII or all(map(str.isascii, signs))


def test_a_replica_without_samples_is_not_drawn_and_of_many_the_first_are() -> None:
    plan = surface_layout(120, 40, DEFAULT_VIEW)
    none = BatchPart(BatchSpan(0, 5, 5), None)
    step = step_of(slice(0, 5), 5)
    lone = replace(step, parts=(none, none))
    for cells in (bowls(plan, lone, LOOK), arrows(plan, BEFORE, lone.parts, FULL, LOOK)):
        assert not "".join(cells.lines()).strip()
    many = step_of(slice(0, 100), 12)
    colours = [colour_of(place, LOOK) for place in range(12)]
    assert colours[8:] == colours[:4]  # what is not drawn would be mistaken for another
    fewer = replace(many, parts=many.parts[:8])
    assert bowls(plan, many, LOOK).changed_rows(bowls(plan, fewer, LOOK)) == []
    [entry] = legend(LOOK, 12, gradients=True, bowls=False)
    assert (entry.glyph[-3:], entry.name) == ("1–8", "−gradient of each replica of 12")
