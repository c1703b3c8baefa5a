"""Samples of many kinds, and the methods that are tried on them."""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats
from engine.theory.samples import Samples
from tests.engine.theory.simulation import of_points


def made(seed: int) -> Samples:
    """Samples of a kind that depends on the seed: uniform, normal, sorted, skewed, few, far."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(3, 60))
    x: Floats = rng.uniform(-3, 10, count)
    match seed % 6:
        case 1:
            x = rng.normal(rng.uniform(-5, 5), 2, count)
        case 2:
            x = np.sort(x)
        case 3:
            x = rng.lognormal(0, 1.2, count)
        case 4:
            x = x * 30 + 100
        case 5:
            x = x / 50
    return of_points(x, rng.normal(0, 3) * x + rng.normal(0, 2, count) + rng.normal())


METHODS = [("sgd", None), ("momentum", 0.9), ("nesterov", 0.9), ("momentum", 0.5), ("sgd", 0.99)]


TRIED = [
    (seed, *METHODS[(seed // 6 + 2 * (seed % 6) + shift) % len(METHODS)], shuffle)
    for seed in range(24)
    for shuffle in (False, True)
    for shift in (0, 1 + shuffle)
]
"""Every kind of samples and every batch size with every method, though not all three at once."""
