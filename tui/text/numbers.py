"""Numbers as text, in one format everywhere.

Counts have commas between thousands; measured values have none, and at most seven whole digits. A
number has an exponent, without padding (5e-5), only below 0.0001 or where its whole digits would be
too many. Its sign is the hyphen, as it is typed; the minus − is that of formulas. Parameters are
written exactly, measured values to the digits that they carry, at most the 7 of float32. What
training cannot hold, because it is beyond float32, is written as >3.4e38, in float64 too: both show
the same of one loss. The scales of a plot, which nothing trains, have all their numbers.
"""

from __future__ import annotations

import math
from pathlib import Path

from engine.config.numbers import LEAST_PLAIN, is_trained, number
from engine.config.parameters import Value

__all__ = [
    "BEYOND", "UNKNOWN", "clipped", "count", "format_number", "number", "pace_text", "padded",
    "parameter_text", "rate", "reading", "scientific", "short", "significant", "some", "unwritten",
    "whole",
]  # fmt: skip

UNKNOWN = "–"
BEYOND = ">3.4e38"
"""A number that float32 cannot hold."""
_MOST_PLAIN = 1e5
_MOST_WHOLE = 1e7
"""From here on, a number has more whole digits than float32 carries. Data may have more digits."""
_TICK_UNITS = ((1e6, "M"), (1e3, "k"))
_MOST_SUFFIXED = 1e18
_SUFFIXES = ((1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))


def unwritten(value: float) -> str:
    """What stands for a number without digits: undefined, or beyond float32; empty for others."""
    if is_trained(value):
        return ""
    if math.isnan(value):
        return UNKNOWN
    return BEYOND if value > 0 else f"<-{BEYOND[1:]}"


def significant(value: float, digits: int) -> str:
    """A number rounded to `digits` significant digits, without final zeros: 154.1, 3.47e-5."""
    if text := unwritten(value):
        return text
    rounded = float(f"{value:.{digits}g}")
    most_whole = max(_MOST_WHOLE, 10.0**digits)
    return scientific(value, digits - 1) if abs(rounded) >= most_whole else number(rounded)


def parameter_text(value: Value) -> str:
    """A parameter's value as it may be typed; empty for None."""
    match value:
        case None:
            return ""
        case bool():
            return "on" if value else "off"
        case float():
            return number(value)
        case Path():
            return str(value)
        case _:
            return str(value)


def reading(value: float, width: int = 8) -> str:
    """A number in exactly `width` characters (at least 7), right-aligned, for changing values.

    It has as many decimals as fit, at most six, and at most seven significant digits; an exponent
    if the whole digits do not fit or too few significant digits would remain.
    """
    if text := unwritten(value):
        return (text if len(text) <= width else "<-3e38").rjust(width)
    if value == 0:
        return f"{0:.{min(4, width - 3)}f}".rjust(width)
    magnitude = math.floor(math.log10(abs(value)))
    room = width - 1  # space for a minus, so that nothing moves when it appears
    decimals = min(6, 6 - magnitude, room - max(magnitude + 1, 1) - 1)
    too_few = magnitude < 0 and decimals + magnitude + 1 < 3
    if too_few or decimals < 1:
        return _exponent_form(value, room + (value < 0)).rjust(width)
    return f"{value:.{decimals}f}".rjust(width)


def _exponent_form(value: float, width: int) -> str:
    """As many digits as fit the width, from one to four."""
    for precision in (3, 2, 1, 0):
        mantissa, exponent = f"{value:.{precision}e}".split("e")
        text = f"{mantissa}e{int(exponent)}"
        if len(text) <= width:
            break
    return text


def scientific(value: float, digits: int) -> str:
    """A number with an exponent and at most `digits` decimals: 3.47e-5."""
    if value == 0:
        return "0"
    if not math.isfinite(value):
        return unwritten(value)
    mantissa, exponent = f"{value:.{digits}e}".split("e")
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    return f"{mantissa}e{int(exponent)}"


def format_number(value: float) -> str:
    """A number in a few characters, with three significant digits, more for whole numbers."""
    size = abs(value)
    if not math.isfinite(value):
        return unwritten(value)
    if size >= _MOST_PLAIN:
        for unit_size, unit in _TICK_UNITS:
            if unit_size <= size < 1e3 * unit_size:
                return f"{value / unit_size:.3g}{unit}"
        return scientific(value, 2)
    if size >= 100 or value == 0:
        return f"{value:.0f}"
    if size >= LEAST_PLAIN:
        return f"{value:.3g}"
    return scientific(value, 2)


def padded(value: float, digits: int) -> str:
    """A number to `digits` significant digits including zeros: 0.1200; whole digits are all kept.

    An exponent replaces more than seven whole digits or more than three leading zeros.
    """
    if value == 0:
        return "0"
    if not math.isfinite(value):
        return unwritten(value)
    exponent = int(f"{value:.{digits - 1}e}".split("e")[1])
    if not -4 <= exponent < 7:
        return scientific(value, digits - 1)
    return f"{value:.{max(0, digits - 1 - exponent)}f}"


def whole(value: int) -> str:
    """A whole number with commas between thousands: 12,345."""
    return f"{value:,}"


def some(count: int, unit: str) -> str:
    """A number of things: 1 epoch, 2,000 epochs."""
    return f"{whole(count)} {unit}{'' if count == 1 else 's'}"


def count(value: int, width: int = 7) -> str:
    """A whole number in exactly `width` characters: its digits, or 12.34M where they do not fit."""
    text = whole(value)
    if len(text) <= width:
        return text.rjust(width)
    return str(value).rjust(width) if len(str(value)) <= width else short(value).rjust(width)


def short(value: float) -> str:
    """Four significant digits with a suffix: 950, 12.34k, 4.1M; an exponent beyond them: 1e20."""
    if not abs(value) < _MOST_SUFFIXED:
        return scientific(value, 3)
    for size, suffix in _SUFFIXES:
        if abs(value) >= size * 0.99995:
            return f"{value / size:.4g}{suffix}"
    return significant(value, 4)


def rate(updates_per_second: float) -> str:
    """A speed in seven characters: 30/s, 4.12M/s."""
    if updates_per_second < 9999.5:
        return f"{updates_per_second:.0f}/s".rjust(7)
    for size, suffix in _SUFFIXES:
        if updates_per_second >= size * 0.995:
            scaled = updates_per_second / size
            decimals = 2 if scaled < 9.995 else 1 if scaled < 99.95 else 0
            return f"{scaled:.{decimals}f}{suffix}/s".rjust(7)
    return "inf/s".rjust(7)


def pace_text(updates_per_second: float | None) -> str:
    """The setting of the speed keys."""
    return "unlimited" if updates_per_second is None else f"{short(updates_per_second)}/s"


def clipped(text: str, width: int, *, keep_end: bool = False) -> str:
    """The text cut to `width` characters, keeping its beginning, or its end (for paths)."""
    if len(text) <= width:
        return text
    if width < 2:
        return text[:width]
    return "…" + text[1 - width :] if keep_end else text[: width - 1] + "…"
