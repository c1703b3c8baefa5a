"""The session saves itself, and comes back as it was."""

from __future__ import annotations

import shutil
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from engine.history.values import RunState
from engine.protocol.events import Stored
from engine.storage.sessions.content import LessonContent
from engine.storage.sessions.place import newest_place
from engine.storage.sessions.reader import read_record, read_session
from engine.storage.sessions.resume import newest_earlier, resume_newest
from tests.tui.app.controllers.session_stage import folder_in, idle, saved, session
from tests.tui.stage import stage
from tui.app.sessions import Sessions, ended_by
from tui.lessons.bookmark import bookmark_of
from tui.lessons.library import find
from tui.lessons.player import begin
from tui.model.scene import LossX


async def test_a_session_is_saved_and_shows_the_same_when_it_is_resumed(tmp_path: Path) -> None:
    async with session(tmp_path) as at:
        await at.press("space")
        await at.train(20)
        await at.press("S", "p", "space", "x", "t", "3")
        lesson = LessonContent("too-fast", 2, bookmark_of(begin(find("too-fast"), 2).play))
        at.app.lessons.resume(lesson)
        await at.settle()
        await at.press("escape", "3")
        await saved(at)
        before, numbers = at.app.model, at.numbers
        at.app.autosave._place.release()  # the process was killed: nothing ends in order
        at.app.autosave._root = None
    assert newest_earlier(tmp_path).interrupted
    resumed = resume_newest(tmp_path)
    async with stage(sessions=Sessions(tmp_path, resumed)) as at:
        assert at.app.dashboard.view_name == "loss"
        content = at.app.lessons.content
        assert content is not None and content.off and content.play == lesson.play
        assert "left the path" in " ".join(at.text.split())
        assert at.app.model.session.pace == before.session.pace
        assert at.app.view.options == replace(at.app.view.options, theory=True, loss_x=LossX.EPOCHS)
        (run,) = at.app.model.kept
        assert (run.letter, run.name) == ("A", before.kept.get("A").name)
        theta = before.kept.get("A").frame.theta
        assert run.frame.theta == pytest.approx(theta, rel=1e-6)
        assert at.app.model.frame.update == 20
        assert at.app.model.frame.theta == pytest.approx(before.frame.theta, rel=1e-6)
        assert at.numbers.split("batch loss")[0] == numbers.split("batch loss")[0]
        await at.press("space")
        await at.train(5)
        await saved(at)
    assert read_session(folder_in(tmp_path)).run.checkpoint.update == 25


async def test_a_folder_that_somebody_removed_is_replaced_by_a_whole_one(tmp_path: Path) -> None:
    async with session(tmp_path) as at:
        await at.press("space")
        await at.train(20)
        await at.press("p", "space")
        await saved(at)
        shutil.rmtree(folder_in(tmp_path))
        await at.press("space")
        await at.train(5)
        await at.press("space")
        await saved(at)
        folder = folder_in(tmp_path)
        assert newest_place(tmp_path) is None  # held: no other app takes it up
        assert at.app.autosave.folder == folder
    found = read_session(folder)
    assert found.run.checkpoint.update == 25
    assert [kept.letter for kept in found.content.kept] == ["A"]


async def test_the_last_updates_are_saved_when_the_app_is_left(tmp_path: Path) -> None:
    async with session(tmp_path) as at:
        await at.press("space")
        await at.train(20)
        await saved(at)
        before = read_record(folder_in(tmp_path)).run.update
        await at.train(5)
        await idle(at)
        await at.train(5)
        assert read_record(folder_in(tmp_path)).run.update == before + 5
        await at.press("q")
    assert read_record(folder_in(tmp_path)).run.update == before + 10
    assert "Saved in" in at.app.autosave.farewell


async def test_what_is_saved_at_the_end_is_what_was_shown(tmp_path: Path) -> None:
    async with session(tmp_path) as at:
        await at.press("space")
        await at.train(20)
        store = at.engine._serve

        def train_on(command: object) -> None:
            at.engine._train(3)  # a worker makes updates until it is paused
            store(command)

        at.engine._serve = train_on
        await at.press("q")
    update = read_record(folder_in(tmp_path)).run.update
    assert update == 20
    lines = at.app.autosave.farewell.splitlines()
    assert f" {update} updates, " in lines[0]
    assert lines[0].endswith("interrupted.")
    assert lines[1] == f"Saved in {folder_in(tmp_path)}"


async def test_only_its_user_may_read_it(tmp_path: Path) -> None:
    root = tmp_path / "state" / "sessions"
    async with session(root) as at:
        await at.press("n", "p")
        await saved(at)
        paths = [root.parent, root, *root.rglob("*")]
        assert len(paths) > 8
        for path in paths:
            wanted = 0o700 if path.is_dir() else 0o600
            assert stat.S_IMODE(path.stat().st_mode) == wanted, path


async def test_nothing_is_saved_before_anything_was_done(tmp_path: Path) -> None:
    async with session(tmp_path) as at:
        await saved(at)
        await at.press("2", "t")
        await saved(at)
        assert at.app.autosave.farewell == ""
    assert not any(tmp_path.iterdir())  # noqa: ASYNC240 - nothing else is going on


async def test_a_change_of_state_is_saved_at_once_and_progress_every_few_seconds(
    tmp_path: Path,
) -> None:
    async with session(tmp_path) as at:
        await at.press("space")
        await at.train(5)
        await idle(at)

        def update() -> int:
            return read_record(folder_in(tmp_path)).run.update

        assert update() == 5
        due = at.app.autosave._times.due
        at.clock.seconds = due - 0.1
        await at.train(5)
        await idle(at)
        assert update() == 5
        await saved(at, 0.2)
        assert update() == 10
        await at.train(5)
        await at.press("space")
        await saved(at, 0.3)
        assert update() == 15


async def test_a_change_of_view_does_not_write_a_run_that_goes_on(tmp_path: Path) -> None:
    async with session(tmp_path) as at:
        await at.press("space")
        await at.train(5)
        await idle(at)
        await at.train(5)
        await saved(at, 4.0)
        before = read_record(folder_in(tmp_path))
        await at.train(5)
        for key in ("t", "3"):
            await at.press(key)
            await saved(at, 0.3)
        now = read_record(folder_in(tmp_path))
        assert now.view != before.view
        assert now.run == before.run
        await saved(at, 4.0)  # what is shown did not put it off
        assert read_record(folder_in(tmp_path)).run.update == 15


async def test_a_save_that_cost_much_comes_less_often(tmp_path: Path) -> None:
    async with session(tmp_path) as at:
        await at.press("space")
        await at.train(5)
        await saved(at, 4.0)
        at.engine._serve = lambda command: at.engine.tell(
            Stored(command.folder, 6, "0" * 64, size=80_000_000, cost=0.08)
        )
        await at.train(5)
        await idle(at)
        assert at.app.autosave._times.due - at.clock.seconds == pytest.approx(10.0)


async def test_leaving_saves_and_is_no_interruption(tmp_path: Path) -> None:
    async with session(tmp_path) as at:
        await at.press("space")
        await at.train(7)
        await at.press("q")
    found = read_session(folder_in(tmp_path))
    assert found.run.checkpoint.update == 7
    assert found.run.summary.status is RunState.PAUSED
    assert found.content.ended == "quit"
    assert not newest_earlier(tmp_path).interrupted
    lines = at.app.autosave.farewell.splitlines()
    assert lines[0].startswith("sgd, M 16, lr 0.001: 7 updates, 1 epoch, full loss ")
    assert lines[1:] == [f"Saved in {folder_in(tmp_path)}", "Continue with: descent --resume"]


def test_how_an_app_ended_follows_from_its_status() -> None:
    assert [ended_by(status) for status in (None, 0, 1, 129, 143)] == [
        "quit", "quit", "crash", "SIGHUP", "SIGTERM",
    ]  # fmt: skip
