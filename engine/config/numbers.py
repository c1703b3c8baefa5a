"""Parsing of typed numbers."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_GROUPED = re.compile(r"\d{1,3}(,\d{3})+")


def whole_number(text: str) -> int | None:
    """The whole number in 1e6, 1,000,000 or 1 000 000, none of which pydantic reads."""
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    try:
        number = Decimal(text.replace(" ", ""))
    except InvalidOperation:
        return None
    if not number.is_finite() or number.adjusted() > 30 or number != number.to_integral_value():
        return None
    return int(number)
