"""What Keras gives of a model and its training, as arrays and numbers, with any backend."""

from __future__ import annotations

import math
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from engine.networks.recording.header import Weight


def array_of(value: Any) -> NDArray[Any]:
    """A tensor of any backend as an array."""
    tensor = keras.ops.convert_to_tensor(value)
    if keras.backend.backend() == "tensorflow":
        return np.asarray(tensor.numpy())  # Keras' own way makes numpy 2.4 warn
    return np.asarray(keras.ops.convert_to_numpy(tensor))


def number_of(value: Any) -> float | None:
    """A number of any library as a float; None for anything else."""
    if value is None or isinstance(value, float):
        return value
    try:
        return float(array_of(value))
    except Exception:  # noqa: BLE001 - a metric may be of any type
        return None


def loss_of(value: Any) -> float:
    """A reported loss as a float; nan for none, and for one of several numbers."""
    try:
        return math.nan if value is None else float(value)
    except (TypeError, ValueError):
        return math.nan


def iterations_of(model: Any) -> int:
    """The updates that the model's optimizer has made."""
    optimizer = getattr(model, "optimizer", None)
    made = number_of(getattr(optimizer, "iterations", None))
    return int(made) if made else 0


def learning_rate_of(model: Any) -> float:
    """The rate of the next update; nan if there is none."""
    optimizer = getattr(model, "optimizer", None)
    optimizer = getattr(optimizer, "inner_optimizer", optimizer)
    rate = number_of(getattr(optimizer, "learning_rate", None))
    return math.nan if rate is None else rate


def weights_of(model: Any) -> tuple[Weight, ...]:
    """The trainable arrays as they are now: a layer has none before it is built."""
    return tuple(
        Weight(
            str(getattr(each, "path", each.name)),
            tuple(int(size) for size in each.shape),
            keras.backend.standardize_dtype(each.dtype),
        )
        for each in model.trainable_variables
    )
