"""Where a classical method ended: at which kind of point, or why at none."""

from __future__ import annotations

import math
from enum import StrEnum

import numpy as np

from engine.arrays import Floats
from engine.problems.base import Objective, Theta, curvature

SMALL = 1e-9
"""A gradient of this share of that at the start is none."""
_FALL = 1e-3
"""A share of the loss by which it may still fall at an end."""
_FLAT = 1e-9
"""An eigenvalue of this share of the other one is 0."""
_PLATEAU = 1e-6
"""So is one of less than this, as for the verdict on a run."""
_AROUND = (1e-5, 1e-3)
"""How far around an end a lower loss is looked for, as a share of w and of b,"""
_DIRECTIONS, _LEAST_DIRECTIONS, _MOST_TERMS = 720, 16, 20_000_000
"""and in how many directions: fewer of many samples."""


class End(StrEnum):
    """Where a method ended."""

    MINIMUM = "minimum"
    FLAT = "flat minimum"
    KINK = "minimum at a kink"
    SADDLE = "saddle point"
    MAXIMUM = "maximum"
    PLATEAU = "plateau"
    STUCK = "stuck at a kink"
    NO_CURVATURE = "no curvature, so no step"
    CYCLE = "goes in a cycle"
    NO_PROGRESS = "no progress"
    LIMIT = "iteration limit"
    STOPPED = "not converged"
    LOST = "loss not finite"

    @property
    def is_stationary(self) -> bool:
        """Whether it is a point where the loss has no slope, or a minimum at a kink."""
        return self in (self.MINIMUM, self.FLAT, self.KINK, self.SADDLE, self.MAXIMUM, self.PLATEAU)


def end_of(objective: Objective, last: Floats, first: Floats, gave_up: End | None) -> End:
    """What is at the last point, by its gradient and its curvature.

    Args:
        objective: the loss.
        last, first: the last point and the start, (2,).
        gave_up: why the method stopped, if not because nothing was left to do.
    """
    at, begin = (float(last[0]), float(last[1])), (float(first[0]), float(first[1]))
    if not math.isfinite(objective.loss(*at)):
        return End.LOST
    size = math.hypot(*objective.gradient(*at))
    if size <= 1e3 * SMALL * max(math.hypot(*objective.gradient(*begin)), 1.0):
        found = _stationary(objective, at)
        if found is not None:
            return found
    if gave_up is End.LIMIT:
        return gave_up
    if not _has_kink(objective, at, size):
        return gave_up or End.STOPPED
    return (gave_up or End.STUCK) if _falls_around(objective, at) else End.KINK


def _stationary(objective: Objective, at: Theta) -> End | None:
    """The kind of a point whose gradient is small; None if the loss may still fall from there."""
    found = curvature(objective.hessian(*at))
    if found is None or not _fall_left(objective, at) <= _FALL * max(abs(objective.loss(*at)), 1.0):
        return None
    largest = max(abs(found.lambda_max), abs(found.lambda_min))
    least = _FLAT * largest
    if largest < _PLATEAU:
        return End.PLATEAU
    if found.lambda_min > least:
        return End.MINIMUM
    if found.lambda_max < -least:
        return End.MAXIMUM
    return End.SADDLE if found.lambda_min < -least else End.FLAT


def _fall_left(objective: Objective, at: Theta) -> float:
    """How far the loss may still fall, by its local quadratic; along a flat direction by |θ|.

    From a start far away, a gradient that is small next to the first one may be large.
    """
    values, axes = np.linalg.eigh(objective.hessian(*at))
    slopes = np.abs(axes.T @ np.array(objective.gradient(*at), np.float64))
    sizes = np.abs(values)
    flat = sizes <= _FLAT * sizes.max()
    along = np.where(flat, max(math.hypot(*at), 1.0), slopes / np.where(flat, 2.0, 2 * sizes))
    return float(slopes @ along)


def _circle(objective: Objective, at: Theta, radius: float) -> tuple[Floats, Floats]:
    """Points around another one, at this share of |w| and of |b|: w and b."""
    count = int(np.clip(_MOST_TERMS // max(objective.count, 1), _LEAST_DIRECTIONS, _DIRECTIONS))
    angles = np.arange(count) * (2 * math.pi / count)
    across, up = (radius * max(abs(value), 1.0) for value in at)
    return at[0] + across * np.cos(angles), at[1] + up * np.sin(angles)


def _falls_around(objective: Objective, at: Theta) -> bool:
    """Whether a point near by has a lower loss."""
    here = objective.loss(*at)
    return any(
        bool((objective.loss(*_circle(objective, at, radius)) < here - 1e-12 * abs(here)).any())
        for radius in _AROUND
    )


def _has_kink(objective: Objective, at: Theta, size: float) -> bool:
    """Whether the slope, of this size, jumps around a point: more than the curvature explains."""
    w, b = _circle(objective, at, _AROUND[0])
    by_w, by_b = objective.gradient(w, b)
    slope = objective.gradient(*at)
    jump = float(np.hypot(by_w - slope[0], by_b - slope[1]).max())
    explained = np.hypot(*(objective.hessian(*at) @ np.stack([w - at[0], b - at[1]]))).max()
    return jump > 0.1 * size and not jump <= 10 * explained
