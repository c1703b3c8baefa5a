"""Names of the columns of a file: as shown, and as typed by a user."""

from __future__ import annotations

from collections import Counter

from engine.data.table import Kind, Table
from engine.errors import DataError, printable
from engine.nearest import nearest

_MOST_NAMES = 8
_LONGEST = 60


def column_names(table: Table) -> list[str]:
    """The name of each column, fit to be shown: its header, or its number from 1.

    Columns with the same header are told apart by their numbers.
    """
    headers = [column.name.strip() for column in table.columns]
    often = Counter(headers)
    return [
        f"column {number}"
        if not header
        else _short(header)
        if often[header] == 1
        else f"{_short(header)} (column {number})"
        for number, header in enumerate(headers, 1)
    ]


def in_a_sentence(table: Table, column: int) -> str:
    """The name of a column within a sentence: column 'mass', or column 3."""
    name = table.columns[column].name.strip()
    return f"column '{_short(name)}'" if name else f"column {column + 1}"


def typed_names(table: Table) -> list[str]:
    """Each column as it may be typed: by its header or, if that is not its own, by its number."""
    headers = [column.name.strip() for column in table.columns]
    often = Counter(headers)
    return [
        header if header and often[header] == 1 else str(number)
        for number, header in enumerate(headers, 1)
    ]


def place_of_row(table: Table, row: int) -> str:
    """Where a row (from 0) is in the file: line 7, or row 6 where the lines are unknown."""
    lines = table.lines
    return f"row {row + 1}" if lines is None else f"{lines.noun} {lines.of(row)}"


def column_named(table: Table, wanted: str, axis: str) -> int:
    """The column (from 0) with this name or, if no name matches, with this number from 1.

    Raises:
        DataError: no column matches, or several have the name; the text lists what there is.
    """
    text = wanted.strip()
    names = [column.name.strip() for column in table.columns]
    asked = f"{table.source}: {axis} column '{_short(text)}'"
    if (same := names.count(text)) > 1:
        numbers = [str(k + 1) for k, name in enumerate(names) if name == text]
        listed = ", ".join(numbers[:_MOST_NAMES])
        raise DataError(f"{asked}: {same} columns have this name; use a number: {listed}")
    if text and text in names:
        return names.index(text)
    if text.isdecimal() and 1 <= int(text) <= len(names):
        return int(text) - 1
    near = nearest(text, [name for name in names if name])
    hint = f"; did you mean '{_short(near)}'?" if near else ""
    raise DataError(f"{asked} does not exist{hint or '; ' + _existing(table)}")


def numeric_names(table: Table) -> str:
    """The columns of numbers, for a message: their names, or that there are none."""
    names = zip(column_names(table), table.columns, strict=True)
    numeric = [name for name, column in names if column.kind is Kind.NUMBER]
    if not numeric:
        return "no column holds numbers"
    return f"numeric columns: {_listed(numeric)}"


def _existing(table: Table) -> str:
    width = len(table.columns)
    if not any(column.name.strip() for column in table.columns):
        return f"the file has no header; columns are numbered 1 to {width}"
    return f"columns: {_listed(column_names(table))}"


def _listed(names: list[str]) -> str:
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def _short(name: str) -> str:
    plain = printable(name[: 2 * _LONGEST])
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"
