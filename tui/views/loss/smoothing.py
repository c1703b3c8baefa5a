"""Smoothing of the batch losses: an exponential moving average."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats

WEIGHTS = (0.0, 0.9, 0.99, 0.999)
"""The weights of the past that a key cycles through: none, or about 10, 100 or 1000 updates."""
_BLOCK_LOG = 250.0
"""Within a block, weights stay within e^250 of each other, far from overflow."""


@dataclass(frozen=True)
class Smoothing:
    """How much the batch losses are smoothed; `weight` is that of the past, 0 for not at all."""

    weight: float = 0.0

    @property
    def next(self) -> Smoothing:
        """The next in the cycle."""
        return Smoothing(WEIGHTS[(WEIGHTS.index(self.weight) + 1) % len(WEIGHTS)])

    @property
    def name(self) -> str:
        """Its name in the legend."""
        return f"EMA {self.weight:g}"


NONE = Smoothing()


def moving_average(losses: Floats, weight: float) -> Floats:
    """The exponential moving average s of finite values, (k,), debiased.

    s_k = Σ weight^(k-i) y_i / Σ weight^(k-i) over i ≤ k: D. P. Kingma and J. Ba, "Adam: A Method
    for Stochastic Optimization", ICLR 2015, section 3. In a thinned history, i counts the stored
    updates.
    """
    count = losses.size
    if not 0 < weight < 1 or not count:
        return losses
    # The largest loss as the unit keeps the sums far from overflow.
    unit = float(np.abs(losses).max()) or 1.0
    block = max(min(int(_BLOCK_LOG / -np.log(weight)), count), 1)
    rows = -(-count // block)
    values = np.zeros((2, rows * block))
    values[0, :count], values[1, :count] = losses / unit, 1.0
    within = weight ** -np.arange(block, dtype=np.float64)
    # Sums of each block alone, then of the blocks before it.
    sums = np.cumsum(values.reshape(2, rows, block) * within, axis=2) / within
    carry, past = np.zeros(2), weight ** np.arange(1, block + 1, dtype=np.float64)
    for row in range(rows):
        sums[:, row] += carry[:, None] * past
        carry = sums[:, row, -1]
    flat = sums.reshape(2, -1)[:, :count]
    average: Floats = flat[0] / flat[1] * unit
    return average
