"""The loop of a notebook, for comparison."""

from __future__ import annotations

import numpy as np


def eager(optimizer, x, y, batch_size, updates):
    """The loop of a notebook: one tape and one `apply_gradients` an update."""
    import keras
    import tensorflow as tf

    w, b = keras.Variable(0.0), keras.Variable(0.0)
    out = []
    starts = range(0, len(x), batch_size)
    for update in range(updates):
        start = starts[update % len(starts)]
        xs = tf.constant(x[start : start + batch_size], tf.float32)
        ys = tf.constant(y[start : start + batch_size], tf.float32)
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(w * xs + b - ys))
        gradients = tape.gradient(loss, [w.value, b.value])
        optimizer.apply_gradients(zip(gradients, [w, b], strict=True))
        out.append((float(w.numpy()), float(b.numpy()), float(loss)))
    return np.array(out)
