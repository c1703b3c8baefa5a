"""Lines of equal loss of one batch, exactly: the loss of a line is quadratic in (w, b).

With a batch's moments (see `engine.problems.linear_neuron.moments`) the loss is

    least + var_x (w - w*)² + (mean_x w + b - mean_y)²

so a line of equal loss is an ellipse, and where all x are the same, as in a batch of one sample, a
pair of parallel lines, with a whole line of best (w, b) between them.
"""

from __future__ import annotations

import math

import numpy as np

from engine.arrays import Floats
from engine.problems.linear_neuron.moments import Moments

Curve = tuple[Floats, Floats]
"""w and b of points along it."""

_POINTS = 241
_FLAT = 1e-12
"""Share of mean x² below which the variance of x is rounding error."""


def has_one_minimum(moments: Moments) -> bool:
    """Whether one (w, b) is best; else a whole line of them is."""
    return moments.var_x > _FLAT * (moments.var_x + moments.mean_x**2)


def level_curves(moments: Moments, level: float, w_low: float, w_high: float) -> list[Curve]:
    """The points with this loss and w_low ≤ w ≤ w_high, as one or two curves.

    Empty where the loss is higher everywhere in between.
    """
    excess = level - moments.least_loss
    if not (math.isfinite(excess) and excess > 0):
        return []
    if not has_one_minimum(moments):
        w = np.array([w_low, w_high])
        middle = moments.mean_y - moments.mean_x * w
        return [(w, middle + sign * math.sqrt(excess)) for sign in (1, -1)]
    reach = math.sqrt(excess / moments.var_x)
    near, far = ((w_high - moments.slope) / reach, (w_low - moments.slope) / reach)
    if near <= -1 or far >= 1:
        return []
    # Evenly in the angle: dense where the ellipse turns.
    angle = np.linspace(math.acos(min(near, 1.0)), math.acos(max(far, -1.0)), _POINTS)
    w = moments.slope + reach * np.cos(angle)
    middle = moments.mean_y - moments.mean_x * w
    height = math.sqrt(excess) * np.sin(angle)
    return [(w, middle + height), (w, middle - height)]


def best_line(moments: Moments, w_low: float, w_high: float) -> Curve:
    """The best b for each w; where x does not vary, the (w, b) that are all equally good."""
    w = np.array([w_low, w_high])
    return w, moments.mean_y - moments.mean_x * w


def best_point(moments: Moments) -> tuple[float, float]:
    """The (w, b) of least loss, where there is one."""
    return moments.slope, moments.mean_y - moments.mean_x * moments.slope
