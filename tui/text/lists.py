"""Reading what a sweep varies: lists as people type them, judged element by element."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.config.parameters import value_of, with_values
from engine.config.run import RunConfig
from engine.errors import ConfigError
from engine.sweeps.spec import MOST_RUNS


def values_of(name: str, text: str) -> tuple[Any, ...]:
    """The elements of a list, each as its parameter has it.

    Raises:
        ConfigError: an element that is empty or that its parameter cannot take.
    """
    if name == "learning_rate" and ":" in text:
        return _rates_between(text)
    plain = RunConfig()
    found = []
    for element in text.split(","):
        if not element.strip():
            shown = f"'{text}' has an empty element; leave the comma out"
            raise ConfigError(name, shown if text.strip() else "it is empty; it takes a list")
        found.append(value_of(with_values(plain, {name: element}), name))
    return tuple(found)


def _rates_between(text: str) -> tuple[float, ...]:
    """COUNT learning rates from LOW to HIGH, each the same multiple of the one before."""
    reason = "a range is LOW:HIGH:COUNT, such as 0.0001:0.1:13, with LOW below HIGH"
    refusal = ConfigError("learning_rate", f"'{text}' cannot be; {reason}")
    try:
        low, high, count = text.split(":")
        ends = [with_values(RunConfig(), {"learning_rate": end}) for end in (low, high)]
        first, last = (end.optimizer.learning_rate for end in ends)
        number = int(count)
    except (ValueError, ConfigError):
        raise refusal from None
    if not (first < last and 2 <= number <= MOST_RUNS):
        raise refusal
    # Six digits: 0.0001 and not 0.00010000000000000002.
    return tuple(float(f"{rate:.6g}") for rate in np.geomspace(first, last, number))


def seeds_of(text: str, first: int) -> tuple[int, ...]:
    """The seeds themselves where there is a comma; else so many from the run's own, `first`, on.

    Raises:
        ConfigError: not a whole number from 1, nor a list of seeds.
    """
    values = values_of("seed", text)
    if "," in text:
        return values
    count = values[0]
    if not 1 <= count <= MOST_RUNS:
        raise ConfigError("seed", f"'{text}' cannot be; it takes a whole number from 1, or a list")
    return tuple(range(first, first + count))


def loss_factor_of(text: str) -> float:
    """How many times the least loss is to be reached.

    Raises:
        ConfigError: not a number above 1.
    """
    try:
        factor = float(text)
    except ValueError:
        factor = math.nan
    if not 1 < factor < math.inf:
        raise ConfigError("loss_factor", f"'{text}' cannot be; it takes a number above 1")
    return factor
