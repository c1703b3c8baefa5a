"""The configuration after a command that changes parameters."""

from __future__ import annotations

from engine.config.effective import effective_value
from engine.config.parameters import PARAMETERS, with_values
from engine.config.run import RunConfig
from tui.model.stepping import NUDGES, next_standardize, samples_of_each, stepped


def pressed(config: RunConfig, command: str, samples: int) -> RunConfig:
    """The configuration after a command; the same if it changes no parameter.

    Args:
        config: before it.
        command: its id.
        samples: the number of samples, at which a batch size becomes the full batch.
    """
    if command in NUDGES:
        name, direction = NUDGES[command]
        value = effective_value(config, name)
        each = samples_of_each(config, samples)
        new = stepped(PARAMETERS[name], value, direction, samples=each)
        return with_values(config, {name: new})
    if command == "new-seed":
        return with_values(config, {"seed": config.data.seed + 1})
    if command == "standardize":
        return with_values(config, {"standardize": next_standardize(config.data.standardize)})
    return config
