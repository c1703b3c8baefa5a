"""Evaluates functions of θ at many points, in chunks of bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from engine.arrays import AnyFloats, Floats
from engine.freed_memory import keep_freed_memory

CHUNK = 1 << 15
"""Products of points and samples at a time: 256 kB an array, so that some stay in the cache."""


def at_points(
    w: AnyFloats | float,
    b: AnyFloats | float,
    evaluate: Callable[[Floats, Floats], Floats],
    values: int,
    cost: int = 1,
) -> Floats:
    """`evaluate` at points that broadcast, a few at a time.

    Args:
        w, b: the points.
        evaluate: of some points, both (k,): an array (values, k).
        values: the number of results at a point.
        cost: the number of elements that a point needs at a time.

    Returns:
        (values, ·), where · is the broadcast shape.
    """
    keep_freed_memory()
    wide_w, wide_b = np.broadcast_arrays(np.asarray(w, np.float64), np.asarray(b, np.float64))
    flat_w, flat_b = wide_w.ravel(), wide_b.ravel()
    out = np.empty((values, flat_w.size))
    step = max(1, CHUNK // cost)
    with np.errstate(all="ignore"):
        for start in range(0, flat_w.size, step):
            rows = slice(start, start + step)
            out[:, rows] = evaluate(flat_w[rows], flat_b[rows])
    return out.reshape(values, *wide_w.shape)


def chunks(count: int) -> Iterator[slice]:
    """Consecutive rows, at most `CHUNK` at a time."""
    return (slice(start, min(start + CHUNK, count)) for start in range(0, count, CHUNK))
