"""The optimizer in the script: how it is made, and what a live change does to it."""

from __future__ import annotations

from engine.config.optimizer import OptimizerConfig
from engine.optimizers.table import OPTIMIZERS
from engine.storage.keras_script.part import lines_of
from engine.storage.keras_script.schedule import rate_code

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


_CLIPPING = {"value": "clipvalue", "norm": "clipnorm", "global_norm": "global_clipnorm"}


def assigned(name: str, config: OptimizerConfig, *, scheduled: bool = False, begun: int = 0) -> str:
    """The lines that make the optimizer; see `rate_code`."""
    spec = OPTIMIZERS[config.optimizer]
    arguments: dict[str, object] = {
        "learning_rate": rate_code(config, scheduled=scheduled, begun=begun),
        **config.hyperparameters,
        **spec.fixed,
        **{name: value for name, value in _clipping(config).items() if value is not None},
    }
    if spec.keras_class == "SGD" and not config.hyperparameters["momentum"]:
        del arguments["momentum"]
    listed = ", ".join(f"{name}={value!r}" for name, value in arguments.items())
    call = f"{name} = keras.optimizers.{spec.keras_class}"
    line = f"{call}({listed})"
    return line if len(line) <= _LONGEST else f"{call}(\n    {listed}\n)"


def same_optimizer(old: OptimizerConfig, new: OptimizerConfig) -> bool:
    """Whether nothing but a learning rate that follows no schedule differs."""
    rate: dict[str, object] = {"learning_rate": 0.0}
    if (old.is_scheduled or new.is_scheduled) and old.rates != new.rates:
        return False
    return _class(old) == _class(new) and _settings(old) | rate == _settings(new) | rate


def makes_another(old: OptimizerConfig, new: OptimizerConfig) -> bool:
    """Whether a change between these makes an optimizer whose counter begins at 0."""
    another = _class(old) != _class(new) or _slots(old) != _slots(new)
    return another and not keeps_state(old, new)


def _clipping(config: OptimizerConfig) -> dict[str, float | None]:
    """The arguments of Keras that clip gradients."""
    return {
        argument: config.clip_at if kind == config.clipping else None
        for kind, argument in _CLIPPING.items()
    }


def keeps_state(old: OptimizerConfig, new: OptimizerConfig) -> bool:
    """Whether a change between these needs `KEEP_STATE`."""
    another = _class(old) != _class(new) or _slots(old) != _slots(new)
    return another and bool(_slots(new)) and _slots(new) <= _slots(old)


def changed(
    old: OptimizerConfig, new: OptimizerConfig, *, scheduled: bool = False, begun: int = 0
) -> str:
    """The lines of a live change from one to the other; empty if there is none.

    The optimizer keeps its state if the old one has everything that the new one needs. Otherwise
    it starts with a new state. `scheduled` and `begun`: see `rate_code`.
    """
    if old == new:
        return ""
    if _class(old) != _class(new) or _slots(old) != _slots(new):
        if keeps_state(old, new):
            made = assigned("new", new, scheduled=scheduled, begun=begun)
            return lines_of(made, "optimizer = with_state_of(optimizer, new)")
        return assigned("optimizer", new, scheduled=scheduled, begun=begun)
    before = _settings(old, scheduled=scheduled, begun=begun)
    after = _settings(new, scheduled=scheduled, begun=begun)
    return lines_of(
        f"optimizer.{name} = {value!r}  # before: {before.get(name)!r}"
        for name, value in {**dict.fromkeys(before), **after}.items()
        if before.get(name) != value
    )


def _class(config: OptimizerConfig) -> str:
    return OPTIMIZERS[config.optimizer].keras_class


def _slots(config: OptimizerConfig) -> frozenset[str]:
    """The names of its state; momentum of zero has none in Keras."""
    name = _class(config)
    has_momentum = name in ("SGD", "RMSprop") and config.hyperparameters["momentum"] > 0
    return frozenset((*_SLOTS[name], "momentum") if has_momentum else _SLOTS[name])


def _settings(
    config: OptimizerConfig, *, scheduled: bool = False, begun: int = 0
) -> dict[str, object]:
    settings: dict[str, object] = {
        "learning_rate": rate_code(config, scheduled=scheduled, begun=begun)
    }
    if _class(config) == "SGD":
        settings["nesterov"] = OPTIMIZERS[config.optimizer].fixed.get("nesterov", False)
    return settings | config.hyperparameters | _clipping(config)
