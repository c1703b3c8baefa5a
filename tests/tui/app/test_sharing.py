"""A session at two terminals: the follower draws what the app draws, and its keys count or not."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.protocol.commands import Save, Step
from engine.protocol.problem_messages import Evaluated
from engine.protocol.sweep_messages import SweepEnded, SweepRows
from tests.listening import listening
from tests.tui.app.follower import following
from tests.tui.stage import stage
from tests.tui.sweeps import ended_row
from tui.app.sharing.sender import Sender
from tui.model.status import Game
from tui.terminal.settings import ScreenSettings

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
    "descend walk-up walk-step walk-gradient walk-step walk-finer",
    "golf club-up golf-stroke golf-stroke club-less",
    "dashboard theory gradients x-axis",
    "update-back",
)
"""Commands that leave each view in another way than it begins."""


def counts(game: Game) -> list[tuple[str, int]]:
    return [(label, count) for label, _, count in game.counts]


TALK = """\
+++
format = 1
title = "A short talk"
minutes = 3
+++
Good morning.

<!-- note: SECRET greet -->

## The valley
<!-- note: SECRET point -->
<!-- ask: choice answer = "b" -->
Where is it deep?

- a) at its edge
- b) in the middle

## The end
Thank you.
"""


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
            assert follower.line(-3) == app.numbers
            assert follower.lines[PLOTS] == app.lines[PLOTS]
            await app.train(5)
            await follower.settle()
            assert follower.line(-3) == app.numbers
            for ids in LEFT:
                for id_ in ids.split():
                    app.app.do(id_)
                    await app.settle()
                await follower.settle()
                assert follower.lines[PLOTS] == app.lines[PLOTS], ids


async def test_a_loss_that_only_the_worker_computes_is_drawn_by_followers() -> None:
    async with stage(problem="mine.py") as app:
        problem = app.app.model.problem
        assert problem is not None
        async with following(app) as follower:
            assert "the loss is being computed" in follower.text
            view = problem.view
            w, b = np.meshgrid(np.linspace(view.w_low, view.w_high, 40),
                               np.linspace(view.b_low, view.b_high, 40))  # fmt: skip
            slopes = np.array([2 * (w - 1), 4 * (b + 2)])
            losses = (w - 1) ** 2 + 2 * (b + 2) ** 2
            app.engine.tell(Evaluated(app.app.model.config, view, losses, slopes, 0))
            app.app.do("surface")
            await app.settle()
            await follower.settle()
            assert follower.lines[PLOTS] == app.lines[PLOTS]
            assert "minimum found" in follower.text


async def test_sweeps_edits_messages_and_themes_are_followed_until_the_end() -> None:
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

            await app.press("4", "C", "right", "enter")
            draft = app.app.model.draft
            assert draft is not None
            assert draft.changed
            await follower.settle()
            assert follower.lines[PLOTS] == app.lines[PLOTS]
            await app.press("X", "1")
            await follower.settle()

            # A message of this terminal stays until the app has another one.
            await follower.press("m")
            await app.press("g")
            await follower.press("m")
            await app.train(3)
            await follower.settle()
            assert "markers: " in follower.line(-2)
            await app.press("g")
            await follower.settle()
            assert "gradients" in follower.line(-2)

            # So does a theme that was chosen here.
            await app.press("ctrl+t")
            await follower.settle()
            assert follower.app.theme == app.app.theme
            await follower.press("ctrl+t")
            chosen = follower.app.theme
            await app.press("ctrl+t", "ctrl+t")
            await follower.settle()
            assert follower.app.theme == chosen != app.app.theme

            before, said = follower.lines[PLOTS], len(app.engine.said)
            app.app.do("share")
            await app.wait_until(lambda: "no longer" in follower.line(-2))
            await app.wait_until(lambda: "control" not in follower.line(-1))
            await follower.pilot.press("n", "Y")
            await follower.pilot.pause()
            assert "the session is shared no longer" in follower.line(-2)
            assert follower.lines[PLOTS] == before
            assert len(app.engine.said) == said


async def test_a_follower_reads_only_until_it_takes_over(tmp_path: Path) -> None:
    async with stage() as app:
        await app.press("n")
        await app.train(1)
        await app.press("p", "7", "down")
        if app.app.situation().runs.selected != "A":
            await app.press("down")
        said, before = list(app.engine.said), app.app.model.config
        assert listening(os.getpid()) == set()
        async with following(app, size=(80, 24)) as follower:
            folder = tmp_path / "descent"
            [socket] = folder.iterdir()
            assert len(listening(os.getpid())) == 1
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
            assert stat.S_IMODE(socket.stat().st_mode) == 0o600
            frame = app.app.model.frame
            assert frame is not None
            shown = follower.line(-3).split()
            w = float(shown[shown.index("w") + 1])
            assert w == pytest.approx(frame.theta[0], rel=1e-4)

            await follower.press("left_square_bracket", "2", "space", "n")
            assert "read-only; Y: take over" in follower.line(-2)
            assert app.app.dashboard.view_name == "runs"
            follower.app.dashboard.panel.focus()
            await follower.press("left")
            assert app.engine.said == said

            await follower.press("Y")
            assert "pts/9 has taken over" in app.message
            assert "this terminal has control" in follower.line(-2)
            await app.press("n")
            assert app.engine.said == said
            assert "Y: take back" in app.message
            await follower.press("escape", "left_square_bracket", "n")
            assert Step() in app.engine.said
            assert follower.app.model.config == app.app.model.config != before

            # What it asks for in a dialog happens in the app.
            await follower.press("N", *"longer", "enter")
            assert app.app.model.kept.get("A").name.endswith("longer")
            await follower.press("w", "ctrl+u", *"h.csv", "enter")
            assert Save(Path.cwd() / "h.csv") in app.engine.said
            await follower.press("B", "enter")
            assert app.engine.swept is not None
            assert app.app.model.experiments.begun == 1
            await follower.press("U", *"0.04", "enter", "enter")
            golf = app.app.dashboard.plot("golf").game
            assert golf is not None
            assert (golf.learning_rate, dict(counts(golf))["strokes"]) == (0.04, 1)
            await follower.press("escape")

            await app.press("Y")
            await follower.settle()
            count = app.engine.said.count(Step())
            await follower.press("n")
            assert app.engine.said.count(Step()) == count
            await follower.press("Y")
        await app.wait_until(lambda: "pts/9 is gone" in app.message)
        await app.press("n")
        assert app.engine.said.count(Step()) == count + 1
        app.app.do("share")
        await app.settle()
        assert list(folder.iterdir()) == []
        assert listening(os.getpid()) == set()


async def test_a_lesson_is_followed_without_its_notes_and_answered_with_control(
    tmp_path: Path,
) -> None:
    talk = tmp_path / "talk.md"
    talk.write_text(TALK)
    async with stage(settings=ScreenSettings(speaker=True)) as app:
        app.app.open_lesson(str(talk))
        await app.settle()
        for words in ("SECRET greet", "next:", "The valley", "0:00 of 3 min"):
            assert words in app.text
        async with following(app) as follower:
            assert "Good morning" in follower.text
            await app.press("pagedown")
            await follower.settle()
            text = follower.text
            assert "Where is it deep?" in text
            assert "SECRET point" in app.text
            assert "SECRET" not in text
            assert "a letter, then enter" not in text
            await follower.press("Y", "j", "b", "enter")
            assert "b) in the middle" in follower.text
            assert [given.text for given in app.app.lessons.controller.play.answers] == ["b"]
            await app.press("Y")
            app.app.do("lesson-close")
            await follower.settle()
            assert "Where is it deep?" not in follower.text


async def test_what_cannot_be_sent_ends_the_sharing_and_not_the_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with stage() as app, following(app) as follower:

        def fails(*_: object) -> None:
            raise UnicodeEncodeError("utf-8", "\udce4.csv", 0, 1, "surrogates not allowed")

        monkeypatch.setattr(Sender, "next", fails)
        await app.press("g")
        await app.wait_until(lambda: "no longer" in follower.line(-2))
        await app.wait_until(lambda: "the session is shared no longer: " in app.message)
        await app.press("n")
        assert app.engine.said[-1] == Step()
