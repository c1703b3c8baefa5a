"""An optimizer's state by the symbols of its rule: the only module with Keras' names of it.

Imports Keras (through `engine.worker.training.keras_optimizers`): for the worker only.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from engine.config.optimizer import OptimizerConfig
from engine.optimizers.rules import rule_of
from engine.optimizers.state import OptimizerState
from engine.problems.base import NAMES
from engine.worker.training.keras_optimizers import Slots

_NAMES = {
    "m": "momentum",
    "v": "velocity",
    "a": "accumulator",
    "z": "linear",
    "π": "variable_at_6",
}
_OTHER_NAMES: Mapping[str, Mapping[str, str]] = {
    "adadelta": {"v": "accumulated_grad", "u": "accumulated_delta_var"},
    "adamax": {"u": "norm"},
}
_COUNT = "iteration"


def slot_names(config: OptimizerConfig, parameter: str) -> dict[str, str]:
    """The names in `slots_of` of the state of a parameter, by symbol of the rule."""
    names = {**_NAMES, **_OTHER_NAMES.get(config.optimizer, {})}
    return {
        line.symbol: names[line.symbol] if line.shared else f"{parameter}_{names[line.symbol]}"
        for line in rule_of(config.optimizer, config.hyperparameters)
        if line.in_state
    }


def optimizer_state(config: OptimizerConfig, slots: Slots) -> OptimizerState:
    """The state of the optimizer of this configuration, from its variables."""
    named = [slot_names(config, parameter) for parameter in NAMES]
    return OptimizerState(
        count=int(slots[_COUNT]),
        symbols=tuple(named[0]),
        values=tuple(
            tuple(float(slots[name]) if name in slots else math.nan for name in names.values())
            for names in named
        ),
    )
