"""Sessions of other apps are offered and resumed; faults while a session is saved."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.history.values import RunState
from engine.protocol.commands import Race
from engine.protocol.events import RaceFrame
from engine.storage.sessions.place import LOCK, newest_place
from engine.storage.sessions.reader import read_record, read_session
from engine.storage.sessions.resume import resume_newest
from engine.storage.sessions.writer import SessionWriter
from tests.tui.app.controllers.session_stage import folder_in, idle, saved, session
from tests.tui.stage import stage
from tui.app.sessions import Sessions


async def test_an_interrupted_session_is_offered_and_resumed_by_a_command(tmp_path: Path) -> None:
    async with session(tmp_path) as at:
        await at.press("space")
        await at.train(12)
        at.app.exit(return_code=129)
        await at.pilot.pause()
    async with session(tmp_path) as at:
        await at.settle()
        assert "was interrupted at update 12 (SIGHUP) · ctrl+p: resume session" in at.message
        at.app.do("resume-session", "resume-session")
        await at.app.workers.wait_for_complete()
        await at.pilot.pause()
    taken = at.app.autosave.earlier.taken
    assert taken.place.folder == folder_in(tmp_path)
    assert taken.opened.frame.update == 12
    assert newest_place(tmp_path) is None


async def test_the_offer_does_not_wait_for_the_worker(tmp_path: Path) -> None:
    async with session(tmp_path) as at:
        await at.press("n")
        at.app.exit(return_code=129)
        await at.pilot.pause()
    async with stage(sessions=Sessions(tmp_path), ready=False) as at:
        await at.settle()
        assert "was interrupted at update 1" in at.message
        at.engine.become_ready()
        await at.settle()
        assert "was interrupted at update 1" in at.message


async def test_a_session_that_another_app_took_meanwhile_ends_nothing(tmp_path: Path) -> None:
    async with session(tmp_path) as at:
        await at.press("n")
        at.app.exit(return_code=129)
        await at.pilot.pause()
    async with session(tmp_path) as at:
        await at.settle()
        held = resume_newest(tmp_path)
        at.app.do("resume-session")
        await at.app.workers.wait_for_complete()
        await at.settle()
        assert "another descent has taken it up" in at.message
        assert at.app.is_running
        assert at.app.autosave.earlier.taken is None
        at.app.do("resume-session")
        await at.settle()
        assert "no earlier session" in at.message
        held.place.release()


async def test_edits_in_progress_are_saved_and_go_on(tmp_path: Path) -> None:
    async with session(tmp_path) as at:
        await at.press("4", "C", "tab", "backspace", "shift+right", "enter", "enter")
        draft = at.app.model.draft
        assert draft is not None
        await saved(at)
        # As after a crash: nothing more is written.
        killed = read_session(folder_in(tmp_path)).content.draft
        assert killed is not None
        assert killed.x == tuple(draft.points.x.tolist())
        at.app.exit(return_code=129)
        await at.pilot.pause()
    resumed = resume_newest(tmp_path)
    async with stage(sessions=Sessions(tmp_path, resumed), batch_size=16) as at:
        await at.settle()
        again = at.app.model.draft
        assert again is not None
        assert np.array_equal([again.points.x, again.points.y], [draft.points.x, draft.points.y])
        assert again.cursor == draft.cursor
        assert any("still being edited" in line for line in at.app.model.messages.log)
        await at.press("C", "u")
        undone = at.app.model.draft
        assert undone is not None
        assert not undone.changed
        await at.press("ctrl+r", "escape")
        assert at.app.model.config.data.data is not None


async def test_a_race_goes_on_paused_from_where_its_runs_were_saved(tmp_path: Path) -> None:
    async with session(tmp_path) as at:
        await at.press("n", "n", "p", "o", "7", "A")
        await at.press("a")
        sent = at.engine.said[-1]
        assert isinstance(sent, Race)
        first = at.engine.frame()
        rival = replace(first, config=sent.configs[1], state=RunState.RUNNING)
        at.engine.tell(RaceFrame((replace(first, state=RunState.RUNNING), rival)))
        await at.settle()
        await saved(at)
        at.app.exit(return_code=129)
        await at.pilot.pause()
    resumed = resume_newest(tmp_path)
    assert resumed.opened is not None
    async with stage(sessions=Sessions(tmp_path, resumed), batch_size=16) as at:
        await at.settle()
        (again,) = [said for said in at.engine.said if isinstance(said, Race)]
        assert (again.configs[1:], again.by) == (sent.configs[1:], sent.by)
        assert again.resumes[0] is resumed.opened.resume
        assert again.resumes[1].checkpoint.theta == pytest.approx(rival.checkpoint.theta, rel=1e-6)
        assert at.app.model.race.letters == ("A",)
        assert any("the race goes on, paused" in line for line in at.app.model.messages.log)


async def test_a_session_that_was_left_is_not_announced(tmp_path: Path) -> None:
    async with session(tmp_path) as at:
        await at.press("n", "q")
    async with session(tmp_path) as at:
        await at.settle()
        assert "interrupted" not in at.message
        assert at.app.autosave.earlier.found is not None


async def test_two_apps_have_a_session_each(tmp_path: Path) -> None:
    async with session(tmp_path) as one:
        await one.press("n")
        await saved(one)
        async with session(tmp_path) as other:
            await other.press("n", "n")
            await saved(other)
            assert other.app.autosave.folder != one.app.autosave.folder
            assert newest_place(tmp_path) is None
            assert other.app.autosave.earlier.found is None
        assert resume_newest(tmp_path).opened.frame.update == 2
        assert read_record(one.app.autosave.folder).run.update == 1


async def test_without_a_worker_the_last_run_stays_and_the_rest_is_saved(tmp_path: Path) -> None:
    async with session(tmp_path) as at:
        await at.press("space")
        await at.train(7)
        await idle(at)
        await at.train(7)
        at.engine.lose()
        await at.settle()
        await at.press("p")
        await saved(at, 1.0)
        found = read_session(folder_in(tmp_path))
        assert found.run.checkpoint.update == 7
        assert [kept.frame.update for kept in found.content.kept] == [14]
        await at.press("q")
    lines = at.app.autosave.farewell.splitlines()
    assert lines[1:3] == ["The worker was lost.", f"Saved up to update 7 in {folder_in(tmp_path)}"]


async def test_a_worker_that_dies_while_it_writes_holds_nothing_up(tmp_path: Path) -> None:
    async with session(tmp_path) as at:
        at.engine._serve = lambda _command: at.engine.lose()
        await at.press("n", "p")
        await saved(at)
        found = read_session(folder_in(tmp_path))
        assert found.run is None
        assert len(found.content.kept) == 1


async def test_a_full_disk_is_told_once_and_the_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: SessionWriter, content: object) -> None:
        del content
        raise OSError(errno.ENOSPC, "No space left on device", str(self.folder))

    async with session(tmp_path) as at:
        save = SessionWriter.save
        monkeypatch.setattr(SessionWriter, "save", full)
        await at.press("space")
        await at.train(5)
        await saved(at)
        assert "the session is not saved: " in at.message
        folder = at.app.autosave.folder
        told = f"the session is not saved: {folder}: No space left on device"
        assert at.app.model.messages.log[-1] == told
        log = len(at.app.model.messages.log)
        await at.train(5)
        await saved(at, 31.0)
        assert at.app.model.running
        assert len(at.app.model.messages.log) == log
        monkeypatch.setattr(SessionWriter, "save", save)
        await saved(at, 31.0)
        assert "the session is saved again" in at.app.model.messages.log
    assert (folder_in(tmp_path) / LOCK).exists()


async def test_a_run_that_the_worker_does_not_take_up_is_not_overwritten(tmp_path: Path) -> None:
    async with session(tmp_path) as at:
        await at.press("space")
        await at.train(9)
        await at.press("q")
    resumed = resume_newest(tmp_path)
    async with stage(sessions=Sessions(tmp_path, replace(resumed, opened=None))) as at:
        await at.press("n")
        await saved(at)
    assert read_session(folder_in(tmp_path)).run.checkpoint.update == 9
