"""Losses of a prediction with two derivatives by it, elementwise in float64, as Keras has them.

Cross-entropy is a function of the sigmoid's argument, as in Keras, which takes the argument from
the activation: so it has no cap, and its gradient does not vanish where the sigmoid saturates.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.arrays import Floats
from engine.config.problem import Loss
from engine.problems.neurons.activations import Jet, logistic

DELTA = 1.0
"""Where Huber's loss becomes linear: the default of `keras.losses.huber`."""

LossFunction = Callable[[Floats, Floats], Jet]
"""Of y and the prediction, which broadcast."""


def _mse(y: Floats, p: Floats) -> Jet:
    error = p - y
    return Jet(error * error, 2 * error, np.full_like(error, 2.0))


def _mae(y: Floats, p: Floats) -> Jet:
    error = p - y
    return Jet(np.abs(error), np.sign(error), np.zeros_like(error))


def _huber(y: Floats, p: Floats) -> Jet:
    error = p - y
    size = np.abs(error)
    near = size <= DELTA
    return Jet(_huber_of(size), np.clip(error, -DELTA, DELTA), near.astype(np.float64))


def _huber_of(size: Floats) -> Floats:
    """Huber's loss of the size of an error."""
    near = np.minimum(size, DELTA)
    value: Floats = near * near / 2 + DELTA * (size - near)
    return value


def _log_cosh(y: Floats, p: Floats) -> Jet:
    error = p - y
    size = np.abs(error)
    small = np.exp(-2 * size)
    return Jet(_log_cosh_of(size, small), np.tanh(error), 4 * small / (1 + small) ** 2)


def _log_cosh_of(size: Floats, small: Floats) -> Floats:
    """The log-cosh of the size of an error, and e^-2size."""
    value: Floats = size + np.log1p(small) - np.log(2.0)
    return value


def crossentropy(y: Floats, z: Floats) -> Jet:
    """Binary cross-entropy of labels y and the sigmoid's argument z, with derivatives by z."""
    value = np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))
    probability = logistic(z)
    return Jet(value, probability - y, probability * logistic(-z))


LOSSES: dict[Loss, LossFunction] = {
    Loss.MSE: _mse,
    Loss.MAE: _mae,
    Loss.HUBER: _huber,
    Loss.LOG_COSH: _log_cosh,
}
