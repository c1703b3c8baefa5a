"""Typed numbers, and numbers in messages."""

from __future__ import annotations

import math
import re
from decimal import Decimal, InvalidOperation

LEAST_PLAIN = 1e-4
"""Below this, numbers have an exponent."""
_FLOAT32_INFINITE = 3.4028235677973366e38
"""The least number that float32 rounds to infinity."""
_EXPONENT = re.compile(r"e([+-])0*(\d+)")
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+")


def whole_number(text: str) -> int | None:
    """The whole number in 1e6, 1,000,000 or 1 000 000, none of which pydantic reads."""
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    try:
        meant = Decimal(text.replace(" ", ""))
    except InvalidOperation:
        return None
    if not meant.is_finite() or meant.adjusted() > 30 or meant != meant.to_integral_value():
        return None
    return int(meant)


def finite(value: float) -> float | None:
    """The value; None for infinity and nan, which JSON lacks."""
    return value if math.isfinite(value) else None


def is_trained(value: float) -> bool:
    """Whether a run, which is in float32, can hold it."""
    return abs(value) < _FLOAT32_INFINITE


def trained(value: float) -> float | None:
    """The value; None where float32 cannot hold it, also in float64, so that both say the same."""
    return value if is_trained(value) else None


def number(value: float) -> str:
    """The shortest text that parses to this number: 0.001, 10, 1e-7."""
    text = repr(float(value))
    if "e" not in text and text.endswith(".0"):
        return text[:-2]
    if 0 < abs(value) < LEAST_PLAIN and "e" not in text:
        text = f"{value:.17g}"
    sign = _EXPONENT.search(text)
    return text if sign is None else _EXPONENT.sub(rf"e{sign[1].replace('+', '')}\2", text)
