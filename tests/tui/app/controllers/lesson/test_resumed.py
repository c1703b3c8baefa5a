"""A lesson in a session that is resumed is where it was: step, answers, numbers, lock."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from engine.storage.sessions.resume import resume_newest
from tests.tui.app.controllers.lesson.lesson_stage import OneLesson, opened_lesson
from tests.tui.app.controllers.lesson.two_steps import FIRST, SECOND, pane
from tests.tui.app.controllers.session_stage import saved
from tests.tui.lessons.lessons import lesson_of
from tests.tui.stage import Stage, stage
from tui.app.controllers.lesson.shelf import Shelf
from tui.app.sessions import Sessions
from tui.lessons.document import Block, Prose, RunTo
from tui.lessons.goal import End, Goal
from tui.lessons.play import Phase

LESSON = lesson_of(FIRST, SECOND)
LONG = (RunTo(Goal(end=End.CONVERGED), 1), Prose("There.", 1))


async def left(
    root: Path, steps: tuple[tuple[Block, ...], ...], act: Callable[[Stage], Awaitable[None]]
):
    """A session with a lesson in which somebody acts, whose app is killed; what its pane showed."""
    async with stage(sessions=Sessions(root)) as at:
        await opened_lesson(at, lesson_of(*steps))
        await act(at)
        await saved(at)
        shown, play = pane(at), at.app.lessons.controller.play
        shelf = at.app.lessons.shelf
        at.app.autosave._place.release()
        at.app.autosave._root = None
    return shown, play, shelf


async def resumed(root: Path, shelf: Shelf, then: Callable[[Stage], Awaitable[None]]) -> None:
    async with stage(sessions=Sessions(root, resume_newest(root)), shelf=shelf) as at:
        await then(at)


async def test_a_locked_question_is_asked_again_with_the_answers_and_numbers_of_before(
    tmp_path: Path,
) -> None:
    async def act(at: Stage) -> None:
        await at.press("0", "enter", "pagedown")

    shown, play, shelf = await left(tmp_path, (FIRST, SECOND), act)
    assert "Which way?" in shown

    async def then(at: Stage) -> None:
        controller = at.app.lessons.controller
        assert pane(at) == shown and controller.play.answers == play.answers
        assert "left the path" not in pane(at)
        await at.press("escape", "n")
        assert "asks first" in at.message
        await at.press("pageup")
        assert "not right" in pane(at) and "Now w is" in pane(at)
        await at.press("pagedown", "j", "b", "enter")
        assert at.app.model.present.update == 20
        await at.press("pagedown")
        assert "1 of 2 questions" in " ".join(pane(at).split())

    await resumed(tmp_path, shelf, then)


async def test_a_run_on_its_way_is_paused_there_and_goes_on_and_a_fork_is_kept(
    tmp_path: Path,
) -> None:
    async def act(at: Stage) -> None:
        await at.train(3)
        await at.press("space")

    _, _, shelf = await left(tmp_path, (LONG,), act)

    async def goes_on(at: Stage) -> None:
        assert "paused; pgdn: run on until it converges" in " ".join(pane(at).split())
        await at.press("n")
        assert "the lesson runs until" in at.message
        await at.press("pagedown")
        await at.train(2000)
        assert "There." in pane(at)
        await at.press("equals_sign", "n")
        assert "left the path" in " ".join(pane(at).split())
        await saved(at)
        at.app.autosave._place.release()
        at.app.autosave._root = None

    async def comes_back(at: Stage) -> None:
        assert "left the path" in " ".join(pane(at).split())
        await at.press("j")
        await at.train(2000)
        assert [run.letter for run in at.app.model.kept] == ["A"]
        assert at.app.lessons.controller.play.phase is Phase.READING

    await resumed(tmp_path, shelf, goes_on)
    await resumed(tmp_path, shelf, comes_back)


async def test_a_place_that_is_not_known_any_more_leaves_the_run_as_it_is(tmp_path: Path) -> None:
    async def act(at: Stage) -> None:
        await at.press("0", "enter")

    _, _, shelf = await left(tmp_path, (FIRST, SECOND), act)
    assert isinstance(shelf, OneLesson)
    shelf.lesson = lesson_of(FIRST, LONG)

    async def then(at: Stage) -> None:
        assert "left the path" in " ".join(pane(at).split())
        assert at.app.model.present.update == 12
        assert any("the steps of the lesson have changed" in n for n in at.app.model.messages.log)
        await at.press("j")
        assert [run.letter for run in at.app.model.kept] == ["A"] and at.app.model.unmoved

    await resumed(tmp_path, shelf, then)
