"""Comment lines that may have been meant as rows: #3,4 among rows such as 1,2."""

from __future__ import annotations

from collections.abc import Sequence

from engine.data.reading.dialect import Dialect, rows_of
from engine.data.reading.numbers import is_missing, shape
from engine.data.reading.sample import Line
from engine.errors import shown

_LONGEST = 30


def commented_row(
    comments: Sequence[Line],
    prefixes: Sequence[str],
    dialect: Dialect,
    width: int,
    numeric: Sequence[int],
    noun: str,
) -> tuple[str, ...]:
    """That the first comment which has the form of a row is skipped, in words; else nothing.

    Args:
        comments: the lines, with the characters that make them comments.
        prefixes: these characters.
        dialect: how fields are separated.
        width: the fields of a row.
        numeric: the columns of numbers.
        noun: the word for a line.
    """
    for line in comments:
        text = line.text.strip()
        prefix = next((one.strip() for one in prefixes if text.startswith(one.strip())), "")
        for row in rows_of([Line(line.number, text[len(prefix) :].strip())], dialect):
            if len(row.fields) == width > 1 and _holds_numbers(row.fields, numeric):
                plain = " ".join(text.split())
                plain = shown(plain if len(plain) <= _LONGEST else plain[:_LONGEST] + "…")
                return (f"{noun} {line.number} ({plain}) is taken for a comment, not data",)
    return ()


def _holds_numbers(fields: Sequence[str], numeric: Sequence[int]) -> bool:
    found = [fields[column] for column in numeric]
    present = [field for field in found if not is_missing(field)]
    return bool(present) and all(shape(field) is not None for field in present)
