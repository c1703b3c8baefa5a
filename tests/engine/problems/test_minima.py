"""Minima that are found: those of a loss whose derivatives are known in closed form."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.arrays import Floats
from engine.problems.minima import minima_on
from engine.problems.view import View

VIEW = View(-1.5, 0.8, -0.9, 0.9)


class Waves:
    """2 + sin 3w · cos 3b + (w² + b²)/10: its lowest minimum is at b = 0."""

    count = 1
    is_quadratic = False

    def loss(self, w: Any, b: Any) -> Any:
        return 2 + np.sin(3 * w) * np.cos(3 * b) + 0.1 * (w * w + b * b)

    def gradient(self, w: Any, b: Any) -> tuple[Any, Any]:
        return (
            3 * np.cos(3 * w) * np.cos(3 * b) + 0.2 * w,
            -3 * np.sin(3 * w) * np.sin(3 * b) + 0.2 * b,
        )

    def hessian(self, w: float, b: float) -> Floats:
        bent = -9 * np.sin(3 * w) * np.cos(3 * b) + 0.2
        both = -9 * np.cos(3 * w) * np.sin(3 * b)
        return np.array([[bent, both], [both, bent]])


def test_a_coordinate_of_0_is_0_and_no_rounding_of_it() -> None:
    waves = Waves()
    # An even number of points: none of them has b = 0.
    w, b = np.linspace(VIEW.w_low, VIEW.w_high, 24), np.linspace(VIEW.b_low, VIEW.b_high, 24)
    (lowest, *_) = minima_on(waves.loss(w[None, :], b[:, None]), VIEW, waves, 4)
    assert lowest[1] == 0.0
    # Where 3 cos 3w = −w/5, by bisection.
    low, high = -0.7, -0.4
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if waves.gradient(middle, 0)[0] < 0 else (low, middle)
    assert abs(lowest[0] - low) < 1e-7
