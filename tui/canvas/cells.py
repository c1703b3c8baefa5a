"""A picture as terminal cells: character, colours and weight of each, in numpy arrays.

Plots are stacks of such layers; nothing here depends on how a layer was drawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tui.canvas.dot_characters import joined
from tui.text.width import BLANK, split_cells, text_width

_BLANK_CODE = np.uint32(ord(BLANK))
NO_COLOUR = -1
"""No colour set: the terminal's or the widget's default."""


@dataclass(frozen=True, eq=False, slots=True)
class Cells:
    """A rectangle of terminal cells, shape (rows, columns), top row first.

    Attributes:
        chars: one character per cell; a wide character is followed by an empty string.
        fore, back: colours as 0xRRGGBB, or `NO_COLOUR`.
        bold: whether the character is bold.
    """

    chars: NDArray[np.str_]
    fore: NDArray[np.int32]
    back: NDArray[np.int32]
    bold: NDArray[np.bool_]

    @classmethod
    def blank(cls, columns: int, rows: int) -> Cells:
        """Blank cells; negative sizes count as 0."""
        shape = (max(rows, 0), max(columns, 0))
        return cls(
            np.full(shape, BLANK, "<U1"),
            np.full(shape, NO_COLOUR, np.int32),
            np.full(shape, NO_COLOUR, np.int32),
            np.zeros(shape, np.bool_),
        )

    @property
    def columns(self) -> int:
        """Number of columns."""
        return int(self.chars.shape[1])

    @property
    def rows(self) -> int:
        """Number of rows."""
        return int(self.chars.shape[0])

    def lines(self) -> list[str]:
        """The characters alone, one string per row."""
        return ["".join(row) for row in self.chars.tolist()]

    def overlay(self, upper: Cells, joining: NDArray[np.bool_] | None = None) -> Cells:
        """A copy with `upper`, of the same size, laid over it.

        Where `upper` has a character, its character, colour and weight are taken; the background
        stays unless `upper` sets one. Cells that are `joining` keep their dots below those of
        `upper`: the character is that of all the dots together.
        """
        result = Cells(self.chars.copy(), self.fore.copy(), self.back.copy(), self.bold.copy())
        result.cover(upper, joining)
        return result

    def cover(self, upper: Cells, joining: NDArray[np.bool_] | None = None) -> None:
        """Lay `upper` over this, as `overlay` does; for new cells only, as `paste`."""
        drawn = upper.drawn
        if joining is not None:
            shared = np.flatnonzero(joining & drawn)
            over = joined(self.chars.ravel()[shared], upper.chars.ravel()[shared])
        if drawn.any():
            np.copyto(self.chars, upper.chars, where=drawn)
            np.copyto(self.fore, upper.fore, where=drawn)
            np.copyto(self.bold, upper.bold, where=drawn)
        if joining is not None and shared.size:
            self.chars.reshape(-1)[shared] = over
        coloured = upper.back != NO_COLOUR
        if coloured.any():
            np.copyto(self.back, upper.back, where=coloured)

    @property
    def codes(self) -> NDArray[np.uint32]:
        """The characters as numbers, which compare several times faster; 0 for an empty string."""
        return self.chars.view(np.uint32)

    @property
    def drawn(self) -> NDArray[np.bool_]:
        """Which cells have a character."""
        drawn: NDArray[np.bool_] = self.codes != _BLANK_CODE
        return drawn

    def changed_rows(self, other: Cells) -> list[int]:
        """The rows that differ from those of `other`, which has the same size."""
        changed = (
            (self.codes != other.codes)
            | (self.fore != other.fore)
            | (self.back != other.back)
            | (self.bold != other.bold)
        )
        rows: list[int] = np.flatnonzero(changed.any(axis=1)).tolist()
        return rows

    def paste(self, part: Cells, column: int, row: int) -> None:
        """Write `part` into this at (column, row), blanks included; the rest is clipped.

        For new cells only: layers that are on the screen are never changed.
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
        """Write text at (column, row), clipped to the cells; for new cells only, as `paste`."""
        if not 0 <= row < self.rows:
            return
        if text.isascii() and text.isprintable():
            self._put_ascii(column, row, text, colour, bold=bold)
            return
        for character in split_cells(text):
            if 0 <= column < self.columns:
                whole = column + text_width(character) <= self.columns
                self.chars[row, column] = (character if whole else BLANK) if character else ""
                self.fore[row, column] = colour
                self.bold[row, column] = bold
            column += 1

    def _put_ascii(self, column: int, row: int, text: str, colour: int, *, bold: bool) -> None:
        """`put` for text of one cell a character, all at once."""
        first, last = max(column, 0), min(column + len(text), self.columns)
        if first < last:
            self.chars[row, first:last] = list(text[first - column : last - column])
            self.fore[row, first:last] = colour
            self.bold[row, first:last] = bold


def composed(columns: int, rows: int, layers: Iterable[tuple[Cells, bool]]) -> Cells:
    """Layers laid over each other, lowest first, in `columns` × `rows` cells.

    Each is given with whether it joins: such layers show the dots of all of them where they share
    a cell, in the colour of the uppermost. Any other layer hides what is below it, and is hidden.
    Layers of another size are left out.
    """
    result = Cells.blank(columns, rows)
    joining = np.zeros((result.rows, result.columns), np.bool_)
    for layer, joins in layers:
        if (layer.columns, layer.rows) == (result.columns, result.rows):
            result.cover(layer, joining if joins else None)
            joining[layer.drawn] = joins
    return result
