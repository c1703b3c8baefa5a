"""What docs/lessons.md says is accepted."""

from __future__ import annotations

import re

import pytest

from tools.docs import ROOT
from tui.lessons.exercises.registry import EXERCISES
from tui.lessons.reading.reader import parse_lesson

PAGE = (ROOT / "docs" / "lessons.md").read_text(encoding="utf-8")
FRONT = '+++\nformat = 1\ntitle = "T"\n+++\n## s\n'
NUMBER = '<!-- ask: number answer = "limit" -->\nHow much?\n'
FOLLOWING = ("wrong", "hint", "right")


def as_lesson(direction: str) -> str:
    """A lesson with this direction."""
    name = direction.removeprefix("<!-- ").partition(":")[0]
    before = NUMBER if name in FOLLOWING else ""
    return f"{FRONT}Text.\n{before}{direction}\nWhich?\n\n- a) one\n- b) two\n"


@pytest.mark.parametrize("lesson", re.findall(r"```markdown\n(\+\+\+.*?)```", PAGE, re.DOTALL))
def test_every_lesson_on_the_page_is_read(lesson):
    assert parse_lesson(lesson.encode()).steps


def test_every_direction_on_the_page_is_read():
    directions = [one for one in re.findall(r"`(<!-- .*? -->)`", PAGE) if ": … -->" not in one]
    assert len(directions) >= 20
    for direction in directions:
        assert parse_lesson(as_lesson(direction).encode(), direction).steps


def test_every_direction_and_exercise_is_on_the_page():
    names = ("do", "set", "run", "spotlight", "ask", "remember", "reveal", "reflect", "note")
    assert all(f"<!-- {name}" in PAGE for name in (*names, *FOLLOWING))
    assert all(f"`{name}`" in PAGE for name in EXERCISES)
