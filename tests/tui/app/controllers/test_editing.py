"""The data edited in the app: keys and mouse, what answers at once, what the worker gets."""

from __future__ import annotations

import numpy as np
import pytest
from textual import events

from engine.data.dataset import load
from engine.protocol.commands import Configure, Run
from tests.tui.stage import Stage, stage
from tests.tui.views.surface.surface_stage import mouse, send
from tui.model.known_problem import problem_of
from tui.views.data.editable import EditablePlot


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))


def draft_of(on: Stage):
    draft = on.app.model.draft
    assert draft is not None
    return draft


def least_squares(on: Stage):
    points = draft_of(on).points
    return np.polyfit(points.x, points.y, 1)


async def test_a_point_is_added_moved_and_removed_by_keys_and_everything_answers_at_once():
    # As high as the panel down to its samples.
    async with stage(size=(120, 44)) as on:
        before = on.app.model.config
        await on.press("C")
        assert on.app.dashboard.focus_name == "editing"
        await on.press("shift+up", "shift+up", "shift+up", "right", "enter")
        assert len(draft_of(on).points) == 101
        assert on.panel_row("samples").split() == ["samples", "•101"]
        where = draft_of(on).points.at(100)
        await on.press("enter", "up", "up", "enter")
        x, y = draft_of(on).points.at(100)
        assert x == where[0]
        assert y > where[1]
        w, b = least_squares(on)
        scene = on.app.dashboard.plot("surface").scene
        assert scene.theory.w_best == pytest.approx(w, rel=1e-9)
        assert scene.theory.b_best == pytest.approx(b, rel=1e-9)
        x = draft_of(on).points.x
        hessian = 2 * np.array([[np.mean(x * x), np.mean(x)], [np.mean(x), 1]])
        limit = 2 / np.linalg.eigvalsh(hessian)[-1]
        await on.press("4")
        assert f"optimum w {w:.4g}, b {b:.4g} · lr limit {limit:.4g} · 101 points" in on.text
        assert "optimum before" in on.text
        # Nothing of it is in force yet.
        assert on.app.model.config == before
        await on.press("backspace")
        assert len(draft_of(on).points) == 100
        await on.press("1")
        assert on.panel_row("samples").split() == ["samples", "100"]
        await on.press("4")
        assert not draft_of(on).changed
        await on.press("escape")
        assert on.app.model.draft is None
        assert on.app.model.config == before


async def test_the_legend_is_whole_beside_the_surface_at_80_columns():
    async with stage(size=(80, 24)) as on:
        await on.press("C", "tab", "v")
        for name in ("now", "opt", "old", "true", "samples"):
            assert name in on.line(1), name


async def test_the_worker_gets_the_edited_data_and_the_run_restarts():
    async with stage(size=(80, 24)) as on:
        await on.press("4", "n", "n", "C", "tab")
        at = draft_of(on).cursor
        await on.press("enter", "shift+up", "enter", "escape")
        assert on.app.model.draft is None
        sent = on.engine.config
        assert sent.data.data is not None
        samples = load(sent.data)
        original = load(on.engine.config.data.model_copy(update={"data": None}))
        assert samples.x.size == 100
        moved = np.flatnonzero(samples.y != original.y)
        assert [(original.x[k], original.y[k]) for k in moved] == [at]
        assert (samples.x == original.x).all()
        # What the app knows without reading the file is what is read.
        read, known = problem_of(on.app.model.config), on.app.model.problem
        assert known is not None
        assert known.preview.moments == read.preview.moments
        assert known.preview.rows == read.preview.rows
        assert (known.preview.x_name, known.preview.y_name) == ("x", "y")
        assert (known.view, known.theory.best) == (read.view, read.theory.best)
        assert "restarts" in on.message
        await on.press("u")
        assert on.app.model.config.data.data is None
        await on.press("ctrl+r")
        assert on.app.model.config == sent


async def test_a_command_of_the_run_uses_the_edited_data_first():
    async with stage(size=(80, 24)) as on:
        await on.press("C", "v", "2", "space")
        assert on.app.model.draft is None
        orders = [order for order in on.engine.said if isinstance(order, Configure | Run)]
        assert isinstance(orders[-2], Configure)
        assert isinstance(orders[-1], Run)
        assert orders[-2].config.data.data is not None


async def test_edits_are_undone_redone_and_discarded():
    async with stage(size=(80, 24)) as on:
        before = on.app.model.config
        await on.press("C", "v")
        far = draft_of(on).points
        assert "one point far below" in on.message
        await on.press("v", "u", "u")
        assert not draft_of(on).changed
        await on.press("ctrl+r")
        assert draft_of(on).points is far
        await on.press("X")
        assert on.app.model.draft is None
        assert on.app.model.config == before
        assert "discarded" in on.message


async def test_the_mouse_adds_drags_and_removes():
    async with stage(size=(120, 40)) as on:
        await on.press("4", "C")
        plot = on.app.dashboard.plot("data")
        assert isinstance(plot, EditablePlot)
        assert plot.plan is not None
        area = plot.plan.area
        corner = area.column + 1 + 2, area.row + 1 + 2  # the border is one cell
        await on.pilot.click("#data", offset=corner)
        await on.settle()
        assert len(draft_of(on).points) == 101
        assert draft_of(on).points.at(100) == plot.plan.area.at(corner[0] - 1, corner[1] - 1)
        cell, to = (corner[0] - 1, corner[1] - 1), (corner[0] + 5, corner[1] + 3)
        await send(on, mouse(events.MouseDown, plot, *cell, 1))
        await send(on, mouse(events.MouseMove, plot, *to, 1))
        # The button was released where no terminal reports it.
        await send(on, mouse(events.MouseMove, plot, *to, 0))
        assert len(draft_of(on).points) == 101
        assert draft_of(on).held is None
        there = plot.plan.area.cell(*draft_of(on).points.at(100))
        assert there == to
        await on.pilot.click("#data", offset=(to[0] + 1, to[1] + 1), button=3)
        await on.settle()
        assert len(draft_of(on).points) == 100


async def test_keys_keep_their_meaning_while_nothing_is_edited():
    async with stage(size=(80, 24)) as on:
        await on.press("4", "tab")
        assert on.app.dashboard.in_panel
        await on.press("escape", "v")
        assert "bands: view 2" in on.message
        await on.press("escape")
        assert on.app.dashboard.view_name == "dashboard"


async def test_too_many_samples_cannot_be_edited():
    async with stage(size=(80, 24), samples=5000) as on:
        await on.press("C")
        assert on.app.model.draft is None
        assert "5,000 samples; at most 4,096" in on.message


async def test_data_that_cannot_be_written_stay_in_the_editor(tmp_path, monkeypatch):
    async with stage(size=(80, 24)) as on:
        (tmp_path / "file").touch()
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
        await on.press("C", "v", "escape")
        assert "cannot be written" in on.message
        assert draft_of(on).changed
