"""Positions and labels of the ticks of an axis."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from tui.canvas.area import Scale
from tui.canvas.limits import STEPS, multiple_of, round_number, step_above
from tui.text.numbers import format_number, scientific

_UNITS = ((1e6, "M"), (1e3, "k"))
_FEWEST = 2
"""With fewer ticks at decades, a logarithmic axis has some between them."""
_MOST_PLAIN = 1e5
_MOST_CHARACTERS = 7


def ticks_of(scale: Scale, most: int, *, steady: bool = False) -> list[float]:
    """Round numbers within the limits, increasing, at most `most` of them.

    If `steady`, the step of a linear axis depends on its span alone: it stays the same while the
    axis is panned, though fewer ticks may be shown than would fit.
    """
    if most < 1 or not scale.low < scale.high:
        return []
    return _log_ticks(scale, most) if scale.log else _linear_ticks(scale, most, steady)


def _linear_ticks(scale: Scale, most: int, steady: bool) -> list[float]:
    step = step_above((scale.high - scale.low) / max(most - steady, 2 - steady))
    while True:
        first = math.ceil(scale.low / step - 1e-9)
        last = math.floor(scale.high / step + 1e-9)
        if last - first + 1 <= most:
            return [multiple_of(step, count) for count in range(first, last + 1)]
        step = step_above(step * 1.5)


def _log_ticks(scale: Scale, most: int) -> list[float]:
    exponents = range(math.floor(math.log10(scale.low)), math.ceil(math.log10(scale.high)) + 1)

    def within(values: list[float]) -> list[float]:
        hair = 1e-9
        return [
            value for value in values if scale.low * (1 - hair) <= value <= scale.high * (1 + hair)
        ]

    fine = within([round_number(step, place) for place in exponents for step in STEPS])
    if len(fine) <= most:
        return fine
    tens = within([round_number(1, place) for place in exponents])
    halves = within([round_number(step, place) for place in exponents for step in (1, 3)])
    if len(tens) < _FEWEST <= len(halves) <= most:
        return halves
    for stride in range(1, len(exponents) + 1):
        decades = within([round_number(1, place) for place in exponents if place % stride == 0])
        if len(decades) <= most:
            return decades
    return []


def format_ticks(values: Sequence[float], *, log: bool = False) -> list[str]:
    """Labels of ticks: short, and different where the values differ.

    Linear ticks share one unit and one number of decimals; logarithmic ones are written singly.
    """
    if log:
        return [format_number(value) for value in values]
    largest = max((abs(value) for value in values), default=0.0)
    if largest == 0:
        return ["0"] * len(values)
    gap = min((abs(b - a) for a, b in itertools.pairwise(values)), default=largest)
    for size, unit in _UNITS if largest >= _MOST_PLAIN / 10 else ():
        # At most two decimals: 12.5k, but not 12.345k.
        if size <= largest < 1e3 * size and gap >= 0.0099 * size:
            return [_fixed(value / size, gap / size, unit) for value in values]
    plain = [_fixed(value, gap) for value in values]
    # Just enough digits to tell the largest from its neighbour.
    digits = max(0, math.floor(math.log10(largest)) - math.floor(math.log10(gap) + 1e-9))
    powers = [scientific(value, digits) for value in values]
    longest = max(map(len, plain))
    return powers if longest > _MOST_CHARACTERS and max(map(len, powers)) < longest else plain


def _fixed(value: float, gap: float, unit: str = "") -> str:
    decimals = max(0, -math.floor(math.log10(gap) + 1e-9))
    text = f"{value:.{decimals}f}"
    return text + unit if float(text) else "0"
