"""What a program that advances many runs notes of each update and epoch.

Imports TensorFlow: for the worker only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import keras
import tensorflow as tf

Tensors: TypeAlias = "tuple[tf.Tensor, ...]"


def noted(
    number: tf.Tensor, values: Tensors, sums: Tensors, broken: Tensors
) -> tuple[Tensors, ...]:
    """The sums with an update, and where each run was first not finite.

    Args:
        number: of the update, from 1.
        values: batch losses, and both parameters after it.
        sums: of these values over the updates of the epoch, in float64.
        broken: the first update after which a run was not finite, or 0, and its parameters then.
    """
    loss, first, second = (tf.math.is_finite(value) for value in values)
    fresh = (broken[0] == 0) & ~(loss & first & second)
    now = (number, *values[1:])
    broken = tuple(tf.where(fresh, a, b) for a, b in zip(now, broken, strict=True))
    both = zip(sums, values, strict=True)
    return tuple(total + tf.cast(value, tf.float64) for total, value in both), broken


def written(
    told: Tensors, row: tf.Tensor, sums: Tensors, variables: Sequence[keras.Variable]
) -> Tensors:
    """The rows of epochs, sums and parameters, with those of one epoch in `row`."""
    epoch = (tf.stack(sums), tf.stack([variable.value for variable in variables]))
    return tuple(
        tf.tensor_scatter_nd_update(rows, [[row]], [values])
        for rows, values in zip(told, epoch, strict=True)
    )
