"""Fields with characters after their closing quote, such as "5"6, which readers take for 56."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from engine.data.reading.dialect import BLANKS, Dialect
from engine.data.reading.numbers import is_date, is_missing, shape
from engine.errors import printable

_LONGEST = 60


@dataclass(frozen=True)
class _Patterns:
    suspect: re.Pattern[str]
    field: re.Pattern[str]


@lru_cache(maxsize=64)
def _patterns(dialect: Dialect) -> _Patterns:
    """What may be a closing quote within a field, and one field with the separator after it."""
    quote = re.escape(dialect.quote)
    mark = r" \t" if dialect.separator == BLANKS else re.escape(dialect.separator)
    # The literal quote comes first: a search that begins with a class takes far longer.
    inside = rf"(?:(?<=[^{mark}\n ]{quote})|(?<=[^{mark}\n ] {quote}))"
    return _Patterns(
        re.compile(rf"{quote}{inside} *[^{mark}\n ]"),
        re.compile(
            rf" *(?:(?P<whole>{quote}(?P<inner>(?:[^{quote}]|{quote}{quote})*){quote}"
            rf"(?P<after>[^{mark}]*))|[^{mark}]*)(?:[{mark}]|$)"
        ),
    )


def text_after_quote(text: str, dialect: Dialect, *, inside: bool) -> tuple[int, str] | None:
    """The first field that has text after its closing quote and would be read as a value.

    Names and other words stay as they are: only a number, a date or a missing value would be read
    wrongly.

    Args:
        text: whole lines.
        dialect: separator and quote.
        inside: whether the text begins within quotes.

    Returns:
        The line within the text, from 0, and the field as written; None if there is none.
    """
    if dialect.quote not in text:
        return None
    patterns = _patterns(dialect)
    counted, looked_at, quotes = 0, 0, int(inside)
    for suspect in patterns.suspect.finditer(text):
        if suspect.start() < looked_at:
            continue
        begin = text.rfind("\n", 0, suspect.start()) + 1
        looked_at = text.index("\n", suspect.start())
        quotes += text.count(dialect.quote, counted, begin)
        counted = begin
        # The rest of a field that began in an earlier line is no number.
        start = text.find(dialect.quote, begin, looked_at) + 1 if quotes & 1 else begin
        for field in patterns.field.finditer(text[start:looked_at]):
            if field["whole"] and _is_joined(field["inner"], field["after"], dialect.quote):
                return text.count("\n", 0, begin), printable(field["whole"].strip()[:_LONGEST])
    return None


def _is_joined(inner: str, after: str, quote: str) -> bool:
    """Whether the text within the quotes and that after them together make a value."""
    if not after.strip():
        return False
    both = inner.replace(quote + quote, quote) + after
    return shape(both) is not None or is_date(both) or is_missing(both)
