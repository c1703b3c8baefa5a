"""A table of columns as read from a file: values in float64, and what was guessed on the way."""

from __future__ import annotations

from dataclasses import dataclass
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
class OddField:
    """A field that is neither a number nor missing.

    Attributes:
        text: as read.
        line: the line of the file where its row begins, from 1; None if unknown.
    """

    text: str
    line: int | None = None


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a file.

    A column in which a single field is not a number is a column of text: only whoever takes it as x
    or y has to refuse it. `numbers` and `odd` say whether it was meant as numbers, and what is not.

    Attributes:
        name: from the header, as read; empty if there is none.
        kind: what its fields are.
        values: float64 (rows,), nan where a field is missing: the numbers; of a column of dates,
            days since 1970-01-01; of a column of text, None.
        missing: the number of missing fields.
        numbers: of a column of text, how many of its fields are numbers.
        odd: of a column of text, the first field that is not a number.
    """

    name: str
    kind: Kind
    values: Floats | None
    missing: int
    numbers: int = 0
    odd: OddField | None = None


@dataclass(frozen=True)
class Reading:
    """What was guessed, skipped or converted, for one line to the user.

    Attributes:
        rows: the rows of data in the file.
        guesses: what was guessed or skipped, in words, such as "separator: blanks".
    """

    rows: int
    guesses: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Table:
    """All columns of a file.

    Attributes:
        columns: in the order of the file; those of numbers have equal lengths.
        lines: the line of the file where each row stands, from 1, (rows,); None if unknown.
        source: the file's name, fit to be shown.
        reading: what was guessed.
    """

    columns: tuple[Column, ...]
    lines: NDArray[np.int64] | None
    source: str
    reading: Reading
