"""Contour levels of a loss that is no bowl: of several minima, a saddle, a plateau, a cliff."""

from __future__ import annotations

import math

import numpy as np

from engine.arrays import Floats

_LOWEST_AREA = 0.005
_DEEPEST = 1e-6
"""The lowest level is at least this share of the greatest rise."""
_LOGARITHMIC = 0.05
"""Below this exponent, the levels are evenly spaced in the logarithm."""


def spread_levels(losses: Floats, count: int) -> Floats:
    """Levels, (count,), strictly rising, above the least loss and below the greatest.

    They are evenly spaced in a power of the rise above the least loss, at most in the rise itself,
    such that half the area is below the middle level. So the levels of a narrow valley between
    high walls are nearly logarithmic, and those of a saddle or a plateau are linear. The lowest has
    about half a percent of the area below it, or the least points of a coarse grid.

    Args:
        losses: of any shape; inf and nan are ignored.
        count: number of levels, at least 1.
    """
    values = losses[np.isfinite(losses)]
    least = float(values.min()) if values.size else 0.0
    with np.errstate(over="ignore"):
        rises = np.sort(np.minimum(values - least, np.finfo(np.float64).max), axis=None)
    highest = float(rises[-1]) if rises.size else 0.0
    # Below this, the levels would be equal after adding the least value.
    resolution = 16 * count * max(float(np.spacing(abs(least))), 1e-300)
    # On a coarse grid at least the next loss: the least itself has no area below it.
    place = max(int(_LOWEST_AREA * (rises.size - 1)), int(np.count_nonzero(rises == 0)))
    lowest = float(rises[place]) if place < rises.size else 0.0
    lowest = max(min(max(lowest, _DEEPEST * highest), highest / (2 * count)), resolution)
    highest = max(highest, 10 * lowest)
    middle = float(rises[rises.size // 2]) / highest if rises.size else 0.0
    power = math.log(0.5) / math.log(min(max(middle, 1e-9), 0.5))
    if power < _LOGARITHMIC:
        return least + np.geomspace(lowest, highest, count + 1)[:-1]
    # Relative to the greatest, whose powers cannot overflow.
    share = np.linspace((lowest / highest) ** power, 1.0, count + 1)[:-1]
    levels: Floats = least + highest * share ** (1 / power)
    return levels
