"""The configuration after a command that changes parameters."""

from __future__ import annotations

from engine.config.effective import effective_value
from engine.config.parameters import PARAMETERS, with_values
from engine.config.run import RunConfig, Standardize
from tui.model.stepping import stepped

_NUDGES = {
    "smaller-batch": ("batch_size", -1), "larger-batch": ("batch_size", 1),
    "lower-rate": ("learning_rate", -1), "higher-rate": ("learning_rate", 1),
    "next-optimizer": ("optimizer", 1), "previous-optimizer": ("optimizer", -1),
}  # fmt: skip
_STANDARDIZED = (Standardize.NONE, Standardize.SCALE, Standardize.CENTER)


def pressed(config: RunConfig, command: str, samples: int) -> RunConfig:
    """The configuration after a command; the same if it changes no parameter.

    Args:
        config: before it.
        command: its id.
        samples: the number of samples, at which a batch size becomes the full batch.
    """
    if command in _NUDGES:
        name, direction = _NUDGES[command]
        value = effective_value(config, name)
        new = stepped(PARAMETERS[name], value, direction, samples=samples)
        return with_values(config, {name: new})
    if command == "new-seed":
        return with_values(config, {"seed": config.data.seed + 1})
    if command == "standardize":
        place = _STANDARDIZED.index(config.data.standardize) + 1
        return with_values(config, {"standardize": _STANDARDIZED[place % len(_STANDARDIZED)]})
    return config
