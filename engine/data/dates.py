"""Dates as numbers: the time since the first one, in a unit that suits their span."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from engine.arrays import Floats

_SECONDS_UP_TO, _HOURS_UP_TO = 1 / 12, 4.0
"""The longest spans, in days, that are counted in seconds and in hours."""
_DAY = 86_400.0
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def time_since_first(days: Floats) -> tuple[Floats, str]:
    """Dates as numbers, and what they count in words: "days since 2024-01-01".

    Args:
        days: days since 1970-01-01, nan where one is missing; at least one is not.
    """
    first, last = float(np.nanmin(days)), float(np.nanmax(days))
    present = days[~np.isnan(days)]
    unit, seconds_each = "days", _DAY
    # Dates without a time of day are counted in days, however few there are.
    if not np.array_equal(present, np.floor(present)):
        if last - first <= _SECONDS_UP_TO:
            unit, seconds_each = "seconds", 1.0
        elif last - first <= _HOURS_UP_TO:
            unit, seconds_each = "hours", 3600.0
    since = days - first
    if seconds_each != _DAY:
        # Days since 1970 in float64 are exact to half a microsecond, which would show.
        since = np.round(since * _DAY, 6) / seconds_each
    return since, f"{unit} since {date_text(first)}"


def are_written_as_numbers(values: Floats) -> bool:
    """Whether all numbers are dates such as 20240131, from 1900 to 2100; their gaps vary."""
    if not values.size or values.min() < 19000101 or values.max() > 21001231:
        return False
    month, day = values // 100 % 100, values % 100
    valid = (values == np.floor(values)) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    return bool(valid.all())


def are_months_as_numbers(values: Floats) -> bool:
    """Whether all numbers are months such as 202401, of at least two years; their gaps vary."""
    if not values.size or values.min() < 190001 or values.max() > 210012:
        return False
    month = values % 100
    valid = (values == np.floor(values)) & (month >= 1) & (month <= 12)
    years = values.max() // 100 > values.min() // 100
    return bool(valid.all() and years and values.size > 2)


def date_text(days: float) -> str:
    """A date, with the time of day unless that is 0:00; `days` are days since 1970-01-01."""
    try:
        # Microseconds of a float would show as .999999.
        moment = _EPOCH + timedelta(seconds=round(days * 86_400, 3))
    except OverflowError:
        return f"day {days:.0f} from 1970"
    text = moment.replace(tzinfo=None).isoformat(" ", "milliseconds")
    whole = text.removesuffix(".000")
    text = text.rstrip("0") if whole == text else whole.removesuffix(":00")
    return text.removesuffix(" 00:00")
