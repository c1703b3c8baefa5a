"""A table of columns as read from a file: values in float64, and what was guessed on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats


class Kind(StrEnum):
    """What the fields of a column are."""

    NUMBER = "number"
    DATE = "date"
    TEXT = "text"


@dataclass(frozen=True)
class Fault:
    """A field of a column of numbers or dates that is none.

    Attributes:
        row: the row, from 0.
        reason: what it contains and what is accepted, to be read after the column's name.
    """

    row: int
    reason: str


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a file.

    Attributes:
        name: from the header, as read; empty if there is none.
        kind: what its fields are.
        values: of a column of numbers, float64 (rows,), all finite, nan where a field is missing;
            else None.
        missing: the number of missing fields.
        unit: from a row of units, or the sign that all its numbers have, such as %; else empty.
        fault: of a column of numbers or dates, the first field that is neither one nor missing.
            Such a column must not be used.
        note: how its numbers were read from what is no plain number, in words, such as
            "h:mm read as seconds"; else empty.
    """

    name: str
    kind: Kind
    values: Floats | None
    missing: int
    unit: str = ""
    fault: Fault | None = None
    note: str = ""


@dataclass(frozen=True)
class Reading:
    """What was guessed, skipped or converted, for one line to the user.

    Attributes:
        rows: the rows of data in the file.
        guesses: what was guessed or skipped, in words, such as "separator: blanks".
        sheet: the name of the sheet of a workbook; empty for any other file.
    """

    rows: int
    guesses: tuple[str, ...] = ()
    sheet: str = ""


def _no_lines() -> NDArray[np.int64]:
    return np.empty(0, np.int64)


@dataclass(frozen=True, eq=False)
class Lines:
    """The line of the file where each row begins.

    Attributes:
        first: the line of the first row, from 1.
        skipped: the lines after it where no row begins, increasing.
        noun: the word for a line: row, in a sheet.
    """

    first: int
    skipped: NDArray[np.int64] = field(default_factory=_no_lines)
    noun: str = "line"

    def of(self, row: int) -> int:
        """The line of this row, which counts from 0."""
        before = self.skipped - self.first - np.arange(self.skipped.size)
        return self.first + row + int(np.searchsorted(before, row, side="right"))


@dataclass(frozen=True, eq=False)
class Table:
    """All columns of a file.

    Attributes:
        columns: in the order of the file; those of numbers have equal lengths.
        lines: the line of the file where each row stands; None if unknown.
        source: the file's name, fit to be shown.
        reading: what was guessed.
    """

    columns: tuple[Column, ...]
    lines: Lines | None
    source: str
    reading: Reading
