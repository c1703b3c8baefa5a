"""Evaluates functions of θ at many points, in chunks of bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from engine.arrays import AnyFloats, Floats

CHUNK = 1 << 16
"""Samples at a time: they stay in the processor's cache."""
TOGETHER = 1 << 13
"""Products of points and samples at a time: arrays of 64 KiB, which the allocator keeps. It returns
those of 512 KiB to the kernel, and each use costs page faults again."""


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
    wide_w, wide_b = np.broadcast_arrays(np.asarray(w, np.float64), np.asarray(b, np.float64))
    flat_w, flat_b = wide_w.ravel(), wide_b.ravel()
    out = np.empty((values, flat_w.size))
    step = max(1, TOGETHER // cost)
    with np.errstate(all="ignore"):
        for start in range(0, flat_w.size, step):
            rows = slice(start, start + step)
            out[:, rows] = evaluate(flat_w[rows], flat_b[rows])
    return out.reshape(values, *wide_w.shape)


def chunks(count: int) -> Iterator[slice]:
    """Consecutive rows, at most `CHUNK` at a time."""
    return (slice(start, min(start + CHUNK, count)) for start in range(0, count, CHUNK))
