"""Small multiples: what is drawn is where its value is, on axes that all panels share."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.history.values import RunState
from engine.sweeps.comparison import batch_comparison
from engine.theory.verdict import Kind
from tests.tui.views.drawn import dots_in
from tests.tui.views.scenes import line_preview, series
from tests.tui.views.sweeps.recorded import compared, ended, recorded, run_of
from tui.canvas.area import PlotArea, Scale
from tui.canvas.large_digits import large
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for
from tui.model.known_problem import problem_of
from tui.views.sweeps.multiples import (
    Sheet,
    legend_text,
    multiples_cells,
    numbers_of,
    page_count,
)  # fmt: skip
from tui.views.sweeps.panels import Plan, Shared, plan_of, shared_axes

LOOK = Look(palette_for(dark=True))
SIZES = [(78, 20), (118, 35), (160, 46)]


def page_of(experiment, size, look=LOOK):
    """The first page, its plan, and the shared axes."""
    columns, rows = size
    sheet = Sheet(columns, rows, experiment, look)
    return multiples_cells(sheet), *sheet.laid_out


def area_of(plan: Plan, shared: Shared, place: int, *, path: bool) -> PlotArea:
    top, rows = (plan.path_top, plan.path) if path else (plan.loss_top, plan.loss)
    x, y = (shared.w, shared.b) if path else (shared.updates, shared.losses)
    return PlotArea(plan.left(place), top, plan.width, rows, x, y)


def share(scale: Scale, values) -> np.ndarray:
    """Where values lie between the limits, independently of the canvas."""
    if scale.log:
        values = np.log(values)
        return (values - math.log(scale.low)) / (math.log(scale.high) - math.log(scale.low))
    return (np.asarray(values) - scale.low) / (scale.high - scale.low)


@pytest.mark.parametrize("size", SIZES)
def test_every_loss_and_every_theta_has_its_dot_in_the_panel_of_its_run(size) -> None:
    experiment = compared()
    cells, plan, shared = page_of(experiment, size)
    for place, frame in experiment.frames.items():
        updates = frame.updates
        inside = updates.loss >= shared.losses.low
        for path, x, y in (
            (False, updates.index[inside], updates.loss[inside]),
            (True, *updates.theta.T),
        ):
            area = area_of(plan, shared, place, path=path)
            dots = dots_in(cells, area) + 0.5
            u = share(area.x, x) * 2 * area.columns
            v = share(area.y, y) * 4 * area.rows
            # A glyph covers the end of the trajectory and the optimum.
            far = np.ones(len(u), bool)
            if path:
                for point in (frame.theta, experiment.problem.theory.best, (0.0, 0.0)):
                    at = (
                        share(s, p) * n
                        for s, p, n in zip(
                            (area.x, area.y), point, (2 * area.columns, 4 * area.rows), strict=True
                        )
                    )
                    far &= np.maximum(*(abs(a - b) for a, b in zip((u, v), at, strict=True))) > 8
            for point in np.stack([u, v], 1)[far]:
                assert np.abs(dots - point).max(axis=1).min() <= 0.5 + 1e-6


def test_the_least_loss_is_where_the_axis_says_in_every_panel() -> None:
    experiment = compared()
    cells, plan, shared = page_of(experiment, SIZES[1])
    least = experiment.problem.theory.least_loss
    dense = area_of(plan, shared, 0, path=False)
    row = dense.row + dense.rows - 1 - int(float(share(dense.y, least)) * dense.rows)
    colours = cells.fore[row, dense.column : dense.column + dense.columns]
    assert (colours == LOOK.palette.optimum).any(), "it is seen in a panel full of losses"
    for place in range(1, 5):
        area = area_of(plan, shared, place, path=False)
        dots = dots_in(cells, area, LOOK.palette.optimum) + 0.5
        assert len(dots) >= 2
        wanted = float(share(area.y, least)) * 4 * area.rows
        assert np.abs(dots[:, 1] - wanted).max() <= 0.5 + 1e-6


def test_the_ticks_are_in_the_rows_of_their_values() -> None:
    cells, plan, shared = page_of(compared(), SIZES[1])
    found = 0
    for row in range(plan.loss_top, plan.loss_top + plan.loss):
        text = "".join(cells.chars[row, : plan.gutter]).strip()
        if text:
            value = float(text.replace("k", "e3"))
            up = float(share(shared.losses, value)) * plan.loss
            assert abs(plan.loss_top + plan.loss - up - (row + 0.5)) <= 0.5 + 1e-6
            found += 1
    assert found >= 3


@pytest.mark.parametrize("size", SIZES)
def test_titles_and_numbers_stand_below_each_other_for_each_batch_size(size) -> None:
    experiment = compared(samples=200)
    cells, plan, _ = page_of(experiment, size)
    lines = cells.lines()
    titles = ["M 1", "M 16", "M 32", "M 64", "M 128", "full = 200"]
    assert page_count(size[0], size[1], experiment) == 1
    for place, title in enumerate(titles):
        column = slice(plan.left(place), plan.left(place) + plan.width)
        wanted = title if len(title) <= plan.width else "full"
        assert lines[plan.top][column].strip() == wanted
        row, frame = experiment.rows[place], experiment.frames[place]
        shown = [line[column].strip() for line in lines[plan.numbers_top : plan.numbers_top + 4]]
        assert shown == [text.strip() for text in numbers_of(row, frame)]
    names = [line[: plan.gutter].strip() for line in lines[plan.numbers_top :][:4]]
    assert names == ["loss/least", "epochs", "updates", "scatter"]


def test_a_loss_below_the_axis_has_an_arrow_at_its_end_and_the_legend_says_so() -> None:
    preview = line_preview(100)
    runs = [run_of(preview, size, 0.001, 4) for size in (1, 16, 32, 64, 100)]
    loss = runs[0].loss.copy()
    loss[300] = 1e-12
    runs[0] = series(runs[0].theta[:, 0].tolist(), runs[0].theta[:, 1].tolist(), loss.tolist())
    experiment = recorded(batch_comparison(compared().spec.base, 100), preview, runs)
    cells, plan, shared = page_of(experiment, SIZES[1])
    area = area_of(plan, shared, 0, path=False)
    assert shared.losses.low > 1e-12
    ends = [cells.chars[area.row + area.rows - 1, plan.left(k) - 1] for k in range(5)]
    assert ends[0] == LOOK.markers.glyphs.below != ends[4]
    assert "▼ losses off the axis" in legend_text(Sheet(*SIZES[1], experiment, LOOK))
    calm = recorded(experiment.spec, preview, runs[3:])
    assert "off the axis" not in legend_text(Sheet(*SIZES[1], calm, LOOK))


def test_a_run_that_diverged_does_not_set_the_axes() -> None:
    experiment = compared()
    before = page_of(experiment, SIZES[1])[2]
    wild = series([1e9, 1e20], [1e9, 1e20], [1e4, 1e30])
    last = len(experiment.frames) - 1
    frames = {**experiment.frames, last: ended(wild, RunState.DIVERGED)}
    cells, _, after = page_of(replace(experiment, frames=frames), SIZES[1])
    assert (after.w, after.b, after.losses) == (before.w, before.b, before.losses)
    assert cells.rows == SIZES[1][1]


def test_runs_to_come_have_their_place_already() -> None:
    some, every = compared(told=2), compared()
    (first, plan, _), (second, _, _) = page_of(some, SIZES[1]), page_of(every, SIZES[1])
    assert first.lines()[plan.top] == second.lines()[plan.top]
    waiting = slice(plan.left(3), plan.left(3) + plan.width)
    assert not "".join(first.lines()[plan.loss_top][waiting]).strip()


def test_lengths_that_differ_much_share_a_logarithmic_axis() -> None:
    preview = line_preview(100)
    short, long = run_of(preview, 100, 0.001, 20), run_of(preview, 1, 0.001, 20)
    problem = compared().problem
    assert problem is not None
    assert shared_axes([ended(short), ended(long)], [problem]).updates == Scale(
        1.0, 2000.0, log=True
    )
    assert shared_axes([ended(short), ended(short)], [problem]).updates == Scale(0.0, 20.0)


def test_all_is_ascii_with_ascii_markers() -> None:
    cells, _, _ = page_of(compared(), SIZES[0], Look(LOOK.palette, Markers.ASCII))
    assert "".join(cells.lines()).isascii()


def test_a_run_without_a_result_says_so_instead_of_its_loss() -> None:
    experiment = compared()
    row, frame = experiment.rows[0], experiment.frames[0]
    assert numbers_of(replace(row, unstable=True), frame)[0] == "unstable"
    diverged = replace(row, state=RunState.DIVERGED, verdict=Kind.DIVERGED)
    assert numbers_of(diverged, frame)[0] == "diverged"
    assert numbers_of(replace(row, excess=math.nan, full_loss=0.0125), frame)[0] == "0.0125"
    assert numbers_of(replace(row, excess=0.5), frame)[0] == "1.5"


def test_the_lecture_layout_has_large_numbers_where_panels_are_wide_and_thick_lines() -> None:
    experiment = compared()
    thick = replace(LOOK, thick=True)
    thin, wide = (multiples_cells(Sheet(118, 37, experiment, look)) for look in (LOOK, thick))
    assert large("4")[0] in "".join(wide.lines()) and large("4")[0] not in "".join(thin.lines())
    assert experiment.problem is not None
    plan, shared = Sheet(118, 37, experiment, thick).laid_out
    labels = [*shared.loss_ticks.labels, *shared.b_ticks.labels]
    epochs = plan.number_rows[1]
    rows = wide.lines()[epochs : epochs + 3]
    for row, part in zip(rows, large("4"), strict=True):
        assert row[plan.left(1) :].startswith(part)
    assert plan_of(78, 20, 5, 2, labels, large=True) == plan_of(78, 20, 5, 2, labels)


@pytest.mark.parametrize(
    ("values", "best"),
    [({"problem": "himmelblau"}, "× minima"), ({"problem": "mine.py"}, "")],
)
def test_without_exact_results_the_loss_itself_is_named(values, best):
    experiment = compared()
    problem = problem_of(with_values(RunConfig(), values))
    experiment = replace(experiment, problem=problem)
    cells, *_ = page_of(experiment, SIZES[1])
    text = "\n".join(cells.lines())
    assert "full loss" in text
    assert "loss/least" not in text
    legend = legend_text(Sheet(*SIZES[1], experiment, LOOK))
    assert ("least loss" in legend) == bool(best)
    assert best in legend
    assert "optimum" not in legend
