"""The columns of a file as a table, and as plain data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.config.numbers import finite
from engine.data.choice import Rank, rank_of
from engine.data.column_names import column_names, place_of_row
from engine.data.dates import date_text
from engine.data.table import Column, Kind, Table
from engine.errors import printable
from tui.text.columns import Table as Rows
from tui.text.columns import aligned, total_width, widths_of
from tui.text.numbers import significant
from tui.text.width import cut

_HEADS = ("", "#", "column", "type", "missing", "least", "most", "")
_WORDS = ("", "column", "type")
_DIGITS = 10
"""Significant digits of a range: enough for times in seconds."""
_EXACT, _MOST_WHOLE = 2.0**53, 2.0**63
"""Whole numbers between these, such as identifiers, may have lost digits in float64."""
_NAME = _HEADS.index("column")
_LONGEST_NAME, _LEAST = 32, 8
"""The widest name, and what at least is left of a name or note, in cells."""
_NOTES = {Rank.INDEX: "numbers the rows", Rank.CONSTANT: "constant"}


@dataclass(frozen=True)
class Taken:
    """The columns taken as x and y, from 0; None if none is."""

    x: int | None = None
    y: int | None = None

    def role(self, place: int) -> str:
        """The letters x or y for a column, or an empty text."""
        return "x" * (place == self.x) + "y" * (place == self.y)


def columns_text(table: Table, taken: Taken, width: int, most: int | None = None) -> str:
    """The table of the columns, at most `width` cells wide, one line each.

    Of more than `most` columns, the first are shown and those taken, and how many are not.
    """
    names = column_names(table)
    count = len(names)
    shown = list(range(count))
    if most is not None and count > most:
        always = {place for place in (taken.x, taken.y) if place is not None}
        first = [place for place in shown if place not in always][: most - len(always)]
        shown = sorted({*first, *always})
    rows = [_row(table, place, names[place], taken) for place in shown]
    text = aligned(_fitted([list(_HEADS), *rows], width), _WORDS)
    if len(shown) < count:
        text += f"… {count - len(shown):,} more columns\n"
    return text


def _fitted(rows: Rows, width: int) -> Rows:
    """The rows with names and notes cut so that no line is wider than `width`, if possible."""
    widths = widths_of(rows)
    name, note = widths[_NAME], widths[-1]
    spare = width - (total_width(widths) - name - note)
    note = min(note, max(spare - name, _LEAST))
    name = max(spare - note, _LEAST)
    return [
        [*row[:_NAME], cut(row[_NAME], name), *row[_NAME + 1 : -1], cut(row[-1], note)]
        for row in rows
    ]


def _row(table: Table, place: int, name: str, taken: Taken) -> list[str]:
    column = table.columns[place]
    least, most = _range(column)
    return [
        taken.role(place),
        str(place + 1),
        cut(name, _LONGEST_NAME),
        str(column.kind),
        f"{column.missing:,}",
        least,
        most,
        _note(table, place, taken),
    ]


def _range(column: Column) -> tuple[str, str]:
    ends = _ends(column)
    if ends is None:
        return "", ""
    if column.kind is Kind.DATE:
        return date_text(ends[0]), date_text(ends[1])
    return _end(ends[0]), _end(ends[1])


def _end(value: float) -> str:
    """An end of a range: whole numbers with all digits, or marked where float64 rounds them."""
    if not value.is_integer() or not 10**_DIGITS <= abs(value) < _MOST_WHOLE:
        return significant(value, _DIGITS)
    return f"{'~' * (abs(value) >= _EXACT)}{int(value)}"


def _ends(column: Column) -> tuple[float, float] | None:
    """The least and the greatest value; None if there are none."""
    if column.values is None or not column.values.size or np.isnan(column.values).all():
        return None
    return float(np.nanmin(column.values)), float(np.nanmax(column.values))


def _note(table: Table, place: int, taken: Taken) -> str:
    fault = table.columns[place].fault
    if fault is not None:
        return f"{place_of_row(table, fault.row)} {printable(fault.reason)}"
    rank = rank_of(table, place)
    return "" if taken.role(place) and rank is Rank.INDEX else _NOTES.get(rank, "")


def column_records(table: Table, taken: Taken) -> list[dict[str, object]]:
    """The columns as plain data; numbers that are not finite are None."""
    return [_record(table, place, taken) for place in range(len(table.columns))]


def _record(table: Table, place: int, taken: Taken) -> dict[str, object]:
    column = table.columns[place]
    ends = _ends(column)
    least: object = None
    most: object = None
    if ends is not None and column.kind is Kind.DATE:
        least, most = map(date_text, ends)
    elif ends is not None:
        least, most = map(finite, ends)
    fault = column.fault
    said = None if fault is None else f"{place_of_row(table, fault.row)} {fault.reason}"
    return {
        "number": place + 1,
        "name": column.name.strip() or None,
        "type": str(column.kind),
        "unit": column.unit or None,
        "missing": column.missing,
        "least": least,
        "most": most,
        "fault": said,
        "taken_as": taken.role(place) or None,
    }
