"""The command line that reproduces a run."""

from __future__ import annotations

import shlex

from engine.config.applicable import applies
from engine.config.effective import default_value
from engine.config.parameters import PARAMETERS, value_of
from engine.config.run import RunConfig
from tui.text.numbers import parameter_text


def command_line(config: RunConfig) -> str:
    """`descent` with an option for each parameter that applies and is not at its default.

    The defaults of hyperparameters are those of the optimizer.
    """
    words = ["descent"]
    for name, parameter in PARAMETERS.items():
        value = value_of(config, name)
        default = default_value(config, name)
        if value in (parameter.default, default) or not applies(config, name):
            continue
        if parameter.kind == "bool":
            words.append(parameter.option if value else f"--no-{parameter.option[2:]}")
        else:
            # With =, a negative number is not mistaken for an option.
            words.append(f"{parameter.option}={parameter_text(value)}")
    return shlex.join(words)
