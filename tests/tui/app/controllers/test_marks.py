"""Markers of a recording: one for each live change, the end of a run, a step of a lesson."""

from __future__ import annotations

from tests.tui.app.controllers.lesson.lesson_stage import opened_lesson
from tests.tui.lessons.lessons import lesson_of
from tests.tui.stage import stage
from tui.lessons.document import Prose
from tui.terminal.cast import CastFile


async def test_live_changes_and_the_end_are_marked(tmp_path, monkeypatch):
    marked: list[str] = []
    monkeypatch.setattr(CastFile, "mark", lambda _, label: marked.append(label))
    async with stage() as on:
        on.app.record_to(CastFile(tmp_path / "a.cast", (80, 24)))
        await on.press("space")
        await on.train(3)
        await on.press("=")
        await on.train(2)
        assert marked == ["learning rate 0.001 → 0.002 (update 3)"]
        await on.press(",", ",", ",", ".", "end")
        assert marked.count("learning rate 0.001 → 0.002 (update 3)") == 2, "seen again"
        await on.press("space")
        await on.train(500)
        assert marked[-1] == "converged"
        count = len(marked)
        await on.press("r", "n")
        assert len(marked) == count


async def test_each_step_of_a_lesson_is_marked_once_when_it_is_reached(tmp_path, monkeypatch):
    marked: list[str] = []
    monkeypatch.setattr(CastFile, "mark", lambda _, label: marked.append(label))
    lesson = lesson_of((Prose("One.", 1),), (Prose("Two.", 1),))
    async with stage() as on:
        on.app.record_to(CastFile(tmp_path / "a.cast", (80, 24)))
        await opened_lesson(on, lesson)
        titles = [f"{lesson.title}: {step.title}" for step in lesson.steps]
        assert marked == titles[:1]
        await on.press("pagedown", "pageup", "pagedown")
        assert marked == titles
