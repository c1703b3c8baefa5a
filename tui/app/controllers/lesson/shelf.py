"""The lessons that can be opened, and the progress in them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from engine.errors import DescentError, StoreError
from tui.lessons.document import Lesson
from tui.lessons.play import Given, Play
from tui.lessons.progress import (
    LessonProgress,
    Progress,
    progress_file,
    progress_of,
    read_progress,
    update_progress,
)


@dataclass(frozen=True)
class Entry:
    """A built-in lesson.

    Attributes:
        name: by which it is opened.
        title: in words.
        note: its length and the progress in it.
    """

    name: str
    title: str
    note: str = ""


class Shelf(Protocol):
    """Lessons by name, and the progress in them."""

    def entries(self) -> tuple[Entry, ...]:
        """The built-in lessons, in order."""

    def after(self, lesson: Lesson) -> Entry | None:
        """The lesson after this one; None after the last, and after one of the user's own."""

    def read(self, name: str) -> Lesson:
        """A built-in lesson, by its number or name, or that of a file.

        Raises:
            DescentError: there is none, or it is faulty.
        """

    def place(self, lesson: Lesson) -> tuple[int, frozenset[int]]:
        """The step to go on with, and the steps that were done, from 0."""

    def answers(self, lesson: Lesson) -> tuple[Given, ...]:
        """The answers that were given."""

    def record(self, play: Play) -> None:
        """Note the progress; a failure to write it is a line in the log."""

    def forget(self, lesson: Lesson) -> None:
        """Forget the progress in a lesson."""


class Library:
    """The built-in lessons, and the file with the progress.

    Args:
        note: adds lines to the log.
        in_background: runs a coroutine in the background.
        file: with the progress; None is that of the platform.
    """

    def __init__(
        self,
        note: Callable[[list[str]], None],
        in_background: Callable[[Coroutine[None, None, None]], None],
        file: Path | None = None,
    ) -> None:
        self._note, self._in_background, self._file = note, in_background, file
        self._progress: Progress | None = None
        self._found: tuple[Lesson, ...] | None = None
        """Read once: the palette asks with every letter."""
        self._writing = threading.Lock()

    # ------------------------------------------------------------------------------ lessons

    def entries(self) -> tuple[Entry, ...]:
        if self._found is None:
            from tui.lessons.library import lessons

            try:
                self._found = lessons()
            except (DescentError, OSError) as error:
                self._note([f"the lessons cannot be read: {error}"])
                self._found = ()
        return tuple(map(self._entry, self._found))

    def _entry(self, lesson: Lesson) -> Entry:
        done, count = len(self._of(lesson).steps_done(lesson)), len(lesson.steps)
        progress = "done" if done == count else f"{done} of {count} steps done"
        note = f"{lesson.minutes} min" + (f", {progress}" if done else "")
        return Entry(lesson.name, lesson.title, note)

    def after(self, lesson: Lesson) -> Entry | None:
        from tui.lessons.library import names

        known = names()
        if lesson.name not in known[:-1]:
            return None
        return self._entry(self.read(known[known.index(lesson.name) + 1]))

    def read(self, name: str) -> Lesson:
        from tui.lessons.library import find

        return find(name)

    # ------------------------------------------------------------------------------ progress

    def place(self, lesson: Lesson) -> tuple[int, frozenset[int]]:
        known = self._of(lesson)
        return known.step(lesson), known.steps_done(lesson)

    def answers(self, lesson: Lesson) -> tuple[Given, ...]:
        return self._of(lesson).given(lesson)

    def record(self, play: Play) -> None:
        lesson = play.lesson
        done = progress_of(play, self._of(lesson))
        self._keep(lesson.name, self._known.with_lesson(lesson.name, done))

    def forget(self, lesson: Lesson) -> None:
        self._keep(lesson.name, self._known.without(lesson.name))

    def _of(self, lesson: Lesson) -> LessonProgress:
        return self._known.of(lesson.name)

    @property
    def _known(self) -> Progress:
        """The progress; none if the file is unreadable."""
        if self._progress is None:
            try:
                self._progress = read_progress(self._path)
            except StoreError as error:
                self._note([str(error)])
                self._progress = Progress()
        return self._progress

    @property
    def _path(self) -> Path:
        return self._file or progress_file()

    def _keep(self, name: str, progress: Progress) -> None:
        if progress != self._progress:
            self._progress = progress
            self._in_background(self._write(name))

    async def _write(self, name: str) -> None:
        def work() -> None:
            # A write may take long: the last one has the newest progress, however many wait.
            with self._writing:
                update_progress(self._path, name, self._known.lessons.get(name))

        try:
            await asyncio.to_thread(work)
        except StoreError as error:
            self._note([f"the progress is not saved: {error}"])
