"""The loss surface: a grid of losses, the default view, and the contour levels."""

from __future__ import annotations

import math

import numpy as np

from engine.arrays import Floats
from engine.problems.linear_neuron.least_squares import Theory
from engine.problems.linear_neuron.moments import Moments
from engine.problems.view import View

DEFAULT_VIEW = View(0, 20, -18, 22)

_MARGIN = 0.15
"""Margin on each side, as a share of the width of the box."""
_COARSEST = 100
"""The largest ratio of the default view's width to that of the problem."""
_LOWEST_AREA = 0.005
_LOWEST_LEVEL = 1e-4


def loss_grid(moments: Moments, view: View, columns: int = 200, rows: int = 200) -> Floats:
    """The loss at evenly spaced points, (rows, columns), including the edges of the view.

    Row 0 is b_low and the last row b_high; column 0 is w_low and the last column w_high.
    """
    w = np.linspace(view.w_low, view.w_high, columns)
    b = np.linspace(view.b_low, view.b_high, rows)
    return moments.loss(w[None, :], b[:, None])


def view_for(theory: Theory, start: tuple[float, float], *, standard: bool = True) -> View:
    """The part of the plane to show: the standard view if it is suitable, otherwise a specific one.

    Without `standard`, as for samples from a file, it is always a specific one. The standard view
    is suitable if it contains the start and the optimum and is at most a hundred
    times as wide as the problem. A specific view contains the start, the optimum and the point
    where gradient descent reaches the floor of the valley, with a margin, between round limits.
    """
    mean_square = _mean_square_x(theory)
    scale = math.sqrt(_rise(theory, 0.0, 0.0) + theory.least_loss)
    w_scale = scale / math.sqrt(mean_square) if mean_square > 0 else math.inf
    width = DEFAULT_VIEW.w_high - DEFAULT_VIEW.w_low
    height = DEFAULT_VIEW.b_high - DEFAULT_VIEW.b_low
    fine_enough = _COARSEST * w_scale >= width and _COARSEST * scale >= height
    if (
        standard
        and DEFAULT_VIEW.holds(*start)
        and DEFAULT_VIEW.holds(theory.w_best, theory.b_best)
        and (fine_enough or scale == 0)
    ):
        return DEFAULT_VIEW
    return _own_view(theory, start)


def _own_view(theory: Theory, start: tuple[float, float]) -> View:
    best = np.array([theory.w_best, theory.b_best])
    # Steep first, then along the floor: the component of the error along the flat axis is still
    # whole when the other one has gone.
    flat = theory.axes[1]
    floor = best + flat * float(flat @ (np.array(start) - best))
    corners = np.array([start, best, floor])

    mean_square = _mean_square_x(theory)
    rise = _rise(theory, *start)
    at_origin = _rise(theory, 0.0, 0.0)
    if rise <= 1e-9 * (at_origin + theory.least_loss):
        rise = theory.least_loss or at_origin or 1.0
    # Straight out from the optimum to half this distance the loss rises by a quarter of `rise`.
    reach = np.sqrt([rise / mean_square if mean_square > 0 else rise, rise]) / 2
    reach = np.maximum(reach, 1e-6 * np.abs(best))
    low = np.minimum(corners.min(axis=0), best - reach)
    high = np.maximum(corners.max(axis=0), best + reach)
    margin = _MARGIN * (high - low)
    (w_low, w_high), (b_low, b_high) = (
        _round_limits(float(lower), float(upper))
        for lower, upper in zip(low - margin, high + margin, strict=True)
    )
    return View(w_low, w_high, b_low, b_high)


def _mean_square_x(theory: Theory) -> float:
    """Mean x², half of H's first entry, from the eigenvalues and eigenvectors."""
    along_w = theory.axes[:, 0]
    return float(theory.lambda_max * along_w[0] ** 2 + theory.lambda_min * along_w[1] ** 2) / 2


def _rise(theory: Theory, w: float, b: float) -> float:
    """The loss at (w, b) minus the least loss, from the coordinates along the eigenvectors."""
    along = theory.errors((w, b))
    return float((theory.lambda_max * along[0] ** 2 + theory.lambda_min * along[1] ** 2) / 2)


def _round_limits(low: float, high: float) -> tuple[float, float]:
    """The closest limits outside low and high that are multiples of a 1-2-5 number."""
    exponent = math.floor(math.log10((high - low) / 8))
    factor = max(f for f in (1, 2, 5) if f * 10.0**exponent <= (high - low) / 8 or f == 1)

    def multiple(count: int) -> float:
        # Division by a power of ten rounds once: 3 / 10 is 0.3, 3 * 0.1 is not.
        return (
            float(count * factor * 10**exponent)
            if exponent >= 0
            else count * factor / 10.0**-exponent
        )

    step = multiple(1)
    return multiple(math.floor(low / step)), multiple(math.ceil(high / step))


def loss_levels(grid: Floats | tuple[float, float], count: int = 12) -> Floats:
    """Contour levels, (count,), strictly rising, logarithmic in the loss above its least value.

    All levels are above the least and below the greatest finite value, so each has a line; in a
    grid the lowest encloses about half a percent of the area. For a flat grid, or one without
    finite values, the levels are above it, so that there are no lines.

    Args:
        grid: losses of any shape, of which inf and nan are ignored; or (least, greatest).
        count: number of levels, at least 1.
    """
    values = np.asarray(grid, np.float64)
    values = values[np.isfinite(values)]
    least = float(values.min()) if values.size else 0.0
    with np.errstate(over="ignore"):
        rises = np.minimum(values - least, np.finfo(np.float64).max)
    highest = float(rises.max()) if values.size else 0.0
    if isinstance(grid, tuple):
        lowest = _LOWEST_LEVEL * highest
    else:
        lowest = _ranked(rises, _LOWEST_AREA) if values.size else 0.0
        lowest = min(max(lowest, 1e-6 * highest), 1e-2 * highest)
    # Below this, the levels would be equal after adding the least value.
    resolution = 16 * count * max(float(np.spacing(abs(least))), 1e-300)
    lowest = max(lowest, resolution)
    highest = max(highest, 10 * lowest)
    return least + np.geomspace(lowest, highest, count + 1)[:-1]


def _ranked(values: Floats, part: float) -> float:
    """The value below which this part of them lies.

    Replaces np.quantile, which would import numpy.ma and slow down the start.
    """
    place = part * (values.size - 1)
    below = int(place)
    above = min(below + 1, values.size - 1)
    ranked = np.partition(values, (below, above), axis=None)
    return float(ranked[below] + (place - below) * (ranked[above] - ranked[below]))
