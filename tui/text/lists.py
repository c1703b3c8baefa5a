"""Parsing of the lists that a sweep varies, with errors per element."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.config.auto import AUTO
from engine.config.effective import effective_value
from engine.config.parameters import PARAMETERS, value_of, with_values
from engine.config.run import RunConfig
from engine.errors import ConfigError
from engine.sweeps.spec import MOST_RUNS

RANGED = ("learning_rate", "l2")
"""Parameters of which LOW:HIGH:COUNT stands for values in geometric progression."""


def values_of(name: str, text: str) -> tuple[Any, ...]:
    """The elements of a list, each converted for its parameter.

    Raises:
        ConfigError: an element is empty or not valid for the parameter.
    """
    plain = RunConfig()
    found: list[Any] = []
    for element in text.split(","):
        if not element.strip():
            shown = f"'{text}' has an empty element; remove the extra comma"
            raise ConfigError(name, shown if text.strip() else "must be a list; nothing was given")
        if name in RANGED and ":" in element:
            found += _between(name, element)
            continue
        try:
            value = value_of(with_values(plain, {name: element}), name)
        except ConfigError as error:
            # The theory knows one rate of a run, not a list of them.
            raise ConfigError(name, error.reason.removesuffix(f", or {AUTO}")) from None
        if value is None:
            accepts = PARAMETERS[name].accepts
            raise ConfigError(name, f"'{element.strip()}' is invalid; must be {accepts}")
        found.append(value)
    return tuple(found)


def _between(name: str, text: str) -> tuple[float, ...]:
    """COUNT values from LOW to HIGH, in geometric progression."""
    reason = "a range is LOW:HIGH:COUNT, such as 0.0001:0.1:13, with LOW above 0 and below HIGH"
    refusal = ConfigError(name, f"'{text.strip()}' is invalid; {reason}")
    try:
        low, high, count = text.split(":")
        ends = [with_values(RunConfig(), {name: end}) for end in (low, high)]
        first, last = (float(str(value_of(end, name))) for end in ends)
        number = int(count)
    except (ValueError, ConfigError):
        raise refusal from None
    if not (0 < first < last and 2 <= number <= MOST_RUNS):
        raise refusal
    # Six digits: 0.0001 instead of 0.00010000000000000002.
    return tuple(float(f"{value:.6g}") for value in np.geomspace(first, last, number))


def seeds_of(name: str, text: str, config: RunConfig) -> tuple[int, ...]:
    """The listed seeds if there is a comma; otherwise that number of seeds, from the current one.

    Raises:
        ConfigError: neither a whole number of at least 1 nor a list of seeds.
    """
    values = values_of(name, text)
    if "," in text:
        return values
    count = values[0]
    if not 1 <= count <= MOST_RUNS:
        raise ConfigError(name, f"'{text}' is invalid; must be a whole number from 1, or a list")
    first = effective_value(config, name)
    assert isinstance(first, int), "a seed"
    return tuple(range(first, first + count))


def loss_factor_of(text: str) -> float:
    """The target loss as a multiple of the least loss.

    Raises:
        ConfigError: not a number above 1.
    """
    try:
        factor = float(text)
    except ValueError:
        factor = math.nan
    if not 1 < factor < math.inf:
        raise ConfigError("loss_factor", f"'{text}' is invalid; must be a number above 1")
    return factor
