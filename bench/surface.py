"""The loss surface from moments against evaluating the neuron at every point."""

from __future__ import annotations

import time

import tensorflow as tf

from bench.row import Row, median_of, seconds
from engine.config import RunConfig
from engine.dataset import load
from engine.moments import Moments
from engine.surface import DEFAULT_VIEW, loss_grid

POINTS = 200 * 200
PART = 500


def against_evaluation() -> list[Row]:
    """200 x 200 points; the eager figure is extrapolated from a part of them."""
    data = load(RunConfig().data)
    x, y = tf.constant(data.x), tf.constant(data.y)

    def eager() -> float:
        begun = time.perf_counter()
        for point in range(PART):
            w, b = tf.constant(float(point % 200)), tf.constant(float(point // 200))
            float(tf.reduce_mean(tf.square(w * x + b - y)))
        return (time.perf_counter() - begun) / PART * POINTS

    def exact() -> float:
        begun = time.perf_counter()
        loss_grid(Moments.of(data.x, data.y), DEFAULT_VIEW, 200, 200)
        return time.perf_counter() - begun

    eager(), exact()
    slow, quick = median_of(eager, 3), median_of(exact)
    return [
        Row(
            "surface of 200 × 200",
            seconds(quick),
            f"{seconds(slow)} for 40,000 eager evaluations",
            slow / quick,
            5_000,
            note=f"the eager time is extrapolated from {PART} of 40,000 evaluations",
        )
    ]
