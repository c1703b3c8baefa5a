"""The cells of a sheet as text, one line a row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from engine.data.reading.numbers import shape

SEPARATOR = "\t"
_LONGEST_WHOLE = 1e15
_BREAKS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_LEAST = 2
_ISO = re.compile(r"PT(\d{1,6})H(\d{1,2})M(\d{1,2}(?:[.,]\d+)?)S", re.ASCII)
"""A duration of more than a day, as it comes from an OpenDocument sheet."""

Cells = list[list[Any]]


def holds_numbers(cells: Cells) -> bool:
    """Whether at least two rows have two numbers or dates."""
    rows = (row for row in cells if sum(map(_is_value, row)) >= _LEAST)
    return next(rows, None) is not None and next(rows, None) is not None


def _is_value(cell: object) -> bool:
    if isinstance(cell, str):
        return shape(cell) is not None or _ISO.fullmatch(cell) is not None
    return isinstance(cell, int | float | date | time | timedelta) and not isinstance(cell, bool)


def has_commas(cells: Cells) -> bool:
    """Whether cells of text hold numbers such as 1,5 or 1,234."""
    texts = (cell for row in cells for cell in row if isinstance(cell, str) and "," in cell)
    return any(shape(text) is not None for text in texts)


def text_of(cells: Cells, *, points: bool) -> str:
    """The cells as text.

    Args:
        cells: of the sheet, by row.
        points: whether numbers may have a decimal point; else they are written as 15e-1, which is
            the same number whatever the notation of those in cells of text.
    """
    out = io.StringIO()
    csv.writer(out, delimiter=SEPARATOR, lineterminator="\n").writerows(_rows(cells, points))
    return out.getvalue()


def _rows(cells: Cells, points: bool) -> Iterator[list[str]]:
    for row in cells:
        yield [_written(cell, points) for cell in row]


def _written(cell: object, points: bool) -> str:
    match cell:
        case float():
            return _number(cell, points)
        case str() if (iso := _ISO.fullmatch(cell)) is not None:
            hours, minutes, seconds = (float(part.replace(",", ".")) for part in iso.groups())
            return _duration(timedelta(hours=hours, minutes=minutes, seconds=seconds))
        case str():
            return _BREAKS.sub(" ", cell).strip()
        case bool():
            return str(cell).upper()
        case datetime():
            return cell.isoformat(" ").removesuffix(" 00:00:00")
        case timedelta():
            return _duration(cell)
        case date() | time():
            return cell.isoformat()
    return "" if cell is None else str(cell)


def _number(value: float, points: bool) -> str:
    if value.is_integer() and abs(value) < _LONGEST_WHOLE:
        return str(int(value))
    text = repr(value)
    if points:
        return text
    digits, _, exponent = text.partition("e")
    before, _, after = digits.partition(".")
    return f"{before}{after}e{int(exponent or 0) - len(after)}"


def _duration(value: timedelta) -> str:
    """Hours, minutes and seconds, to the millisecond: 26:08:30, 0:00:01.250."""
    whole = round(abs(value.total_seconds()) * 1000)
    minutes, rest = divmod(whole, 60_000)
    seconds, part = divmod(rest, 1000)
    sign = "-" * (value < timedelta(0))
    text = f"{sign}{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return f"{text}.{part:03}" if part else text
