"""The landscapes in TensorFlow operations, elementwise; `engine.problems.landscapes` has them too.

Imports TensorFlow: for the worker only.
"""

from __future__ import annotations

import math

import tensorflow as tf

from engine.worker.training.models.model import Landscape


def _rosenbrock(w: tf.Tensor, b: tf.Tensor) -> tf.Tensor:
    return tf.square(1 - w) + 100 * tf.square(b - w * w)


def _himmelblau(w: tf.Tensor, b: tf.Tensor) -> tf.Tensor:
    return tf.square(w * w + b - 11) + tf.square(w + b * b - 7)


def _beale(w: tf.Tensor, b: tf.Tensor) -> tf.Tensor:
    square = b * b
    return (
        tf.square(1.5 - w + w * b)
        + tf.square(2.25 - w + w * square)
        + tf.square(2.625 - w + w * square * b)
    )


def _rastrigin(w: tf.Tensor, b: tf.Tensor) -> tf.Tensor:
    turn = 2 * math.pi
    return 20 + w * w - 10 * tf.cos(turn * w) + b * b - 10 * tf.cos(turn * b)


def _saddle(w: tf.Tensor, b: tf.Tensor) -> tf.Tensor:
    return w * w + tf.square(1 - b * b / 2)


LANDSCAPES: dict[str, Landscape] = {
    "rosenbrock": _rosenbrock,
    "himmelblau": _himmelblau,
    "beale": _beale,
    "rastrigin": _rastrigin,
    "saddle": _saddle,
}
