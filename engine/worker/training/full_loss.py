"""The loss over all samples, for the stop rule, the verdict and the screen.

Imports TensorFlow (through the models) where only that can evaluate it: for the worker only.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from engine.config.problem import ProblemConfig
from engine.data.dataset import Dataset
from engine.data.preview import POINTS
from engine.history.values import Derivatives
from engine.problems.base import Objective, Theta
from engine.problems.neurons.objective import NeuronObjective
from engine.problems.registry import problem_of
from engine.worker.training.models.objective import TracedObjective
from engine.worker.training.models.registry import losses_of
from engine.worker.training.sparing import Sparing

_LOSS_SHARE, _SLOPES_SHARE = 0.03, 0.02
"""The shares of the time that the loss and its derivatives may take while a run goes on."""


class FullLoss:
    """The full loss of a run at θ.

    Attributes:
        loss: its value.
        derivatives: see `full_derivatives`.
    """

    def __init__(self, objective: Objective) -> None:
        self.loss = Sparing(lambda theta: float(objective.loss(*theta)), _LOSS_SHARE)
        self.derivatives = Sparing(partial(full_derivatives, objective), _SLOPES_SHARE)

    def forget(self) -> None:
        """Another run begins, or another moment of it."""
        self.loss.forget()
        self.derivatives.forget()


def full_objective(problem: ProblemConfig, dataset: Dataset) -> Objective:
    """The loss over all samples.

    Raises:
        ProblemError: it is a function in a file that cannot be used.
    """
    objective = dataset.objective(problem_of(problem))
    if objective is not None:
        return objective
    path = Path(problem.problem)
    return TracedObjective(losses_of(problem).each, dataset.x, dataset.y, path)


def full_derivatives(objective: Objective, theta: Theta) -> Derivatives | None:
    """The derivatives of the loss over all samples at a point.

    None where the app computes the same: of a landscape or a quadratic loss, and of samples that
    its preview has all of.
    """
    if isinstance(objective, TracedObjective):
        return objective.derivatives(*theta)
    if not isinstance(objective, NeuronObjective) or objective.count <= POINTS:
        return None
    by_w, by_b, by_ww, by_wb, by_bb = objective.derivatives(*theta)
    return Derivatives((by_w, by_b), (by_ww, by_wb, by_bb))
