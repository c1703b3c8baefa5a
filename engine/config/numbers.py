"""Numbers as people type them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation


def whole_number(text: str) -> int | None:
    """The whole number that is meant by 1e6 or 1 000 000, which pydantic does not read."""
    try:
        number = Decimal(text.replace(" ", ""))
    except InvalidOperation:
        return None
    if not number.is_finite() or number.adjusted() > 30 or number != number.to_integral_value():
        return None
    return int(number)
