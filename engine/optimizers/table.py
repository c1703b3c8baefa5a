"""The optimizers that descent knows, and which hyperparameters each has; knows no TensorFlow.

The defaults are those of Keras 3 (`keras.optimizers`), but for the two names that stand for
`keras.optimizers.SGD` with momentum, where 0.9 is the value that every textbook uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class OptimizerSpec:
    """One row of the table.

    Attributes:
        title: the name in print.
        keras_class: the class in `keras.optimizers`.
        hyperparameters: the ones it has besides the learning rate, with their defaults.
        fixed: arguments that make it this optimizer and no other.
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
