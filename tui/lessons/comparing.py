"""Whether two formulas are equal, by their values at many points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import numpy as np

from engine.expressions.formula import Formula

ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "η": "lr", "eta": "lr", "learning_rate": "lr", "lambda": "λ", "lam": "λ", "β": "beta",
        "ŷ": "y_hat", "∇": "g", "grad": "g", "m": "M", "N": "n",
    }
)  # fmt: skip
"""Other spellings of names, where the formula has the name and not the spelling."""

_POINTS = 24
_CLOSE = 1e-7
"""Relative difference up to which values at a point are equal: rounding makes a larger one where
a formula subtracts numbers that are nearly equal."""


def same_formula(one: Formula, other: Formula) -> bool:
    """Whether two formulas have the same values, or are undefined at the same points."""
    if one.compares != other.compares:
        return False
    names = sorted(one.names | other.names)
    return all(_agree(one, other, point) for point in _points(names))


def _agree(one: Formula, other: Formula, point: Mapping[str, float]) -> bool:
    if one.compares:
        return one.holds(point) == other.holds(point)
    a, b = one(point), other(point)
    if a is None or b is None:
        return a is b
    return abs(a - b) <= _CLOSE * max(1.0, abs(a), abs(b))


def _points(names: list[str]) -> Iterator[dict[str, float]]:
    """Points with a value for each name, the same for the same number of names."""
    rng = np.random.default_rng(0)
    for scale in np.geomspace(0.1, 10, _POINTS):
        values = scale * rng.uniform(0.2, 3.0, len(names))
        yield dict(zip(names, values.tolist(), strict=True))
