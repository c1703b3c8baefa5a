"""Reading what a sweep varies: lists as they are typed, judged element by element."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.config import RunConfig
from engine.errors import ConfigError
from engine.parameters import PARAMETERS, value_of, with_values
from engine.sweep import LAB_BATCH_SIZES, MOST_RUNS, SweepSpec
from engine.tradeoff import TradeoffSpec
from tui.cli_request import Request, UsageError, configuration
from tui.cli_sweep_options import SWEEP_LISTS

_OPTIONS = {name: option for option, name in SWEEP_LISTS.items()}


def sweep_spec(request: Request) -> SweepSpec:
    """What the command line wants to have swept.

    Raises:
        UsageError: nothing is varied, or an element, a value or their number cannot be.
    """
    if not request.lists:
        raise UsageError(f"nothing is varied: give one or more of {', '.join(SWEEP_LISTS)}")
    _refuse_doubles(request)
    plain = RunConfig()
    lists = {name: _values(plain, name, text) for name, text in request.lists.items()}
    base = configuration(request, lists.get("optimizer", ()))
    if "seed" in lists:
        lists["seed"] = _seeds(request.lists["seed"], lists["seed"], base)
    try:
        return SweepSpec(
            base,
            batch_sizes=lists.get("batch_size", ()),
            learning_rates=lists.get("learning_rate", ()),
            optimizers=lists.get("optimizer", ()),
            seeds=lists.get("seed", ()),
        )
    except ConfigError as error:
        raise _usage_error(error) from None


def tradeoff_spec(request: Request) -> TradeoffSpec:
    """What the command line wants to have measured.

    Raises:
        UsageError: a value that cannot be.
    """
    _refuse_doubles(request)
    sizes: tuple[Any, ...] = LAB_BATCH_SIZES
    if text := request.lists.get("batch_size"):
        sizes = _values(RunConfig(), "batch_size", text)
    base = configuration(request)
    try:
        factor = float(request.loss_factor)
    except ValueError:
        factor = math.nan
    if not 1 < factor < math.inf:
        shown = request.loss_factor
        raise UsageError(f"--loss-factor: '{shown}' cannot be; it takes a number above 1")
    try:
        return TradeoffSpec(base, sizes, factor)
    except ConfigError as error:
        raise _usage_error(error) from None


def _usage_error(error: ConfigError) -> UsageError:
    where = "" if error.parameter is None else f"{_OPTIONS[error.parameter]}: "
    return UsageError(f"{where}{error.reason}")


def _refuse_doubles(request: Request) -> None:
    """A parameter and the list that varies it cannot both be meant; a first seed can."""
    for name, text in request.lists.items():
        if name in request.values and (name != "seed" or "," in text):
            one, several = PARAMETERS[name].option, _OPTIONS[name]
            raise UsageError(f"{one}: {several} says it already; leave one of the two out")


def _values(plain: RunConfig, name: str, text: str) -> tuple[Any, ...]:
    """The elements of a list, each as its parameter has it."""
    option = _OPTIONS[name]
    if name == "learning_rate" and ":" in text:
        return _rates_between(text)
    found = []
    for element in text.split(","):
        if not element.strip():
            raise UsageError(f"{option}: '{text}' has an empty element; leave the comma out")
        try:
            found.append(value_of(with_values(plain, {name: element}), name))
        except ConfigError as error:
            raise UsageError(f"{option}: {error.reason}") from None
    return tuple(found)


def _rates_between(text: str) -> tuple[float, ...]:
    """COUNT learning rates from LOW to HIGH, each the same multiple of the one before."""
    reason = "a range is LOW:HIGH:COUNT, such as 0.0001:0.1:13, with LOW below HIGH"
    refusal = UsageError(f"--learning-rates: '{text}' cannot be; {reason}")
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


def _seeds(text: str, values: tuple[Any, ...], base: RunConfig) -> tuple[int, ...]:
    """The seeds themselves, or so many from the run's own on."""
    if "," in text:
        return values
    count = values[0]
    if not 1 <= count <= MOST_RUNS:
        raise UsageError(f"--seeds: '{text}' cannot be; it takes a whole number from 1, or a list")
    return tuple(range(base.data.seed, base.data.seed + count))
