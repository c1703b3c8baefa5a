"""The loss at the points of a grid, where more is known than of points anywhere."""

from __future__ import annotations

from engine.arrays import Floats
from engine.problems.base import Objective
from engine.problems.neurons.objective import NeuronObjective


def on_grid(objective: Objective, w: Floats, b: Floats) -> Floats:
    """The loss at each w, (columns,), and each b, (rows,).

    Returns:
        (rows, columns).
    """
    if isinstance(objective, NeuronObjective):
        return objective.on_grid(w, b)
    return objective.loss(w[None, :], b[:, None])
