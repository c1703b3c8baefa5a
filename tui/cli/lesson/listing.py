"""`descent lesson`: the built-in lessons with their progress."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from engine.errors import StoreError
from tui.cli.output import complain, put_out
from tui.lessons import library
from tui.lessons.document import Lesson
from tui.lessons.progress import Progress, read_progress
from tui.text.columns import aligned

_HOW = "\ndescent lesson NAME plays one; a number, or the path of a file, opens one too.\n"
_HEADS = ("", "lesson", "name", "minutes", "steps done")
_WORDS = ("lesson", "name")


def list_lessons(file: Path, *, as_json: bool = False) -> int:
    """Print the lessons with the progress in this file; returns the exit status."""
    progress = Progress()
    try:
        progress = read_progress(file)
    except StoreError as error:
        complain(str(error))
    lessons = library.lessons()
    if as_json:
        records = (_record(number, one, progress) for number, one in enumerate(lessons, 1))
        put_out(sys.stdout, "".join(f"{json.dumps(record)}\n" for record in records))
        return 0
    rows = [_row(number, one, progress) for number, one in enumerate(lessons, 1)]
    put_out(sys.stdout, aligned([_HEADS, *rows], _WORDS))
    put_out(sys.stdout, _HOW)
    return 0


def _row(number: int, lesson: Lesson, progress: Progress) -> tuple[str, ...]:
    done, steps = _done(lesson, progress), len(lesson.steps)
    said = "all" if done == steps else f"{done} of {steps}"
    return str(number), lesson.title, lesson.name, str(lesson.minutes), said


def _record(number: int, lesson: Lesson, progress: Progress) -> dict[str, object]:
    return {
        "number": number,
        "name": lesson.name,
        "title": lesson.title,
        "minutes": lesson.minutes,
        "steps": len(lesson.steps),
        "done": _done(lesson, progress),
    }


def _done(lesson: Lesson, progress: Progress) -> int:
    return len(progress.of(lesson.name).steps_done(lesson))
