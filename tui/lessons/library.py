"""The built-in lessons by their names; a path opens another one."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from engine.config.paths import typed_path
from engine.errors import DescentError, PathError, shown
from engine.nearest import nearest
from tui.lessons.document import Lesson
from tui.lessons.reading.reader import read_lesson

TEXTS = Path(__file__).with_name("texts")
SUFFIX = ".md"
_NUMBERED = re.compile(r"\d+-")
_NEAR = 0.6


class NoLessonError(DescentError):
    """A name that is not a lesson's; the text says what was probably meant."""


def names(folder: Path = TEXTS) -> tuple[str, ...]:
    """The names of the built-in lessons, in their order."""
    return tuple(_files(folder))


@cache
def _files(folder: Path) -> dict[str, Path]:
    """Their files by name."""
    return {
        _NUMBERED.sub("", path.stem, count=1): path for path in sorted(folder.glob(f"*{SUFFIX}"))
    }


def lesson(name: str, folder: Path = TEXTS) -> Lesson:
    """A built-in lesson.

    Raises:
        KeyError: there is none of this name.
        LessonError: it cannot be read.
    """
    return read_lesson(_files(folder)[name], name)


def lessons(folder: Path = TEXTS) -> tuple[Lesson, ...]:
    """All built-in lessons; raises as `lesson`."""
    return tuple(lesson(name, folder) for name in names(folder))


def find(word: str, folder: Path = TEXTS) -> Lesson:
    """The lesson that a user names: by its number from 1, its name, or the path of a file.

    Raises:
        NoLessonError: there is none.
        LessonError: it cannot be read.
    """
    if name := name_of(word, folder):
        return lesson(name, folder)
    if any(mark in word for mark in "./\\~"):
        try:
            return read_lesson(typed_path(word))
        except PathError as error:
            raise NoLessonError(f"{shown(word)}: {error}") from None
    known = names(folder)
    near = nearest(word, known, _NEAR)
    hint = f"did you mean {near}?" if near else f"the lessons are {', '.join(known)}"
    raise NoLessonError(f"{shown(word)}: unknown lesson; {hint}, or the path of a file")


def name_of(word: str, folder: Path = TEXTS) -> str:
    """The name of the built-in lesson of this number or name; empty if there is none."""
    known = names(folder)
    if word in known:
        return word
    if word.isdecimal() and len(word) < 4 and 1 <= int(word) <= len(known):
        return known[int(word) - 1]
    stems = {path.stem: name for name, path in _files(folder).items()}
    return stems.get(word, "")
