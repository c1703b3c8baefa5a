"""How the fields of a line are separated and quoted, from the first lines of a file.

Each dialect is tried. The one under which most fields are numbers, dates or missing, in rows of one
width, is taken.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.data.reading.numbers import is_date, is_missing, shape
from engine.data.reading.sample import Line
from engine.errors import DataError

BLANKS = " "
NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "pipes", BLANKS: "blanks"}
_SEPARATORS = ("\t", ";", "|", ",", BLANKS)
_CHARACTERS = 100_000
_ROWS = 100
_LEAST_ROWS = 5
_SAME = 0.02
_TOKEN = {
    quote: re.compile(rf"{quote}((?:[^{quote}]|{quote}{quote})*){quote}(?=[ \t]|$)|([^ \t]+)")
    for quote in "\"'"
}
# The limit of the process, 131,072 characters unless set, is for untrusted streams.
csv.field_size_limit(1 << 26)


@dataclass(frozen=True)
class Dialect:
    """How fields are separated and quoted.

    Attributes:
        separator: the character between fields; a blank stands for any run of blanks and tabs.
        quote: the character around fields that contain separators.
    """

    separator: str
    quote: str = '"'

    @property
    def name(self) -> str:
        """The separator in words."""
        return NAMES.get(self.separator, f"'{self.separator}'")


@dataclass(frozen=True)
class Row:
    """The fields of a row, stripped of blanks, and the number of the line where it begins."""

    line: int
    fields: tuple[str, ...]


@dataclass(frozen=True)
class _Candidate:
    """A dialect and how well the rows are read by it.

    Attributes:
        dialect: the dialect.
        score: the share of fields that are numbers, dates or missing; 0 to 1.
        width: the fields of most rows.
        all_numbers: whether all fields below the first such row are numbers.
        even: whether all rows have this width, from the first such row on.
    """

    dialect: Dialect
    score: float
    width: int
    all_numbers: bool
    even: bool


def rows_of(lines: Sequence[Line], dialect: Dialect) -> Iterator[Row]:
    """The rows of these lines."""
    if dialect.separator == BLANKS:
        token = _TOKEN[dialect.quote]
        for line in lines:
            found = token.finditer(line.text)
            yield Row(line.number, tuple((match[1] or match[2] or "").strip() for match in found))
        return
    begins = 0
    ends = 0

    def texts() -> Iterator[str]:
        nonlocal ends
        for place, line in enumerate(lines):
            ends = place
            yield line.text + "\n"

    reader = csv.reader(
        texts(), delimiter=dialect.separator, quotechar=dialect.quote, skipinitialspace=True
    )
    for fields in reader:
        yield Row(lines[begins].number, tuple(field.strip() for field in fields))
        begins = ends + 1


def find_dialect(lines: Sequence[Line], separator: str | None, file: str) -> Dialect:
    """The dialect of these lines.

    Args:
        lines: the first lines of the file.
        separator: the separator if it is known.
        file: the file's name for a message.

    Raises:
        DataError: two separators are equally likely.
    """
    scored = _scored(_first(lines), separator)
    wide = [one for one in scored if one.width > 1 and one.score > 0]
    if not wide:
        return Dialect(separator or ",")
    best = max(wide, key=lambda one: one.score)
    # Equal scores: the first in order, so tabs before the blanks that include them.
    best = next(one for one in wide if one.score >= best.score - 1e-9)
    for other in wide:
        separators = best.dialect.separator, other.dialect.separator
        if separators == (BLANKS, "\t") and other.even and other.width == best.width:
            # A title of as many words as there are columns; by blanks, no field can be empty.
            return other.dialect
        if (
            set(separators) == {",", BLANKS}
            and best.all_numbers
            and other.all_numbers
            and abs(best.score - other.score) < _SAME
        ):
            raise DataError(
                f"{file}: fields may be separated by commas or by blanks; add --separator comma"
                " or --separator blanks"
            )
    return best.dialect


def _first(lines: Sequence[Line]) -> list[Line]:
    """Enough lines to judge by."""
    kept: list[Line] = []
    characters = 0
    for line in lines[:_ROWS]:
        characters += len(line.text)
        if characters > _CHARACTERS and len(kept) >= _LEAST_ROWS:
            break
        kept.append(line)
    return kept


def _scored(lines: Sequence[Line], separator: str | None) -> list[_Candidate]:
    found = []
    for candidate in _SEPARATORS if separator is None else (separator,):
        if not any(candidate in line.text or candidate == BLANKS for line in lines):
            continue
        for quote in "\"'":
            if quote == "'" and not _has_quoted(lines, candidate):
                continue
            dialect = Dialect(candidate, quote)
            found.append(_judged(dialect, list(rows_of(lines, dialect))))
    return found


def _has_quoted(lines: Sequence[Line], separator: str) -> bool:
    """Whether single quotes stand around fields in most lines."""
    mark = r"[ \t]" if separator == BLANKS else re.escape(separator)
    quoted = re.compile(rf"(?:^|{mark})\s*'[^']*'\s*(?:{mark}|$)")
    return 2 * sum(quoted.search(line.text) is not None for line in lines) > len(lines)


def _judged(dialect: Dialect, rows: Sequence[Row]) -> _Candidate:
    widths = Counter(len(row.fields) for row in rows)
    width = max(widths, key=lambda width: (widths[width], width))
    body = [row for row in rows if len(row.fields) == width]
    scores = [_score(field) for row in body for field in row.fields]
    typed = sum(scores) / max(len(scores), 1)
    # The names above the columns are no numbers; a date and a time are not two columns.
    below = [shape(field) is not None for row in body[1:] for field in row.fields]
    filled = [len(row.fields) for row in rows if row.fields]
    even = set(filled[filled.index(width) :]) == {width} if width else False
    all_numbers = bool(below) and all(below)
    return _Candidate(dialect, typed * len(body) / len(rows), width, all_numbers, even)


def _score(field: str) -> float:
    if not field:
        return 0.5
    if shape(field) is not None or is_date(field) or is_missing(field):
        return 1.0
    return 0.0 if field[-1] in ",;|\t" or field[0] in ",;|\t\"'" or "\t" in field else 0.2
