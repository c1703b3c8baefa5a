"""Training with L2 regularization is that of a Keras layer with a kernel regularizer."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.data.dataset import Dataset, load
from engine.worker.training.models.neurons import loss_of, squared_error
from engine.worker.training.trainer import Trainer

L2, SIZE, UPDATES = 0.35, 7, 40
CURVED = {"activation": "tanh", "loss": "huber", "w_gen": 0.4, "b_gen": -2, "noise_std": 0.3}


def _in_keras(config: RunConfig, data: Dataset) -> np.ndarray:
    """Batch loss, w and b of each update, (updates, 3)."""
    curved = config.problem.activation != "linear"
    layer = keras.layers.Dense(
        1,
        activation="tanh" if curved else None,
        kernel_regularizer=keras.regularizers.L2(L2),
    )
    layer.build((None, 1))
    w, b = config.start.theta
    layer.set_weights([np.array([[w]]), np.array([b])])
    loss_of_batch = keras.losses.Huber() if curved else keras.losses.MeanSquaredError()
    kinds = {"sgd": keras.optimizers.SGD, "adam": keras.optimizers.Adam}
    optimizer = kinds[config.optimizer.optimizer](config.optimizer.learning_rate)
    rows: list[list[float]] = []
    while len(rows) < UPDATES:
        for begin in range(0, len(data.x), SIZE):
            part = slice(begin, begin + SIZE)
            with tf.GradientTape() as tape:
                made = layer(data.x[part, None])
                loss = loss_of_batch(data.y[part, None], made) + sum(layer.losses)
            optimizer.apply(tape.gradient(loss, layer.trainable_variables), layer.trainable_weights)
            rows.append([float(loss), *(float(np.squeeze(v)) for v in layer.get_weights())])
    return np.array(rows[:UPDATES])


@pytest.mark.parametrize(
    "values",
    [{"learning_rate": 0.01}, {**CURVED, "optimizer": "adam", "learning_rate": 0.02}],
)
def test_each_update_is_that_of_a_layer_with_a_kernel_regularizer(
    values: dict[str, object],
) -> None:
    """Batches of 7 of 30 samples: the last of an epoch is smaller."""
    given = {"l2": L2, "samples": 30, "batch_size": SIZE, "stop": "never", "w0": -1.5, "b0": 0.5}
    config = with_values(RunConfig(), given | values)
    data = load(config.data)
    trainer = Trainer(config, data, "/CPU:0")
    found = trainer.advance(UPDATES).recorded.columns.T
    np.testing.assert_allclose(found, _in_keras(config, data), rtol=2e-4, atol=2e-5)
    assert trainer.full_loss == pytest.approx(trainer.objective.loss(*trainer.theta))


def test_long_batches_that_are_summed_in_lanes_have_it_too() -> None:
    config = with_values(RunConfig(), {"l2": L2, "samples": 9000, "w0": 3, "stop": "never"})
    data = load(config.data)
    recorded = Trainer(config, data, "/CPU:0").advance(1).recorded
    x, y = data.x.astype(float), data.y.astype(float)
    error, rate = 3 * x - y, config.optimizer.learning_rate
    assert recorded.loss[0] == pytest.approx(np.mean(error**2) + L2 * 9, rel=1e-5)
    w = 3 - rate * (2 * np.mean(error * x) + 2 * L2 * 3)
    b = -rate * 2 * np.mean(error)
    assert recorded.after(0) == pytest.approx((w, b), rel=1e-5)


def test_without_it_the_program_is_the_one_without_the_parameter() -> None:
    assert loss_of(RunConfig().problem) is squared_error
