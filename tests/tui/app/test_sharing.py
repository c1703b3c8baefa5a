"""A session at two terminals: the follower draws what the app draws, and its keys count or not."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from engine.protocol.commands import Save, Step
from engine.protocol.sweep_messages import SweepEnded, SweepRows
from tests.listening import listening
from tests.tui.app.follower import following
from tests.tui.stage import stage
from tests.tui.sweeps import ended_row

PLOTS = slice(0, -3)
"""All but the status lines and the footer, which name the terminal and its keys."""

LEFT = (
    "surface nearer pan-right cursor",
    "loss loss-read loss-left loss-in loss-smooth",
    "data data-residuals data-histogram",
    "slice direction slice-in",
    "solid turn-left raise solid-level",
    "runs turn-order column-left",
    "algorithm line-down line-down",
    "eigen eigen-page",
    "dashboard theory gradients x-axis",
    "update-back",
)
"""Commands that leave each view in another way than it begins."""


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))


async def test_a_late_follower_draws_the_same_pictures() -> None:
    async with stage(batch_size=32) as app:
        await app.press("space")
        await app.train(12)
        await app.press("p", "b", "right_square_bracket", "y")
        await app.train(9)
        async with following(app) as follower:
            assert follower.lines[PLOTS] == app.lines[PLOTS]
            assert follower.line(-3) == app.numbers
            await app.train(5)
            await follower.settle()
            assert follower.line(-3) == app.numbers
            for ids in LEFT:
                for id_ in ids.split():
                    app.app.do(id_)
                    await app.settle()
                await follower.settle()
                assert follower.lines[PLOTS] == app.lines[PLOTS], ids


async def test_at_another_size_it_shows_the_same_numbers() -> None:
    async with stage(batch_size=1) as app:
        await app.press("space")
        async with following(app, size=(80, 24)) as follower:
            await app.train(250)
            await follower.settle()
            frame = app.app.model.frame
            assert frame is not None
            assert f"upd {frame.update} " in follower.line(-3)
            assert f" {frame.theta[0]:.3f} " in follower.line(-3)
            assert len(follower.lines) == 24


async def test_a_sweep_is_followed_from_its_middle_to_its_end() -> None:
    async with stage(samples=8, batch_size=1, epochs=5, stop="never") as app:
        app.app.do("compare-batches")
        await app.settle()
        spec = app.engine.swept
        assert spec is not None
        frames = [replace(app.engine.frame(), config=config) for config in spec.configs()]
        rows = [
            SweepRows((ended_row(spec, k),), k + 1, spec.runs, frames=(frame,))
            for k, frame in enumerate(frames)
        ]
        app.engine.tell(*rows[:2])
        await app.settle()
        async with following(app) as follower:
            assert follower.lines[PLOTS] == app.lines[PLOTS]
            app.engine.tell(*rows[2:], SweepEnded(spec.runs, spec.runs, stopped=False))
            await app.settle()
            await follower.settle()
            assert follower.lines[PLOTS] == app.lines[PLOTS]
            assert len(follower.app.model.kept) == len(app.app.model.kept) > 1


async def test_a_follower_reads_only_until_it_takes_over() -> None:
    async with stage() as app, following(app) as follower:
        await follower.press("right_square_bracket", "2", "space", "n")
        assert "read-only; Y: take over" in follower.line(-2)
        assert app.engine.said == []
        assert app.app.dashboard.view_name == "dashboard"
        follower.app.dashboard.panel.focus()
        await follower.press("left")
        assert app.engine.said == []

        await follower.press("Y")
        assert "pts/9 has taken over" in app.message
        assert "this terminal has control" in follower.line(-2)
        await app.press("n")
        assert app.engine.said == []
        assert "Y: take back" in app.message
        await follower.press("escape", "2", "left_square_bracket", "n")
        assert app.app.dashboard.view_name == "surface"
        assert Step() in app.engine.said
        assert app.app.model.config.batch.batch_size != "full"
        assert follower.app.model.config == app.app.model.config

        await app.press("Y")
        await follower.settle()
        await follower.press("n")
        assert app.engine.said.count(Step()) == 1
        await app.press("n")
        assert app.engine.said.count(Step()) == 2


async def test_what_a_follower_asks_for_in_a_dialog_happens_in_the_app() -> None:
    async with stage() as app:
        await app.press("n")
        await app.train(1)
        await app.press("p", "7", "down")
        if app.app.situation().runs.selected != "A":
            await app.press("down")
        before = app.app.model.config
        async with following(app, take_over=True) as follower:
            await follower.press("N", *"longer", "enter")
            assert app.app.model.kept.get("A").name.endswith("longer")
            await follower.press("w", "ctrl+u", *"h.csv", "enter")
            assert Save(Path.cwd() / "h.csv") in app.engine.said
            await follower.press("B", "enter")
            assert app.engine.swept is not None
            assert app.app.model.experiments.begun == 1
            await follower.press("escape", "tab", "down", "right")
            assert app.engine.config == app.app.model.config != before
        assert "pts/9 is gone" in app.message
        await app.press("n")
        assert app.engine.said[-1] == Step()


async def test_messages_of_this_terminal_stay_while_the_run_goes_on() -> None:
    async with stage() as app:
        await app.press("space")
        async with following(app) as follower:
            await follower.press("m")
            assert "markers: " in follower.line(-2)
            await app.train(3)
            await follower.settle()
            assert "markers: " in follower.line(-2)
            await app.press("p")
            await follower.settle()
            assert "kept as A" in follower.line(-2)


async def test_the_theme_follows_until_another_is_chosen() -> None:
    async with stage() as app, following(app) as follower:
        await app.press("ctrl+t")
        await follower.settle()
        assert follower.app.theme == app.app.theme
        await follower.press("ctrl+t")
        chosen = follower.app.theme
        await app.press("ctrl+t", "ctrl+t")
        await follower.settle()
        assert follower.app.theme == chosen != app.app.theme


async def test_the_end_of_the_app_is_told_and_the_picture_stays() -> None:
    async with stage() as app, following(app) as follower:
        before = follower.lines[PLOTS]
        app.app.do("share")
        while "shared no longer" not in follower.line(-2):
            await follower.pilot.pause()
        assert follower.lines[PLOTS] == before
        await follower.pilot.press("n", "Y")
        assert "q: quit" in follower.line(-2) or "shared no longer" in follower.line(-2)
        assert app.engine.said == []


async def test_nothing_listens_until_it_is_asked_for(tmp_path: Path) -> None:
    async with stage() as app:
        assert listening(os.getpid()) == set()
        async with following(app):
            folder = tmp_path / "descent"
            [socket] = folder.iterdir()
            assert len(listening(os.getpid())) == 1
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
            assert stat.S_IMODE(socket.stat().st_mode) == 0o600
        app.app.do("share")
        await app.settle()
        assert list(folder.iterdir()) == []
        assert listening(os.getpid()) == set()
