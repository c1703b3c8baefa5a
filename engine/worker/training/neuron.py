"""The model, a linear neuron y = w x + b, and its squared error.

Imports TensorFlow: for the worker only.
"""

from __future__ import annotations

import keras
import tensorflow as tf

from engine.problems.base import NAMES, Theta


class Neuron:
    """w and b as float32 Keras variables, of shape ()."""

    def __init__(self) -> None:
        self.w, self.b = (keras.Variable(0.0, dtype="float32", name=name) for name in NAMES)

    @property
    def variables(self) -> list[keras.Variable]:
        return [self.w, self.b]

    def assign(self, theta: Theta) -> None:
        for variable, value in zip(self.variables, theta, strict=True):
            variable.assign(value)

    def squared_error(
        self, x: tf.Tensor, y: tf.Tensor, mask: tf.Tensor | None = None
    ) -> list[tf.Tensor]:
        """The sum of squared errors over (x, y), both (m,), at which mask is 1, and its gradient.

        Three numbers: the sum, its derivative by w, and by b.
        """
        parameters = [self.w.value, self.b.value]
        with tf.GradientTape() as tape:
            error = parameters[0] * x + parameters[1] - y
            total = tf.reduce_sum(error * error if mask is None else mask * error * error)
        return [total, *tape.gradient(total, parameters)]

    def squared_errors(self, x: tf.Tensor, y: tf.Tensor) -> list[tf.Tensor]:
        """`squared_error` for each element of (x, y) separately: three results of shape (m,)."""
        lanes = [tf.fill(x.shape, parameter.value) for parameter in self.variables]
        with tf.GradientTape() as tape:
            tape.watch(lanes)
            error = lanes[0] * x + lanes[1] - y
            squares = error * error
        return [squares, *tape.gradient(squares, lanes)]
