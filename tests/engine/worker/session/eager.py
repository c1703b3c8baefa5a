"""Updates written out plainly with Keras, one at a time: what the compiled loop is compared with.

Each is compiled alone, without a loop. Then the bits are the same; those of TensorFlow's kernels
differ in the last digits, as XLA joins a multiplication and an addition into one rounding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf

from engine.config.run import RunConfig
from engine.optimizers.table import OPTIMIZERS

Slots = Mapping[str, np.ndarray]
Row = tuple[float, float, float]


@dataclass(frozen=True)
class Moment:
    """The state after an update: θ, the optimizer's variables, the place in the epoch."""

    theta: tuple[float, float]
    slots: Slots
    epoch: int = 0
    offset: int = 0
    open: tuple[Row, ...] = ()
    """Batch loss and θ of the updates of the epoch that has begun."""


class Batch(NamedTuple):
    """Samples of an update, float32 of one shape.

    `weights` are 1 for those that count and 0 for the others; a single 1 for all of them.
    """

    x: np.ndarray
    y: np.ndarray
    weights: np.ndarray


class Keras:
    """w, b and one optimizer."""

    def __init__(self, config: RunConfig) -> None:
        spec = OPTIMIZERS[config.optimizer.optimizer]
        self.w, self.b = (keras.Variable(0.0, dtype="float32", name=name) for name in "wb")
        self.optimizer = getattr(keras.optimizers, spec.keras_class)(
            **config.optimizer.hyperparameters, **spec.fixed
        )
        self.optimizer.build([self.w, self.b])
        self.fresh = self.slots
        self._program = tf.function(self._step, jit_compile=True, autograph=False)

    @property
    def _variables(self) -> dict[str, Any]:
        named = {}
        for place, variable in enumerate(self.optimizer.variables):
            name = variable.path.split("/", 1)[-1]
            # Keras numbers those without a name as they are made.
            named[f"variable_at_{place}" if name.startswith("variable") else name] = variable
        del named["learning_rate"]
        return named

    @property
    def slots(self) -> Slots:
        return {name: variable.numpy().copy() for name, variable in self._variables.items()}

    def taken(self, slots: Slots) -> Slots:
        """What it makes of another optimizer's variables: of use if they are all that it needs."""
        return slots if self.fresh.keys() <= slots.keys() else self.fresh

    def update(self, start: Moment, rate: float, batch: Batch) -> Row:
        """One update from this state; gives the batch loss before it, and θ after it."""
        taken = self.taken(start.slots)
        for name, variable in self._variables.items():
            variable.assign(taken[name])
        self.w.assign(start.theta[0])
        self.b.assign(start.theta[1])
        self.optimizer.learning_rate.assign(rate)
        loss = float(self._program(*map(tf.constant, batch)))
        return loss, float(self.w.numpy()), float(self.b.numpy())

    def _step(self, x: tf.Tensor, y: tf.Tensor, weights: tf.Tensor) -> tf.Tensor:
        parameters = [self.w.value, self.b.value]
        whole = weights.shape == ()
        with tf.GradientTape() as tape:
            tape.watch(parameters)
            error = parameters[0] * x + parameters[1] - y
            total = tf.reduce_sum(error * error if whole else weights * error * error)
        count = float(x.shape[0]) if whole else tf.reduce_sum(weights)
        gradient = [part / count for part in tape.gradient(total, parameters)]
        self.optimizer.apply(gradient, [self.w, self.b])
        return total / count
