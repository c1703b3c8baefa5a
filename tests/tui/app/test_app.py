"""The app as a whole: what it shows at the start, data, files, sizes, its end."""

from __future__ import annotations

import numpy as np
import pytest
from textual.widgets import Input

from engine.protocol.commands import Run, Save
from tests.tui.stage import stage
from tui.model.status import Phase

SIZES = [(80, 24), (120, 40), (200, 50)]


@pytest.mark.parametrize("size", SIZES)
async def test_everything_is_drawn_before_the_worker_is_ready(size):
    async with stage(size=size, ready=False) as on:
        assert on.numbers.lstrip().startswith("… starting")
        assert "starting TensorFlow…" in on.message
        if size[0] < 100:
            await on.press("D")
        text = on.text
        for title in ("surface", "data", "loss", "parameters"):
            assert title in text
        assert "optimum w" in text
        assert "space run" in on.footer
        assert "? help" in on.footer
        x, y = (column.astype(float) for column in (on.engine._x, on.engine._y))
        slope, intercept = np.polyfit(x, y, 1)
        assert f"{slope:.5f}" in on.panel_row("optimum w")
        assert f"{intercept:.5f}" in on.panel_row("optimum b")


async def test_a_frame_of_the_problem_before_is_not_drawn():
    async with stage() as on:
        await on.press("n")
        stale = on.engine.frame()
        await on.press("R")
        fresh = on.app.model.frame
        assert fresh.config.data.seed == 1
        on.app.model.receive(stale)
        assert on.app.model.frame is fresh


async def test_a_large_drawing_is_made_beside_the_screen():
    async with stage(samples=300_000) as on:
        await on.prepared()
        assert on.app.model.problem.preview.samples == 300_000


async def test_a_missing_csv_file_is_said_and_the_old_data_stay(tmp_path):
    async with stage() as on:
        problem = on.app.model.problem
        on.app.changes.apply({"data": str(tmp_path / "none.csv")})
        await on.prepared()
        assert "none.csv" in on.message
        assert on.app.model.problem is problem
        assert on.engine.said == []


async def test_a_csv_file_is_read_and_its_columns_come_into_the_panel(tmp_path):
    path = tmp_path / "line.csv"
    path.write_text("t,v\n" + "".join(f"{i},{3 * i + 1}\n" for i in range(20)))
    # As high as the whole panel.
    async with stage(size=(120, 60)) as on:
        on.app.changes.apply({"data": str(path)})
        await on.prepared()
        assert "3.00000" in on.panel_row("optimum w")
        assert "1.00000" in on.panel_row("optimum b")
        assert on.panel_row("x column")
        assert "true w" not in on.text
        assert on.engine.config.data.data == path


async def test_w_asks_for_a_file_and_writes_the_history(tmp_path):
    path = tmp_path / "run.csv"
    async with stage() as on:
        await on.press("n", "w")
        assert "write the history" in on.text
        field = on.app.screen.query_one(Input)
        field.value = str(tmp_path / "run.txt")
        await on.press("enter")
        assert "must end in .npz or .csv" in on.text
        field.value = str(path)
        await on.press("enter")
        assert on.engine.said[-1] == Save(path)
        assert "wrote 1 update" in on.message


async def test_c_shows_and_copies_the_command_line():
    async with stage(learning_rate=0.01, b_gen=-2) as on:
        await on.press("c")
        assert "descent --b-gen=-2 --learning-rate=0.01" in on.message
        assert on.app.clipboard == "descent --b-gen=-2 --learning-rate=0.01"


@pytest.mark.parametrize("size", [(59, 24), (80, 15), (20, 5)])
async def test_a_terminal_that_is_too_small_says_so(size):
    async with stage(size=size) as on:
        assert "descent needs" in " ".join(on.text.split())
        assert "surface" not in on.text
        await on.press("space")
        assert on.engine.said == [Run()]


async def test_resizing_rearranges():
    async with stage(size=(80, 24)) as on:
        dashboard = on.app.dashboard
        await on.press("D")
        assert dashboard.plot("surface").region.bottom <= dashboard.plot("loss").region.y
        await on.pilot.resize_terminal(120, 40)
        await on.settle()
        assert dashboard.plot("surface").region.right <= dashboard.plot("loss").region.x


async def test_quitting_closes_the_engine():
    async with stage() as on:
        await on.pilot.press("q")
        await on.pilot.pause()
        engine = on.engine
    assert engine.closed
    assert on.app.return_code == 0
    assert on.app.model.state is not Phase.LOST


async def test_a_frame_paints_just_the_lines_that_changed(monkeypatch):
    async with stage() as on:
        painted = []
        screen = on.app.screen
        whole = screen.refresh

        def refresh(*regions, **options):
            painted.append(regions)
            return whole(*regions, **options)

        monkeypatch.setattr(screen, "refresh", refresh)
        await on.press("space")
        await on.train(3)
        assert "update 3" in " ".join(on.numbers.split())
        assert painted == []


async def test_ctrl_c_says_what_leaves_without_covering_anything():
    async with stage() as on:
        await on.press("ctrl+c")
        assert "q: quit" in on.message


async def test_plus_outside_the_views_that_zoom_says_where_it_zooms():
    async with stage() as on:
        await on.press("plus")
        assert "zoom in: views 2, 3" in on.message
        assert on.engine.config.optimizer.learning_rate == 0.001
