"""The built-in lessons: what every step has, and what the page for lecturers says."""

from __future__ import annotations

import re

import pytest

from tools.docs import ROOT
from tui.lessons import library
from tui.lessons.ask import Kind
from tui.lessons.document import Prose, Reflect
from tui.lessons.spots import SPOTS

PAGE = (ROOT / "docs" / "lecturers.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.split("|")[1:-1]] for line in PAGE.splitlines() if "|" in line
]


@pytest.mark.parametrize("name", library.names())
def test_every_step_asks_reveals_asks_to_reflect_and_has_a_timed_note(name: str):
    lesson = library.lesson(name)
    minutes = 0
    for step in lesson.steps:
        [note] = step.notes
        timed = re.match(r"(\d+) minutes?\. ", note)
        assert timed is not None, step.title
        minutes += int(timed[1])
        if step is not lesson.steps[0]:
            [ask] = step.asks
            assert ask.hints, step.title
            assert ask.kind in (Kind.EXERCISE, Kind.KEY) or ask.wrongs
            assert any(isinstance(block, Reflect) for block in step.blocks), step.title
    assert lesson.minutes <= minutes <= lesson.minutes + 3


@pytest.mark.parametrize("name", library.names())
def test_a_passage_is_short_enough_to_be_read_beside_a_picture(name: str):
    lesson = library.lesson(name)
    for step in lesson.steps:
        texts = [block.text for block in step.blocks if isinstance(block, Prose)]
        texts += [ask.question for ask in step.asks]
        assert max(map(len, texts)) < 620, step.title


def test_a_spotlight_on_the_data_falls_on_their_view():
    assert SPOTS["data"] == "the data and the fitted line"
    assert SPOTS["learning_rate"] == "learning rate in the panel (tab)"


def test_the_page_for_lecturers_names_the_lessons_and_their_steps():
    lessons = library.lessons()
    listed = [row for row in ROWS if row[0].isdecimal()]
    expected = [(f"`{one.name}`", str(len(one.steps))) for one in lessons]
    assert [(row[1], row[2]) for row in listed] == expected
    sections = [row for row in ROWS if len(row) == 3 and re.fullmatch(r"[\d, ]+", row[1])]
    assert len(sections) > 15
    for section, numbers, named in sections:
        known = [step.title for k in numbers.split(",") for step in lessons[int(k) - 1].steps]
        assert set(named.split("; ")) <= set(known), section
