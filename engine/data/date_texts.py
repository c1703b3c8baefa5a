"""Dates as people write them, read as days since 1970-01-01.

A column is read as a whole, because 3/4/2024 alone may be in March or in April: another row with a
day above 12 shows which. 24-03-01 may be in 2024 or in 2001: unless only one order of year, month
and day gives valid dates, the order is unknown. A single impossible date, such as 30 February, is a
mistake and shows no order; only one that is impossible in all rows is excluded. Between points, as
in 03.04.24, the day is first, unless only a year can be. Years of two digits are from 1969 to 2068,
as in POSIX.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import numpy as np

from engine.arrays import Floats

_NAMES = (
    "jan ene gen|feb fev fév|mar mär mrt maa|apr avr abr|may mai mei mag|jun giu juin"
    "|jul lug juil|aug ago aoû|sep set|oct okt ott out|nov|dec dez dic déc"
)
_MONTHS = {
    name: number for number, names in enumerate(_NAMES.split("|"), 1) for name in names.split()
}
"""Months by the first letters of their names in English and other languages of Western Europe."""
_TIME = re.compile(
    r"[T ]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?P<part>[.,]\d+)?)?"
    r"\s?(?:(?P<half>[AaPp])[Mm])?\s?(?P<zone>Z|UTC|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_NUMBERS = re.compile(r"(\d{1,4})([-/.])(\d{1,2})(?:\2(\d{1,4}))?", re.ASCII)
_WORD = "[A-Za-zÀ-ÿ]{3,10}"
_DAY_FIRST = re.compile(rf"(\d{{1,2}})[- .]+({_WORD})\.?[-, ]+(\d{{4}}|\d{{2}})", re.ASCII)
_MONTH_FIRST = re.compile(rf"({_WORD})\.?[- ]+(\d{{1,2}}),?[- ]+(\d{{4}})", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC).toordinal()
_DAY = 86_400.0
_FIRST_YEAR = 69
_MONTHS_A_YEAR, _LONGEST_MONTH = 12, 31
_YEAR_FIRST, _DAY_BEFORE_MONTH, _MONTH_BEFORE_DAY = (0, 1, 2), (2, 1, 0), (2, 0, 1)
"""The places of year, month and day in a date."""

_Parts = tuple[int, int, int]
"""Three numbers of a date, in the order in which they are written; or the places of such."""
_Part = tuple[_Parts, float, str]
"""A date: its numbers, the time as a part of a day, and the mark between the numbers."""


def days_of(fields: Sequence[str]) -> Floats | None:
    """Dates as days since 1970-01-01, (n,), nan for an empty field.

    None if a field is not a date, or if the order of day, month and year is unknown.

    Args:
        fields: the dates, with or without a time of day; a time without a zone is UTC.
    """
    parts = list(map(_split, fields))
    if any(part is None for part, field in zip(parts, fields, strict=True) if field.strip()):
        return None
    order = _order(parts)
    return None if order is None else _days(parts, order)


def first_impossible(fields: Sequence[str]) -> int | None:
    """The place of the first field that is no date, of fields that `days_of` refuses.

    None if each may be a date, so that only the order of day, month and year is unknown.
    """
    parts = list(map(_split, fields))
    for place, (part, field) in enumerate(zip(parts, fields, strict=True)):
        if field.strip() and (part is None or not any(_valid(part, _orders([part])))):
            return place
    order = _order(parts) or _DAY_BEFORE_MONTH
    if order not in _orders([part for part in parts if part is not None]):
        return None
    return next(
        (k for k, part in enumerate(parts) if part is not None and not any(_valid(part, [order]))),
        None,
    )


def _order(parts: Sequence[_Part | None]) -> _Parts | None:
    """The order of year, month and day in these dates; None if several are possible, or none."""
    present = [part for part in parts if part is not None]
    possible = [
        order
        for order in _orders(present)
        if not present or any(any(_valid(part, [order])) for part in present)
    ]
    # Between points the day is first, as in Central and Eastern Europe.
    by_points = all(mark == "." for _, _, mark in present)
    return possible[0] if len(possible) == 1 or (possible and by_points) else None


def _valid(part: _Part, orders: Sequence[_Parts]) -> Iterator[bool]:
    """Whether one date exists, in each of these orders."""
    return (_days([part], order) is not None for order in orders)


def _split(field: str) -> _Part | None:
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
        number = _month(named[month].lower()) if named else None
        if named is not None and number is not None:
            return (_year(int(named[3])), number, int(named[day])), share, "y"
    return None


def _month(name: str) -> int | None:
    return _MONTHS.get(name[:4]) or _MONTHS.get(name[:3])


def _time_of(time: re.Match[str]) -> float | None:
    """The time of day as a part of a day, in UTC."""
    hour, minute, second = int(time["hour"]), int(time["minute"]), int(time["second"] or 0)
    if time["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (time["half"] in "Pp")
    # 24:00 is the end of a day.
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        return None
    seconds = hour * 3600 + minute * 60 + second + float((time["part"] or "0").replace(",", "."))
    zone = time["zone"] or "Z"
    if zone[0] in "+-":
        ahead = int(zone[1:3]) * 3600 + int(zone[-2:]) * 60
        seconds -= ahead if zone[0] == "+" else -ahead
    return seconds / _DAY


def _orders(parts: Sequence[_Part]) -> list[_Parts]:
    """The possible places of year, month and day in the numbers, the usual one first."""
    marks = {mark for _, _, mark in parts}
    if marks <= {"y"}:
        return [_YEAR_FIRST]
    if len(marks) != 1:
        return []
    first, second, third = (max(numbers[place] for numbers, _, _ in parts) for place in range(3))
    possible = []
    if first <= _LONGEST_MONTH and second <= _MONTHS_A_YEAR:
        possible.append(_DAY_BEFORE_MONTH)
    if first <= 99 and second <= _MONTHS_A_YEAR and third <= _LONGEST_MONTH:
        possible.append(_YEAR_FIRST)
    if first <= _MONTHS_A_YEAR and second <= _LONGEST_MONTH and marks != {"."}:
        possible.append(_MONTH_BEFORE_DAY)
    return possible


def _days(parts: Sequence[_Part | None], order: _Parts) -> Floats | None:
    """The dates as days since 1970-01-01; None if one is invalid in this order."""
    try:
        return np.fromiter(_each_day(parts, order), np.float64, len(parts))
    except ValueError:
        return None


def _each_day(parts: Sequence[_Part | None], order: _Parts) -> Iterator[float]:
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
    return number + (1900 if number >= _FIRST_YEAR else 2000)
