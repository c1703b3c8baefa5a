"""The least time of a compiled Keras update after the import: `python -m bench.one_update`.

Prints the seconds from TensorFlow's import to the first result: making the variables and the
optimizer, tracing, compiling by XLA, and one update.
"""

from __future__ import annotations

import time
from typing import Any

import keras
import numpy as np
import tensorflow as tf


def main() -> float:
    """Seconds."""
    begun = time.perf_counter()
    x = np.random.default_rng(0).random((2, 100), np.float32)
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    optimizer = keras.optimizers.SGD(0.001)
    optimizer.build([w, b])

    @tf.function(jit_compile=True)  # type: ignore[untyped-decorator]
    def update(xs: Any, ys: Any) -> Any:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(w * xs + b - ys))
        optimizer.apply(tape.gradient(loss, [w, b]), [w, b])
        return loss

    update(tf.constant(x[0]), tf.constant(x[1])).numpy()
    return time.perf_counter() - begun


if __name__ == "__main__":
    print(main())
