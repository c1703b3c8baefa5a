"""Where samples come from: the file, its columns and rows, and what was done to them on the way."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RowsRead:
    """What became of the rows of a file, and what was guessed about it.

    Attributes:
        rows: the rows of data in the file.
        used: those that have x and y.
        dropped: why the others were dropped, in words, such as "6 without horsepower".
        guesses: what was guessed, skipped or converted, in words, such as "separator: blanks".
        columns: the columns that can be x or y, as they may be typed: by name, or by number.
        taken: x and y among them.
    """

    rows: int
    used: int
    dropped: tuple[str, ...] = ()
    guesses: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    taken: tuple[str, str] = ("", "")

    @property
    def line(self) -> str:
        """All of it in one line: read 392 rows of 398: 6 without horsepower; separator: blanks."""
        if self.used == self.rows:
            read = f"read {_rows(self.used)}"
        else:
            read = f"read {_rows(self.used)} of {self.rows:,}: {', '.join(self.dropped)}"
        return "; ".join((read, *self.guesses))


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"
