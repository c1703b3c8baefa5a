"""`descent lesson check`: reads lessons, then plays each in a worker."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence

from engine.config.paths import typed_path
from engine.config.run import RunConfig
from engine.errors import PathError, shown
from engine.protocol.commands import Watch
from tui.cli.lesson.performer import EnginePerformer
from tui.cli.output import FAILED_STATUS, USAGE_STATUS, complain, put_out
from tui.cli.ports import OpenEngine, open_engine
from tui.cli.progress import clear_progress, show_waiting
from tui.cli.request import UsageError
from tui.cli.work import WorkFailedError, started
from tui.lessons import library
from tui.lessons.check.checking import check_lesson
from tui.lessons.document import Lesson
from tui.lessons.reading.faults import LessonError, LessonFault
from tui.lessons.reading.reader import read_lesson
from tui.text.numbers import some


def check_files(words: Sequence[str], engine: OpenEngine = open_engine) -> int:
    """Check these files or lessons, and print what is wrong; returns the exit status.

    Raises:
        UsageError: a word is no path.
    """
    lessons, wrong = list[tuple[str, Lesson]](), 0
    for word in words:
        try:
            lessons.append((word, _read(word)))
        except LessonError as error:
            wrong += len(error.faults)
            put_out(sys.stdout, "".join(f"{line}\n" for line in error.lines))
    if lessons:
        try:
            wrong += asyncio.run(_play(lessons, engine))
        except WorkFailedError as error:
            complain(str(error), error.details)
            return FAILED_STATUS
        finally:
            clear_progress()
    return USAGE_STATUS if wrong else 0


def _read(word: str) -> Lesson:
    if name := library.name_of(word):
        return library.lesson(name)
    try:
        return read_lesson(typed_path(word))
    except PathError as error:
        raise UsageError(f"{shown(word)}: {error}") from None


async def _play(lessons: list[tuple[str, Lesson]], engine: OpenEngine) -> int:
    """Play lessons one after the other; returns the number of errors.

    One worker plays them all; a lesson that it cannot survive is followed by another worker.

    Raises:
        WorkFailedError: the worker failed.
    """
    wrong, config, left = 0, RunConfig(), iter(lessons)
    while (following := next(left, None)) is not None:
        async with started(engine, config, Watch()) as opened:
            performer = EnginePerformer(opened, config)
            while following is not None:
                word, lesson = following
                show_waiting(f"playing {shown(word)}")
                faults = await check_lesson(lesson, performer)
                clear_progress()
                _report(word, lesson, faults)
                wrong += len(faults)
                following = None if performer.over else next(left, None)
    return wrong


def _report(word: str, lesson: Lesson, faults: tuple[LessonFault, ...]) -> None:
    if faults:
        source = str(lesson.path or word) if library.name_of(word) else word
        put_out(sys.stdout, "".join(f"{line}\n" for line in LessonError(source, faults).lines))
        return
    asks = sum(len(step.asks) for step in lesson.steps)
    steps, questions = some(len(lesson.steps), "step"), some(asks, "question")
    put_out(sys.stdout, f"{shown(word)}: no errors: {steps}, {questions}, played to the end\n")
