"""Each built-in lesson, played on the screen from start to end."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.stage import Stage, stage
from tui.app.controllers.drawing import Drawing
from tui.app.controllers.lesson.shelf import Library
from tui.lessons.ask import Kind
from tui.lessons.library import lessons
from tui.lessons.play import Phase, Play
from tui.text.markdown.wrapping import plain, width_of
from tui.text.numbers import UNKNOWN
from tui.widgets.lesson.page import rows_of

SIZES = ((80, 24), (120, 40))
MOST_TURNS = 150
BEYOND = 3000
"""Updates after which every run of a lesson without a number of updates has ended."""


def read(on: Stage) -> None:
    """The page fits the pane, and each number in it is known."""
    pane = on.app.dashboard.lesson.pane
    assert pane is not None
    width = pane._text.content_size.width
    for row in rows_of(pane.page, width):
        assert width_of(row.line) <= width
        assert f" {UNKNOWN} " not in plain(row.line), plain(row.line)


async def turn(on: Stage, play: Play) -> None:
    """What a learner does next, who knows everything."""
    ask = play.ask
    if ask is not None and ask.kind in (Kind.CHOICE, Kind.KEY):
        on.app.lessons.controller.answer(ask.answer)
    elif ask is not None:
        on.app.do("lesson-skip")
    elif play.phase is Phase.RUNNING and on.app.model.running:
        on.engine.advance(BEYOND)
    else:
        on.app.do("lesson-next")
    await on.settle()


async def test_each_lesson_is_played_from_start_to_end_half_of_it_at_each_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config
) -> None:
    """Every second one, but for `--thorough`; without a screen, `test_check` plays all.

    The pictures are drawn at the end of each: they cost most, and have tests of their own.
    """
    played = lessons()[:: 1 if pytestconfig.getoption("--thorough") else 2]
    draw = Drawing.redraw
    monkeypatch.setattr(Drawing, "redraw", lambda _: None)
    async with stage(size=SIZES[0]) as on:
        app, shelf = on.app, Library(lambda _: None, on.app._writing, tmp_path / "progress.json")
        app.lessons._shelf = shelf
        for lesson in played:
            app.open_lesson(lesson.name)
            await on.settle()
            controller, step = app.lessons.controller, -1
            for _ in range(MOST_TURNS):
                play = controller.play
                assert play is not None and not controller.at_hand.off, lesson.name
                if play.phase is Phase.OVER:
                    break
                if play.step != step:
                    step = play.step
                    if 2 * step in (0, len(lesson.steps) // 2 * 2):
                        await on.pilot.resize_terminal(*SIZES[step > 0])
                read(on)
                await turn(on, play)
            assert play.phase is Phase.OVER and play.done == set(range(len(lesson.steps)))
            assert "The lesson is over" in on.text
            draw(app._drawing)
        notes = {entry.name: entry.note for entry in shelf.entries()}
        for lesson in played:
            assert notes[lesson.name] == f"{lesson.minutes} min, done"
