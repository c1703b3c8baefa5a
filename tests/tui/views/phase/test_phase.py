"""The phase map in the app: form, cursor, zoom, the run of a cell; and what is drawn where."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.data.dataset import load
from engine.history.values import RunState
from engine.protocol.commands import Configure, Restart
from engine.protocol.sweep_messages import PhaseRows, StopSweep
from engine.sweeps.phase_axis import Axis
from engine.sweeps.phase_outcome import Status
from engine.sweeps.phase_rows import PhaseRow
from engine.sweeps.phase_spec import PhaseSpec, mapped_names
from engine.theory.samples import samples_of
from engine.theory.verdict import Standing, kind_of
from tests.tui.phase_maps import tell, told, view_of
from tests.tui.stage import stage
from tests.tui.views.phase.drawings import phase_map
from tests.tui.views.worlds import WORLDS
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for
from tui.model.experiment import PhaseExperiment
from tui.model.known_problem import problem_of
from tui.views.phase import layers
from tui.views.phase.chart import chart_of
from tui.views.phase.read_out import read_out
from tui.views.phase.shades import shades_of


async def test_a_map_is_asked_for_refined_zoomed_and_one_of_its_runs_is_opened():
    async with stage(size=(100, 30), shuffle="on") as on:
        await on.press("Q")
        assert "No phase map yet" in on.text
        await on.press("Q", "enter")
        spec = told(on).spec
        assert (spec.x.parameter, spec.y.parameter) == ("batch_size", "learning_rate")
        await tell(on, 40)
        assert f"40 of {spec.runs:,} runs" in on.text
        await on.press("d")
        assert isinstance(on.engine.said[-1], StopSweep)
        await tell(on, 40, end=True)
        await on.press("C")
        assert told(on).done == frozenset(range(40))
        await tell(on, spec.runs, end=True)
        await on.press("right", *["up"] * 5)
        index = view_of(on).selected
        assert index is not None
        rate = spec.settings(index)["learning_rate"]
        size = spec.settings(index)["batch_size"]
        border = next(line for line in on.lines if "converged after" in line)
        assert f"M {size}, lr {rate:g}: converged after {7 + index:,} epochs" in border
        await on.press("plus")
        zoomed = told(on).spec
        assert zoomed.y.low > spec.y.low
        assert zoomed.y.high / zoomed.y.low == pytest.approx((spec.y.high / spec.y.low) ** 0.5)
        await on.press("backspace")
        await on.press("enter")
        config = on.app.model.config
        assert (config.optimizer.learning_rate, config.batch.batch_size) == (rate, size)
        assert config == spec.config(index)
        orders = [order for order in on.engine.said if isinstance(order, Configure | Restart)]
        assert orders[-1] == Restart(True)
        await on.press("Q")
        assert view_of(on).selected == index


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
@pytest.mark.parametrize("colours", ["truecolor", None])
def test_each_place_shows_the_run_of_its_values(size, colours):
    world = WORLDS["a line"]
    chart = chart_of(phase_map(world.scene().problem))
    look = Look(palette_for(dark=True, colours=colours), Markers.DOT)
    shades, plan = shades_of(chart, look), layers.phase_layout(size[0], size[1], chart)
    cells, area = layers.ground(plan, chart, shades, look), plan.area
    for row in range(area.row, area.row + area.rows):
        for column in range(area.column, area.column + area.columns):
            point = area.at(column, row)
            assert point is not None
            x, y = point
            status = chart.outcomes.status.ravel()[chart.spec.index(x, y)]
            band = chart.bands_at(
                np.array([chart.spec.y.cell(y)]), np.array([chart.spec.x.cell(x)])
            )[0, 0]
            if colours:
                wanted = shades.others.get(status, shades.bands[band])
                assert cells.back[row, column] == wanted
            else:
                assert cells.chars[row, column] == shades.signs.get(status, shades.ramp[band])


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
def test_the_edge_is_drawn_in_cells_through_which_it_passes_and_in_no_other(size):
    chart = chart_of(phase_map(WORLDS["a line"].scene().problem))
    assert chart.edge is not None
    look = Look(palette_for(dark=True))
    plan = layers.phase_layout(size[0], size[1], chart)
    drawn = layers.edge(plan, chart, look)
    assert drawn is not None
    x, y = np.log(chart.edge.x), np.log(chart.edge.y)
    area = plan.area
    across, up = (
        np.linspace(np.log(axis.low), np.log(axis.high), count + 1)
        for axis, count in ((chart.spec.x, area.columns), (chart.spec.y, area.rows))
    )
    for column, (left, right) in enumerate(itertools.pairwise(across)):
        inside = x[(x >= left) & (x <= right)]
        ends = np.clip([left, right], x[0], x[-1])
        heights = np.interp(np.concatenate([ends, inside]), x, y)
        first, last = np.searchsorted(up, [heights.min() - 1e-6, heights.max() + 1e-6]) - 1
        drawn_here = drawn.chars[area.row : area.row + area.rows, area.column + column] != " "
        found = np.flatnonzero(drawn_here[::-1])
        passed = set(range(max(first, 0), min(last, area.rows - 1) + 1))
        if right <= x[0]:
            passed = set()
        # A corner of a cell that it passes over less than a dot long may be left out.
        assert set(found.tolist()) <= passed
        assert bool(found.size) == bool(passed)
        assert (np.diff(found) == 1).all()


def test_the_read_out_has_the_loss_over_the_least_one_if_there_is_room():
    made = phase_map(problem_of(RunConfig()))
    chart, data = chart_of(made), load(RunConfig().data)
    x, y = (part.astype(np.float64) for part in (data.x, data.y))
    best = np.mean((np.polyval(np.polyfit(x, y, 1), x) - y) ** 2)
    loss = np.mean((made.rows[1].w * x + made.rows[1].b - y) ** 2)
    text = read_out(made, chart, 1, 80)
    assert text.endswith(f", loss {loss:.4g}, {loss / best:.4g} × least")
    assert read_out(made, chart, 1, len(text) - 1) == text.rpartition(",")[0]


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"batch_size": 7},
        {"batch_size": 7, "shuffle": "on", "optimizer": "nesterov", "momentum": 0.5},
        {"batch_size": 7, "shuffle": "on", "gradient_noise": 3.0},
        {"batch_size": 7, "shuffle": "on", "optimizer": "adam"},
        {"samples": 9000, "batch_size": 64},
    ],
)
@pytest.mark.parametrize(
    "x",
    [
        Axis("w0", -5, 5, log=False, cells=8),
        Axis("batch_size", 0.7, 140, log=True, cells=8),
        Axis("weight_decay", 0, 0.1, log=False, cells=8),
        Axis("momentum", 0, 1, log=False, cells=8),
    ],
)
def test_a_run_has_converged_if_the_verdict_on_it_says_so(values, x):
    base = with_values(RunConfig(), values)
    if x.parameter not in mapped_names(base):
        return
    spec = PhaseSpec(base, x, Axis("learning_rate", 1e-4, 1e-2, True, 6))
    problem = problem_of(base)
    assert problem.theory is not None
    w, b = problem.theory.w_best, problem.theory.b_best
    # Nearer and farther from the minimum, on both sides of where verdicts change, at all rates.
    ends = [(w, b + 0.4 * (cell * 5 % 13)) for cell in range(spec.runs)]
    rows = tuple(PhaseRow(cell, RunState.CONVERGED, 9, 9, *end) for cell, end in enumerate(ends))
    made = PhaseExperiment(spec=spec, problem=problem).after(PhaseRows(rows, 48, 48), "CPU")
    samples = samples_of(problem.preview, problem.theory)
    earned = []
    for cell, end in enumerate(ends):
        loss = float(problem.preview.moments.loss(*end))
        at = Standing(RunState.CONVERGED, 9, end, loss, loss)
        kind = kind_of(spec.config(cell), samples, at)
        earned.append(kind is not None and kind.earned)
    assert 0 < sum(earned) < spec.runs
    # Verdicts that take long come later, and a cell never says anything else than in the end.
    begun = chart_of(made, patience=0).outcomes
    assert ((begun.status.ravel() == Status.CONVERGED) <= earned).all()
    assert ((begun.status.ravel() == Status.EARLY) <= ~np.array(earned)).all()
    assert begun.is_judged == (begun.status != Status.UNKNOWN).all()
    # A part of the map, and then all of it: a cell says the same.
    for known in (made.rows[::5], made.rows):
        found = chart_of(replace(made, rows=known)).outcomes.status.ravel()
        cells = [row.cell for row in known]
        assert ((found == Status.CONVERGED) == earned)[cells].all()
        assert ((found == Status.EARLY) != earned)[cells].all()
