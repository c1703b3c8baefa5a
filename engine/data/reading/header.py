"""The names of the columns and where the data begin, decided from the columns beneath."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from engine.data.reading.begin import (
    begin_of_data,
    is_header_of_numbers,
    is_name,
    is_number,
    numeric_columns,
    usual_width,
)
from engine.data.reading.dialect import BLANKS, Dialect, Row, rows_of
from engine.data.reading.sample import Line, Sample
from engine.data.reading.thousands import has_blank_thousands
from engine.data.reading.units import is_unit
from engine.errors import DataError

QUOTED = "; a number with a comma must be quoted, or fields separated by semicolons"
"""What to do about rows of too many fields between commas."""
_FIELDS = 40_000
_LEAST_ROWS = 12


@dataclass(frozen=True)
class Header:
    """The names of the columns and what stands above the data.

    Attributes:
        width: the fields of a row of data.
        names: of all columns; empty where there is none.
        units: of all columns; empty where there is none.
        line: of the header; None if there is none.
        units_line: of the units; None if there is none.
        first: the line of the first row of data.
        titles: the lines above that are neither header nor units.
        row_names: whether the first column holds row names, which the header leaves out.
        shown_numbers: whether the names are numbers, such as years.
    """

    width: int
    names: tuple[str, ...]
    units: tuple[str, ...]
    line: int | None
    units_line: int | None
    first: int
    titles: tuple[int, ...] = ()
    row_names: bool = False
    shown_numbers: bool = False


def find_header(sample: Sample, dialect: Dialect, file: str) -> Header:
    """The header of a file, from its first lines.

    Raises:
        DataError: the header has another number of fields than the rows beneath.
    """
    rows = list(rows_of(sample.lines, dialect))
    width = usual_width(rows)
    rows = rows[: max(_LEAST_ROWS, _FIELDS // width)]
    begin = begin_of_data(rows, width)
    above, body = rows[:begin], rows[begin:]
    if not body and any("\n" in field for field in rows[0].fields):
        raise DataError(f"{file}, line {rows[0].line}: a quote ({dialect.quote}) is not closed")
    if not body:
        raise DataError(f"{file}: only a header; at least two rows of numbers are required")
    numeric = numeric_columns(body, width)
    if not above and is_header_of_numbers(body, numeric):
        above, body = body[:1], body[1:]
        return _named(above[0], None, above, body, width, shown_numbers=True)
    if above:
        return _from_rows(above, body, width, numeric, dialect, sample, file)
    names = _from_comments(sample, dialect, width, body[0].line)
    if names is not None:
        return Header(width, names[1], ("",) * width, names[0], None, body[0].line)
    return _named(None, None, above, body, width)


def _from_rows(
    above: Sequence[Row],
    body: Sequence[Row],
    width: int,
    numeric: Sequence[int],
    dialect: Dialect,
    sample: Sample,
    file: str,
) -> Header:
    """The header among the rows above the data: the last one, or the one beside the units."""
    fitting = [k for k, row in enumerate(above) if len(row.fields) == width]
    full = [k for k in fitting if _is_full(above[k], numeric)]
    if full:
        while len(above) > full[-1] + 1 and not any(
            map(is_name, (above[-1].fields[k] for k in numeric if k < len(above[-1].fields)))
        ):
            # A first row that has no numbers yet.
            above, body = above[:-1], [above[-1], *body]
        place = full[-1]
        before = above[place - 1] if place - 1 in full else None
        header, units = _apart(above[place], before, numeric)
        return _named(header, units, above, body, width)
    last = above[-1]
    names = len(last.fields)
    if 1 < names < width and not any(any(row.fields[names:]) for row in body):
        # Separators at the ends of the rows, but not of the header.
        padded = Row(last.line, (*last.fields, *[""] * (width - names)))
        return _named(padded, None, above, body, width)
    if len(last.fields) == width - 1 and width > 2 and any(last.fields[1:]):
        if dialect.separator == BLANKS and has_blank_thousands(sample, body[0].line):
            raise DataError(
                f"{file}, line {body[0].line}: {width} fields, but the header in line {last.line}"
                f" has {width - 1}; a blank within numbers (1 000) must be removed"
            )
        if _first_are_row_names(body, width, sample, dialect):
            shifted = Row(last.line, ("", *last.fields))
            return _named(shifted, None, above, body, width, row_names=True)
        raise _unequal(last, body, dialect.separator, file)
    if 1 < len(last.fields) < width and dialect.separator != BLANKS:
        raise _unequal(last, body, dialect.separator, file)
    if _may_be_decimal_commas(last, body, dialect):
        raise _unequal(last, body, dialect.separator, file)
    if len(last.fields) > width and dialect.separator != BLANKS and all(last.fields[:width]):
        return _named(last, None, above, body, len(last.fields))
    wide = _split_widely(last, sample, width) if dialect.separator == BLANKS else None
    return _named(wide, None, above, body, width)


def _apart(last: Row, before: Row | None, numeric: Sequence[int]) -> tuple[Row, Row | None]:
    """Which of the two rows above the data is the header, and which holds units."""
    if before is not None:
        if _are_units(last, numeric) and not _are_units(before, numeric, strict=True):
            return before, last
        if _are_units(before, numeric):
            return last, before
    return last, None


def _is_full(row: Row, numeric: Sequence[int]) -> bool:
    """Whether a row has something above most columns of numbers; an index may have no name."""
    return 2 * sum(bool(row.fields[column]) for column in numeric) >= len(numeric)


def _are_units(row: Row, numeric: Sequence[int], *, strict: bool = False) -> bool:
    """Whether a row above the columns of numbers holds their units."""
    fields = [row.fields[column] for column in numeric]
    written = [field for field in fields if field]
    return bool(written) and all(is_unit(field, strict=strict) for field in written)


def _first_are_row_names(body: Sequence[Row], width: int, sample: Sample, dialect: Dialect) -> bool:
    """Whether the first column holds row names, as R writes them, and the last one has a name.

    Between commas, 1,10,5 under t,len may be a decimal comma; there, the names must be quoted.
    """
    full = [row for row in body if len(row.fields) == width]
    if not any(row.fields[-1] for row in full):
        return False
    lines = {line.number: line.text.lstrip() for line in sample.lines}
    if all(lines[row.line].startswith(dialect.quote) for row in full):
        return True
    names = [row.fields[0] for row in full]
    if dialect.separator == "," or len(set(names)) < len(names):
        return False
    counts = any(names == [str(k) for k in range(start, start + len(names))] for start in (0, 1))
    return counts or not any(map(is_number, names))


def _may_be_decimal_commas(last: Row, body: Sequence[Row], dialect: Dialect) -> bool:
    """Whether rows such as 1,5 stand under a single name: one column, not two."""
    return (
        dialect.separator == ","
        and len(last.fields) == 1
        and " " not in last.fields[0]
        and last.line + 1 == body[0].line
        and all(len(row.fields) == 2 and row.fields[1].isdecimal() for row in body)
    )


def _unequal(header: Row, body: Sequence[Row], separator: str, file: str) -> DataError:
    row = next(row for row in body if len(row.fields) != len(header.fields))
    return DataError(
        f"{file}, line {row.line}: {len(row.fields)} fields, but the header in line {header.line}"
        f" has {len(header.fields)}{QUOTED if separator == ',' else ''}"
    )


def _split_widely(row: Row, sample: Sample, width: int) -> Row | None:
    """A header whose names contain single blanks, separated by tabs or several blanks."""
    text = next(line.text for line in sample.lines if line.number == row.line)
    fields = tuple(re.split(r"\t+|\s{2,}", text.strip()))
    return Row(row.line, fields) if len(fields) == width else None


def _from_comments(
    sample: Sample, dialect: Dialect, width: int, first: int
) -> tuple[int, tuple[str, ...]] | None:
    """Names in the last comment above the data that fits, as numpy.savetxt writes them."""
    for comment in reversed([line for line in sample.comments if line.number < first]):
        text = comment.text.strip()
        prefix = next(prefix for prefix in sample.prefixes if text.startswith(prefix))
        bare = text.removeprefix(prefix).lstrip(prefix[0])
        for tried in (dialect, Dialect(BLANKS, dialect.quote), Dialect(",", dialect.quote)):
            # A first column may be called #.
            for form in filter(None, (bare.strip(), text if prefix[0] == "#" else "")):
                (row,) = rows_of([Line(comment.number, form)], tried)
                names = any(map(is_name, row.fields)) and not any(map(is_number, row.fields))
                if len(row.fields) == width > 1 and names:
                    return comment.number, row.fields
    return None


def _named(
    header: Row | None,
    units: Row | None,
    above: Sequence[Row],
    body: Sequence[Row],
    width: int,
    *,
    row_names: bool = False,
    shown_numbers: bool = False,
) -> Header:
    used = {row.line for row in (header, units) if row is not None}
    blank = ("",) * width
    return Header(
        width,
        header.fields[:width] if header else blank,
        (units.fields + blank)[:width] if units else blank,
        header.line if header else None,
        units.line if units else None,
        body[0].line,
        tuple(row.line for row in above if row.line not in used),
        row_names,
        shown_numbers,
    )
