"""Dates as people write them, read as days since 1970-01-01.

A column is read as a whole, because 3/4/2024 alone may be in March or in April: another row with a
day above 12 tells. Years of two digits are from 1970 to 2069.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import numpy as np

from engine.arrays import Floats

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_TIME = re.compile(
    r"[T ]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?P<part>[.,]\d+)?)?"
    r"\s?(?:(?P<half>[AaPp])[Mm])?\s?(?P<zone>Z|UTC|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_NUMBERS = re.compile(r"(\d{1,4})([-/.])(\d{1,2})(?:\2(\d{1,4}))?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[- .]+([A-Za-z]{3,9})\.?[-, ]+(\d{4}|\d{2})", re.ASCII)
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.?[- ]+(\d{1,2}),?[- ]+(\d{4})", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC).toordinal()
_DAY = 86_400.0

_Parts = tuple[int, int, int]
"""Three numbers of a date, in the order in which they are written."""


def days_of(fields: Sequence[str]) -> Floats | None:
    """Dates as days since 1970-01-01, (n,), nan for an empty field.

    None if a field is not a date, or if the order of day and month cannot be told.

    Args:
        fields: the dates, with or without a time of day; a time without a zone is UTC.
    """
    parts = list(map(_split, fields))
    if any(part is None for part, field in zip(parts, fields, strict=True) if field.strip()):
        return None
    order = _order([part for part in parts if part is not None])
    if order is None:
        return None
    try:
        return np.fromiter(_days(parts, order), np.float64, len(parts))
    except ValueError:
        return None


def _split(field: str) -> tuple[_Parts, float, str] | None:
    """The three numbers of a date, the time as a part of a day, and the mark between them."""
    text = field.strip()
    time = _TIME.search(text)
    share = 0.0
    if time is not None:
        if time.end() != len(text):
            return None
        found = _time_of(time)
        if found is None:
            return None
        text, share = text[: time.start()], found
    if (numbers := _NUMBERS.fullmatch(text)) is not None:
        first, mark, second, third = numbers.groups()
        # 2024-01 is its first day; 1.5 would be a number.
        if third is None and not (len(first) == 4 and mark in "-/"):
            return None
        whole = int(first), int(second), int(third or 1)
        return whole, share, "y" if len(first) == 4 else mark
    for pattern, (day, month) in ((_DAY_FIRST, (1, 2)), (_MONTH_FIRST, (2, 1))):
        named = pattern.fullmatch(text)
        number = _MONTHS.get(named[month][:3].lower()) if named else None
        if named is not None and number is not None:
            return (_year(int(named[3])), number, int(named[day])), share, "y"
    return None


def _time_of(time: re.Match[str]) -> float | None:
    """The time of day as a part of a day, in UTC."""
    hour, minute, second = int(time["hour"]), int(time["minute"]), int(time["second"] or 0)
    if time["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (time["half"] in "Pp")
    if hour > 23 or minute > 59 or second > 60:
        return None
    seconds = hour * 3600 + minute * 60 + second + float((time["part"] or "0").replace(",", "."))
    zone = time["zone"] or "Z"
    if zone[0] in "+-":
        ahead = int(zone[1:3]) * 3600 + int(zone[-2:]) * 60
        seconds -= ahead if zone[0] == "+" else -ahead
    return seconds / _DAY


def _order(parts: list[tuple[_Parts, float, str]]) -> tuple[int, int, int] | None:
    """The places of year, month and day in the numbers; None if they cannot be told."""
    marks = {mark for _, _, mark in parts}
    if marks <= {"y"}:
        return 0, 1, 2
    if len(marks) != 1:
        return None
    firsts = max(numbers[0] for numbers, _, _ in parts)
    seconds = max(numbers[1] for numbers, _, _ in parts)
    if firsts <= 12 < seconds:
        return 2, 0, 1
    # Between points, and where a day above 12 comes first, the day does.
    return (2, 1, 0) if seconds <= 12 and (firsts > 12 or marks == {"."}) else None


def _days(
    parts: list[tuple[_Parts, float, str] | None], order: tuple[int, int, int]
) -> Iterator[float]:
    year, month, day = order
    for part in parts:
        if part is None:
            yield math.nan
        else:
            numbers, share, _ = part
            date = datetime(_year(numbers[year]), numbers[month], numbers[day], tzinfo=UTC)
            yield date.toordinal() - _EPOCH + share


def _year(number: int) -> int:
    if number >= 100:
        return number
    return number + (1900 if number >= 70 else 2000)
