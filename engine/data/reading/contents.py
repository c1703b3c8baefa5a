"""What the first rows of a file show of its columns and of the notation of its numbers."""

from __future__ import annotations

from dataclasses import dataclass

from engine.data.reading.begin import is_number
from engine.data.reading.dialect import Dialect, rows_of
from engine.data.reading.header import Header
from engine.data.reading.notation import Evidence
from engine.data.reading.numbers import is_date, is_missing, shape
from engine.data.reading.sample import Sample
from engine.data.table import Kind

_ENOUGH = 20


@dataclass(frozen=True)
class Content:
    """What the first rows show of a column.

    Attributes:
        kind: what most of its fields are.
        is_text: whether it certainly holds no numbers.
        has_groups: whether all of them look like 1.234, which is a thousand to some.
    """

    kind: Kind
    is_text: bool
    has_groups: bool = False


@dataclass(frozen=True)
class Contents:
    """What the first rows show.

    Attributes:
        columns: of each column.
        evidence: of the notation of the numbers.
    """

    columns: tuple[Content, ...]
    evidence: Evidence


def find_contents(sample: Sample, dialect: Dialect, header: Header) -> Contents:
    """What the first rows of a file show."""
    rows = [row for row in rows_of(sample.lines, dialect) if row.line >= header.first]
    columns, evidence = [], Evidence()
    for place in range(header.width):
        fields = [row.fields[place] for row in rows if place < len(row.fields)]
        present = [field for field in fields if not is_missing(field)]
        numbers = sum(map(is_number, present))
        kind = Kind.TEXT
        if numbers and 2 * numbers >= len(present):
            kind = Kind.NUMBER
            evidence.add(present)
        elif 2 * sum(map(is_date, present)) > len(present):
            kind = Kind.DATE
        is_text = kind is Kind.TEXT and not numbers and len(present) >= _ENOUGH
        has_groups = kind is Kind.NUMBER and all(map(_is_group, present))
        columns.append(Content(kind, is_text, has_groups))
    return Contents(tuple(columns), evidence)


def _is_group(text: str) -> bool:
    seen = shape(text)
    return seen is not None and seen.doubtful == "."
