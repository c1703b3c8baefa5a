"""Test functions of optimization in two variables, with their derivatives.

Rosenbrock's, Himmelblau's, Beale's and Rastrigin's are those of M. Jamil and X.-S. Yang, "A
Literature Survey of Benchmark Functions for Global Optimisation Problems", Int. J. of Mathematical
Modelling and Numerical Optimisation 4 (2013). The saddle has the curvature of w² - b² at (0, 0) and
is bounded below, so that a path that leaves it arrives somewhere.
"""

from __future__ import annotations

from math import pi

import numpy as np

from engine.arrays import Floats
from engine.problems.landscapes.objective import Formula, Numbers

_BEALE = (1.5, 2.25, 2.625)


def _rosenbrock(w: Floats, b: Floats) -> Floats:
    return (1 - w) ** 2 + 100 * (b - w * w) ** 2


def _rosenbrock_first(w: Floats, b: Floats) -> Numbers:
    off = b - w * w
    return -2 * (1 - w) - 400 * w * off, 200 * off


def _rosenbrock_second(w: Floats, b: Floats) -> Numbers:
    return 2 - 400 * b + 1200 * w * w, -400 * w, np.full_like(w, 200.0)


def _himmelblau(w: Floats, b: Floats) -> Floats:
    return (w * w + b - 11) ** 2 + (w + b * b - 7) ** 2


def _himmelblau_first(w: Floats, b: Floats) -> Numbers:
    first, second = w * w + b - 11, w + b * b - 7
    return 4 * w * first + 2 * second, 2 * first + 4 * b * second


def _himmelblau_second(w: Floats, b: Floats) -> Numbers:
    first, second = w * w + b - 11, w + b * b - 7
    return 4 * first + 8 * w * w + 2, 4 * (w + b), 2 + 4 * second + 8 * b * b


def _beale(w: Floats, b: Floats) -> Floats:
    return sum(
        ((c - w * (1 - b**power)) ** 2 for power, c in enumerate(_BEALE, 1)), np.zeros_like(w)
    )


def _beale_first(w: Floats, b: Floats) -> Numbers:
    by_w, by_b = np.zeros_like(w), np.zeros_like(w)
    for power, c in enumerate(_BEALE, 1):
        factor = b**power - 1
        off = c + w * factor
        by_w = by_w + 2 * off * factor
        by_b = by_b + 2 * off * w * power * b ** (power - 1)
    return by_w, by_b


def _beale_second(w: Floats, b: Floats) -> Numbers:
    by_ww, by_wb, by_bb = np.zeros_like(w), np.zeros_like(w), np.zeros_like(w)
    for power, c in enumerate(_BEALE, 1):
        factor = b**power - 1
        off = c + w * factor
        slope = power * b ** (power - 1)
        bend = power * (power - 1) * b ** max(power - 2, 0)
        by_ww = by_ww + 2 * factor * factor
        by_wb = by_wb + 2 * (slope * off + w * factor * slope)
        by_bb = by_bb + 2 * (w * slope * w * slope + off * w * bend)
    return by_ww, by_wb, by_bb


def _rastrigin(w: Floats, b: Floats) -> Floats:
    value: Floats = 20 + w * w - 10 * np.cos(2 * pi * w) + b * b - 10 * np.cos(2 * pi * b)
    return value


def _rastrigin_first(w: Floats, b: Floats) -> Numbers:
    return tuple(2 * v + 20 * pi * np.sin(2 * pi * v) for v in (w, b))


def _rastrigin_second(w: Floats, b: Floats) -> Numbers:
    by_ww, by_bb = (2 + 40 * pi * pi * np.cos(2 * pi * v) for v in (w, b))
    return by_ww, np.zeros_like(w), by_bb


def _saddle(w: Floats, b: Floats) -> Floats:
    return w * w + (1 - b * b / 2) ** 2


def _saddle_first(w: Floats, b: Floats) -> Numbers:
    return 2 * w, b**3 - 2 * b


def _saddle_second(w: Floats, b: Floats) -> Numbers:
    return np.full_like(w, 2.0), np.zeros_like(w), 3 * b * b - 2


ROSENBROCK = Formula(_rosenbrock, _rosenbrock_first, _rosenbrock_second)
HIMMELBLAU = Formula(_himmelblau, _himmelblau_first, _himmelblau_second)
BEALE = Formula(_beale, _beale_first, _beale_second)
RASTRIGIN = Formula(_rastrigin, _rastrigin_first, _rastrigin_second)
SADDLE = Formula(_saddle, _saddle_first, _saddle_second)
