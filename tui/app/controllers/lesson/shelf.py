"""The lessons that can be opened, and the progress in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from tui.lessons.document import Lesson
from tui.lessons.play import Play


@dataclass(frozen=True)
class Entry:
    """A lesson that comes along.

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
        """The lessons that come along, in order."""

    def after(self, lesson: Lesson) -> Entry | None:
        """The lesson after this one; None after the last, and after one of the user's own."""

    def read(self, name: str) -> Lesson:
        """A lesson that comes along, or that of a file.

        Raises:
            DescentError: there is none, or it is faulty.
        """

    def done(self, lesson: Lesson) -> frozenset[int]:
        """The steps that were done, from 0."""

    def record(self, play: Play) -> None:
        """Note the progress; a failure to write it is a line in the log."""

    def forget(self, lesson: Lesson) -> None:
        """Forget the progress in a lesson."""
