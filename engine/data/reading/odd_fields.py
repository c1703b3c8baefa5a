"""Why a field is not a number, in words."""

from __future__ import annotations

import re

from engine.data.reading.numbers import Notation, is_date, shape

_UNITS = re.compile(r"[+-]?[\d.,' ]*\d[\d.,' ]*(?:[eE][+-]?\d+)?\s*[^\W\d_][\w/^²³]*")
_COMMENT = re.compile(r"\S.*\s+(?:#|//|%|!).*")


def why_no_number(text: str, notation: Notation) -> str:
    """What a field is, if that is known, and what must stand there instead."""
    plain = text.strip()
    lower = plain.lower().lstrip("+-")
    if lower in ("inf", "infinity"):
        return "must be a finite number"
    if re.fullmatch(r"[+-]?\d{1,3}(_\d{3})+(\.\d*)?", plain, re.ASCII):
        return "must be a number without _"
    seen = shape(plain)
    if seen is not None:
        return _other_notation(plain, seen.decimal, seen.doubtful, notation)
    if is_date(plain):
        return "a date or time; must be a number"
    if re.fullmatch(r"[\d.,]+-", plain, re.ASCII):
        return "must be a number with the minus sign in front"
    if re.fullmatch(r"[+-]?0[xX][0-9a-fA-F]+", plain):
        return "hexadecimal; must be a decimal number"
    if re.fullmatch(r"\([\d.,' ]+\)", plain, re.ASCII):
        return "parentheses; must be a number with a minus sign"
    if plain.endswith("%"):
        return "a percent sign; must be a number"
    if _COMMENT.fullmatch(plain):
        return "a comment; must be a number"
    if _UNITS.fullmatch(plain):
        return "a unit; must be a number, with the unit in the header"
    if "\n" in plain:
        return "must be a number (unclosed quote?)"
    return "must be a number"


def _other_notation(text: str, decimal: str, doubtful: str, notation: Notation) -> str:
    if doubtful == "," and notation.decimal == ".":
        one = text.replace(",", ".")
        return f"either {one} or {text.replace(',', '')}; add --decimal comma or --thousands comma"
    if decimal == "," and notation.decimal == ".":
        return "a decimal comma; other numbers have a decimal point (--decimal comma?)"
    if decimal == "." and notation.decimal == ",":
        return "a decimal point; other numbers have a decimal comma (--decimal point?)"
    return "thousands separators as in no other number; must be a number"
