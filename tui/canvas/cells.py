"""A picture as terminal cells: a character, its colours and its weight for each, in numpy arrays.

Plots are layers of cells, laid over each other; nothing here knows how a layer was drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tui.text.width import BLANK, split_cells, text_width

NO_COLOUR = -1
"""Stands for "whatever is there": the terminal's or the widget's own colour."""


@dataclass(frozen=True, eq=False, slots=True)
class Cells:
    """A rectangle of terminal cells, shape (rows, columns), the top row first.

    Attributes:
        chars: one character a cell; a wide character is followed by an empty string.
        fore, back: colours as 0xRRGGBB, or `NO_COLOUR`.
        bold: whether the character is bold.
    """

    chars: NDArray[np.str_]
    fore: NDArray[np.int32]
    back: NDArray[np.int32]
    bold: NDArray[np.bool_]

    @classmethod
    def blank(cls, columns: int, rows: int) -> Cells:
        """Cells with nothing on them; negative sizes count as 0."""
        shape = (max(rows, 0), max(columns, 0))
        return cls(
            np.full(shape, BLANK, "<U1"),
            np.full(shape, NO_COLOUR, np.int32),
            np.full(shape, NO_COLOUR, np.int32),
            np.zeros(shape, np.bool_),
        )

    @property
    def columns(self) -> int:
        """Cells in a row."""
        return int(self.chars.shape[1])

    @property
    def rows(self) -> int:
        """Number of rows."""
        return int(self.chars.shape[0])

    def lines(self) -> list[str]:
        """The characters alone, a string for each row."""
        return ["".join(row) for row in self.chars.tolist()]

    def overlay(self, upper: Cells) -> Cells:
        """This with `upper`, of the same size, laid over it.

        Where `upper` has a character it takes that, its colour and its weight, and keeps the
        background from below unless `upper` brings its own.
        """
        drawn = upper.chars != BLANK
        return Cells(
            np.where(drawn, upper.chars, self.chars),
            np.where(drawn, upper.fore, self.fore),
            np.where(upper.back != NO_COLOUR, upper.back, self.back),
            np.where(drawn, upper.bold, self.bold),
        )

    def changed_rows(self, other: Cells) -> list[int]:
        """The rows in which this and `other`, of the same size, differ."""
        changed = (
            (self.chars != other.chars)
            | (self.fore != other.fore)
            | (self.back != other.back)
            | (self.bold != other.bold)
        )
        rows: list[int] = np.flatnonzero(changed.any(axis=1)).tolist()
        return rows

    def paste(self, part: Cells, column: int, row: int) -> None:
        """Write `part` into this at (column, row), blanks included; what sticks out is cut off.

        Only for whoever has just made these cells: layers that are shown are never changed.
        """
        rows = slice(max(row, 0), min(row + part.rows, self.rows))
        columns = slice(max(column, 0), min(column + part.columns, self.columns))
        if rows.start >= rows.stop or columns.start >= columns.stop:
            return
        source = (
            slice(rows.start - row, rows.stop - row),
            slice(columns.start - column, columns.stop - column),
        )
        self.chars[rows, columns] = part.chars[source]
        self.fore[rows, columns] = part.fore[source]
        self.back[rows, columns] = part.back[source]
        self.bold[rows, columns] = part.bold[source]

    def put(
        self, column: int, row: int, text: str, colour: int = NO_COLOUR, *, bold: bool = False
    ) -> None:
        """Write text at (column, row); what sticks out is cut off. See `paste` for who may."""
        if not 0 <= row < self.rows:
            return
        for character in split_cells(text):
            if 0 <= column < self.columns:
                whole = column + text_width(character) <= self.columns
                self.chars[row, column] = (character if whole else BLANK) if character else ""
                self.fore[row, column] = colour
                self.bold[row, column] = bold
            column += 1
