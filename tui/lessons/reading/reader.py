"""From the text of a lesson to the lesson."""

from __future__ import annotations

from pathlib import Path

from tui.lessons.document import Lesson
from tui.lessons.reading.faults import LessonError, LessonFault, Lines, ReadingError
from tui.lessons.reading.front_matter import front_matter
from tui.lessons.reading.pieces import pieces
from tui.lessons.reading.source import decoded, text_of
from tui.lessons.reading.steps import Steps

_MOST_FAULTS = 50


def read_lesson(path: Path, name: str = "") -> Lesson:
    """Read a lesson from its file.

    Args:
        path: the file.
        name: the lesson's name; empty for the absolute path.

    Raises:
        LessonError: it cannot be read; the error lists all that is wrong, with line and column.
    """
    return _lesson(text_of(path), str(path), name or str(path.absolute()), path)


def parse_lesson(data: bytes, name: str = "lesson.md") -> Lesson:
    """Read a lesson from the contents of a file; raises as `read_lesson`."""
    return _lesson(decoded(data, name), name, name, None)


def _lesson(text: str, source: str, name: str, path: Path | None) -> Lesson:
    lines, faults = Lines(text), list[LessonFault]()

    def report(error: ReadingError) -> None:
        faults.append(lines.fault(error))

    try:
        front = front_matter(text, None if path is None else path.parent)
    except ReadingError as error:
        report(error)
        raise LessonError(source, tuple(faults)) from None
    steps = Steps(front, lines, report)
    for piece in pieces(text, front.end, steps.report):
        steps.take(piece)
    made = steps.end(len(text))
    if faults:
        raise LessonError(source, tuple(sorted(set(faults))[:_MOST_FAULTS]))
    return Lesson(name, front.title, front.minutes, front.config, made, path)
