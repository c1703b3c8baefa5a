"""The lesson that the command line names."""

from __future__ import annotations

from engine.errors import shown
from engine.nearest import nearest
from tui.cli.request import UsageError
from tui.lessons import library
from tui.lessons.document import Lesson

_COMMANDS = ("new", "check", "restart")
_NEAR = 0.7


def lesson_named(word: str) -> Lesson:
    """The lesson that a word names.

    Raises:
        DescentError: there is none, or it cannot be read.
    """
    try:
        return library.find(word)
    except library.NoLessonError:
        near = nearest(word, _COMMANDS, _NEAR)
        if near is None:
            raise
    raise UsageError(f"{shown(word)}: unknown lesson; did you mean descent lesson {near}?")
