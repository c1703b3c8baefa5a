"""The fewest full-batch updates to a loss, with learning rates chosen in different ways.

With a learning rate η for each update, the error along each eigenvector is multiplied by 1 - η λ,
so after k updates the loss exceeds the least loss by

    ½ Σ λᵢ (Π (1 - ηⱼ λᵢ))² eᵢ²

- One rate for all updates: the excess is a sum of convex functions of η, so its minimum over the
  stable rates is found by a golden section; it falls with k, so the least k by bisection.
- Chebyshev's rates for k updates multiply both errors by 1 / T_k(σ), σ = (κ + 1) / (κ - 1): D. M.
  Young, "On Richardson's Method for Solving Linear Systems with Positive Definite Matrices", 1953.
- The rates 1/λmax and 1/λmin, in any order, each remove one error: two updates reach the optimum.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from engine.problems.base import Theta
from engine.problems.linear_neuron.least_squares import Theory

MOST = 10**9
"""More updates than these are not counted."""
_GOLDEN = (math.sqrt(5) - 1) / 2
_SECTIONS = 90
"""Golden sections: the interval shrinks to its 1e-18th part."""


@dataclass(frozen=True)
class Errors:
    """The parts of the excess loss along both eigenvectors, at a point.

    Attributes:
        steep, flat: ½ λ e² for λmax and for λmin.
        lambda_max, lambda_min: the eigenvalues.
    """

    steep: float
    flat: float
    lambda_max: float
    lambda_min: float

    @classmethod
    def at(cls, theta: Theta, theory: Theory) -> Errors:
        """The errors of θ."""
        along = theory.errors(theta).tolist()
        parts = [
            value * error * error / 2
            for value, error in zip((theory.lambda_max, theory.lambda_min), along, strict=True)
        ]
        return cls(parts[0], parts[1], theory.lambda_max, theory.lambda_min)

    @property
    def excess(self) -> float:
        """The loss above the least loss."""
        return self.steep + self.flat

    def after(self, rate: float, updates: int = 1) -> float:
        """The excess after this many updates with one learning rate; inf beyond float64."""
        try:
            steep = self.steep * (1 - rate * self.lambda_max) ** (2 * updates)
            flat = self.flat * (1 - rate * self.lambda_min) ** (2 * updates)
        except OverflowError:
            return math.inf
        return steep + flat


@dataclass(frozen=True)
class Fewest:
    """The fewest updates, and the rate that they are made with.

    Attributes:
        updates: their number.
        rate: the learning rate of all of them; 0 if there is no update to make.
    """

    updates: int
    rate: float


@lru_cache(maxsize=16)
def with_one_rate(errors: Errors, allowed: float) -> Fewest | None:
    """The fewest updates with one stable learning rate until the excess is at most `allowed`.

    None if they are more than `MOST`.
    """
    if errors.excess <= allowed:
        return Fewest(0, 0.0)

    def best(updates: int) -> float:
        return _least(lambda rate: errors.after(rate, updates), 0.0, 2 / errors.lambda_max)

    high = 1
    while errors.after(best(high), high) > allowed:
        high *= 2
        if high > MOST:
            return None
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        if errors.after(best(middle), middle) > allowed:
            low = middle
        else:
            high = middle
    return Fewest(high, best(high))


def with_chebyshev_rates(errors: Errors, allowed: float) -> int | None:
    """The fewest updates with Chebyshev's rates; None if they are more than `MOST`."""
    if errors.excess <= allowed:
        return 0
    if allowed <= 0:
        return None
    gap = errors.lambda_max - errors.lambda_min
    if errors.lambda_min <= 0 or gap < 1e-12 * errors.lambda_max:
        return 1
    # acosh σ, which loses all digits if it is computed from a σ close to 1.
    above = 2 * errors.lambda_min / gap
    growth = math.log1p(above + math.sqrt(above * (above + 2)))
    updates = math.acosh(math.sqrt(errors.excess / allowed)) / growth
    # A whole number but for rounding is that number.
    count = math.ceil(updates * (1 - 1e-12))
    return count if count <= MOST else None


def with_any_rates(errors: Errors, allowed: float) -> tuple[float, ...]:
    """The learning rates of the fewest updates of all: none, one or two."""
    if errors.excess <= allowed:
        return ()
    steep = 1 / errors.lambda_max
    if errors.lambda_min <= 0:
        return (steep,)
    flat = 1 / errors.lambda_min
    one = _least(errors.after, steep, flat)
    return (one,) if errors.after(one) <= allowed else (steep, flat)


def _least(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a convex function is least between two numbers."""
    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_left, at_right = function(left), function(right)
    for _ in range(_SECTIONS):
        if at_left <= at_right:
            high, right, at_right = right, left, at_left
            left = high - _GOLDEN * (high - low)
            at_left = function(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + _GOLDEN * (high - low)
            at_right = function(right)
    return (low + high) / 2
