"""Learning-rate schedules: the learning rate of each update, in float32 as Keras computes it.

A schedule is a function of the number of updates made before, and of nothing else. The formulas are
those of `keras.optimizers.schedules`, operation by operation in float32; a test compares them with
Keras. Cosine, logarithm and power are computed in float64 and rounded, which is what the C library
returns in all but rare cases.

- step: `ExponentialDecay` with `staircase`; exponential: `ExponentialDecay`; piecewise:
  `PiecewiseConstantDecay`; cosine: `CosineDecay`; restarts: `CosineDecayRestarts` (I. Loshchilov
  and F. Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", ICLR 2017).
- one_cycle: L. N. Smith and N. Topin, "Super-Convergence: Very Fast Training of Neural Networks
  Using Large Learning Rates", 2018, which Keras lacks: linear rise to the learning rate, linear
  fall back to where it began, and for the rest of the period a fall to a small fraction of that.
- The warm-up is that of `CosineDecay`, from 1/W of the learning rate, in front of any of them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Singles

CONSTANT = "constant"
SCHEDULES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        CONSTANT: (),
        "step": ("period", "decay_rate"),
        "piecewise": ("pieces",),
        "exponential": ("period", "decay_rate"),
        "cosine": ("period", "rate_floor"),
        "restarts": ("period", "rate_floor", "t_mul", "m_mul"),
        "one_cycle": ("period",),
    }
)
"""The parameters of each schedule."""
NO_WARMUP = frozenset(["one_cycle"])
"""Schedules that begin with a rise of their own."""

CYCLE_START, CYCLE_END = 0.1, 1e-4
"""The first and the last learning rate of a cycle, as fractions of its highest."""
CYCLE_RISE = 0.45
"""The share of a cycle's rise, and of its fall."""

Pieces = tuple[tuple[int, float], ...]
"""Numbers of updates, increasing, each with the factor of the learning rate after them."""

_Numbers = NDArray[np.floating]
"""In float32, which numpy's types lose."""
_PI = np.float32(math.pi)


@dataclass(frozen=True)
class Schedule:
    """The learning rate of each update.

    Attributes:
        kind: one of `SCHEDULES`.
        peak: the learning rate that the schedule scales: its highest value.
        period: updates between two steps, of one decay, of the first cycle.
        decay_rate: the factor per period of step and exponential.
        rate_floor: the lowest learning rate of cosine and restarts, as a fraction.
        t_mul, m_mul: the factors of length and height from one cycle of restarts to the next.
        pieces: of piecewise.
        warmup: updates of the linear rise in front, after which the schedule begins.
    """

    kind: str = CONSTANT
    peak: float = 0.001
    period: int = 1000
    decay_rate: float = 0.5
    rate_floor: float = 0.0
    t_mul: float = 2.0
    m_mul: float = 1.0
    pieces: Pieces = ()
    warmup: int = 0

    @property
    def is_constant(self) -> bool:
        """Whether all updates have the same learning rate."""
        return self.kind == CONSTANT and not self.rises_first

    @property
    def rises_first(self) -> bool:
        """Whether there is a warm-up."""
        return self.warmup > 0 and self.kind not in NO_WARMUP

    @property
    def begin(self) -> float:
        """The learning rate at which the warm-up begins."""
        return self.peak / self.warmup if self.warmup else self.peak

    def rate(self, made: int) -> float:
        """The learning rate of the update after `made` updates."""
        return float(self.rates(np.array([made]))[0])

    def rates(self, made: NDArray[np.integer]) -> Singles:
        """The learning rates of the updates before which these numbers of updates were made."""
        peak = np.float32(self.peak)
        if self.is_constant:
            return np.full(made.shape, peak)
        step = made.astype(np.float32)
        if not self.rises_first:
            return self._after(step, made, peak)
        warmup = np.float32(self.warmup)
        begin = np.float32(self.begin)
        after = self._after(np.maximum(step - warmup, 0), made - self.warmup, peak)
        rising: Singles = (peak - begin) * (step / warmup) + begin
        return np.where(step < warmup, rising, after)

    def _after(self, step: Singles, made: NDArray[np.integer], peak: np.float32) -> Singles:
        """The learning rates after the warm-up; `step` is `made` in float32."""
        period = np.float32(self.period)
        match self.kind:
            case "step" | "exponential":
                part: _Numbers = step / period
                decay = np.float32(self.decay_rate)
                return peak * _power(decay, np.floor(part) if self.kind == "step" else part)
            case "piecewise":
                return self._piecewise(made)
            case "cosine":
                floor = np.float32(self.rate_floor), np.float32(1 - self.rate_floor)
                part = np.minimum(step, period) / period
                wave = np.float32(0.5) * (1 + _cosine(_PI * part))
                return peak * (floor[1] * wave + floor[0])
            case "restarts":
                return self._restarts(step / period, peak)
            case "one_cycle":
                return self._one_cycle(step, peak)
        return np.full(step.shape, peak)

    def _piecewise(self, made: NDArray[np.integer]) -> Singles:
        """Keras has a value up to and including the number of its boundary."""
        values = np.array([self.peak, *(self.peak * factor for _, factor in self.pieces)])
        bounds = np.array([bound for bound, _ in self.pieces])
        return values.astype(np.float32)[np.searchsorted(bounds, made, side="left")]

    def _restarts(self, part: _Numbers, peak: np.float32) -> Singles:
        """`part` is the number of periods so far."""
        one = np.float32(1)
        times, high, floor = (np.float32(v) for v in (self.t_mul, self.m_mul, self.rate_floor))
        if times == 1:
            cycle: _Numbers = np.floor(part)
            inside: _Numbers = part - cycle
        else:
            cycle = np.floor(_log(one - part * (one - times)) / _log(np.array(times)))
            factor = _power(times, cycle)
            inside = (part - (one - factor) / (one - times)) / factor
        wave = np.float32(0.5) * _power(high, cycle) * (one + _cosine(_PI * inside))
        rates: Singles = peak * ((one - floor) * wave + floor)
        return rates

    @property
    def rise(self) -> int:
        """Updates of a cycle's rise, and of its fall."""
        return max(1, int(CYCLE_RISE * self.period))

    def _one_cycle(self, step: Singles, peak: np.float32) -> Singles:
        first, last = (np.float32(self.peak * share) for share in (CYCLE_START, CYCLE_END))
        rise, period = np.float32(self.rise), np.float32(self.period)
        left = max(period - 2 * rise, np.float32(1))
        up = (peak - first) * (step / rise) + first
        down = (first - peak) * ((step - rise) / rise) + peak
        out = (first - last) * (1 - np.minimum((step - 2 * rise) / left, 1)) + last
        return np.where(step < rise, up, np.where(step < 2 * rise, down, out))


def _cosine(values: _Numbers) -> Singles:
    return np.cos(values.astype(np.float64)).astype(np.float32)


def _log(values: _Numbers) -> Singles:
    return np.log(values.astype(np.float64)).astype(np.float32)


def _power(base: np.float32, exponents: _Numbers) -> Singles:
    return np.power(np.float64(base), exponents.astype(np.float64)).astype(np.float32)


def pieces_of(text: str) -> Pieces:
    """The pieces in a text such as "500:0.1, 750:0.01".

    Raises:
        ValueError: not such a text, or the numbers of updates do not increase.
    """
    pieces = []
    for part in text.split(","):
        bound, colon, factor = part.partition(":")
        if not colon or not float(bound).is_integer():
            raise ValueError(part)
        pieces.append((int(float(bound)), float(factor)))
    bounds = [bound for bound, _ in pieces]
    if bounds != sorted(set(bounds)) or bounds[0] < 1:
        raise ValueError(text)
    if not all(0 <= factor <= 1e6 for _, factor in pieces) or bounds[-1] > 10**12:
        raise ValueError(text)
    return tuple(pieces)
