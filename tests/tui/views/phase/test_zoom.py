"""Zooming and panning a phase map: which runs are asked for, the way back, and what is shown."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from textual import events

from engine.protocol.sweep_messages import MapPhases, StopSweep, SweepEnded
from engine.sweeps.phase_outcome import Status
from engine.sweeps.phase_spec import PhaseSpec
from engine.sweeps.phase_window import zoomed
from tests.tui.phase_maps import tell, told, view_of
from tests.tui.stage import Stage, stage
from tests.tui.views.phase.drawings import phase_map
from tests.tui.views.surface.surface_stage import mouse, send
from tests.tui.views.worlds import WORLDS
from tui.model.experiment import PhaseExperiment
from tui.model.phase_maps import made_from
from tui.views.phase.chart import chart_of


def shown_on(on: Stage) -> PhaseExperiment:
    found = view_of(on).experiment
    assert found is not None
    return found


def orders(on: Stage) -> int:
    return sum(isinstance(order, MapPhases) for order in on.engine.said)


def known_values(spec: PhaseSpec, of: PhaseSpec) -> set[int]:
    """The cells of a map whose values are those of some cell of another one."""
    ends = {tuple(of.settings(cell).values()) for cell in range(of.runs)}
    return {cell for cell in range(spec.runs) if tuple(spec.settings(cell).values()) in ends}


async def mapped(on: Stage) -> PhaseSpec:
    """The map that the form offers, made and shown whole."""
    await on.press("Q", "Q", "enter")
    whole = told(on).spec
    await tell(on, whole.runs, end=True)
    return whole


async def test_zooming_in_asks_only_for_new_runs_and_zooming_out_for_none():
    async with stage(size=(100, 30), optimizer="momentum") as on:
        whole = await mapped(on)
        await on.press("plus")
        near = told(on)
        assert near.done == known_values(near.spec, whole)
        assert len(near.done) == whole.runs // 4
        for row in shown_on(on).rows:
            # `tell` says the number of the cell on the map where it was trained.
            cell = row.epochs - 7
            assert whole.settings(cell) == near.spec.settings(row.cell)
        assert f"{len(near.done):,} of {whole.runs:,} runs" in on.text
        count = orders(on)
        await on.press("_")
        assert isinstance(on.engine.said[-1], StopSweep)
        assert shown_on(on).spec == whole
        assert f"{whole.runs:,} runs" in on.text
        await on.press("_")
        assert orders(on) == count + 1
        far = told(on)
        assert far.spec.y.high / far.spec.y.low > whole.y.high / whole.y.low
        assert len(far.done) >= whole.runs // 4
        await on.press("backspace")
        assert shown_on(on).spec == whole


async def test_a_map_that_was_left_goes_on_with_the_runs_that_are_known_by_then():
    async with stage(size=(100, 30), optimizer="momentum") as on:
        await on.press("Q", "Q", "enter")
        whole = told(on).spec
        await tell(on, 96)
        await on.press("plus")
        near = told(on).spec
        on.engine.tell(SweepEnded(96, whole.runs, stopped=True))
        await tell(on, near.runs)
        await on.press("backspace")
        again = told(on)
        assert again.spec == whole
        assert again.done == known_values(whole, near) | set(range(96))


async def test_panning_asks_for_the_other_half_and_stops_where_no_values_are_valid():
    async with stage(size=(100, 30), optimizer="momentum") as on:
        whole = await mapped(on)
        await on.press("shift+up")
        above = told(on)
        assert above.spec.y.low == pytest.approx(whole.y.edge(whole.y.cells / 2))
        assert len(above.done) == whole.runs // 2
        count = orders(on)
        await on.press("shift+right")
        assert orders(on) == count
        assert "no values are valid there" in on.text
        await on.press("backspace")
        assert shown_on(on).spec == whole


async def test_a_drag_draws_a_box_and_zooms_to_it():
    async with stage(size=(100, 30), optimizer="momentum") as on:
        whole = await mapped(on)
        view = view_of(on)
        area = view._area
        assert area is not None
        left, top = area.column + 10, area.row + 4
        await send(on, mouse(events.MouseDown, view, left, top, 1))
        await send(on, mouse(events.MouseMove, view, left + 12, top + 5, 1))
        drawn = {tuple(cell) for cell in np.argwhere(view._layers["box"].chars != " ").tolist()}
        edges = {(top + down, left + right) for down in range(6) for right in range(13)
                 if down in (0, 5) or right in (0, 12)}  # fmt: skip
        assert drawn == edges
        await send(on, mouse(events.MouseUp, view, left + 12, top + 5, 1))
        await send(on, mouse(events.Click, view, left + 12, top + 5, 1))
        box = told(on).spec
        corners = [area.at(left, top + 5), area.at(left + 12, top)]
        for axis, of, at in ((box.x, whole.x, 0), (box.y, whole.y, 1)):
            ends = [corner[at] for corner in corners if corner is not None]
            assert of.place(axis.low) == pytest.approx(of.cell(ends[0]), abs=0.5)
            assert of.place(axis.high) == pytest.approx(of.cell(ends[1]) + 1, abs=0.5)
        assert "box" not in view._layers
        assert on.app.mouse_captured is None


async def test_a_drag_whose_end_nobody_saw_ends_and_a_press_without_one_is_a_click():
    async with stage(size=(100, 30), optimizer="momentum") as on:
        await on.press("Q", "Q", "enter")
        view = view_of(on)
        area = view._area
        assert area is not None
        before, count = view.cursor, orders(on)
        cell = area.column + 3, area.row + 3
        await on.pilot.click(view, offset=(cell[0] + 1, cell[1] + 1))
        await on.settle()
        assert view.cursor != before
        assert orders(on) == count
        await send(on, mouse(events.MouseDown, view, *cell, 1))
        await send(on, mouse(events.MouseMove, view, cell[0] + 9, cell[1] + 6, 1))
        await send(on, mouse(events.MouseMove, view, cell[0] + 9, cell[1] + 6, 0))
        assert on.app.mouse_captured is None
        assert orders(on) == count + 1


@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_until_new_runs_come_each_cell_shows_the_nearest_run_of_the_map_before(share):
    whole = phase_map(WORLDS["a line"].scene().problem)
    before = chart_of(whole)
    y = zoomed(whole.spec.y, whole.spec.y.edge(share * whole.spec.y.cells), 0.5)
    made = made_from(whole, dataclasses.replace(whole.spec, y=y))
    chart = chart_of(made)
    assert 0 < len(made.rows) < made.spec.runs
    for cell in range(made.spec.runs):
        row, column = divmod(cell, made.spec.x.cells)
        place = whole.spec.y.place(y.edge(row + 0.5))
        lower = min(max(int(np.floor(place - 0.25)), 0), whole.spec.y.cells - 1)
        upper = min(max(int(np.floor(place + 0.25)), 0), whole.spec.y.cells - 1)
        found = before.outcomes.status[[lower, upper], column]
        assert chart.shown.status[row, column] in found
    assert (chart.outcomes.status == Status.UNKNOWN).sum() == made.spec.runs - len(made.rows)


async def test_a_map_at_once_has_the_axes_that_the_form_offers():
    async with stage(size=(100, 30), problem="himmelblau", w0=0, b0=0) as on:
        on.app.do("phase-now")
        await on.settle()
        spec = told(on).spec
        assert [(axis.parameter, axis.low, axis.high) for axis in (spec.x, spec.y)] == [
            ("w0", -6.0, 6.0), ("b0", -6.0, 6.0),
        ]  # fmt: skip
        assert "Q phase map: start w × start b" in on.text
