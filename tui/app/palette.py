"""The command palette, imported when it is first opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.app import SystemCommand
    from textual.command import Provider

    from tui.app.controllers.lesson.shelf import Shelf


def command_provider() -> type[Provider]:
    """The class that offers the commands to the palette."""
    from tui.screens.palette import CommandProvider

    return CommandProvider


def lesson_commands(shelf: Shelf, open_lesson: Callable[[str], None]) -> Iterator[SystemCommand]:
    """An entry for each built-in lesson."""
    from tui.screens.palette import LessonEntry

    for number, entry in enumerate(shelf.entries(), 1):
        title = f"Lesson {number}: {entry.title}"
        yield LessonEntry(title, entry.note, partial(open_lesson, entry.name))
