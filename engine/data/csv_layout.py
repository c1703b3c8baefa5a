"""The layout of a CSV file: its delimiter, its header, and its numeric columns."""

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
    """The layout of a file, from its first rows.

    Attributes:
        delimiter: the character between fields.
        header: the names of the columns, or None if the first row is data.
        first: the fields of the first row, which determine the number of fields per row.
        first_line: the line of the first row, from 1.
        sample: the first rows of data.
        numeric: for each column, whether the first value in the sample is a number, or most are.
    """

    delimiter: str
    header: tuple[str, ...] | None
    first: tuple[str, ...]
    first_line: int
    sample: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]

    def name(self, column: int) -> str:
        """The name of this column (from 0): its header, or its number from 1."""
        return self._header_name(column) or f"column {column + 1}"

    def named(self, column: int) -> str:
        """The name within a sentence."""
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
    """The number in a field, including NaN and inf, or None."""
    # float() reads 1_000 as a number; in a CSV file it is a name.
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
    """Whether a field is a number, possibly in another notation: 1,5 or 1_000."""
    return (
        parsed(text) is not None
        or looks_like_decimal_comma(text)
        or _UNDERSCORED.fullmatch(text) is not None
    )


def content(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """The non-blank lines after initial comments, with their numbers from 1."""
    begun = False
    for number, line in enumerate(lines, 1):
        if line.strip():
            begun = begun or not line.startswith(_COMMENT)
            if begun:
                yield number, line


def numbered_rows(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The non-blank rows, with the number of the line where each begins, from 1.

    Raises:
        csv.Error: a field is not valid CSV.
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
    """Determine the layout from the first rows of `path`; messages name it `file`.

    Raises:
        DataError: the file is empty or has only a header.
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
    problem = "the file is blank; at least two rows of numbers are required"
    for candidate in _DELIMITERS:
        try:
            rows = list(islice(numbered_rows(lines, candidate), _SAMPLE_ROWS))
        except csv.Error as error:
            problem = f"not a CSV file: {error}"
            continue
        numbers = sum(_numbers_in(row) for _, row in rows)
        score = (numbers, 0 if numbers else sum(len(row) for _, row in rows))
        if rows and score > best_score:
            best, delimiter, best_score = rows, candidate, score
    if not best:
        raise DataError(f"{file}: {problem}")
    return _layout(best, delimiter, file)


def _numbers_in(row: list[str]) -> int:
    # Commas are tried last and must clearly win: in 1,5;2,5 they are decimal commas.
    return sum(_number_like(field) for field in row) if len(row) > 1 else 0


def _number_like(field: str) -> bool:
    return parsed(field) is not None or looks_like_decimal_comma(field)


def _layout(rows: list[tuple[int, list[str]]], delimiter: str, file: str) -> Layout:
    first_line, first = rows[0]
    has_header = not any(map(_number_like, first))
    sample = tuple(tuple(row) for _, row in rows[has_header:])
    if not sample:
        raise DataError(f"{file}: only a header; at least two rows of numbers are required")
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
    """Whether a column is meant to be numeric, so that a word in it is an error.

    Empty fields and words for missing values do not count.
    """
    present = [field for field in fields if field.strip().lower() not in _MISSING]
    numbers = [meant_as_number(field) for field in present]
    return any(numbers[:1]) or 2 * sum(numbers) > len(numbers)


def choose(layout: Layout, x_column: str | None, y_column: str | None, file: str) -> Columns:
    """Choose the columns of x and y.

    Raises:
        DataError: a column does not exist, x and y are the same column, or too few are numeric.
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
            f"{file}: x and y are both {layout.named(x)}; they must be different columns"
        )
    return Columns(x, y)


def _too_few(layout: Layout, numeric: list[int]) -> str:
    if numeric:
        found = f"only {layout.named(numeric[0])} is numeric; two numeric columns are required"
    else:
        found = "no numeric column; two are required"
    if len(layout.first) > 1:
        return found
    return found + ", separated by commas, semicolons or tabs"


def _column(layout: Layout, wanted: str, axis: str, file: str) -> int:
    """The column with this name or, if no name matches, with this number from 1."""
    text = wanted.strip()
    names = [name.strip() for name in layout.header or ()]
    if names.count(text) > 1:
        raise DataError(
            f"{file}: {axis} column '{shown(text)}': {names.count(text)} columns have this name; "
            "use its number"
        )
    if text in names:
        return names.index(text)
    if text.isdecimal() and 1 <= int(text) <= len(layout.first):
        return int(text) - 1
    raise DataError(f"{file}: {axis} column '{shown(text)}' does not exist; {_existing(layout)}")


def _existing(layout: Layout) -> str:
    width = len(layout.first)
    if layout.header is None:
        return f"the file has no header; columns are numbered 1 to {width}"
    names = ", ".join(layout.name(column) for column in range(min(width, _MOST_NAMES)))
    return f"columns: {names}" + (f" and {width - _MOST_NAMES} more" * (width > _MOST_NAMES))


def fault_in(layout: Layout, columns: Columns, row: list[str], largest: float) -> str | None:
    """The error in a row, in words; None if all numbers are present and at most `largest`."""
    if len(row) != len(layout.first):
        fields = "1 field" if len(row) == 1 else f"{len(row)} fields"
        hint = " (unclosed quote?)" if "\n" in "".join(row) else ""
        if len(row) == 2 * len(layout.first) and all(map(_is_digits, row)):
            hint = " (decimal commas? numbers need a decimal point)"
        return f"{fields}, but line {layout.first_line} has {len(layout.first)}{hint}"
    for column in (columns.x, columns.y):
        value = parsed(row[column])
        if value is not None and math.isfinite(value) and abs(value) <= largest:
            continue
        field = row[column].strip()
        holds = f"'{shown(field)}'" if field else "nothing"
        said = f"{layout.named(column)} contains {holds}; "
        if value is not None and math.isfinite(value):
            return said + f"must be at most {largest:.3g}".replace("e+", "e")
        if looks_like_decimal_comma(field):
            return said + "must be a number with a decimal point"
        if _UNDERSCORED.fullmatch(field):
            return said + "must be a number without _"
        if value is None and field and tuple(row) == layout.first:
            return said + "must be a number (a header must not contain numbers)"
        return said + "must be a number"
    return None


def _is_digits(field: str) -> bool:
    return field.strip().lstrip("+-").isdecimal()
