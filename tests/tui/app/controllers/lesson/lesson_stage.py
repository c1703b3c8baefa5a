"""An app on a stage with one lesson in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.tui.stage import Stage, stage
from tui.app.controllers.lesson.shelf import Entry
from tui.lessons.document import Lesson
from tui.lessons.play import Given, Play

MISSING = "gone.md"
"""A lesson whose file is gone."""


class OneLesson:
    """A shelf with one lesson, and its progress in memory."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson, self.steps_done = lesson, frozenset[int]()

    def entries(self) -> tuple[Entry, ...]:
        return (Entry(self.lesson.name, self.lesson.title, "1 step"),)

    def after(self, lesson: Lesson) -> Entry | None:  # noqa: ARG002
        return None

    def read(self, name: str) -> Lesson:
        if name == MISSING:
            raise OSError(2, "No such file or directory", MISSING)
        return self.lesson

    def place(self, lesson: Lesson) -> tuple[int, frozenset[int]]:
        first = next((k for k in range(len(lesson.steps)) if k not in self.steps_done), 0)
        return first, self.steps_done

    def answers(self, lesson: Lesson) -> tuple[Given, ...]:  # noqa: ARG002
        return ()

    def record(self, play: Play) -> None:
        self.steps_done = play.done

    def forget(self, lesson: Lesson) -> None:  # noqa: ARG002
        self.steps_done = frozenset()


@asynccontextmanager
async def in_lesson(lesson: Lesson, **options: Any) -> AsyncIterator[Stage]:
    """The app with this lesson open."""
    async with stage(**options) as on:
        await opened_lesson(on, lesson)
        yield on


async def opened_lesson(on: Stage, lesson: Lesson) -> None:
    """Open a lesson in an app that has opened none before."""
    on.app.lessons._shelf = OneLesson(lesson)
    on.app.open_lesson(lesson.name)
    await on.settle()
