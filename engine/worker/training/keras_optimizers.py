"""Keras optimizers from the names of the table, and their state as plain arrays.

Imports Keras: for the worker only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from engine.config.optimizer import OptimizerConfig
from engine.optimizers.table import OPTIMIZERS

_NUMBERED = re.compile(r"variable(_\d+)?")

Slots = dict[str, NDArray[np.generic]]


def build_optimizer(
    config: OptimizerConfig, variables: list[keras.Variable], *, learning_rate: object = None
) -> Any:
    """A Keras optimizer with its slots for `variables`, ready for `apply`.

    `learning_rate` may be a function that returns a tensor, which replaces the configured number.
    """
    spec = OPTIMIZERS[config.optimizer]
    optimizer = getattr(keras.optimizers, spec.keras_class)(
        learning_rate=config.learning_rate if learning_rate is None else learning_rate,
        **config.hyperparameters,
        **spec.fixed,
    )
    optimizer.build(variables)
    return optimizer


def _state(optimizer: Any) -> dict[str, keras.Variable]:
    """Its variables by name, without the optimizer's prefix and without the learning rate.

    Keras numbers unnamed variables per process (Nadam has one); naming it by its position gives the
    same name in every process.
    """
    named: dict[str, keras.Variable] = {}
    for place, variable in enumerate(optimizer.variables):
        name = variable.path.split("/", 1)[-1]
        named[f"variable_at_{place}" if _NUMBERED.fullmatch(name) else name] = variable
    named.pop("learning_rate", None)
    return named


def slots_of(optimizer: Any) -> Slots:
    """A copy of the optimizer's state: its iteration counter, momenta, and so on."""
    return {name: np.array(variable.numpy()) for name, variable in _state(optimizer).items()}


def load_slots(optimizer: Any, slots: Mapping[str, NDArray[np.generic]]) -> None:
    """Restore a state from `slots_of` of an optimizer with the same slots."""
    for name, variable in _state(optimizer).items():
        variable.assign(slots[name])


def adopt_slots(optimizer: Any, fresh: Slots, old: Mapping[str, NDArray[np.generic]]) -> None:
    """Start `optimizer` with the state of another one, if that has everything it needs.

    Adam's moments are valid for AdamW, and a velocity survives a change of the momentum. If a slot
    is missing, the new optimizer starts fresh, including its iteration counter, because Adam's bias
    correction would be wrong for new moments.
    """
    complete = fresh.keys() <= old.keys()
    load_slots(optimizer, old if complete else fresh)


def alike(slots: Slots, others: Slots) -> bool:
    """Whether both are states of optimizers with the same variables."""
    return slots.keys() == others.keys() and all(
        slot.shape == others[name].shape and slot.dtype == others[name].dtype
        for name, slot in slots.items()
    )
