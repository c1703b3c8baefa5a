"""A Keras optimizer whose learning rate and hyperparameters have a value for each lane.

Keras' optimizers act elementwise, so that one of them makes the updates of all lanes. Imports
TensorFlow: for the worker only.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from engine.arrays import Floats, Singles
from engine.config.optimizer import OptimizerConfig
from engine.worker.training.keras_optimizers import build_optimizer

_BUILT_WITH = 0.5
"""A hyperparameter that differs is not 0 for Keras, so that it makes the slots for it."""


@cache
def _per_lane() -> type[Any]:
    """The class of a hyperparameter of each lane, made when it is first used.

    Keras asks whether such a one is different from 0, or above it.
    """

    class PerLane(keras.Variable):  # type: ignore[misc]
        __hash__ = keras.Variable.__hash__
        complement: Any = None

        def __rsub__(self, other: object) -> Any:
            # Of a number, Keras subtracts in float64: 1 - 0.999 is not that of two float32.
            return self.complement.value if other == 1 else super().__rsub__(other)

        def __ne__(self, _other: object) -> Any:
            return True

        def __gt__(self, _other: object) -> Any:
            return True

    return PerLane


class LaneOptimizer:
    """An optimizer of lanes.

    Args:
        config: what is the same for all lanes.
        varied: the names of the hyperparameters that differ, beside the learning rate.
        variables: the parameters, of shape (lanes,).

    Attributes:
        keras: the optimizer of Keras.
    """

    def __init__(
        self,
        config: OptimizerConfig,
        varied: tuple[str, ...],
        variables: list[keras.Variable],
    ) -> None:
        lanes = int(variables[0].shape[0])
        blank = tf.zeros([lanes])
        self._rates = keras.Variable(blank, dtype="float32", trainable=False, name="rates")
        self.keras = build_optimizer(
            config.model_copy(update=dict.fromkeys(varied, _BUILT_WITH)),
            variables,
            learning_rate=lambda: self._rates.value,
        )
        if "beta_1" in varied:
            _separate_products(self.keras, blank + 1.0)
        self._varied = {
            name: _per_lane()(blank, dtype="float32", trainable=False, name=name) for name in varied
        }
        for name, values in self._varied.items():
            values.complement = keras.Variable(blank, dtype="float32", trainable=False, name=name)
            # Keras would track these as state of the optimizer.
            object.__setattr__(self.keras, name, values)

    def set(self, rates: Singles, varied: Mapping[str, Floats]) -> None:
        """The values of each lane, (lanes,)."""
        self._rates.assign(rates)
        for name, variable in self._varied.items():
            variable.assign(varied[name].astype(np.float32))
            variable.complement.assign((1 - varied[name]).astype(np.float32))

    def go_at(self, rates: tf.Tensor) -> None:
        """The learning rates of the next update, inside a program."""
        self._rates.assign(rates)

    def apply(self, gradient: list[tf.Tensor], variables: list[keras.Variable]) -> None:
        """An update of all lanes."""
        self.keras.apply(gradient, variables)


def _separate_products(optimizer: Any, ones: tf.Tensor) -> None:
    """Give each lane its own running product of beta 1, which is one number in Keras' Nadam."""
    name = "_u_product"
    if (product := getattr(optimizer, name, None)) is None:
        return
    optimizer._untrack_variable(product)  # noqa: SLF001 - Keras has no other way
    optimizer._tracker.unlock()  # noqa: SLF001
    setattr(optimizer, name, keras.Variable(ones, dtype=product.dtype, trainable=False))
    optimizer._tracker.lock()  # noqa: SLF001
