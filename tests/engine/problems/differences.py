"""Derivatives of an objective by central differences of its loss, independent of its formulas."""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats
from engine.problems.base import Objective, Theta


def gradient_by_differences(objective: Objective, theta: Theta, step: float = 1e-5) -> Floats:
    """(2,); accurate to about step² where the loss is smooth."""
    moves = step * np.eye(2)
    return np.array(
        [
            (objective.loss(*(theta + move)) - objective.loss(*(theta - move))) / (2 * step)
            for move in moves
        ]
    )


def hessian_by_differences(objective: Objective, theta: Theta, step: float = 1e-5) -> Floats:
    """(2, 2), from the gradient."""
    moves = step * np.eye(2)
    rows = [
        np.subtract(objective.gradient(*(theta + move)), objective.gradient(*(theta - move)))
        for move in moves
    ]
    return np.array(rows) / (2 * step)
