"""What may surprise about the numbers of a column, in words."""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats
from engine.config.numbers import number
from engine.data.dates import are_months_as_numbers, are_written_as_numbers

_MARKS = (-99.0, -999.0, -9999.0, -99999.0, -999.9, -9999.9)
"""Numbers that are often written where a value is missing."""
_EXACT, _MOST = 2.0**53, 2.0**63
"""Whole numbers between these, such as identifiers or nanoseconds, may have lost digits."""
_FAR = 5.0
"""How many times farther from 0 such a number is than all others below 0."""


def doubts_of_x(x: Floats, name: str) -> tuple[str, ...]:
    """What may surprise about x."""
    if x.min() == x.max():
        return (f"{name} is always {number(float(x[0]))}, so w and b are not determined",)
    if are_written_as_numbers(x):
        return (f"{name}: 20240131 stays a number, 2024-01-31 would count days",)
    if are_months_as_numbers(x):
        return (f"{name}: 202401 stays a number, 2024-01 would count days",)
    return doubts(x, name)


def doubts(values: Floats, name: str) -> tuple[str, ...]:
    """What may surprise about x or y: missing values marked by -999, or lost digits."""
    least, most = float(values.min()), float(values.max())
    if _EXACT < max(-least, most) < _MOST and np.array_equal(values, np.floor(values)):
        return (f"{name} is beyond 2^53, where float64 rounds whole numbers",)
    if least not in _MARKS:
        return ()
    others = values[values != least]
    if not others.size or others.min() < least / _FAR:
        return ()
    count = values.size - others.size
    rows = "1 row" if count == 1 else f"{count:,} rows"
    return (f"{name} is {number(least)} in {rows}, which may mean missing",)
