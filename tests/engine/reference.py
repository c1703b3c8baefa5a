"""Gradient descent written out plainly in float64: what the engine is measured against.

A transcription of the rules (batches in order, the partial last one, loss before the update, epoch
means), with nothing shared with the engine but the numbers that go in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass
class Plain:
    """What the plain loop recorded."""

    w: list[float] = field(default_factory=list)
    b: list[float] = field(default_factory=list)
    loss: list[float] = field(default_factory=list)
    epoch_w: list[float] = field(default_factory=list)
    epoch_b: list[float] = field(default_factory=list)
    epoch_loss: list[float] = field(default_factory=list)


Floats = NDArray[np.float64]


def line(
    samples: int,
    w_gen: float = 10.0,
    b_gen: float = 2.0,
    noise_mean: float = 0.0,
    noise_std: float = 1.0,
    seed: int = 0,
) -> tuple[Floats, Floats]:
    """The drawn data, as their definition has them."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(0, 10, samples)
    noise = rng.normal(noise_mean, noise_std, samples)
    y = w_gen * (x + noise) + b_gen
    return x.astype(np.float32).astype(np.float64), y.astype(np.float32).astype(np.float64)


def descend(
    x: Floats,
    y: Floats,
    learning_rate: float,
    batch_size: int,
    epochs: int,
    *,
    tolerance: float | None = None,
    orders: Callable[[int], Iterable[int]] | None = None,
) -> Plain:
    """Stochastic gradient descent by hand; stops when the epoch loss changes by < tolerance."""
    out = Plain()
    w = b = 0.0
    n = len(x)
    for epoch in range(epochs):
        first = len(out.loss)
        order = list(range(n) if orders is None else orders(epoch))
        for start in range(0, n, batch_size):
            chosen = order[start : start + batch_size]
            xs, ys = x[chosen], y[chosen]
            error = w * xs + b - ys
            out.loss.append(float(np.mean(error**2)))
            gradient_w = float(np.mean(2 * error * xs))
            gradient_b = float(np.mean(2 * error))
            w -= learning_rate * gradient_w
            b -= learning_rate * gradient_b
            out.w.append(w)
            out.b.append(b)
        out.epoch_w.append(float(np.mean(out.w[first:])))
        out.epoch_b.append(float(np.mean(out.b[first:])))
        out.epoch_loss.append(float(np.mean(out.loss[first:])))
        if tolerance is not None and epoch > 0:
            before, now = out.epoch_loss[-2:]
            if abs(now - before) < tolerance * before:
                break
    return out
