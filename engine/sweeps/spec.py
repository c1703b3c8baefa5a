"""Sweeps: the varied parameters.

Independent of TensorFlow: used by the worker, which trains the runs, and by code that shows them.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

from engine.config.parameters import with_values
from engine.config.run import FULL_BATCH, BatchSize, RunConfig
from engine.errors import ConfigError
from engine.sweeps.rows import Cell

LAB_BATCH_SIZES: tuple[BatchSize, ...] = (1, 16, 32, 64, FULL_BATCH)
"""The default batch sizes: from single samples to gradient descent."""

MOST_RUNS = 100_000
SEEDS = ("seed", "data_seed", "order_seed")
"""The parameters whose values are different samples or orders, not different settings."""
_OF_AN_AUTO_RATE = ("optimizer", "batch_size", "l2")
"""The varied settings that a learning rate of the theory depends on."""


@dataclass(frozen=True)
class SweepSpec:
    """Every combination of some lists; an empty list means the value of the base configuration.

    Attributes:
        base: all parameters that are not varied.
        batch_sizes, learning_rates, optimizers, schedules, l2s: the varied settings.
        seeds, data_seeds, order_seeds: the samples and orders that each setting is trained on.
        auto_rates: the learning rate of each optimizer, batch size and L2, if the theory chooses
            it; otherwise empty.

    Raises:
        ConfigError: an invalid value, a duplicate value, seeds that all give the same run, or too
            many runs.
    """

    base: RunConfig
    batch_sizes: tuple[BatchSize, ...] = ()
    learning_rates: tuple[float, ...] = ()
    optimizers: tuple[str, ...] = ()
    seeds: tuple[int, ...] = ()
    data_seeds: tuple[int, ...] = ()
    order_seeds: tuple[int, ...] = ()
    auto_rates: tuple[Cell, ...] = ()
    schedules: tuple[str, ...] = ()
    l2s: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if self.runs > MOST_RUNS:
            raise ConfigError(None, f"{self.runs:,} runs are too many; at most {MOST_RUNS:,}")
        for name, values in self.lists.items():
            known: set[object] = set()
            for value in values:
                with_values(self.base, {name: value})
                if value in known:
                    raise ConfigError(name, f"{value} is listed twice")
                known.add(value)
        for name in SEEDS:
            if len(self.lists[name]) > 1 and (reason := self._alike(name)):
                raise ConfigError(name, reason)

    def _alike(self, name: str) -> str:
        """Why all seeds of this kind give the same run; empty if they do not."""
        data, batch = self.base.data, self.base.batch
        whose = "samples from a file" if data.data is not None else "samples"
        order = (
            ""
            if batch.shuffle
            else f"{whose} in their order give the same run for every seed; switch shuffle on"
        )
        match name:
            case "data_seed":
                return "samples from a file do not depend on a seed" if data.data else ""
            case "order_seed" if batch.shuffle and self._full_batches_alone:
                return "the full batch gives the same run for every order; add a batch size"
            case "order_seed":
                return order
        data_follows = data.data is None and not self.data_seeds and data.data_seed is None
        order_follows = not self.order_seeds and batch.order_seed is None
        if data_follows or (order_follows and not order):
            return ""
        if order_follows:
            return f"{order}, or use one seed"
        return "data and order have seeds of their own; use one seed"

    @property
    def _full_batches_alone(self) -> bool:
        return set(self.batch_sizes or (self.base.batch.batch_size,)) == {FULL_BATCH}

    @property
    def lists(self) -> dict[str, tuple[object, ...]]:
        """The lists by parameter name, outermost first."""
        return {
            "optimizer": self.optimizers,
            "schedule": self.schedules,
            "batch_size": self.batch_sizes,
            "learning_rate": self.learning_rates,
            "l2": self.l2s,
            "seed": self.seeds,
            "data_seed": self.data_seeds,
            "order_seed": self.order_seeds,
        }

    @property
    def varied(self) -> tuple[str, ...]:
        """The parameters with more than one value, except seeds."""
        return tuple(name for name in Cell._fields if len(self.lists[name]) > 1)

    @property
    def runs(self) -> int:
        """The number of runs."""
        return math.prod(max(1, len(values)) for values in self.lists.values())

    @property
    def runs_per_cell(self) -> int:
        """The number of runs with the same settings, which differ in their seeds."""
        return math.prod(max(1, len(self.lists[name])) for name in SEEDS)

    @property
    def first_cell(self) -> Cell:
        """The settings of the first run, to which the others are compared."""
        lists = {name: self.lists[name][0] for name in Cell._fields if self.lists[name]}
        return Cell.of(self._with_rate(with_values(self.base, lists)))

    def configs(self) -> list[RunConfig]:
        """The configuration of each run: seeds change fastest, optimizers slowest."""
        lists = {name: values for name, values in self.lists.items() if values}
        return [
            self._with_rate(with_values(self.base, dict(zip(lists, values, strict=True))))
            for values in itertools.product(*lists.values())
        ]

    @property
    def settings(self) -> list[RunConfig]:
        """A configuration for each optimizer, batch size and L2, in order."""
        lists = {name: self.lists[name] for name in _OF_AN_AUTO_RATE if self.lists[name]}
        return [
            with_values(self.base, dict(zip(lists, values, strict=True)))
            for values in itertools.product(*lists.values())
        ]

    def _with_rate(self, config: RunConfig) -> RunConfig:
        """The configuration with the learning rate that the theory chooses for it, if it does."""
        cell = Cell.of(config)
        for one in self.auto_rates:
            if all(getattr(one, name) == getattr(cell, name) for name in _OF_AN_AUTO_RATE):
                return with_values(config, {"learning_rate": one.learning_rate})
        return config
