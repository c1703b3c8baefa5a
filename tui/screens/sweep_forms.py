"""The forms of a sweep and of a trade-off: their fields and the parsing of the typed texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from engine.config.applicable import applies
from engine.config.effective import SEEDS_APART, differences
from engine.config.parameters import PARAMETERS, value_of
from engine.config.run import RunConfig
from engine.errors import ConfigError
from engine.sweeps.spec import LAB_BATCH_SIZES, SEEDS, SweepSpec
from engine.sweeps.tradeoff import TradeoffSpec
from tui.screens.form import Field, Judged
from tui.text.lists import loss_factor_of, seeds_of, values_of
from tui.text.numbers import number, parameter_text
from tui.text.sweeps import sweep_title

_Spec = TypeVar("_Spec")
LAB = ",".join(map(str, LAB_BATCH_SIZES))

SWEEP_ABOUT = (
    "Trains every combination of these lists, many runs per compiled call, alongside the current "
    "run. Everything else is as in the parameters."
)
TRADEOFF_ABOUT = (
    "Measures the cost of each batch size on this device, one run at a time: updates, epochs "
    "and seconds to the same full loss. Everything else is as in the parameters."
)


def about(what: str, under_way: str) -> str:
    """The text above the fields.

    Args:
        what: what the form starts.
        under_way: the name of the sweep or trade-off that runs; empty if none does.
    """
    return f"{what} Stops the running {under_way}." if under_way else what


def sweep_fields(config: RunConfig, before: Mapping[str, str]) -> tuple[Field, ...]:
    """The fields of a sweep, filled from the last form or else with the lab's and the run's values.

    Args:
        config: of the current run.
        before: the texts of the last form, by name.
    """
    rate = number(config.optimizer.learning_rate)
    fields = (
        Field("batch_size", "batch sizes", LAB, "separated by commas; full is gradient descent"),
        Field("learning_rate", "learning rates", rate, "0.001,0.01 or LOW:HIGH:COUNT"),
        Field("optimizer", "optimizers", config.optimizer.optimizer, "for example sgd,adam"),
        Field("schedule", "schedules", config.optimizer.schedule, "for example constant,cosine"),
        *(
            [Field("l2", "L2", number(config.problem.l2), "0,0.1,0.5 or LOW:HIGH:COUNT")]
            if applies(config, "l2")
            else []
        ),
        Field("seed", "seeds", "1", f"how many, starting at {config.data.seed}; or a list: 3,5,8"),
        *(
            Field(name, f"{PARAMETERS[name].notes.label}s", "", hint)
            for name, hint in (
                ("data_seed", "the same, for the data alone; empty: as the seeds"),
                ("order_seed", "the same, for the order alone; empty: as the seeds"),
            )
            if applies(config, name)
        ),
    )
    return _with(fields, before)


def tradeoff_fields(before: Mapping[str, str]) -> tuple[Field, ...]:
    """The fields of a trade-off."""
    fields = (
        Field("batch_size", "batch sizes", LAB, "separated by commas; full is gradient descent"),
        Field("loss_factor", "loss to reach", "1.1", "a multiple of the least loss, above 1"),
    )
    return _with(fields, before)


def _with(fields: tuple[Field, ...], before: Mapping[str, str]) -> tuple[Field, ...]:
    return tuple(Field(f.name, f.label, before.get(f.name, f.text), f.hint) for f in fields)


def sweep_of(config: RunConfig, texts: Mapping[str, str]) -> SweepSpec:
    """The sweep from the typed texts.

    Raises:
        ConfigError: a text is invalid.
    """
    lists = {name: _list(config, name, text) for name, text in texts.items()}
    return SweepSpec(
        config,
        batch_sizes=lists["batch_size"],
        learning_rates=lists["learning_rate"],
        optimizers=lists["optimizer"],
        schedules=lists["schedule"],
        l2s=lists.get("l2", ()),
        seeds=lists["seed"],
        data_seeds=lists.get("data_seed", ()),
        order_seeds=lists.get("order_seed", ()),
    )


def _list(config: RunConfig, name: str, text: str) -> tuple[Any, ...]:
    """The values of a field; no seeds of their own if nothing is typed.

    Raises:
        ConfigError: the text is invalid.
    """
    if name in SEEDS_APART and not text.strip():
        return ()
    return seeds_of(name, text, config) if name in SEEDS else values_of(name, text)


def tradeoff_of(config: RunConfig, texts: Mapping[str, str]) -> TradeoffSpec:
    """The trade-off from the typed texts.

    Raises:
        ConfigError: a text is invalid.
    """
    sizes = values_of("batch_size", texts["batch_size"])
    return TradeoffSpec(config, sizes, loss_factor_of(texts["loss_factor"]))


def judge_sweep(config: RunConfig, texts: Mapping[str, str]) -> Judged:
    """The errors of the fields, or the number of runs and other parameters."""
    reads = {name: partial(_list, config, name, text) for name, text in texts.items()}
    return _judged(
        reads, lambda: sweep_of(config, texts), lambda spec: f"{sweep_title(spec)}{_rest(config)}"
    )


def judge_tradeoff(config: RunConfig, texts: Mapping[str, str]) -> Judged:
    """The errors of the fields, or what will be measured."""
    reads = {
        "batch_size": lambda: values_of("batch_size", texts["batch_size"]),
        "loss_factor": lambda: loss_factor_of(texts["loss_factor"]),
    }
    what = f"{config.optimizer.optimizer}, lr {number(config.optimizer.learning_rate)}"
    return _judged(
        reads,
        lambda: tradeoff_of(config, texts),
        lambda spec: f"{len(spec.batch_sizes)} batch sizes, {what}{_rest(config)}",
    )


def _judged(
    reads: Mapping[str, Callable[[], object]],
    spec: Callable[[], _Spec],
    says: Callable[[_Spec], str],
) -> Judged:
    reasons: dict[str, str] = {}
    for name, read in reads.items():
        try:
            read()
        except ConfigError as error:
            reasons[name] = error.reason
    if reasons:
        return Judged(reasons)
    try:
        return Judged({}, says(spec()))
    except ConfigError as error:
        return Judged({error.parameter or "": error.reason})


_VARIED = {"batch_size", "learning_rate", "optimizer", "schedule", "l2", *SEEDS, "device"}


def _rest(config: RunConfig) -> str:
    """Other parameters that are not at their defaults, as text."""
    others = [
        f"{PARAMETERS[name].notes.label} {parameter_text(value_of(config, name))}"
        for name in differences(RunConfig(), config)
        if name not in _VARIED and applies(config, name)
    ]
    return f"; {', '.join(others)}" if others else ""
