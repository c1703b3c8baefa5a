"""Where the data of a file begin: the first row that looks like those beneath it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from engine.data.reading.dialect import Row
from engine.data.reading.numbers import LONGEST, Notation, is_missing, number, shape

_SHARE = 0.6
_MOST_ABOVE = 100
# A number with something attached: 12 kg, >5, 1/2, 5-. A name has letters first, or more of them.
_ODD_NUMBER = re.compile(r"[^\w]*\d[\d.,' \-+/:%]*(?:[^\W\d_]{1,3}[\d.+-]*)?\W*")
_ENDLESS = re.compile(r"[+-]?(?:inf|infinity)", re.IGNORECASE)


def usual_width(rows: Sequence[Row]) -> int:
    """The number of fields of most rows; of equally many, the larger."""
    widths = [len(row.fields) for row in rows]
    return max(set(widths), key=lambda width: (widths.count(width), width))


def is_number(field: str) -> bool:
    """Whether a field is a number in any notation, or infinite."""
    return shape(field) is not None or _ENDLESS.fullmatch(field) is not None


def is_name(field: str) -> bool:
    """Whether a field is a word, not a number with something attached."""
    if is_missing(field) or is_number(field):
        return False
    return len(field) > LONGEST or _ODD_NUMBER.fullmatch(field) is None


def numeric_columns(rows: Sequence[Row], width: int) -> list[int]:
    """The columns in which most fields of these rows are numbers."""
    found = []
    for column in range(width):
        fields = [row.fields[column] for row in rows if column < len(row.fields)]
        present = [field for field in fields if not is_missing(field)]
        if present and sum(map(is_number, present)) >= _SHARE * len(present):
            found.append(column)
    return found


def begin_of_data(rows: Sequence[Row], width: int) -> int:
    """The first row that looks like those beneath it; 0 if no column has numbers anywhere."""
    for begin in range(min(len(rows), _MOST_ABOVE)):
        numeric = numeric_columns([row for row in rows[begin:] if len(row.fields) == width], width)
        if numeric and _is_data(rows[begin], rows[begin + 1 :], numeric):
            return begin
    return 1 if all(map(is_name, rows[0].fields)) else 0


def _is_data(row: Row, below: Sequence[Row], numeric: Sequence[int]) -> bool:
    """Whether a row belongs to those below it, and is not a header, a title or a row of units."""
    present = [
        column for column in numeric if column < len(row.fields) and row.fields[column].strip()
    ]
    names = [column for column in present if is_name(row.fields[column])]
    alike = [
        column
        for column in present
        if is_number(row.fields[column]) and not _is_outlier(row.fields[column], below, column)
    ]
    if names:
        return 0 < len(alike) >= len(names)
    gaps = len(present) < len(numeric) and len(row.fields) > numeric[-1]
    return bool(present) and not (gaps and _are_names(below, numeric))


def _are_names(below: Sequence[Row], numeric: Sequence[int]) -> bool:
    """Whether the next row has a name above each column of numbers.

    Then years over several columns each, as in 2019,,2020, are not data.
    """
    following = below[0].fields if below else ()
    return bool(following) and all(
        column < len(following) and is_name(following[column]) for column in numeric
    )


def _is_outlier(field: str, below: Sequence[Row], column: int) -> bool:
    """Whether a field is an infinite number, or lies far outside the range of those below it."""
    if _ENDLESS.fullmatch(field):
        return True
    fields = [row.fields[column] for row in below if column < len(row.fields)]
    values = [found for field in fields if (found := _value(field)) is not None]
    value = _value(field)
    if value is None or len(values) < 2:
        return False
    low, high = min(values), max(values)
    return not low - (high - low) <= value <= high + (high - low)


def _value(field: str) -> float | None:
    found = number(field, Notation()) or number(field, Notation(",", ". '"))
    return None if found is None else found.value


def is_header_of_numbers(body: Sequence[Row], numeric: Sequence[int]) -> bool:
    """Whether the first row is a header of years, positions or other evenly spaced numbers.

    All must be whole, evenly spaced, and far outside the ranges beneath them.
    """
    if len(body) < 3 or len(body[0].fields) <= max(numeric, default=0) or not numeric:
        return False
    fields = [body[0].fields[column] for column in numeric]
    if not all(re.fullmatch(r"\d{1,6}", field, re.ASCII) for field in fields if field):
        return False
    if _are_positions(body, numeric):
        return True
    values = [int(field) for field in fields if field]
    if len(values) < len(fields):
        return False
    steps = {after - before for before, after in pairwise(values)}
    years = all(1800 <= value <= 2100 for value in values)
    if (len(steps) > 1 and not years) or 0 in steps or (len(values) < 3 and not years):
        return False
    return all(
        _is_outlier(field, body[1:], column) for field, column in zip(fields, numeric, strict=True)
    )


def _are_positions(body: Sequence[Row], numeric: Sequence[int]) -> bool:
    """Whether the first row counts the columns, as pandas names them: 0, 1, 2, ….

    With its index, the first name is empty and the rows beneath count, too.
    """
    first, *rest = body[0].fields
    if not first:
        counted = [row.fields[0] for row in body[1:]] == [str(k) for k in range(len(body) - 1)]
        return counted and rest == [str(k) for k in range(len(rest))]
    broken = all(any("." in row.fields[k] for row in body[1:]) for k in numeric)
    return broken and len(rest) > 1 and [first, *rest] == [str(k) for k in range(len(rest) + 1)]
