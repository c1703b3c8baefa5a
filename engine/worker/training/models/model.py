"""What is trained: two parameters and a loss of each sample. The linear neuron is one.

Imports TensorFlow: for the worker only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import keras
import tensorflow as tf

from engine.problems.base import NAMES, Theta

Landscape: TypeAlias = "Callable[[tf.Tensor, tf.Tensor], tf.Tensor]"
"""A function of w and b alone, elementwise."""


class Loss(Protocol):
    """The loss of each sample."""

    def __call__(
        self,
        w: tf.Tensor,
        b: tf.Tensor,
        x: tf.Tensor,
        y: tf.Tensor,
        mask: tf.Tensor | None = None,
    ) -> tf.Tensor:
        """The losses, times the mask; the arguments broadcast, and it has the broadcast shape."""


@dataclass(frozen=True, eq=False)
class Here:
    """The losses of samples at one point, and their derivatives.

    Attributes:
        loss: of each sample.
        parameters: w and b, numbers or variables.
    """

    loss: Loss
    parameters: list[tf.Tensor]

    def summed(self, x: tf.Tensor, y: tf.Tensor, mask: tf.Tensor | None = None) -> list[tf.Tensor]:
        """The sum of the losses of (x, y), both (m,), at which mask is 1, and its gradient.

        Three numbers: the sum, its derivative by w, and by b.
        """
        w, b = self.parameters
        with tf.GradientTape() as tape:
            tape.watch(self.parameters)
            total = tf.reduce_sum(self.loss(w, b, x, y, mask))
        return [total, *_by(tape, total, self.parameters)]

    def each(self, x: tf.Tensor, y: tf.Tensor, mask: tf.Tensor | None = None) -> list[tf.Tensor]:
        """`summed` for each element of (x, y) separately: three results of shape (m,)."""
        lanes = [tf.fill(x.shape, parameter) for parameter in self.parameters]
        with tf.GradientTape() as tape:
            tape.watch(lanes)
            losses = self.loss(lanes[0], lanes[1], x, y, mask)
        return [losses, *_by(tape, losses, lanes)]


class Model:
    """W and b as float32 Keras variables, of shape (), and the loss of samples.

    Args:
        loss: of each sample; if the loss has no samples, `landscape` is given instead.
        landscape: the loss.
    """

    def __init__(self, loss: Loss, landscape: Landscape | None = None) -> None:
        self._loss, self.landscape = loss, landscape
        self.w, self.b = (keras.Variable(0.0, dtype="float32", name=name) for name in NAMES)

    @property
    def variables(self) -> list[keras.Variable]:
        return [self.w, self.b]

    def assign(self, theta: Theta) -> None:
        for variable, value in zip(self.variables, theta, strict=True):
            variable.assign(value)

    @property
    def here(self) -> Here:
        """The loss of samples at the current parameters."""
        return Here(self._loss, [variable.value for variable in self.variables])

    def at(self, parameters: list[tf.Tensor]) -> Here:
        """The loss of samples at these parameters."""
        return Here(self._loss, parameters)

    def alone(self, landscape: Landscape) -> tuple[tf.Tensor, list[tf.Tensor]]:
        """The loss that has no samples, and its gradient."""
        parameters = [variable.value for variable in self.variables]
        with tf.GradientTape() as tape:
            loss = landscape(*parameters)
        return loss, _by(tape, loss, parameters)


def _by(tape: tf.GradientTape, total: tf.Tensor, parameters: list[tf.Tensor]) -> list[tf.Tensor]:
    """The gradient; zeros by a parameter on which the loss does not depend."""
    zero = tf.UnconnectedGradients.ZERO
    gradient: list[tf.Tensor] = tape.gradient(total, parameters, unconnected_gradients=zero)
    return gradient
