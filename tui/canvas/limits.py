"""Axis limits that are round numbers and stay the same while the data changes a little."""

from __future__ import annotations

import math

from tui.canvas.area import Scale

STEPS = (1, 2, 5)

_FINE = 16
"""Limits are multiples of a step of at most this part of what they contain."""
_SHRINK = 0.35
"""Limits are kept while the data fills this share of them: steady axes are easier to read."""


_LEAST_FACTOR = 4.0
"""A logarithmic axis covers at least this factor."""
LARGEST, SMALLEST = 1e300, 1e-200
"""Axes end here: beyond, the arithmetic of limits would overflow or underflow."""


def round_number(count: int, exponent: int) -> float:
    """The value of count · 10^exponent, rounded once: 3 / 10 is 0.3, whereas 3 · 0.1 is not."""
    return float(count * 10**exponent) if exponent >= 0 else count / 10.0**-exponent


def _split(value: float) -> tuple[float, int]:
    exponent = math.floor(math.log10(value))
    return value / 10.0**exponent, exponent


def step_above(value: float) -> float:
    """The smallest 1-2-5 number ≥ `value`, which must be positive."""
    mantissa, exponent = _split(value)
    for step in STEPS:
        if mantissa <= step * (1 + 1e-9):
            return round_number(step, exponent)
    return round_number(1, exponent + 1)


def step_below(value: float) -> float:
    """The largest 1-2-5 number ≤ `value`, which must be positive."""
    mantissa, exponent = _split(value)
    for step in reversed(STEPS):
        if mantissa >= step * (1 - 1e-9):
            return round_number(step, exponent)
    return round_number(5, exponent - 1)


def multiple_of(step: float, count: int) -> float:
    """The product count · step for a 1-2-5 step, without the rounding error of a decimal step."""
    mantissa, exponent = _split(step)
    return round_number(count * round(mantissa), exponent)


def _room(low: float, high: float) -> tuple[float, float]:
    """Limits with low < high, even for a single value, within the range of finite arithmetic."""
    low, high = max(low, -LARGEST), min(high, LARGEST)
    if high - low > max(1e-14 * max(abs(low), abs(high)), SMALLEST):
        return low, high
    half = max(abs(low) / 2, SMALLEST) if low else 1.0
    return low - half, high + half


def round_limits(low: float, high: float, previous: Scale | None = None) -> Scale:
    """Limits of a linear axis around low to high: multiples of a 1-2-5 step.

    Args:
        low, high: the extremes of the data, finite.
        previous: the limits on the screen; they are kept while they contain the data and the
            data fills a fair share of them.
    """
    low, high = _room(low, high)
    if previous is not None and not previous.log and previous.low <= low <= high <= previous.high:
        filled = (high - low) / (previous.high - previous.low)
        if filled >= _SHRINK:
            return previous
    step = step_below((high - low) / _FINE)
    return Scale(
        multiple_of(step, math.floor(low / step + 1e-9)),
        multiple_of(step, math.ceil(high / step - 1e-9)),
    )


def round_above(value: float) -> float:
    """A number of one or two digits ≥ `value`, which must be positive, and not far above it."""
    step = step_below(min(value, LARGEST) / 4)
    return multiple_of(step, math.ceil(min(value, LARGEST) / step - 1e-9))


def limits_from_zero(high: float, previous: Scale | None = None) -> Scale:
    """Limits from 0 to a 1-2-5 number ≥ `high`, kept as in `round_limits`."""
    high = min(max(high, SMALLEST), LARGEST) if high > 0 else 1.0
    if (
        previous is not None
        and not previous.log
        and previous.low == 0
        and _SHRINK * previous.high / 2 <= high <= previous.high
    ):
        return previous
    return Scale(0.0, step_above(high))


def log_limits(low: float, high: float, previous: Scale | None = None) -> Scale:
    """Limits of a logarithmic axis around positive low to high, at least a factor of 4 apart.

    Their logarithms are multiples of a 1-2-5 step. They are kept while they contain the data and
    the data fills a fair share of the decades.
    """
    if (kept := _kept(low, high, previous)) is not None:
        return kept
    low, high = (min(max(end, SMALLEST), LARGEST) for end in (low, high))
    if high < _LEAST_FACTOR * low:
        middle = math.sqrt(low) * math.sqrt(high)
        low, high = middle / math.sqrt(_LEAST_FACTOR), middle * math.sqrt(_LEAST_FACTOR)
    first, last = math.log10(low), math.log10(high)
    step = step_below((last - first) / _FINE)
    below, above = math.floor(first / step + 1e-9), math.ceil(last / step - 1e-9)
    return Scale(min(10 ** (below * step), low), max(10 ** (above * step), high), log=True)


def steady_log_limits(low: float, high: float, previous: Scale | None = None) -> Scale:
    """The same with 1-2-5 numbers as limits: changed less often while a run goes on."""
    if (kept := _kept(low, high, previous)) is not None:
        return kept
    low, high = (min(max(end, SMALLEST), LARGEST) for end in (low, high))
    below, above = step_below(low), step_above(high)
    if above < _LEAST_FACTOR * below:
        below, above = step_below(below / 2), step_above(above * 2)
    return Scale(below, above, log=True)


def _kept(low: float, high: float, previous: Scale | None) -> Scale | None:
    """The limits on the screen, if they still suit what a logarithmic axis is to contain."""
    low, high = (min(max(end, SMALLEST), LARGEST) for end in (low, high))
    if previous is None or not previous.log or not previous.low <= low <= high <= previous.high:
        return None
    filled = math.log10(high / low) / math.log10(previous.high / previous.low)
    return previous if filled >= _SHRINK else None


def nudged(value: float, cell: float, direction: int) -> float:
    """The next round number above (1) or below (-1) a value, about a cell away."""
    below, above = step_below(cell), step_above(cell)
    step = above if above * below < cell * cell else below
    hair = 1e-9
    if direction > 0:
        count = math.floor(value / step + hair) + 1
    else:
        count = math.ceil(value / step - hair) - 1
    return multiple_of(step, count)


def rounded(value: float, cell: float) -> float:
    """The round number in a cell of this size that is closest to its centre."""
    step = step_below(cell)
    return multiple_of(step, round(value / step))
