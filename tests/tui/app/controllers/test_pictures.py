"""Pictures of the view and of the screen, written through the dialog."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from tests.tui.stage import Stage, stage
from tui.app.controllers.pictures import screen_cells
from tui.model.status import Tone


async def written(on: Stage, *keys: str, path: Path) -> str:
    """Press the keys, type the path; returns what was said."""
    await on.press(*keys)
    on.app.screen.query_one(Input).value = str(path)
    return await entered(on)


async def entered(on: Stage) -> str:
    """Press enter and wait for what is written; returns what was said."""
    await on.press("enter")
    working = [worker for worker in on.app.workers if worker.group == "writing"]
    if working:  # an empty list would wait for all workers
        await on.app.workers.wait_for_complete(working)
    await on.settle()
    return on.app.model.messages.shown.text


async def test_the_view_and_the_screen_are_written_as_they_were_before_the_dialog(tmp_path):
    async with stage(size=(100, 30)) as on:
        await on.press("space")
        await on.train(40)
        before, plots = on.lines, on.app.dashboard.query_one("#plots").region
        path = tmp_path / "view.txt"
        said = await written(on, "V", path=path)
        assert said == f"wrote {plots.width} × {plots.height} cells to {path}"
        inside = [line[plots.x : plots.right].rstrip() for line in before[plots.y : plots.bottom]]
        assert path.read_text(encoding="utf-8").splitlines() == inside
        assert "surface" in inside[0]

        before = on.lines
        said = await written(on, "ctrl+s", path=tmp_path / "all.ANS")
        assert said.startswith("wrote 100 × 30 cells to ")
        assert "\x1b[" in (tmp_path / "all.ANS").read_text(encoding="utf-8")
        # The line that said so is part of the next picture.
        assert "parameters" in before[0]

        said = await written(on, "2", "V", path=tmp_path / "surface.png")
        width = on.app.dashboard.query_one("#plots").region.width
        assert said.startswith(f"wrote {width} × 27 cells, {16 * width} × {32 * 27} pixels to ")
        assert (tmp_path / "surface.png").read_bytes().startswith(b"\x89PNG")
        await written(on, "V", path=tmp_path / "surface.svg")
        assert "<title>descent: surface</title>" in (tmp_path / "surface.svg").read_text()


async def test_a_free_name_is_suggested_and_a_file_is_replaced_after_a_second_enter(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "descent-dashboard.png").write_text("mine")
    async with stage(size=(100, 30)) as on:
        await on.press("V")
        assert on.app.screen.query_one(Input).value == "descent-dashboard-2.png"
        on.app.screen.query_one(Input).value = "descent-dashboard.jpg"
        await on.press("enter")
        assert "must end in" in on.text
        await on.press("escape")
        await written(on, "V", path=Path("descent-dashboard.png"))
        assert "replace it" in on.text
        assert (tmp_path / "descent-dashboard.png").read_text() == "mine"


async def test_a_disk_that_is_full_is_said_in_one_line_and_leaves_the_old_file(
    tmp_path, monkeypatch
):
    def refuse(*_):
        raise OSError(28, "No space left on device")

    path = tmp_path / "view.svg"
    path.write_text("mine")
    monkeypatch.setattr("engine.storage.atomic.sync", refuse)
    async with stage(size=(100, 30)) as on:
        await written(on, "V", path=path)
        await entered(on)
        shown = on.app.model.messages.shown
        assert shown.text == f"{path}: cannot be written: No space left on device"
        assert shown.tone is Tone.ERROR
    assert path.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("theme", ["descent-dark-contrast", "ansi-dark", "dracula"])
async def test_a_picture_has_the_colours_of_the_theme(theme, monkeypatch):
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)
    async with stage(size=(100, 30)) as on:
        on.app.theme = theme
        await on.settle()
        cells = screen_cells(on.app)
        assert (cells.fore >= 0).all()
        assert (cells.back >= 0).all()
        corner = int(cells.back[1, 0])
        named = on.app.theme_variables["background"]
        assert corner == (0x0B0D12 if theme == "ansi-dark" else int(named[1:], 16))
