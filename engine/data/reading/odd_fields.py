"""Why a field is not a number, in words."""

from __future__ import annotations

import re

from engine.data.reading.numbers import LONGEST, Notation, is_date, shape
from engine.data.reading.totals import is_total
from engine.data.reading.units import is_unit

_MUST = "must be a number"
_KNOWN = (
    (r"[+-]?\d{1,3}(?:_\d{3})+(?:\.\d*)?", f"{_MUST} without _"),
    (r"\W*\d[\d.,]*[.,][-–—]+", f"a price without decimals; {_MUST} without ,-"),
    (r"[\d.,]+-", f"{_MUST} with the minus sign in front"),
    (r"[+-]?0x[0-9a-f]+", "hexadecimal; must be a decimal number"),
    (r"\([\d.,' ]+\)", f"in parentheses; {_MUST} with a minus sign"),
    (r".*%", f"a percent sign; {_MUST}"),
    (r"\S.*\s+(?:#|//|%|!).*", f"a comment; {_MUST}"),
    (
        r"[+-]?[\d.,' ]*\d(?:e[+-]?\d+)?\s*(?:[^\W\d_]|°)+(?:[/^²³][\w²³]*)*",
        f"{_MUST} without its unit",
    ),
    (r".*\n.*", f"{_MUST} (unclosed quote?)"),
)

_MEANT = (
    r"[+-]?\d{1,3}(?:_\d{3})+(?:\.\d*)?",
    r"[\d.,]*\d[\d.,]*-",
    r"\([\d.,' ]*\d[\d.,' ]*\)",
)
_WITH_UNIT = re.compile(r"[+-]?[\d.,]*\d(?:e[+-]?\d+)?\s*([^\W\d_].*)", re.IGNORECASE)


def is_meant_as_number(text: str) -> bool:
    """Whether a field is a number in another notation, such as 1_000, (5), 5- or 12 kg."""
    plain = text.strip()[:LONGEST]
    if shape(plain) is not None:
        return True
    if any(re.fullmatch(pattern, plain, re.ASCII) for pattern in _MEANT):
        return True
    found = _WITH_UNIT.fullmatch(plain)
    return found is not None and is_unit(found[1])


def why_no_number(text: str, notation: Notation) -> str:
    """What a field is, if that is known, and what must stand there instead."""
    plain = text.strip()[:LONGEST]
    if len(text) > LONGEST:
        return f"{_MUST} of at most {LONGEST} characters"
    if (seen := shape(plain)) is not None:
        return _other_notation(plain, seen.decimal, seen.doubtful, notation)
    if is_date(plain):
        return f"a date or time; {_MUST}"
    if is_total(plain):
        return f"the label of a totals row; {_MUST}"
    for pattern, why in _KNOWN:
        if re.fullmatch(pattern, plain, re.IGNORECASE | re.DOTALL):
            return why
    return _MUST


def _other_notation(text: str, decimal: str, doubtful: str, notation: Notation) -> str:
    if doubtful == "," and notation.decimal == ".":
        one = text.replace(",", ".")
        return f"either {one} or {text.replace(',', '')}; add --decimal comma or --thousands comma"
    if decimal == "," and notation.decimal == ".":
        return "a decimal comma; other numbers have a decimal point (--decimal comma?)"
    if decimal == "." and notation.decimal == ",":
        return "a decimal point; other numbers have a decimal comma (--decimal point?)"
    return f"separators unlike those of other numbers; {_MUST}"
