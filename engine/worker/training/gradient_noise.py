"""Noise that is added to a gradient inside a program. Imports TensorFlow: for the worker only."""

from __future__ import annotations

from collections.abc import Sequence

import tensorflow as tf


def noisy(
    gradient: Sequence[tf.Tensor], noise: float, used: tf.Tensor, normal: tf.Tensor
) -> list[tf.Tensor]:
    """The gradient of a batch whose samples add noise.

    Args:
        gradient: the derivatives.
        noise: the standard deviation of the noise of one sample.
        used: samples of the batch.
        normal: standard normal numbers, for each derivative.
    """
    deviation = noise / tf.sqrt(tf.cast(used, tf.float32))
    added = tf.unstack(deviation * normal)
    return [slope + more for slope, more in zip(gradient, added, strict=True)]
