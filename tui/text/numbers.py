"""Numbers as text: parameters so that they read back as themselves, readings in a fixed width."""

from __future__ import annotations

import math
import re
from pathlib import Path

from engine.config.parameters import Value

UNKNOWN = "–"
_EXPONENT = re.compile(r"e([+-])0*(\d+)")
_SUFFIXES = ((1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))


def number(value: float) -> str:
    """The shortest text that reads back as this number: 0.001, 10, 1e-7."""
    text = repr(float(value))
    if "e" not in text and text.endswith(".0"):
        return text[:-2]
    if 0 < abs(value) < 1e-4 and "e" not in text:
        text = f"{value:.17g}"
    sign = _EXPONENT.search(text)
    return text if sign is None else _EXPONENT.sub(rf"e{sign[1].replace('+', '')}\2", text)


def significant(value: float, digits: int) -> str:
    """So many significant digits, written as `number` writes: 154.1, 13260000, 3.47e-5."""
    return number(float(f"{value:.{digits}g}"))


def parameter_text(value: Value) -> str:
    """A parameter's value as it may be typed; the empty text for None."""
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
    """A number in exactly `width` characters (at least 7), right-aligned, for what changes.

    As many decimals as fit, six at most; an exponent where the whole digits do not fit or too few
    significant ones are left.
    """
    if not math.isfinite(value):
        text = "nan" if math.isnan(value) else ("inf" if value > 0 else "-inf")
        return text.rjust(width)
    if value == 0:
        return f"{0:.{min(4, width - 3)}f}".rjust(width)
    magnitude = math.floor(math.log10(abs(value)))
    room = width - 1  # a minus may come, and nothing shall move when it does
    decimals = min(6, room - max(magnitude + 1, 1) - 1)
    too_few = magnitude < 0 and decimals + magnitude + 1 < 3
    if too_few or decimals < 1:
        return _exponent_form(value, room + (value < 0)).rjust(width)
    return f"{value:.{decimals}f}".rjust(width)


def _exponent_form(value: float, width: int) -> str:
    """As many digits, four at most, as fit the width; one at least."""
    for precision in (3, 2, 1, 0):
        mantissa, exponent = f"{value:.{precision}e}".split("e")
        text = f"{mantissa}e{int(exponent)}"
        if len(text) <= width:
            break
    return text


def whole(value: int) -> str:
    """A whole number with its digits in groups of three."""
    return f"{value:,}".replace(",", " ")


def count(value: int, width: int = 7) -> str:
    """A whole number in exactly `width` characters: its digits, or 12.34M where they do not fit."""
    text = whole(value)
    if len(text) <= width:
        return text.rjust(width)
    return str(value).rjust(width) if len(str(value)) <= width else short(value).rjust(width)


def short(value: float) -> str:
    """Four significant digits with a suffix: 950, 12.34k, 4.1M."""
    for size, suffix in _SUFFIXES:
        if abs(value) >= size * 0.99995:
            return f"{value / size:.4g}{suffix}"
    return f"{value:.4g}"


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
    """What the speed keys are set to."""
    return "unlimited" if updates_per_second is None else f"{short(updates_per_second)}/s"


def clipped(text: str, width: int, *, keep_end: bool = False) -> str:
    """The text in at most `width` characters, its beginning kept, or its end (for paths)."""
    if len(text) <= width:
        return text
    if width < 2:
        return text[:width]
    return "…" + text[1 - width :] if keep_end else text[: width - 1] + "…"
