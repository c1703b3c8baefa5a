"""What is wrong with a lesson, and where."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from engine.errors import DescentError, printable

_LONGEST = 300
"""Characters of an error: what it repeats of a lesson may be of any length."""


@dataclass(frozen=True, order=True)
class LessonFault:
    """One error in a lesson.

    Attributes:
        line, column: from 1.
        text: what is wrong, and what is accepted.
    """

    line: int
    column: int
    text: str

    def __str__(self) -> str:
        text = printable(self.text)
        shown = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
        return f"{self.line}:{self.column}: {shown}"


class LessonError(DescentError):
    """A lesson that cannot be read; the text is its first error.

    Attributes:
        source: the file, as it was named.
        faults: all errors, in the order of the file; at least one.
    """

    def __init__(self, source: str, faults: tuple[LessonFault, ...]) -> None:
        self.source, self.faults = source, faults
        super().__init__(self.lines[0])

    @property
    def lines(self) -> tuple[str, ...]:
        """A line for each error: FILE:LINE:COLUMN: what is wrong."""
        return tuple(f"{printable(self.source)}:{fault}" for fault in self.faults)


class ReadingError(Exception):
    """An error at a place of the text, while it is read.

    Attributes:
        place: index into the text.
        reason: what is wrong, and what is accepted.
    """

    def __init__(self, place: int, reason: str) -> None:
        super().__init__(reason)
        self.place, self.reason = place, reason


class Lines:
    """Lines and columns of the places of a text.

    Args:
        text: the text, with line feeds at the ends of lines.
    """

    def __init__(self, text: str) -> None:
        self._starts = [0, *(k + 1 for k, character in enumerate(text) if character == "\n")]

    def line(self, place: int) -> int:
        """The line of a place, from 1."""
        return bisect_right(self._starts, place)

    def at(self, place: int) -> tuple[int, int]:
        """The line and the column of a place, from 1."""
        line = self.line(place)
        return line, place - self._starts[line - 1] + 1

    def fault(self, error: ReadingError) -> LessonFault:
        """The error with its line and column."""
        return LessonFault(*self.at(error.place), error.reason)
