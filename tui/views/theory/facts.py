"""What the theory pane is made from."""

from __future__ import annotations

from dataclasses import dataclass

from engine.config.run import RunConfig
from engine.history.values import BatchStep
from engine.problems.base import Curvature, Theta
from engine.theory.prediction import Prediction
from tui.model.known_problem import Problem


@dataclass(frozen=True)
class Facts:
    """The inputs of the pane.

    Attributes:
        config: the current configuration.
        problem: the samples and their exact results.
        prediction: the predicted end of a run from the start, if known.
        step: the last update, for its batch; None for none.
        took: the actual number of epochs of the run from the start, once it has ended.
        rate: the learning rate of the next update, if it follows a schedule.
        point, curvature: the present point and the curvature of the loss there, of a loss that is
            not quadratic; None if unknown.
        gradient: the derivatives there.
    """

    config: RunConfig
    problem: Problem
    prediction: Prediction | None
    step: BatchStep | None = None
    took: int | None = None
    rate: float | None = None
    point: Theta | None = None
    curvature: Curvature | None = None
    gradient: Theta | None = None
