"""The optimizer in the script: how it is made, and what a live change does to it."""

from __future__ import annotations

from engine.config.optimizer import OptimizerConfig
from engine.optimizers.table import OPTIMIZERS
from engine.storage.keras_script.part import lines_of

_LONGEST = 80
"""The most characters of a line that makes an optimizer."""

_SLOTS = {
    "SGD": (),
    "RMSprop": ("velocity",),
    "Adagrad": ("accumulator",),
    "Adadelta": ("accumulated_grad", "accumulated_delta_var"),
    "Adam": ("momentum", "velocity"),
    "AdamW": ("momentum", "velocity"),
    "Adamax": ("momentum", "norm"),
    "Nadam": ("momentum", "velocity", "u_product"),
    "Lion": ("momentum",),
    "Ftrl": ("accumulator", "linear"),
}
"""The state of each Keras optimizer, in addition to its counter of updates."""

KEEP_STATE = '''\
def with_state_of(old, new):
    """The optimizer `new` with the state of `old`: its momentum, its averages, its counter."""
    new.build([w, b])
    state = {variable.name: variable for variable in old.variables}
    for variable in new.variables:
        if variable.name != "learning_rate":
            variable.assign(state[variable.name])
    return new'''


def assigned(name: str, config: OptimizerConfig) -> str:
    """The lines that make the optimizer."""
    spec = OPTIMIZERS[config.optimizer]
    arguments = {"learning_rate": config.learning_rate, **config.hyperparameters, **spec.fixed}
    if spec.keras_class == "SGD" and not config.hyperparameters["momentum"]:
        del arguments["momentum"]
    listed = ", ".join(f"{name}={value!r}" for name, value in arguments.items())
    call = f"{name} = keras.optimizers.{spec.keras_class}"
    line = f"{call}({listed})"
    return line if len(line) <= _LONGEST else f"{call}(\n    {listed}\n)"


def same_optimizer(old: OptimizerConfig, new: OptimizerConfig) -> bool:
    """Whether nothing but the learning rate differs."""
    rate = {"learning_rate": 0.0}
    return _class(old) == _class(new) and _settings(old) | rate == _settings(new) | rate


def keeps_state(old: OptimizerConfig, new: OptimizerConfig) -> bool:
    """Whether a change between these needs `KEEP_STATE`."""
    another = _class(old) != _class(new) or _slots(old) != _slots(new)
    return another and bool(_slots(new)) and _slots(new) <= _slots(old)


def changed(old: OptimizerConfig, new: OptimizerConfig) -> str:
    """The lines of a live change from one to the other; empty if there is none.

    The optimizer keeps its state if the old one has everything that the new one needs. Otherwise
    it starts with a new state.
    """
    if old == new:
        return ""
    if _class(old) != _class(new) or _slots(old) != _slots(new):
        if keeps_state(old, new):
            return lines_of(assigned("new", new), "optimizer = with_state_of(optimizer, new)")
        return assigned("optimizer", new)
    before, after = _settings(old), _settings(new)
    return lines_of(
        f"optimizer.{name} = {value!r}  # before: {before[name]!r}"
        for name, value in after.items()
        if before[name] != value
    )


def _class(config: OptimizerConfig) -> str:
    return OPTIMIZERS[config.optimizer].keras_class


def _slots(config: OptimizerConfig) -> frozenset[str]:
    """The names of its state; momentum of zero has none in Keras."""
    name = _class(config)
    has_momentum = name in ("SGD", "RMSprop") and config.hyperparameters["momentum"] > 0
    return frozenset((*_SLOTS[name], "momentum") if has_momentum else _SLOTS[name])


def _settings(config: OptimizerConfig) -> dict[str, float | bool]:
    settings: dict[str, float | bool] = {"learning_rate": config.learning_rate}
    if _class(config) == "SGD":
        settings["nesterov"] = OPTIMIZERS[config.optimizer].fixed.get("nesterov", False)
    return settings | config.hyperparameters
