"""Clipping of lines at the edges of a plot, before they are drawn."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats

Segments = tuple[Floats, Floats, Floats, Floats]

_HAIR = 1e-6
"""Keeps points inside: the far edge belongs to the next dot."""


def clipped_segments(u: Floats, v: Floats, width: int, height: int) -> Segments:
    """The parts of a line's segments that lie in 0 ≤ u < width, 0 ≤ v < height.

    Returns the coordinates of their ends (u0, v0, u1, v1), in the order of the line; both segments
    of a vertex that is not finite are dropped.
    """
    which, enter, leave = clipped_parts(u, v, width, height)
    u0, v0 = u[which], v[which]
    du, dv = u[which + 1] - u0, v[which + 1] - v0

    def end(start: Floats, step: Floats, along: Floats, size: int) -> Floats:
        return np.clip(start + along * step, 0.0, size - _HAIR)

    return (
        end(u0, du, enter, width),
        end(v0, dv, enter, height),
        end(u0, du, leave, width),
        end(v0, dv, leave, height),
    )


def clipped_parts(
    u: Floats, v: Floats, width: int, height: int
) -> tuple[NDArray[np.intp], Floats, Floats]:
    """Which segments have a part inside, and the shares of their length where it begins and ends.

    After Y.-D. Liang and B. A. Barsky, "A New Concept and Method for Line Clipping", ACM
    Transactions on Graphics 3 (1984).
    """
    if _all_inside(u, width) and _all_inside(v, height):
        count = u.size - 1
        return np.arange(count), np.zeros(count), np.ones(count)
    ends = np.stack([u[:-1], v[:-1], u[1:], v[1:]])
    finite = np.flatnonzero(np.isfinite(ends).all(axis=0))
    u0, v0, u1, v1 = ends[:, finite]
    du, dv = u1 - u0, v1 - v0
    enter, leave = np.zeros(u0.size), np.ones(u0.size)
    kept = np.ones(u0.size, np.bool_)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for start, step, size in ((u0, du, width), (v0, dv, height)):
            for bound, sign in ((0.0, 1.0), (size - _HAIR, -1.0)):
                distance, rate = sign * (start - bound), sign * step
                kept &= (rate != 0) | (distance >= 0)
                crossing = -distance / rate
                enter = np.where(rate > 0, np.maximum(enter, crossing), enter)
                leave = np.where(rate < 0, np.minimum(leave, crossing), leave)
    kept &= enter <= leave
    return finite[kept], enter[kept], leave[kept]


def _all_inside(places: Floats, size: int) -> bool:
    """Whether all are in 0 ≤ place < size; nan is not."""
    return places.size > 0 and bool(places.min() >= 0.0 and places.max() <= size - _HAIR)
