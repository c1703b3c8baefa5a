"""What a neuron predicts as a function of x: a straight line, or the curve of its activation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats
from engine.config.problem import Activation, ProblemConfig
from engine.data.scaling import Scaling
from engine.problems.base import Theta
from engine.problems.neurons.activations import activated

Line = tuple[float, float]
"""A line y = w·x + b in the data's units, as (w, b)."""
Curve = Callable[[Floats], Floats]
"""y of x, both in the data's units."""
Shape = Line | Curve


@dataclass(frozen=True)
class Neuron:
    """A neuron that is trained on standardized samples.

    Attributes:
        activation: its activation function.
        scaling: from the data's units to those of the samples.
    """

    activation: Activation
    scaling: Scaling

    @property
    def straight(self) -> bool:
        """Whether it predicts a straight line."""
        return self.activation is Activation.LINEAR

    def predicted(self, theta: Theta, x: Floats) -> Floats:
        """ŷ in the units of the standardized samples, at x in those units."""
        with np.errstate(over="ignore", invalid="ignore"):
            return activated(self.activation, np.float64(theta[0]) * x + theta[1])

    def shape(self, theta: Theta) -> Shape:
        """What it predicts with trained parameters θ."""
        if self.straight:
            return self.scaling.to_data(theta)
        return lambda x: self.scaling.y_back(self.predicted(theta, self.scaling.x(x)))

    def true_shape(self, line: Line) -> Shape:
        """What it predicts with the parameters that generated the data, in the data's units."""
        if self.straight:
            return line
        return lambda x: activated(self.activation, line[0] * x + line[1])


def neuron_of(kind: ProblemConfig, scaling: Scaling) -> Neuron | None:
    """The neuron of a problem; None if only its loss is known, not what it predicts."""
    return Neuron(kind.activation, scaling) if kind.is_neuron else None


def values_of(shape: Shape, x: Floats) -> Floats:
    """The y of a shape at x."""
    if callable(shape):
        return shape(x)
    with np.errstate(over="ignore", invalid="ignore"):
        return np.float64(shape[0]) * x + shape[1]
