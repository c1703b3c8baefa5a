"""While a map is computed: its worker dies, the screen changes, and verdicts take long."""

from __future__ import annotations

import pytest

from engine.protocol.sweep_messages import SweepEnded
from tests.tui.phase_maps import tell, told, view_of
from tests.tui.stage import stage
from tui.views.phase import widget


async def test_a_map_whose_worker_dies_keeps_what_is_known_and_the_next_worker_computes_the_rest():
    async with stage(size=(100, 30), optimizer="momentum") as on:
        await on.press("Q", "Q", "enter")
        whole = told(on).spec
        await tell(on, 40)
        on.engine.lose()
        await on.settle()
        assert "the worker is lost" in on.text
        assert f"40 of {whole.runs:,} runs" in on.text
        # A part of it can be looked at when there is a worker again, which has nothing to do.
        await on.press("k")
        on.engine.become_ready()
        await on.settle()
        await on.press("C")
        assert told(on).spec == whole and told(on).done == frozenset(range(40))
        await tell(on, whole.runs, end=True)
        assert f"· {whole.runs:,} runs" in on.text


async def test_a_map_is_drawn_at_any_size_while_it_is_computed():
    async with stage(size=(100, 30), optimizer="momentum") as on:
        await on.press("Q", "Q", "enter")
        whole = told(on).spec
        for number, size in enumerate([(80, 24), (60, 16), (20, 6), (200, 50), (120, 40)], 1):
            await on.pilot.resize_terminal(*size)
            await tell(on, 100 * number)
            if size >= (60, 16):
                assert f"{100 * number} of " in on.text
                view = view_of(on)
                assert view._plan is not None
                assert (view._plan.columns, view._plan.rows) == view.content_size
        on.engine.tell(SweepEnded(500, whole.runs, stopped=True))
        await on.settle()
        assert view_of(on).experiment is not None


async def test_verdicts_that_take_long_come_in_further_drawings(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(widget, "_PATIENCE", 0.0)
    async with stage(size=(100, 30), optimizer="momentum", batch_size=7) as on:
        await on.press("Q", "Q", "enter")
        whole = told(on).spec
        # Far from the least loss: each of them needs its noise floor.
        await tell(on, whole.runs, end=True, theta=(9.0, 9.0))
        view = view_of(on)
        while view._chart is None or not view._chart.outcomes.is_judged:
            await on.pilot.pause()
        assert sum(view._chart.outcomes.counts.values()) == whole.runs
