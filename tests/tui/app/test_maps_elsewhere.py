"""A zoomed phase map at a follower and in a resumed session: its picture, and the way back."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from engine.protocol.sweep_messages import MapPhases
from engine.storage.sessions.resume import resume_newest
from tests.tui.app.controllers.session_stage import saved
from tests.tui.app.follower import Follower, following
from tests.tui.phase_maps import tell, told, view_of
from tests.tui.stage import Stage, stage
from tests.tui.views.surface.surface_stage import mouse
from tui.app.sessions import Sessions
from tui.views.phase.chart import chart_of
from tui.views.phase.widget import PhaseView

PLOTS = slice(0, -3)
"""All but the status lines and the footer, which name the terminal and its keys."""


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))


async def zoomed(on: Stage) -> None:
    """A map of which half is known, and a part of it of which little is."""
    await on.press("Q", "Q", "enter")
    await tell(on, told(on).spec.runs // 2)
    await on.press("down", "down", "plus")
    await tell(on, 40)


def shown(on: Stage | Follower) -> list[list[int]]:
    """What the cells of the map show, wherever the cursor is."""
    view = on.app.dashboard.plot("phase")
    assert isinstance(view, PhaseView) and view.experiment is not None
    chart = chart_of(view.experiment)
    return [chart.shown.status.ravel().tolist(), chart.shown.epochs.ravel().tolist()]


def maps(on: Stage) -> int:
    return sum(isinstance(order, MapPhases) for order in on.engine.said)


async def test_a_follower_draws_the_map_before_enlarged_and_its_keys_lead_back_to_it():
    async with stage(optimizer="momentum") as app, following(app) as early:
        await zoomed(app)
        await early.settle()
        assert early.lines[PLOTS] == app.lines[PLOTS]
        await app.press("plus")
        await tell(app, 30)
        await early.settle()
        assert early.lines[PLOTS] == app.lines[PLOTS]
    async with stage(optimizer="momentum") as app:
        await zoomed(app)
        near = told(app).spec
        async with following(app, take_over=True) as late:
            assert late.lines[PLOTS] == app.lines[PLOTS]
            await late.press("backspace")
            whole = told(app).spec
            assert whole.y.high / whole.y.low > near.y.high / near.y.low
            assert late.lines[PLOTS] == app.lines[PLOTS]
            # The wheel asks for the part again, whose runs are known.
            view = late.app.dashboard.plot("phase")
            assert view is not None and view_of(app)._area is not None
            area = view_of(app)._area
            assert area is not None
            at = area.column + area.columns // 2, area.row + area.rows // 2
            view.post_message(mouse(events.MouseScrollUp, view, *at))
            await late.settle()
            assert told(app).spec != whole
            assert len(told(app).done) >= whole.runs // 8
            assert shown(late) == shown(app)
            view.post_message(mouse(events.MouseScrollDown, view, *at))
            await late.settle()
            assert told(app).spec == whole
            assert shown(late) == shown(app)


async def test_a_resumed_session_has_the_map_before_and_the_way_back(tmp_path: Path):
    root = tmp_path / "sessions"
    async with stage(sessions=Sessions(root), optimizer="momentum") as on:
        await on.press("n")
        await zoomed(on)
        whole, near = view_of(on).experiment, told(on).spec
        assert whole is not None
        outer = whole.outer[0]
        drawn = shown(on)
        await saved(on)
        on.app.exit(return_code=129)
        await on.pilot.pause()
    async with stage(sessions=Sessions(root, resume_newest(root)), optimizer="momentum") as on:
        await on.settle()
        again = view_of(on).experiment
        assert again is not None and again.spec == near
        assert again.rows == whole.rows
        assert shown(on) == drawn
        await on.press("backspace")
        back = view_of(on).experiment
        assert back is not None and back.spec == outer.spec
        assert set(back.rows) >= set(outer.rows)
        # What was interrupted is not continued by itself.
        assert maps(on) == 0
        await saved(on)
