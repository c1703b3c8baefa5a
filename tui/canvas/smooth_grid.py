"""A finer grid through the values of a coarse one: cubic curves along both axes.

Between two points it is the curve of E. Catmull and R. Rom, "A class of local interpolating
splines" (1974): it passes through both, with the slopes between their neighbours.
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats


def smooth(values: Floats, points: int) -> Floats:
    """Values at `points` × `points` evenly spaced places between the same edges.

    Args:
        values: (rows, columns), at least two of each; all finite, or they are returned as they are.
        points: along each axis.

    Returns:
        (points, points), nowhere below the lowest value or above the highest.
    """
    if not np.isfinite(values).all():
        return values
    down, across = (_weights(count, points) for count in values.shape)
    finer: Floats = np.clip(down @ values @ across.T, values.min(), values.max())
    return finer


def _weights(count: int, points: int) -> Floats:
    """The weights of `count` values at each of `points` places, (points, count)."""
    places = np.linspace(0.0, count - 1.0, points)
    left = np.minimum(places.astype(np.intp), count - 2)
    t = (places - left)[:, None]
    cubic = np.array([[0, -1, 2, -1], [2, 0, -5, 3], [0, 1, 4, -3], [0, 0, -1, 1]]) / 2
    each = np.concatenate([t**0, t, t**2, t**3], axis=1) @ cubic.T
    # Beyond an edge the values go on in a straight line.
    wide = np.zeros((points, count + 2))
    np.put_along_axis(wide, left[:, None] + np.arange(4), each, axis=1)
    beyond = wide[:, [0, -1]]
    wide[:, [1, -2]] += 2 * beyond
    wide[:, [2, -3]] -= beyond
    return wide[:, 1:-1]
