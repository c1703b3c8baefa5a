"""The rows of a table that have both x and y, in float64."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.data.choice import Choice
from engine.data.column_names import column_names, in_a_sentence, place_of_row, typed_names
from engine.data.dates import time_since_first
from engine.data.doubts import doubts, doubts_of_x
from engine.data.origin import RowsRead
from engine.data.table import Column, Kind, Table
from engine.errors import DataError, printable

Missing = Literal["drop", "refuse"]
"""What is done with rows in which x or y is missing."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """The samples of a file, as read.

    Attributes:
        x, y: float64, both (n,), finite, n at least 2.
        source: the file's name, fit to be shown.
        x_name, y_name: the names of the columns, fit to be shown.
        rows: what was read and dropped.
    """

    x: Floats
    y: Floats
    source: str
    x_name: str
    y_name: str
    rows: RowsRead

    @property
    def line(self) -> str:
        """What was read, dropped, guessed and taken, in one line."""
        return f"{self.source}: x {self.x_name}, y {self.y_name}; {self.rows.line}"


def complete_rows(table: Table, choice: Choice, missing: Missing = "drop") -> Pairs:
    """The rows that have both x and y; dates become the time since the first one.

    Raises:
        DataError: a row lacks x or y and `missing` is refuse, or fewer than two rows remain.
    """
    names, typed = column_names(table), typed_names(table)
    x, x_name = _numbers(table, choice.x, names)
    y, y_name = _numbers(table, choice.y, names)
    lack_x, lack_y = np.isnan(x), np.isnan(y)
    kept = ~(lack_x | lack_y)
    if missing == "refuse" and not kept.all():
        raise DataError(_first_missing(table, choice, lack_x, kept))
    used = int(np.count_nonzero(kept))
    if used < 2:
        raise DataError(_too_few(table, used, (names[choice.x], names[choice.y])))
    whole = used == kept.size
    if not whole:
        x, y = x[kept], y[kept]
    read = RowsRead(
        rows=kept.size,
        used=used,
        dropped=() if whole else _dropped(lack_x, lack_y, (names[choice.x], names[choice.y])),
        guesses=(
            *table.reading.guesses,
            *_passed_over(names, choice),
            *doubts_of_x(x, x_name),
            *doubts(y, y_name),
        ),
        columns=tuple(typed[k] for k, column in enumerate(table.columns) if _usable(column)),
        taken=(typed[choice.x], typed[choice.y]),
    )
    return Pairs(x, y, table.source, x_name, y_name, read)


def _usable(column: Column) -> bool:
    return column.values is not None and column.fault is None


def _numbers(table: Table, place: int, names: list[str]) -> tuple[Floats, str]:
    column = table.columns[place]
    assert column.values is not None
    if column.kind is Kind.DATE:
        values, counted = time_since_first(column.values)
        return values, f"{names[place]} ({counted})"
    unit = f" ({printable(column.unit)})" if column.unit else ""
    return column.values, f"{names[place]}{unit}"


def _first_missing(
    table: Table, choice: Choice, lack_x: NDArray[np.bool_], kept: NDArray[np.bool_]
) -> str:
    row = int(kept.argmin())
    where = f", {place_of_row(table, row)}"
    place = choice.x if lack_x[row] else choice.y
    count = int(np.count_nonzero(~kept))
    rows = "1 such row" if count == 1 else f"{count:,} such rows"
    return (
        f"{table.source}{where}: {in_a_sentence(table, place)} is missing; "
        f"--missing drop skips {rows}"
    )


def _dropped(
    lack_x: NDArray[np.bool_], lack_y: NDArray[np.bool_], names: tuple[str, str]
) -> tuple[str, ...]:
    counts = (
        (lack_x & ~lack_y, names[0]),
        (lack_y & ~lack_x, names[1]),
        (lack_x & lack_y, f"{names[0]} and {names[1]}"),
    )
    return tuple(
        f"{count:,} without {name}" for rows, name in counts if (count := np.count_nonzero(rows))
    )


def _too_few(table: Table, used: int, names: tuple[str, str]) -> str:
    rows = table.reading.rows
    if rows == used:
        found = {0: "no row of data", 1: "only one row of data"}[used]
        return f"{table.source}: {found}; at least two are required"
    have = "no row has" if used == 0 else f"only one of {rows:,} rows has"
    return f"{table.source}: {have} both {names[0]} and {names[1]}; at least two are required"


def _passed_over(names: list[str], choice: Choice) -> tuple[str, ...]:
    if not choice.passed_over:
        return ()
    one, *more = (names[place] for place in choice.passed_over)
    verb = "number" if more else "numbers"
    return (f"{', '.join((one, *more))} {verb} the rows, not taken",)
