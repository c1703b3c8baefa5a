"""The same training in eager mode, as in a notebook. Imports TensorFlow."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from engine.arrays import Floats, Singles


def train_eagerly(
    x: Singles, y: Singles, optimizer: Any, batch_size: int, updates: int
) -> list[tuple[float, float, float]]:
    """`updates` updates with batches in order; returns w, b and batch loss of each."""
    xs, ys = tf.constant(x), tf.constant(y)
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    recorded = []
    start = 0
    for _ in range(updates):
        batch_x, batch_y = xs[start : start + batch_size], ys[start : start + batch_size]
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(w * batch_x + b - batch_y))
        gradients = tape.gradient(loss, [w, b])
        optimizer.apply_gradients(zip(gradients, [w, b], strict=True))
        recorded.append((float(w.numpy()), float(b.numpy()), float(loss.numpy())))
        start += batch_size
        if start >= len(x):
            start = 0
    return recorded


def sgd(learning_rate: float = 0.001) -> Any:
    """Keras' plain gradient descent."""
    return keras.optimizers.SGD(learning_rate)


def losses_eagerly(x: Singles, y: Singles, points: Floats) -> list[float]:
    """The full loss at each (w, b) of `points`, (k, 2), one eager evaluation after the other."""
    xs, ys = tf.constant(x), tf.constant(y)
    return [
        float(tf.reduce_mean(tf.square(float(w) * xs + float(b) - ys)).numpy()) for w, b in points
    ]
