"""How a CSV file is laid out: its delimiter, its header, and which columns hold numbers."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from engine.errors import DataError, shown

_SAMPLE_ROWS = 21
_DELIMITERS = ("\t", ";", ",")
_MISSING = frozenset({"", "-", "?", "na", "n/a", "null", "none"})
_DECIMAL_COMMA = re.compile(r"\s*[+-]?\d+,\d+([eE][+-]?\d+)?\s*")
_MOST_NAMES = 8
_COMMENT = "#"
_UNDERSCORED = re.compile(r"\s*[+-]?\d{1,3}(_\d{3})+(\.\d*)?\s*")


@dataclass(frozen=True)
class Layout:
    """What the first rows tell of a file.

    Attributes:
        delimiter: the character between fields.
        header: the columns' names, or None where the first row is data.
        first: the first row's fields, which fix how many a row has.
        first_line: the line that the first row is on, from 1.
        sample: the first rows of data.
        numeric: of each column, whether the first value in the sample is a number, or most are.
    """

    delimiter: str
    header: tuple[str, ...] | None
    first: tuple[str, ...]
    first_line: int
    sample: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]

    def name(self, column: int) -> str:
        """What to call this column (from 0): by its header, or by its number from 1."""
        return self._header_name(column) or f"column {column + 1}"

    def named(self, column: int) -> str:
        """The same within a sentence."""
        name = self._header_name(column)
        return f"column '{name}'" if name else f"column {column + 1}"

    def _header_name(self, column: int) -> str:
        return shown(self.header[column].strip()) if self.header else ""


@dataclass(frozen=True)
class Columns:
    """The columns that hold x and y, from 0."""

    x: int
    y: int


def parsed(text: str) -> float | None:
    """The number that a field holds, NaN and inf among them, or None."""
    # float() takes 1_000 for a number; in a CSV file it is a name.
    if "_" in text:
        return None
    try:
        return float(text)
    except ValueError:
        return None


def looks_like_decimal_comma(text: str) -> bool:
    """Whether a field is a number written with a decimal comma, such as 1,5."""
    return _DECIMAL_COMMA.fullmatch(text) is not None


def meant_as_number(text: str) -> bool:
    """Whether a field is a number, or one as other places write it: 1,5 or 1_000."""
    return (
        parsed(text) is not None
        or looks_like_decimal_comma(text)
        or _UNDERSCORED.fullmatch(text) is not None
    )


def content(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, with their numbers from 1, after comments at the beginning."""
    begun = False
    for number, line in enumerate(lines, 1):
        if line.strip():
            begun = begun or not line.startswith(_COMMENT)
            if begun:
                yield number, line


def numbered_rows(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank, with the number of the line where it begins, from 1.

    Raises:
        csv.Error: a field that no CSV file has.
    """
    begins: int | None = None

    def kept() -> Iterator[str]:
        nonlocal begins
        for number, line in content(lines):
            begins = begins or number
            yield line

    for row in csv.reader(kept(), delimiter=delimiter):
        assert begins is not None
        if any(row):
            yield begins, row
        begins = None


def sniff(path: Path, file: str) -> Layout:
    """Find out the layout from the first rows of `path`, which messages call `file`.

    Raises:
        DataError: there is nothing in it, or nothing but a header.
        OSError, UnicodeDecodeError: it cannot be read.
    """
    lines, left, begun = [], 4 * _SAMPLE_ROWS, False
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for line in stream:
            lines.append(line)
            begun = begun or bool(line.strip() and not line.startswith(_COMMENT))
            left -= begun
            if not left:
                break
    best: list[tuple[int, list[str]]] = []
    delimiter, best_score = ",", (-1, 0)
    problem = "is blank, two or more rows of numbers are needed"
    for candidate in _DELIMITERS:
        try:
            rows = list(islice(numbered_rows(lines, candidate), _SAMPLE_ROWS))
        except csv.Error as error:
            problem = f"is not a CSV file: {error}"
            continue
        numbers = sum(_numbers_in(row) for _, row in rows)
        score = (numbers, 0 if numbers else sum(len(row) for _, row in rows))
        if rows and score > best_score:
            best, delimiter, best_score = rows, candidate, score
    if not best:
        raise DataError(f"{file}: {problem}")
    return _layout(best, delimiter, file)


def _numbers_in(row: list[str]) -> int:
    # Commas are tried last and must win outright: in 1,5;2,5 they are decimal commas.
    return sum(_number_like(field) for field in row) if len(row) > 1 else 0


def _number_like(field: str) -> bool:
    return parsed(field) is not None or looks_like_decimal_comma(field)


def _layout(rows: list[tuple[int, list[str]]], delimiter: str, file: str) -> Layout:
    first_line, first = rows[0]
    has_header = not any(map(_number_like, first))
    sample = tuple(tuple(row) for _, row in rows[has_header:])
    if not sample:
        raise DataError(f"{file}: has one row of words and no row of numbers")
    return Layout(
        delimiter=delimiter,
        header=tuple(first) if has_header else None,
        first=tuple(first),
        first_line=first_line,
        sample=sample,
        numeric=tuple(
            _holds_numbers([row[column] for row in sample if column < len(row)])
            for column in range(len(first))
        ),
    )


def _holds_numbers(fields: list[str]) -> bool:
    """Whether a column is meant to be numeric, so that a word in it is a fault to report.

    Empty fields and the words that stand for a missing value say nothing either way.
    """
    present = [field for field in fields if field.strip().lower() not in _MISSING]
    numbers = [meant_as_number(field) for field in present]
    return any(numbers[:1]) or 2 * sum(numbers) > len(numbers)


def choose(layout: Layout, x_column: str | None, y_column: str | None, file: str) -> Columns:
    """Decide which columns hold x and y.

    Raises:
        DataError: a column that is not there, one column for both, or too few numeric ones.
    """
    x = None if x_column is None else _column(layout, x_column, "x", file)
    y = None if y_column is None else _column(layout, y_column, "y", file)
    numeric = [column for column, is_numeric in enumerate(layout.numeric) if is_numeric]
    if x is None:
        x = next((column for column in numeric if column != y), None)
    if y is None and x is not None:
        others = [column for column in numeric if column != x]
        y = next((column for column in others if column > x), others[0] if others else None)
    if x is None or y is None:
        raise DataError(f"{file}: {_too_few(layout, numeric)}")
    if x == y:
        raise DataError(
            f"{file}: x and y are both {layout.named(x)}, two different columns are needed"
        )
    return Columns(x, y)


def _too_few(layout: Layout, numeric: list[int]) -> str:
    if numeric:
        found = f"has numbers in just {layout.named(numeric[0])}, two numeric columns are needed"
    else:
        found = "has no numeric column, two are needed"
    if len(layout.first) > 1:
        return found
    return found + ", separated by commas, semicolons or tabs"


def _column(layout: Layout, wanted: str, axis: str, file: str) -> int:
    """The column of this name, or of this number from 1 where no name is the same."""
    text = wanted.strip()
    names = [name.strip() for name in layout.header or ()]
    if names.count(text) > 1:
        raise DataError(
            f"{file}: {axis} column '{shown(text)}': {names.count(text)} columns have this name, "
            "give its number"
        )
    if text in names:
        return names.index(text)
    if text.isdecimal() and 1 <= int(text) <= len(layout.first):
        return int(text) - 1
    raise DataError(f"{file}: {axis} column '{shown(text)}' is not there; {_existing(layout)}")


def _existing(layout: Layout) -> str:
    width = len(layout.first)
    if layout.header is None:
        return f"there is no header, and columns are numbered 1 to {width}"
    names = ", ".join(layout.name(column) for column in range(min(width, _MOST_NAMES)))
    return f"there are {names}" + (f" and {width - _MOST_NAMES} more" * (width > _MOST_NAMES))


def fault_in(layout: Layout, columns: Columns, row: list[str], largest: float) -> str | None:
    """What is wrong with a row, in words; None if no number is missing or larger than `largest`."""
    if len(row) != len(layout.first):
        fields = "1 field" if len(row) == 1 else f"{len(row)} fields"
        hint = " (a quote that does not end?)" if "\n" in "".join(row) else ""
        if len(row) == 2 * len(layout.first) and all(map(_is_digits, row)):
            hint = " (decimal commas? numbers need a decimal point)"
        return f"has {fields} where line {layout.first_line} has {len(layout.first)}{hint}"
    for column in (columns.x, columns.y):
        value = parsed(row[column])
        if value is not None and math.isfinite(value) and abs(value) <= largest:
            continue
        field = row[column].strip()
        holds = f"'{shown(field)}'" if field else "nothing"
        said = f"{layout.named(column)} holds {holds}, "
        if value is not None and math.isfinite(value):
            return said + f"numbers up to {largest:.3g} can be used"
        if looks_like_decimal_comma(field):
            return said + "a number with a decimal point is needed"
        if _UNDERSCORED.fullmatch(field):
            return said + "a number without _ is needed"
        if value is None and field and tuple(row) == layout.first:
            return said + "a number is needed (a header has no number in it)"
        return said + "a number is needed"
    return None


def _is_digits(field: str) -> bool:
    return field.strip().lstrip("+-").isdecimal()
