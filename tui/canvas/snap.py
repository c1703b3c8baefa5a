"""Limits of a y axis whose ticks stand where their values are, and that fit the data.

A tick's mark is in the middle of its row. Limits are widened a little, and moved within the room
that this makes, until the ticks' values are in the middle of their rows too, or as near as the data
allows: a plot is not left empty for the sake of its ticks.
"""

from __future__ import annotations

import math

import numpy as np

from engine.arrays import Floats
from tui.canvas.area import Scale
from tui.canvas.limits import LARGEST, SMALLEST

_SPARE = 0.1
"""The share of the rows that widened limits leave free."""
_TRIED = 12
"""Sizes, and places within the spare rows, that are tried besides those that put ticks exactly."""
_FREE, _OFF, _FEW, _CLOSE = 0.8, 0.45, 0.55, 0.4
"""The costs of rows that are all free, of ticks a whole row off, of none, and of crowded ones."""
_APART = 1.9
"""Ticks are crowded if they are fewer rows than this apart."""
_ENOUGH, _PER_TICK = 5, 4
"""This many ticks are enough, or one for each of these rows and one more."""


def snapped(
    scale: Scale, choices: tuple[tuple[float, ...], ...], rows: int
) -> tuple[Scale, tuple[float, ...]]:
    """Limits that contain those of `scale`, and the ticks of `choices` that suit them best.

    At most a tenth of the rows is left free. The limits are unchanged without ticks or rows.

    Args:
        scale: limits that fit the data.
        choices: sets of ticks within them, the densest first.
        rows: between the limits.
    """
    best, found = math.inf, (scale, choices[0] if choices else ())
    for ticks in choices:
        # On a logarithmic axis, those of the decades, which are evenly spaced.
        even = [tick for tick in ticks if _is_decade(tick)] if scale.log else ticks
        places = scale.position(list(even if len(even) > 1 else ticks))
        if rows < 1 or places.size < 2 or not np.isfinite(places).all():
            continue
        cost, length, below = _best(places, rows)
        enough = min(1 + rows / _PER_TICK, _ENOUGH)
        gaps = np.diff(scale.position(list(ticks))) * length
        cost += _CLOSE * bool((gaps < _APART).any())
        cost += _FEW * max(1 - len(ticks) / enough, 0)
        limits = _widened(scale, -below / length, (rows - below) / length)
        if cost < best - 1e-9 and limits is not None:
            best, found = cost, (limits, ticks)
    return found


def _best(places: Floats, rows: int) -> tuple[float, float, float]:
    """The least cost, the rows between the limits of the data, and those free below them."""
    gap = float(np.diff(places).max())
    least = rows * (1 - _SPARE)
    exact = np.arange(math.ceil(least * gap), int(rows * gap + 1e-9) + 1) / gap
    length = np.concatenate([[float(rows)], exact, np.linspace(least, rows, _TRIED)])[:, None]
    room = np.maximum(rows - length, 0.0)
    # The lowest tick in the middle of its row, or any other place.
    middle = (0.5 - places[0] * length) % 1
    below = np.hstack([np.minimum(middle, room), np.linspace(0, 1, _TRIED) * room])
    away = np.abs((below[..., None] + places * length[..., None]) % 1 - 0.5).max(axis=-1)
    cost = _FREE * room / rows + _OFF * away
    # Of equal ones the first: rounding errors must not choose.
    size, place = np.unravel_index(int(np.argmin(np.round(cost, 9))), cost.shape)
    return float(cost[size, place]), float(length[size, 0]), float(below[size, place])


def _widened(scale: Scale, low: float, high: float) -> Scale | None:
    """Limits at these positions of `scale`; None beyond the range of numbers."""
    try:
        ends = scale.value(low), scale.value(high)
    except OverflowError:
        return None
    if max(map(abs, ends)) > LARGEST or (scale.log and ends[0] < SMALLEST):
        return None
    return Scale(*ends, scale.log)


def _is_decade(value: float) -> bool:
    return abs(math.log10(value) - round(math.log10(value))) < 1e-9
