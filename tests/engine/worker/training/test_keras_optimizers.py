"""Every optimizer against the same Keras optimizer driven eagerly, as a notebook would."""

import numpy as np
import pytest

from engine.optimizers.table import OPTIMIZERS
from tests.engine.conftest import train, trainer_of
from tests.engine.reference import line
from tests.engine.worker.training.eager import eager


def keras_optimizer(name, rate):
    """The optimizer that each name promises, by Keras' own constructors."""
    import keras

    made = {
        "sgd": lambda: keras.optimizers.SGD(rate),
        "momentum": lambda: keras.optimizers.SGD(rate, momentum=0.9),
        "nesterov": lambda: keras.optimizers.SGD(rate, momentum=0.9, nesterov=True),
        "rmsprop": lambda: keras.optimizers.RMSprop(rate),
        "adagrad": lambda: keras.optimizers.Adagrad(rate),
        "adadelta": lambda: keras.optimizers.Adadelta(rate),
        "adam": lambda: keras.optimizers.Adam(rate),
        "adamw": lambda: keras.optimizers.AdamW(rate),
        "adamax": lambda: keras.optimizers.Adamax(rate),
        "nadam": lambda: keras.optimizers.Nadam(rate),
        "lion": lambda: keras.optimizers.Lion(rate),
        "ftrl": lambda: keras.optimizers.Ftrl(rate),
    }
    return made[name]()


@pytest.mark.parametrize(
    ("name", "batch_size"), [*((name, 32) for name in OPTIMIZERS), ("sgd", 100), ("adam", 100)]
)
def test_each_optimizer_makes_the_updates_that_eager_keras_makes(name, batch_size):
    updates = 24
    rate = 0.001 if name in ("sgd", "momentum", "nesterov") else 0.1
    whole = train(
        trainer_of(optimizer=name, learning_rate=rate, batch_size=batch_size, stop="never"),
        most=updates,
    )
    wanted = eager(keras_optimizer(name, rate), *line(100), batch_size, updates)
    got = np.stack([whole.w, whole.b, whole.loss], axis=1)
    scale = np.abs(wanted).max(axis=0)
    np.testing.assert_allclose(got / scale, wanted / scale, rtol=0, atol=3e-6)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("momentum", {"momentum": 0.5}),
        ("rmsprop", {"rho": 0.5, "momentum": 0.3, "epsilon": 1e-3}),
        ("adam", {"beta_1": 0.5, "beta_2": 0.9, "epsilon": 1e-3}),
        ("adamw", {"weight_decay": 0.1}),
    ],
)
def test_hyperparameters_reach_keras(name, values):
    import keras

    kind = "SGD" if name == "momentum" else {"adam": "Adam", "adamw": "AdamW"}.get(name, "RMSprop")
    optimizer = getattr(keras.optimizers, kind)(0.01, **values)
    wanted = eager(optimizer, *line(100), 100, 10)
    whole = train(trainer_of(optimizer=name, learning_rate=0.01, stop="never", **values), most=10)
    scale = np.abs(wanted).max(axis=0)
    got = np.stack([whole.w, whole.b, whole.loss], axis=1)
    np.testing.assert_allclose(got / scale, wanted / scale, rtol=0, atol=3e-6)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_tables_defaults_are_those_of_keras(name):
    import keras

    spec = OPTIMIZERS[name]
    built = getattr(keras.optimizers, spec.keras_class)(**spec.fixed)
    for hyperparameter, value in spec.hyperparameters.items():
        if (name, hyperparameter) not in {("momentum", "momentum"), ("nesterov", "momentum")}:
            assert getattr(built, hyperparameter) == value
