"""The supported optimizers and their hyperparameters; independent of TensorFlow.

The defaults are those of Keras 3 (`keras.optimizers`), except for the two names for
`keras.optimizers.SGD` with momentum, which use the textbook value 0.9.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class OptimizerSpec:
    """One row of the table.

    Attributes:
        title: the name for display.
        keras_class: the class in `keras.optimizers`.
        hyperparameters: its hyperparameters except the learning rate, with their defaults.
        fixed: fixed constructor arguments that define this optimizer.
    """

    title: str
    keras_class: str
    hyperparameters: Mapping[str, float] = field(default_factory=dict)
    fixed: Mapping[str, bool] = field(default_factory=dict)


_ADAM = {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7}

OPTIMIZERS: Mapping[str, OptimizerSpec] = MappingProxyType(
    {
        "sgd": OptimizerSpec("SGD", "SGD", {"momentum": 0.0}),
        "momentum": OptimizerSpec("SGD with momentum", "SGD", {"momentum": 0.9}),
        "nesterov": OptimizerSpec("Nesterov", "SGD", {"momentum": 0.9}, {"nesterov": True}),
        "rmsprop": OptimizerSpec(
            "RMSprop", "RMSprop", {"rho": 0.9, "momentum": 0.0, "epsilon": 1e-7}
        ),
        "adagrad": OptimizerSpec("Adagrad", "Adagrad", {"epsilon": 1e-7}),
        "adadelta": OptimizerSpec("Adadelta", "Adadelta", {"rho": 0.95, "epsilon": 1e-7}),
        "adam": OptimizerSpec("Adam", "Adam", _ADAM),
        "adamw": OptimizerSpec("AdamW", "AdamW", {**_ADAM, "weight_decay": 0.004}),
        "adamax": OptimizerSpec("Adamax", "Adamax", _ADAM),
        "nadam": OptimizerSpec("Nadam", "Nadam", _ADAM),
        "lion": OptimizerSpec("Lion", "Lion", {"beta_1": 0.9, "beta_2": 0.99}),
        "ftrl": OptimizerSpec("FTRL", "Ftrl"),
    }
)
