"""Fields with characters after their closing quote, such as "5"6, which readers take for 56."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.data.reading.dialect import BLANKS, Dialect
from engine.data.reading.numbers import is_date, is_missing, shape
from engine.errors import printable

_Codes = NDArray[np.uint8] | NDArray[np.uint32]
_LONGEST = 60


@lru_cache(maxsize=64)
def _field(dialect: Dialect) -> re.Pattern[str]:
    """One field with the separator after it."""
    quote = re.escape(dialect.quote)
    mark = r" \t" if dialect.separator == BLANKS else re.escape(dialect.separator)
    return re.compile(
        rf" *(?:(?P<whole>{quote}(?P<inner>(?:[^{quote}]|{quote}{quote})*){quote}"
        rf"(?P<after>[^{mark}]*))|[^{mark}]*)(?:[{mark}]|$)"
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
    field = _field(dialect)
    counted, looked_at, quotes = 0, 0, int(inside)
    for suspect in _suspects(text, dialect, inside=inside):
        if suspect < looked_at:
            continue
        begin = text.rfind("\n", 0, suspect) + 1
        looked_at = text.index("\n", suspect)
        quotes += text.count(dialect.quote, counted, begin)
        counted = begin
        starts = [begin]
        if quotes & 1:
            # A field began in an earlier line, or has a single quote, as in 5", within it.
            starts.append(text.find(dialect.quote, begin, looked_at) + 1)
        for start in starts:
            for found in field.finditer(text[start:looked_at]):
                if found["whole"] and _is_joined(found["inner"], found["after"], dialect.quote):
                    line = text.count("\n", 0, begin)
                    return line, printable(found["whole"].strip()[:_LONGEST])
    return None


def _suspects(text: str, dialect: Dialect, *, inside: bool) -> list[int]:
    """The places of quotes with other characters on both sides, one blank apart at the most.

    A loop over all quotes would take longer than reading the file.
    """
    # Ends of lines all around, so that each place has neighbours.
    padded = f"\n\n\n{text}\n\n"
    if padded.isascii() and dialect.separator.isascii():
        codes: _Codes = np.frombuffer(padded.encode(), np.uint8)
    else:
        codes = np.frombuffer(padded.encode("utf-32-le", "surrogatepass"), np.uint32)
    quote, blank = ord(dialect.quote), ord(" ")
    marks = [*map(ord, "\n \t" if dialect.separator == BLANKS else "\n" + dialect.separator)]
    places = np.flatnonzero(codes == quote)
    before, after = codes[places - 1], codes[places + 1]
    # Nearly all quotes are next to a separator: the others are few.
    within = ~(_among(before, marks) | _among(after, [*marks, quote]))
    begins_or_ends = _among(before, marks) & ~_among(after, [*marks, quote])
    within |= _ends_after_mark(codes, places, begins_or_ends, inside=inside)
    places, before, after = places[within], before[within], after[within]
    before2, before3, after2 = codes[places - 2], codes[places - 3], codes[places + 2]
    # Two quotes within a field stand for one; at its beginning, they enclose nothing.
    first = _among(before2, marks) | ((before2 == blank) & _among(before3, [*marks, blank]))
    doubled = (before == quote) & (before2 != quote) & ~first
    begins = (before == blank) & _among(before2, marks)
    ends = (after == blank) & _among(after2, marks)
    found: list[int] = (places[~(doubled | begins | ends)] - 3).tolist()
    return found


def _ends_after_mark(
    codes: _Codes, places: NDArray[np.int64], candidates: NDArray[np.bool_], *, inside: bool
) -> NDArray[np.bool_]:
    """Which candidates end a field, though a separator is before them, as in "1,"234.

    Every second quote ends a field. They are counted from the beginning of the text and, as that
    fails below a single quote within a field, from that of their line.
    """
    count = np.arange(places.size)
    found: NDArray[np.bool_] = candidates & ((count + inside) & 1).astype(np.bool_)
    if found.any():
        line = np.searchsorted(np.flatnonzero(codes == ord("\n")), places)
        found &= ((count - np.searchsorted(line, line)) & 1).astype(np.bool_)
    return found


def _among(codes: _Codes, these: list[int]) -> NDArray[np.bool_]:
    """Whether each character is one of these; faster than `np.isin` for a few."""
    found: NDArray[np.bool_] = codes == these[0]
    for one in these[1:]:
        found |= codes == one
    return found


def _is_joined(inner: str, after: str, quote: str) -> bool:
    """Whether the text within the quotes and that after them together make a value."""
    if not after.strip():
        return False
    both = inner.replace(quote + quote, quote) + after
    return shape(both) is not None or is_date(both) or is_missing(both)
