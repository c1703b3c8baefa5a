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
    """An entry for each lesson that comes along."""
    from textual.app import SystemCommand

    from tui.screens.palette import LESSON

    for number, entry in enumerate(shelf.entries(), 1):
        title = LESSON.format(number, entry.title)
        yield SystemCommand(title, entry.note, partial(open_lesson, entry.name))
