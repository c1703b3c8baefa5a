"""The losses that are trained on: against Keras' own, the numpy objectives, and an eager loop."""

from __future__ import annotations

import itertools

import keras
import numpy as np
import pytest
import tensorflow as tf

from engine.config.parameters import with_values
from engine.config.problem import Activation, Loss, ProblemConfig
from engine.config.run import RunConfig
from engine.data.batches import sample_order
from engine.data.dataset import load
from engine.problems.landscapes.problem import LANDSCAPES
from engine.problems.neurons.objective import NeuronObjective
from engine.problems.noise import BLOCK, noise_block
from engine.worker.training.models.registry import losses_of
from engine.worker.training.trainer import Trainer
from tests.device import DEVICE

_X = np.random.default_rng(5).uniform(-3, 3, 41).astype(np.float32)
_PAIRS = [
    (activation, loss)
    for activation, loss in itertools.product(Activation, Loss)
    if loss is not Loss.CROSSENTROPY or activation is Activation.SIGMOID
]
_KERAS = {
    Loss.MSE: "MeanSquaredError",
    Loss.MAE: "MeanAbsoluteError",
    Loss.HUBER: "Huber",
    Loss.LOG_COSH: "LogCosh",
    Loss.CROSSENTROPY: "BinaryCrossentropy",
}


@pytest.mark.parametrize(("activation", "loss"), _PAIRS)
def test_the_loss_and_its_gradient_are_those_of_a_keras_layer_and_of_numpy(
    activation: Activation, loss: Loss
) -> None:
    y = (_X > 0.3).astype(np.float32) if loss is Loss.CROSSENTROPY else np.cos(2 * _X)
    config = ProblemConfig(activation=activation, loss=loss)
    model = losses_of(config).model()
    model.assign((0.8, -0.4))
    found = [float(part) / len(_X) for part in model.here.summed(tf.constant(_X), tf.constant(y))]

    function = tf.sin if activation is Activation.SINE else activation.value
    layer = keras.layers.Dense(1, activation=function)
    layer.build((None, 1))
    layer.set_weights([np.array([[0.8]]), np.array([-0.4])])
    with tf.GradientTape() as tape:
        value = getattr(keras.losses, _KERAS[loss])()(y[:, None], layer(_X[:, None]))
    slopes = tape.gradient(value, layer.trainable_variables)
    expected = [float(value), *(float(tf.squeeze(slope)) for slope in slopes)]
    assert found == pytest.approx(expected, rel=2e-6, abs=2e-7)

    objective = NeuronObjective(_X, y, activation, loss)
    known = [objective.loss(0.8, -0.4), *objective.gradient(0.8, -0.4)]
    assert found == pytest.approx(known, rel=5e-6, abs=5e-7)


@pytest.mark.parametrize("name", LANDSCAPES)
def test_a_landscape_has_the_values_of_its_formula(name: str) -> None:
    model = losses_of(ProblemConfig(problem=name)).model()
    assert model.landscape is not None
    objective = LANDSCAPES[name].objective
    assert objective is not None
    for point in ((0.3, -0.7), (-1.2, 1.4)):
        model.assign(point)
        loss, slopes = model.alone(model.landscape)
        known = objective(_X, _X)
        assert float(loss) == pytest.approx(known.loss(*point), rel=2e-6)
        assert [float(s) for s in slopes] == pytest.approx(known.gradient(*point), rel=2e-5)


def _noise(seed: int, update: int) -> np.ndarray:
    return noise_block(seed, update // BLOCK)[update % BLOCK]


def _eagerly(config: RunConfig, updates: int) -> np.ndarray:
    """Batch loss and θ of each update, by a loop as a notebook has it; (3, updates)."""
    data, losses = load(config.data), losses_of(config.problem)
    w, b = (keras.Variable(v, dtype="float32") for v in config.start.theta)
    spec = {"sgd": keras.optimizers.SGD, "adam": keras.optimizers.Adam}
    optimizer = spec[config.optimizer.optimizer](config.optimizer.learning_rate)
    size, n = config.batch.batch_size, len(data.x)
    rows: list[tuple[float, float, float]] = []
    assert isinstance(size, int)
    for epoch in itertools.count():
        order = sample_order(config.seed_of_order, epoch, n) if config.batch.shuffle else range(n)
        for begin in range(0, n, size):
            batch = np.array(order)[begin : begin + size]
            with tf.GradientTape() as tape:
                x, y = tf.constant(data.x[batch]), tf.constant(data.y[batch])
                if losses.landscape is None:
                    loss = tf.reduce_mean(losses.each(w.value, b.value, x, y))
                else:
                    loss = losses.landscape(w.value, b.value)
            slopes = tape.gradient(loss, [w.value, b.value])
            std = config.problem.gradient_noise / np.sqrt(len(batch))
            added = std * _noise(config.seed_of_order, len(rows))
            optimizer.apply([s + a for s, a in zip(slopes, added, strict=True)], [w, b])
            rows.append((float(loss), float(w.value), float(b.value)))
            if len(rows) == updates:
                return np.array(rows).T
    raise AssertionError


@pytest.mark.parametrize(
    "values",
    [
        {"activation": "tanh", "loss": "huber", "w_gen": 0.4, "b_gen": -2, "noise_std": 0.3,
         "shuffle": True, "optimizer": "adam", "learning_rate": 0.02},
        {"loss": "crossentropy", "gradient_noise": 0.1, "learning_rate": 0.05},
        {"problem": "himmelblau", "gradient_noise": 3.0, "learning_rate": 0.01},
    ],
)  # fmt: skip
def test_a_run_is_that_of_an_eager_loop_and_the_same_to_the_bit_however_it_is_sliced(
    values: dict[str, object],
) -> None:
    """Batches of 7 of 30 samples: the last of an epoch is smaller."""
    config = with_values(
        RunConfig(), {"samples": 30, "batch_size": 7, "stop": "never", "epochs": 900, **values}
    )
    trainer = Trainer(config, load(config.data), DEVICE)
    whole = trainer.advance(60).recorded.columns
    np.testing.assert_allclose(whole, _eagerly(config, 60), rtol=2e-4, atol=2e-5)

    # Over the border of a block of noise too.
    rest = [trainer.advance(BLOCK).recorded.columns for _ in range(4)]
    trainer.restart(config)
    parts = [trainer.advance(k).recorded.columns for k in (1, 13, 46, 5, 2000, 300)]
    longer, sliced = np.concatenate([whole, *rest], 1), np.concatenate(parts, 1)
    np.testing.assert_array_equal(sliced, longer[:, : sliced.shape[1]])


def test_the_noise_of_an_update_is_a_function_of_the_seed_and_its_number() -> None:
    assert np.array_equal(_noise(3, 5000), noise_block(3, 5000 // BLOCK)[5000 % BLOCK])
    block = np.concatenate([noise_block(1, k) for k in range(8)])
    assert abs(block.mean()) < 0.02
    assert block.std() == pytest.approx(1, abs=0.02)
    assert not np.array_equal(noise_block(1, 0), noise_block(2, 0))
