"""The loss over all samples, for the stop rule, the verdict and the screen.

Imports TensorFlow (through the models) where only that can evaluate it: for the worker only.
"""

from __future__ import annotations

from engine.config.problem import ProblemConfig
from engine.data.dataset import Dataset
from engine.problems.base import Objective
from engine.problems.registry import problem_of


def full_objective(problem: ProblemConfig, dataset: Dataset) -> Objective:
    """The loss over all samples."""
    objective = dataset.objective(problem_of(problem))
    assert objective is not None
    return objective
