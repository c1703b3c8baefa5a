"""The loss of a configuration in TensorFlow operations.

Imports TensorFlow: for the worker only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import tensorflow as tf

from engine.config.problem import ProblemConfig
from engine.worker.training.models.landscapes import LANDSCAPES
from engine.worker.training.models.model import Landscape, Loss, Model
from engine.worker.training.models.neurons import loss_of, penalized, squared_error
from engine.worker.training.models.own import own_loss


@dataclass(frozen=True)
class Losses:
    """A problem in TensorFlow operations.

    Attributes:
        each: the loss of each sample.
        landscape: the loss, if it has no samples; `each` is not used then.
        whole: whether `each` takes w and b as numbers, not one for each run.
    """

    each: Loss
    landscape: Landscape | None = None
    whole: bool = False

    def model(self) -> Model:
        """Parameters with this loss."""
        return Model(self.each, self.landscape)

    def penalized(self, l2: tf.Tensor) -> Losses:
        """With L2 regularization by a factor for each run; `l2` has the shape of w."""
        return replace(self, each=penalized(self.each, l2))


def losses_of(config: ProblemConfig) -> Losses:
    """The loss of a problem.

    Raises:
        ProblemError: it is a function in a file that cannot be used.
    """
    if config.is_neuron:
        return Losses(loss_of(config))
    if config.is_own:
        return Losses(own_loss(Path(config.problem)), whole=True)
    return Losses(squared_error, LANDSCAPES[config.problem])
