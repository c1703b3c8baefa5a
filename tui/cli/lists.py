"""What to sweep or measure, from the command line; errors name its options."""

from __future__ import annotations

from typing import Any

from engine.config.parameters import PARAMETERS
from engine.errors import ConfigError
from engine.sweeps.spec import LAB_BATCH_SIZES, SEEDS, SweepSpec
from engine.sweeps.tradeoff import TradeoffSpec
from tui.cli.options.sweep import SWEEP_LISTS
from tui.cli.request import Request, UsageError, configuration
from tui.text.lists import loss_factor_of, seeds_of, values_of

_OPTIONS = {name: option for option, name in SWEEP_LISTS.items()} | {"loss_factor": "--loss-factor"}


def sweep_spec(request: Request) -> SweepSpec:
    """The sweep that the command line asks for.

    Raises:
        UsageError: nothing is varied, or a value is invalid, or there are too many runs.
    """
    if not request.lists:
        raise UsageError(f"nothing is varied; use at least one of {', '.join(SWEEP_LISTS)}")
    _refuse_doubles(request)
    try:
        lists = {name: values_of(name, text) for name, text in request.lists.items()}
        base = configuration(request, lists.get("optimizer", ()))
        for name in SEEDS:
            if name in lists:
                lists[name] = seeds_of(name, request.lists[name], base)
        return SweepSpec(
            base,
            batch_sizes=lists.get("batch_size", ()),
            learning_rates=lists.get("learning_rate", ()),
            optimizers=lists.get("optimizer", ()),
            seeds=lists.get("seed", ()),
            data_seeds=lists.get("data_seed", ()),
            order_seeds=lists.get("order_seed", ()),
        )
    except ConfigError as error:
        raise _usage_error(error) from None


def tradeoff_spec(request: Request) -> TradeoffSpec:
    """The measurement that the command line asks for.

    Raises:
        UsageError: a value is invalid.
    """
    _refuse_doubles(request)
    try:
        sizes: tuple[Any, ...] = LAB_BATCH_SIZES
        if text := request.lists.get("batch_size"):
            sizes = values_of("batch_size", text)
        base = configuration(request)
        return TradeoffSpec(base, sizes, loss_factor_of(request.loss_factor))
    except ConfigError as error:
        raise _usage_error(error) from None


def _usage_error(error: ConfigError) -> UsageError:
    where = "" if error.parameter is None else f"{_OPTIONS[error.parameter]}: "
    return UsageError(f"{where}{error.reason}")


def _refuse_doubles(request: Request) -> None:
    """Refuse a parameter together with the list that varies it; a first seed is allowed."""
    for name, text in request.lists.items():
        if name in request.values and (name not in SEEDS or "," in text):
            one, several = PARAMETERS[name].option, _OPTIONS[name]
            raise UsageError(f"{one}: {several} sets it too; remove one of the two")
