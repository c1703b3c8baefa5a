"""What to sweep or measure, from the command line; errors name its options."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.config.parameters import PARAMETERS, with_values
from engine.config.run import RunConfig
from engine.errors import ConfigError
from engine.sweeps.rows import Cell
from engine.sweeps.spec import LAB_BATCH_SIZES, SEEDS, SweepSpec
from engine.sweeps.tradeoff import TradeoffSpec
from tui.cli.options.sweep import SWEEP_LISTS
from tui.cli.output import complain
from tui.cli.request import Request, UsageError, configuration
from tui.text.lists import loss_factor_of, seeds_of, values_of
from tui.text.numbers import number
from tui.text.sweeps import cell_text

_OPTIONS = {name: option for option, name in SWEEP_LISTS.items()} | {"loss_factor": "--loss-factor"}


def sweep_spec(request: Request) -> SweepSpec:
    """The sweep that the command line asks for.

    Raises:
        UsageError: nothing is varied, or a value is invalid, or there are too many runs.
    """
    if not request.lists:
        raise UsageError(
            "nothing is varied; give several values to at least one of "
            f"{', '.join(SWEEP_LISTS)}, such as --batch-sizes 1,16,full; for one run: descent train"
        )
    _refuse_doubles(request)
    try:
        lists = {name: values_of(name, text) for name, text in request.lists.items()}
        said: list[str] = []
        base = configuration(
            request, lists.get("optimizer", ()), said.append, lists.get("schedule", ())
        )
        for name in SEEDS:
            if name in lists:
                lists[name] = seeds_of(name, request.lists[name], base)
        spec = SweepSpec(
            base,
            batch_sizes=lists.get("batch_size", ()),
            learning_rates=lists.get("learning_rate", ()),
            optimizers=lists.get("optimizer", ()),
            schedules=lists.get("schedule", ()),
            l2s=lists.get("l2", ()),
            seeds=lists.get("seed", ()),
            data_seeds=lists.get("data_seed", ()),
            order_seeds=lists.get("order_seed", ()),
        )
        return _with_auto_rates(spec) if said else spec
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
        said: list[str] = []
        base = configuration(request, say=said.append)
        base = _with_least_rate(SweepSpec(base, batch_sizes=sizes)) if said else base
        return TradeoffSpec(base, sizes, loss_factor_of(request.loss_factor))
    except ConfigError as error:
        raise _usage_error(error) from None


def _rates(spec: SweepSpec) -> list[tuple[Cell, str]]:
    """The learning rate that the theory chooses for each optimizer, batch size and L2, and why."""
    from engine.theory.auto_rate import auto_rate
    from engine.theory.samples import Samples

    samples = Samples.of_run(spec.base)
    found = [
        (config, auto_rate(config, samples.with_l2(config.problem.l2))) for config in spec.settings
    ]
    return [
        (Cell.of(with_values(config, {"learning_rate": auto.rate})), auto.text)
        for config, auto in found
    ]


def _with_auto_rates(spec: SweepSpec) -> SweepSpec:
    """The sweep with those rates, which are said."""
    rates = _rates(spec)
    for cell, reason in rates:
        complain(f"{cell_text(cell)}: {reason}")
    return replace(spec, auto_rates=tuple(cell for cell, _ in rates))


def _with_least_rate(spec: SweepSpec) -> RunConfig:
    """The configuration with the lowest of those rates: all batch sizes are measured with one."""
    cell, reason = min(_rates(spec), key=lambda found: found[0].learning_rate)
    complain(f"lr {number(cell.learning_rate)}, the lowest of the batch sizes: {reason}")
    return with_values(spec.base, {"learning_rate": cell.learning_rate})


def _usage_error(error: ConfigError) -> UsageError:
    where = "" if error.parameter is None else f"{_OPTIONS[error.parameter]}: "
    return UsageError(f"{where}{error.reason}")


def _refuse_doubles(request: Request) -> None:
    """Refuse a parameter together with the list that varies it; a first seed is allowed."""
    for name, text in request.lists.items():
        if name in request.values and (name not in SEEDS or "," in text):
            one, several = PARAMETERS[name].option, _OPTIONS[name]
            raise UsageError(f"{one}: {several} sets it too; remove one of the two")
