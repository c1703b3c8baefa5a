"""A view that grows with a run that leaves it, as one that diverges does."""

from __future__ import annotations

import math

import numpy as np

from engine.problems.base import Thetas
from engine.problems.view import View

STEP = 2.0
"""The factor by which the view grows at once, so that axes move seldom."""


def grown(home: View, way: Thetas) -> View:
    """The view, doubled about its centre until it holds every finite point of a trajectory.

    It depends on the points alone: after a restart it is as before.
    """
    w, b = way.T
    centre_w, width = home.w_low / 2 + home.w_high / 2, home.w_high - home.w_low
    centre_b, height = home.b_low / 2 + home.b_high / 2, home.b_high - home.b_low
    if not (width > 0 and height > 0):
        return home
    away = np.maximum(np.abs(w - centre_w) / (width / 2), np.abs(b - centre_b) / (height / 2))
    farthest = float(np.max(away, where=np.isfinite(away), initial=0.0))
    if farthest <= 1:
        return home
    by = STEP ** math.ceil(math.log(farthest, STEP))
    beside, above = width / 2 * by, height / 2 * by
    return View(centre_w - beside, centre_w + beside, centre_b - above, centre_b + above)
