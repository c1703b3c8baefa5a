"""Exact contour lines of the loss of a batch, which is quadratic in (w, b).

With the moments of a batch (see `engine.problems.linear_neuron.moments`), the loss is

    least + var_x (w - w*)² + (mean_x w + b - mean_y)²

so a contour line is an ellipse or, if all x are equal, as in a batch of one sample, a pair of
parallel lines with a line of optimal (w, b) between them.
"""

from __future__ import annotations

import math

import numpy as np

from engine.arrays import Floats
from engine.problems.linear_neuron.moments import Moments

Curve = tuple[Floats, Floats]
"""The w and b of points along a curve."""

_POINTS = 241
_FLAT = 1e-12
"""Share of mean x² below which the variance of x is a rounding error."""


def has_one_minimum(moments: Moments) -> bool:
    """Whether a single (w, b) is optimal, not a line of them."""
    return moments.var_x > _FLAT * (moments.var_x + moments.mean_x**2)


def level_curves(moments: Moments, level: float, w_low: float, w_high: float) -> list[Curve]:
    """The points with this loss and w_low ≤ w ≤ w_high, as one or two curves.

    Empty if the loss is higher everywhere in this range.
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
    # Evenly spaced in the angle, so that points are dense where the curvature is high.
    angle = np.linspace(math.acos(min(near, 1.0)), math.acos(max(far, -1.0)), _POINTS)
    w = moments.slope + reach * np.cos(angle)
    middle = moments.mean_y - moments.mean_x * w
    height = math.sqrt(excess) * np.sin(angle)
    return [(w, middle + height), (w, middle - height)]


def best_line(moments: Moments, w_low: float, w_high: float) -> Curve:
    """The optimal b for each w; if x is constant, this is the line of optimal (w, b)."""
    w = np.array([w_low, w_high])
    return w, moments.mean_y - moments.mean_x * w


def best_point(moments: Moments) -> tuple[float, float]:
    """The (w, b) of least loss, if it is unique."""
    return moments.slope, moments.mean_y - moments.mean_x * moments.slope
