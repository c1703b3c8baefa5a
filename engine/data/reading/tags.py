"""Names that begin with #, such as tags and colours, apart from comments."""

from __future__ import annotations

from collections.abc import Sequence

from engine.data.reading.numbers import is_date, is_missing, shape

_SEPARATORS = ",;\t|"
_TAG = "#"
_LEAST = 2


def have_tags(lines: Sequence[str]) -> bool:
    """Whether lines that begin with # are rows: of a table whose first column holds text.

    They must have as many fields as the others, with numbers in the same columns. #3,4 among
    numbers is a row that was commented out.
    """
    marked = [line for line in lines if line.startswith(_TAG) and line[1:2].strip(_TAG + " \t")]
    others = [line for line in lines if not line.startswith(_TAG)]
    return bool(marked) and any(
        separator in marked[0] and _are_rows(marked, others, separator) for separator in _SEPARATORS
    )


def _are_rows(marked: Sequence[str], others: Sequence[str], separator: str) -> bool:
    plain = [line.split(separator) for line in others]
    width = len(plain[0])
    # The first of the others may be the header.
    below = [fields for fields in plain[1:] if len(fields) == width]
    rows = [line.split(separator) for line in marked]
    if width < _LEAST or any(map(_is_value, (fields[0] for fields in below))):
        return False
    numeric = [
        column
        for column in range(1, width)
        if all(_is_value(fields[column]) for fields in (below or rows) if len(fields) == width)
    ]
    fitting = [
        fields
        for fields in rows
        if len(fields) == width and all(_is_value(fields[column]) for column in numeric)
    ]
    return bool(numeric) and bool(fitting)


def _is_value(field: str) -> bool:
    plain = field.strip().strip("\"'")
    return shape(plain) is not None or is_missing(plain) or is_date(plain)
