"""Numbers as people write them: decimal commas, thousands separators, currency and percent signs.

A separator is accepted where it can be: a thousands separator only between groups of three digits,
so that 12,34 is never read as 1234.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 500
"""Most characters of a field that may be a number or a date."""
_CURRENCY = r"US\$|[$€£¥₹₩₽]|USD|EUR|GBP|CHF|JPY"
_FIELD = re.compile(
    rf"(?P<sign>[+-]?)\s*(?:(?P<left>{_CURRENCY})\s*(?P<inner>[+-]?))?"
    r"(?P<digits>[\d.,][\d.,' ]*?)"
    rf"(?P<exponent>[eEdD][+-]?\d+)?\s*(?P<right>%|‰|{_CURRENCY})?",
    re.ASCII,
)
_ALIKE = str.maketrans(
    {
        "\N{NO-BREAK SPACE}": " ",
        "\N{NARROW NO-BREAK SPACE}": " ",
        "\N{THIN SPACE}": " ",
        "\N{FIGURE SPACE}": " ",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{MINUS SIGN}": "-",
        "\N{SMALL HYPHEN-MINUS}": "-",
        "\N{EN DASH}": "-",
    }
)
_WORDS = """
    na n/a #n/a #na <na> nan -nan null none nil missing n.a. n.d. nd nat
    #value! #div/0! #ref! #num! #name? #null! -nan(ind) 1.#qnan
"""
_MISSING = frozenset(_WORDS.split())
_NO_VALUE = re.compile(r"[-–—]*|\.+|\?+|\*+|…")
_GROUPED = re.compile(r"\d{1,3}(?P<mark>[ '])\d{3}(?:(?P=mark)\d{3})*(?:(?P<decimal>[.,])\d*)?")
_INDIAN = r"\d{1,2}(?:,\d{2})+,\d{3}"


@dataclass(frozen=True)
class Notation:
    """How the numbers of a file are written.

    Attributes:
        decimal: the decimal separator, a point or a comma.
        thousands: the characters that may separate groups of three digits; a blank stands for all
            kinds of blanks, an apostrophe for both kinds.
    """

    decimal: str = "."
    thousands: str = " '"


@dataclass(frozen=True)
class Shape:
    """What a written number shows of its notation.

    Attributes:
        decimal: the decimal separator where it is certain, else empty.
        thousands: the thousands separator where it is certain, else empty.
        doubtful: the separator in a number such as 1,234, which may be either; else empty.
    """

    decimal: str = ""
    thousands: str = ""
    doubtful: str = ""


@dataclass(frozen=True)
class Number:
    """A number that was read, and the sign of its unit: a currency, a percent sign, or nothing."""

    value: float
    unit: str = ""


@dataclass(frozen=True)
class _Parts:
    sign: str
    digits: str
    exponent: str
    unit: str


def is_missing(text: str) -> bool:
    """Whether a field holds no value: empty, a dash, a question mark, or a word such as NA."""
    plain = text.strip()
    return _NO_VALUE.fullmatch(plain) is not None or plain.lower() in _MISSING


def missing_words() -> list[str]:
    """The words for a missing value in their usual spellings, for a reader that compares them."""
    marks = ["", "-", "--", "---", "?", ".", "..", "*", "**", "***", "****"]
    forms = (str.lower, str.upper, str.title)
    return [*marks, "NaN", *(form(word) for word in sorted(_MISSING) for form in forms)]


@lru_cache(maxsize=1 << 14)
def shape(text: str) -> Shape | None:
    """What a field shows of the notation; None if it is no number in any notation."""
    parts = _parts(text)
    if parts is None:
        return None
    digits = parts.digits
    grouped = _GROUPED.fullmatch(digits)
    if grouped:
        return Shape(decimal=grouped["decimal"] or "", thousands=grouped["mark"])
    if re.fullmatch(r"\d+", digits, re.ASCII):
        return Shape()
    if re.fullmatch(_INDIAN + r"(?:\.\d*)?", digits, re.ASCII):
        return Shape(".", ",")
    for mark, other in ((",", "."), (".", ",")):
        group = rf"[1-9]\d{{0,2}}(?:\{mark}\d{{3}})"
        if re.fullmatch(group, digits, re.ASCII):
            return Shape(doubtful=mark)
        if re.fullmatch(rf"{group}+\{other}\d*|{group}{{1}}(?:\{mark}\d{{3}})+", digits, re.ASCII):
            return Shape(decimal=other, thousands=mark)
        if re.fullmatch(rf"\d+\{mark}\d*|\{mark}\d+", digits, re.ASCII):
            return Shape(decimal=mark)
    return None


def number(text: str, notation: Notation) -> Number | None:
    """The number in a field; None if it is not one in this notation."""
    parts = _parts(text)
    if parts is None or not _pattern(notation).fullmatch(parts.digits):
        return None
    digits = parts.digits
    for mark in notation.thousands:
        digits = digits.replace(mark, "")
    digits = digits.replace(notation.decimal, ".")
    return Number(float(parts.sign + digits + parts.exponent), parts.unit)


def _parts(text: str) -> _Parts | None:
    """The parts of what may be a number; its digits are not yet checked."""
    # Longer ones would take the pattern a time that grows with the square of their length.
    found = _FIELD.fullmatch(text.strip().translate(_ALIKE)) if len(text) <= LONGEST else None
    if found is None or (found["sign"] and found["inner"]) or (found["left"] and found["right"]):
        return None
    exponent = found["exponent"] or ""
    # A Fortran exponent: 1.0D+05. Without a point, 1d5 may be a name.
    if exponent[:1] in ("d", "D") and "." not in found["digits"]:
        return None
    return _Parts(
        found["sign"] + (found["inner"] or ""),
        found["digits"].rstrip(),
        exponent.replace("d", "e").replace("D", "e"),
        found["left"] or found["right"] or "",
    )


@lru_cache(maxsize=64)
def _pattern(notation: Notation) -> re.Pattern[str]:
    decimal = re.escape(notation.decimal)
    whole = [rf"[1-9]\d{{0,2}}(?:{re.escape(mark)}\d{{3}})+" for mark in notation.thousands]
    if "," in notation.thousands:
        whole.append(_INDIAN)
    whole.append(r"\d+")
    return re.compile(rf"(?:{'|'.join(whole)})(?:{decimal}\d*)?|{decimal}\d+", re.ASCII)


_DATE = re.compile(
    r"(?:\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})"
    r"|\d{1,2}\.?[- ]+[A-Za-zÀ-ÿ]{3,10}\.?[-, ]+\d{2,4}|[A-Za-zÀ-ÿ]{3,10}\.? \d{1,2},? \d{4})"
    r"(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s?(?:Z|UTC|[AaPp][Mm]|[+-]\d{2}:?\d{2})?)?"
    r"|\d{1,3}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s?[AaPp][Mm])?",
    re.ASCII,
)


def is_date(text: str) -> bool:
    """Whether a field is a date or a time of day."""
    plain = text.strip()[:LONGEST]
    return _DATE.fullmatch(plain) is not None and not _is_plain(plain)


def _is_plain(text: str) -> bool:
    # 2020.5 would be a year and a month.
    return re.fullmatch(r"\d+\.\d+", text, re.ASCII) is not None
