"""The values in use, and how configurations differ in them."""

from __future__ import annotations

from engine.config.notes import Effect
from engine.config.parameters import PARAMETERS, Value, optimizer_spec, value_of
from engine.config.run import RunConfig

SEEDS_APART = ("data_seed", "order_seed")
"""Seeds of one thing alone; absent, they are the common seed."""


def effective_value(config: RunConfig, name: str) -> Value:
    """The value used; see `default_value` for an absent one."""
    value = value_of(config, name)
    return default_value(config, name) if value is None else value


def default_value(config: RunConfig, name: str) -> Value:
    """The value used if none is given: may be the optimizer's default, or the common seed."""
    if name in SEEDS_APART:
        return config.data.seed
    default = PARAMETERS[name].default
    return optimizer_spec(config).hyperparameters.get(name) if default is None else default


def is_default(config: RunConfig, name: str) -> bool:
    """Whether the value used is the one used if none is given."""
    return effective_value(config, name) == default_value(config, name)


def differences(old: RunConfig, new: RunConfig) -> dict[str, tuple[str, str]]:
    """The parameters whose effective values differ, with both values as text."""
    changed = {}
    for name in PARAMETERS:
        if name in SEEDS_APART and value_of(old, name) is value_of(new, name) is None:
            continue  # the change of the common seed says it
        before, after = effective_value(old, name), effective_value(new, name)
        if before != after:
            changed[name] = (str(before), str(after))
    return changed


def is_live(old: RunConfig, new: RunConfig) -> bool:
    """Whether a run can continue through the change from `old` to `new`."""
    effects = (PARAMETERS[name].notes.effect for name in differences(old, new))
    return all(effect is Effect.LIVE for effect in effects)
