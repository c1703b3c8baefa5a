"""Which column of a file is x, and which is y."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import combinations, islice

import numpy as np

from engine.data.column_names import column_named, in_a_sentence, numeric_names, place_of_row
from engine.data.index_columns import numbers_rows
from engine.data.table import Column, Kind, Table
from engine.errors import DataError

_MOST_TRIED = 60
"""Most columns of which pairs are tried, until two are present in the same rows."""


_UNKNOWN_DATES = (
    "holds dates of which the order of day, month and year is unknown; write them as 2024-03-31"
)


class Rank(IntEnum):
    """How well a column serves as x or y if none is named; the lowest is taken."""

    PLAIN = 0
    DATE = 1
    INDEX = 2
    CONSTANT = 3
    UNUSABLE = 4


@dataclass(frozen=True)
class Choice:
    """The columns of x and y, from 0.

    Attributes:
        passed_over: columns of numbers that were not taken because they only number the rows.
    """

    x: int
    y: int
    passed_over: tuple[int, ...] = ()


def choose(table: Table, x_column: str | None, y_column: str | None) -> Choice:
    """Choose the columns of x and y.

    Without names these are the first two columns of numbers. Columns that number the rows (see
    `numbers_rows`) and constant ones are taken only if named, or if there is nothing better; so are
    dates, then as x.

    Args:
        table: the columns.
        x_column: a header, or a number from 1; None takes one.
        y_column: the same; None takes the next usable column after x.

    Raises:
        DataError: a column does not exist or holds no numbers, x and y are the same column, or too
            few columns hold numbers.
    """
    x = None if x_column is None else column_named(table, x_column, "x")
    y = None if y_column is None else column_named(table, y_column, "y")
    if x is not None and x == y:
        raise DataError(
            f"{table.source}: x and y are both {in_a_sentence(table, x)}; "
            "they must be different columns"
        )
    ranks = _Ranks(table)
    if x is None and y is None:
        x, y = _pair(table, ranks)
    elif x is None:
        x = ranks.best((k for k in range(len(table.columns)) if k != y), y)
    elif y is None:
        order = (*range(x + 1, len(table.columns)), *range(x))
        y = ranks.best(order, x)
    if x is None or y is None:
        for place, column in enumerate(table.columns):
            if column.kind is Kind.DATE and column.fault is not None:
                _check_numbers(table, place)
        raise DataError(f"{table.source}: {_too_few(table, x if y is None else y)}")
    for place in (x, y):
        _check_numbers(table, place)
    free = x_column is None or y_column is None
    before = [k for k in range(max(x, y)) if k not in (x, y)] if free else []
    return Choice(x, y, tuple(k for k in before if ranks.of(k) is Rank.INDEX))


class _Ranks:
    """The ranks of the columns, found when first asked for: they take a pass over the values."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._known: dict[int, Rank] = {}

    def of(self, place: int) -> Rank:
        if place not in self._known:
            self._known[place] = rank_of(self._table, place)
        return self._known[place]

    def best(self, places: Iterable[int], beside: int | None = None) -> int | None:
        """The first column of the lowest rank, if possible present in the same rows as `beside`.

        None if none is usable.
        """
        usable = [place for place in places if self.of(place) is not Rank.UNUSABLE]
        usable.sort(key=self.of)
        if beside is not None:
            columns = self._table.columns
            for place in usable[:_MOST_TRIED]:
                if _shared(columns[place], columns[beside]):
                    return place
        return next(iter(usable), None)

    def plain(self) -> Iterator[int]:
        return (k for k in range(len(self._table.columns)) if self.of(k) is Rank.PLAIN)


def rank_of(table: Table, place: int) -> Rank:
    """How well a column (from 0) serves as x or y."""
    column = table.columns[place]
    if column.fault is not None and column.kind is Kind.NUMBER:
        # Passing over a quantity would hide its fault.
        return Rank.INDEX if numbers_rows(table, place) else Rank.PLAIN
    if column.values is None or column.missing + 2 > table.reading.rows:
        return Rank.UNUSABLE
    if column.kind is Kind.DATE:
        return Rank.DATE
    if numbers_rows(table, place):
        return Rank.INDEX
    low, high = np.nanmin(column.values), np.nanmax(column.values)
    return Rank.CONSTANT if low == high else Rank.PLAIN


def _pair(table: Table, ranks: _Ranks) -> tuple[int | None, int | None]:
    """The columns if neither is named: the first two plain columns present in the same rows."""
    tried = list(islice(ranks.plain(), _MOST_TRIED if _any_missing(table) else 2))
    for x, y in combinations(tried, 2):
        if _shared(table.columns[x], table.columns[y]):
            return x, y
    if len(tried) > 1:
        return tried[0], tried[1]
    first = ranks.best(range(len(table.columns)))
    second = ranks.best(k for k in range(len(table.columns)) if k != first)
    if first is None or second is None:
        return first, None
    # Dates and row numbers are x; otherwise the first in the file is.
    x, y = sorted((first, second), key=lambda place: (ranks.of(place) not in _AS_X, place))
    return x, y


_AS_X = (Rank.DATE, Rank.INDEX)


def _any_missing(table: Table) -> bool:
    return any(column.missing for column in table.columns)


def _shared(one: Column, other: Column) -> bool:
    """Whether at least two rows have both; unknown is taken for yes."""
    if one.values is None or other.values is None:
        return True
    return int(np.count_nonzero(~np.isnan(one.values) & ~np.isnan(other.values))) >= 2


def _check_numbers(table: Table, place: int) -> None:
    column = table.columns[place]
    name = in_a_sentence(table, place)
    if column.fault is not None:
        where = place_of_row(table, column.fault.row)
        raise DataError(f"{table.source}, {where}: {name} {column.fault.reason}")
    if column.values is not None:
        return
    if table.reading.rows and column.missing >= table.reading.rows:
        raise DataError(f"{table.source}: {name} is empty; {numeric_names(table)}")
    if column.kind is Kind.DATE:
        raise DataError(f"{table.source}: {name} {_UNKNOWN_DATES}")
    raise DataError(f"{table.source}: {name} holds text; {numeric_names(table)}")


def _too_few(table: Table, taken: int | None) -> str:
    """Why there are no two columns."""
    if taken is None:
        found = "no column of numbers; two are required"
    else:
        found = f"only {in_a_sentence(table, taken)} is numeric; two numeric columns are required"
    for place, column in enumerate(table.columns):
        if column.kind is Kind.DATE and column.values is None:
            return f"{found}; {in_a_sentence(table, place)} {_UNKNOWN_DATES}"
    scarce = [k for k, c in enumerate(table.columns) if k != taken and c.values is not None]
    if scarce:
        name = in_a_sentence(table, scarce[0])
        return f"{found}; {name} has fewer than two numbers"
    if len(table.columns) == 1 and table.lines is not None and table.lines.noun == "line":
        return f"{found}; the file has one column (--separator sets what separates columns)"
    return found
