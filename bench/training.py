"""Training: the compiled loop against the loop of a notebook, and against memory itself."""

from __future__ import annotations

import time
from collections.abc import Callable

import keras
import tensorflow as tf

from bench.row import Row, median_of, seconds
from engine.config import RunConfig
from engine.dataset import Dataset, load
from engine.loop import CAPACITY
from engine.parameters import with_values
from engine.trainer import Trainer

EAGER_UPDATES = 100
LARGE = 10_000_000


def _config(**values: object) -> RunConfig:
    return with_values(RunConfig(), {"stop": "never", "epochs": 10**12, **values})


def _eager_loop(data: Dataset, batch_size: int) -> Callable[[], float]:
    """Seconds an update of the loop as a notebook has it."""
    x, y = tf.constant(data.x), tf.constant(data.y)
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    optimizer = keras.optimizers.SGD(0.001)

    def measure() -> float:
        begun = time.perf_counter()
        start = 0
        for _ in range(EAGER_UPDATES):
            xs, ys = x[start : start + batch_size], y[start : start + batch_size]
            start = (start + batch_size) % len(data.x)
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(tf.square(w * xs + b - ys))
            gradients = tape.gradient(loss, [w, b])
            optimizer.apply_gradients(zip(gradients, [w, b], strict=True))
            _ = w.numpy(), b.numpy(), loss.numpy()
        return (time.perf_counter() - begun) / EAGER_UPDATES

    measure()
    return measure


def _compiled_loop(trainer: Trainer) -> Callable[[], float]:
    """Seconds an update of the trainer, recording, epoch means and counting included."""

    def measure() -> float:
        begun = time.perf_counter()
        trainer.advance(CAPACITY)
        return (time.perf_counter() - begun) / CAPACITY

    measure()
    return measure


def against_eager() -> list[Row]:
    """Updates a second, recorded, of the default data."""
    rows = []
    for title, size, wanted in (("full batch", "full", 2_000), ("M = 1", 1, 8_000)):
        config = _config(batch_size=size)
        data = load(config.data)
        count = len(data.x) if size == "full" else 1
        compiled = median_of(_compiled_loop(Trainer(config, data, "/CPU:0")))
        eager = median_of(_eager_loop(data, count))
        rows.append(
            Row(
                f"an update, n = 100, {title}",
                seconds(compiled),
                f"{seconds(eager)} written eagerly",
                eager / compiled,
                wanted,
            )
        )
    return rows


def recompilations() -> list[Row]:
    """What a change of learning rate and a start elsewhere compile."""
    trainer = Trainer(_config(batch_size=32), load(_config().data), "/CPU:0")
    trainer.advance(1000)
    before = trainer.compile_seconds
    rates = (0.002, 0.0005, 0.001)
    for rate in rates:
        trainer.configure(_config(batch_size=32, learning_rate=rate))
        trainer.advance(1001)
    again = trainer.compile_seconds - before
    return [
        Row(
            "compiling after 3 learning rates, 3 starts elsewhere",
            seconds(again) if again else "none",
            f"{seconds(before)} the first time",
            again / before,
            0,
            at_least=False,
        )
    ]


def large_data() -> list[Row]:
    """10 million samples, full batch, against one pass of numpy over the same memory."""
    config = _config(samples=LARGE)
    data = load(config.data)
    trainer = Trainer(config, data, "/CPU:0")
    trainer.advance(2)

    def update() -> float:
        begun = time.perf_counter()
        trainer.advance(10)
        return (time.perf_counter() - begun) / 10

    def numpy_pass() -> float:
        begun = time.perf_counter()
        data.x.sum(), data.y.sum()
        return time.perf_counter() - begun

    one_pass, one_update = median_of(numpy_pass), median_of(update)
    return [
        Row(
            "an update, 10 million samples, full batch",
            seconds(one_update),
            f"{seconds(one_pass)} for x.sum() and y.sum() in numpy",
            one_update / one_pass,
            note="the update reads x and y once, and makes three sums of them",
        )
    ]
