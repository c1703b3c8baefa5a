"""Times of day and durations as people write them, such as 8:30 or 26:08:30, read as seconds."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from engine.arrays import Floats

_TIME = re.compile(
    r"(?P<hour>\d{1,3}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?P<part>[.,]\d+)?)?"
    r"(?:\s?(?P<half>[AaPp])[Mm])?",
    re.ASCII,
)
SHORT, LONG = "h:mm", "h:mm:ss"
"""The forms of a time, without and with seconds."""


def form_of(field: str) -> str | None:
    """The form in which a time is written; None if the field is none, whatever its numbers."""
    found = _TIME.fullmatch(field.strip())
    if found is None:
        return None
    return LONG if found["second"] else SHORT


def seconds_of(field: str) -> float | None:
    """A time of day as seconds since midnight, or a duration in seconds; None if it is none."""
    found = _TIME.fullmatch(field.strip())
    if found is None:
        return None
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (found["half"] in "Pp")
    if minute > 59 or second > 59:
        return None
    part = float((found["part"] or "0").replace(",", "."))
    return hour * 3600 + minute * 60 + second + part


def all_seconds(fields: Sequence[str]) -> tuple[Floats, str] | None:
    """Times as seconds, (n,), and their form; None if a field is none, or their forms differ."""
    forms = {form_of(field) for field in fields}
    seconds = [value for field in fields if (value := seconds_of(field)) is not None]
    form = next(iter(forms), None)
    if len(forms) != 1 or form is None or len(seconds) != len(fields):
        return None
    return np.array(seconds, np.float64), form


def first_fault(fields: Sequence[str]) -> tuple[int, str] | None:
    """The place of the first field that is no time, and why; None if most are no times at all.

    Args:
        fields: those that `all_seconds` refuses.
    """
    forms = [form_of(field) for field in fields]
    if 2 * sum(form is not None for form in forms) <= len(fields):
        return None
    for place, field in enumerate(fields):
        if seconds_of(field) is None:
            return place, f"no time; must be a time such as 8:30 ({SHORT}) or 8:30:00 ({LONG})"
    first = forms[0]
    place = next(k for k, form in enumerate(forms) if form != first)
    return place, f"{forms[place]}, other times are {first}; must be written alike, as {LONG}"
