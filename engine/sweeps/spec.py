"""Sweeps: the varied parameters, the result of each run, and statistics over seeds.

Independent of TensorFlow: used by the worker, which trains the runs, and by code that shows them.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.config.parameters import with_values
from engine.config.run import FULL_BATCH, RunConfig
from engine.errors import ConfigError
from engine.history.values import RunState
from engine.problems.base import Theta

BatchSize = int | Literal["full"]

LAB_BATCH_SIZES: tuple[BatchSize, ...] = (1, 16, 32, 64, FULL_BATCH)
"""The default batch sizes: from single samples to gradient descent."""

MOST_RUNS = 100_000


@dataclass(frozen=True)
class SweepSpec:
    """Every combination of some lists; an empty list means the value of the base configuration.

    Attributes:
        base: all parameters that are not varied.
        batch_sizes, learning_rates, optimizers, seeds: the varied values.

    Raises:
        ConfigError: an invalid value, a duplicate value, seeds that all give the same run, or too
            many runs.
    """

    base: RunConfig
    batch_sizes: tuple[BatchSize, ...] = ()
    learning_rates: tuple[float, ...] = ()
    optimizers: tuple[str, ...] = ()
    seeds: tuple[int, ...] = ()

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
        if len(self.seeds) > 1 and self.base.data.data is not None and not self.base.batch.shuffle:
            reason = "samples from a file in its order give the same run for every seed"
            raise ConfigError("seed", f"{reason}; switch shuffle on, or use one seed")

    @property
    def lists(self) -> dict[str, tuple[object, ...]]:
        """The lists by parameter name, outermost first."""
        return {
            "optimizer": self.optimizers,
            "batch_size": self.batch_sizes,
            "learning_rate": self.learning_rates,
            "seed": self.seeds,
        }

    @property
    def varied(self) -> tuple[str, ...]:
        """The parameters with more than one value, except seeds."""
        names = ("optimizer", "batch_size", "learning_rate")
        return tuple(name for name in names if len(self.lists[name]) > 1)

    @property
    def runs(self) -> int:
        """The number of runs."""
        return math.prod(max(1, len(values)) for values in self.lists.values())

    def configs(self) -> list[RunConfig]:
        """The configuration of each run: seeds change fastest, optimizers slowest."""
        lists = {name: values for name, values in self.lists.items() if values}
        return [
            with_values(self.base, dict(zip(lists, values, strict=True)))
            for values in itertools.product(*lists.values())
        ]


@dataclass(frozen=True)
class SweepRow:
    """The result of one run of a sweep.

    Attributes:
        index: its index in `SweepSpec.configs`.
        optimizer, learning_rate, batch_size, seed: the varied parameters.
        state: converged, diverged or max_epochs.
        epochs, updates, seen: whole epochs completed; updates made; samples seen.
        seconds: its share of the device's time, excluding compilation: the wall time of each slice
            is divided among its runs in proportion to their updates. The shares add up to the
            total; a run trained alone may take longer, as `engine.sweeps.tradeoff` measures.
        together: the number of runs per compiled call; 1 for a run trained alone.
        theta: after the last update.
        full_loss: the loss over all samples at that point, from float64 moments.
        distance: of each parameter from the optimum for its samples.
        limit: the learning rate above which this optimizer diverges with the full batch on these
            samples (2/λmax for plain gradient descent); None if unknown.
    """

    index: int
    optimizer: str
    learning_rate: float
    batch_size: BatchSize
    seed: int
    state: RunState
    epochs: int
    updates: int
    seen: int
    seconds: float
    together: int
    theta: Theta
    full_loss: float
    distance: Theta
    limit: float | None

    @property
    def cell(self) -> Cell:
        """The parameters that it shares with runs that differ only in the seed."""
        return self.optimizer, self.batch_size, self.learning_rate


Cell = tuple[str, BatchSize, float]
"""Optimizer, batch size, learning rate."""


@dataclass(frozen=True)
class Spread:
    """Mean and sample standard deviation (denominator count - 1) of some numbers.

    Both are nan for no numbers; the deviation is nan for one number.
    """

    mean: float
    deviation: float
    count: int

    @classmethod
    def of(cls, values: Iterable[float]) -> Spread:
        """The spread of these numbers, which must be finite."""
        array = np.array(list(values), np.float64)
        mean = float(array.mean()) if array.size else math.nan
        deviation = float(array.std(ddof=1)) if array.size > 1 else math.nan
        return cls(mean, deviation, array.size)


@dataclass(frozen=True)
class SweepSummary:
    """Statistics over the seeds of one cell.

    Means and deviations are over the runs that did not diverge. If some of them ran out of epochs
    (`cut_off`), those of epochs, updates, seen and seconds are lower bounds.

    Attributes:
        optimizer, batch_size, learning_rate: the cell.
        runs: number of finished runs; converged, diverged, cut_off: how many ended how.
        limit: mean over the seeds of the full batch's limit of the learning rate; None if unknown.
    """

    optimizer: str
    batch_size: BatchSize
    learning_rate: float
    runs: int
    converged: int
    diverged: int
    cut_off: int
    epochs: Spread
    updates: Spread
    seen: Spread
    seconds: Spread
    full_loss: Spread
    distance: tuple[Spread, Spread]
    limit: float | None

    @property
    def cell(self) -> Cell:
        """Optimizer, batch size and learning rate."""
        return self.optimizer, self.batch_size, self.learning_rate


def summarize(rows: Sequence[SweepRow]) -> list[SweepSummary]:
    """One summary per cell, in the order of the product."""
    cells: dict[Cell, list[SweepRow]] = {}
    for row in sorted(rows, key=lambda row: row.index):
        cells.setdefault(row.cell, []).append(row)
    return [_summary(cell, members) for cell, members in cells.items()]


def _summary(cell: Cell, rows: list[SweepRow]) -> SweepSummary:
    sound = [row for row in rows if row.state is not RunState.DIVERGED]
    limits = [row.limit for row in rows if row.limit is not None]

    def spread(name: str) -> Spread:
        return Spread.of(getattr(row, name) for row in sound)

    return SweepSummary(
        *cell,
        runs=len(rows),
        converged=sum(row.state is RunState.CONVERGED for row in rows),
        diverged=len(rows) - len(sound),
        cut_off=sum(row.state is RunState.MAX_EPOCHS for row in rows),
        epochs=spread("epochs"),
        updates=spread("updates"),
        seen=spread("seen"),
        seconds=spread("seconds"),
        full_loss=spread("full_loss"),
        distance=(
            Spread.of(row.distance[0] for row in sound),
            Spread.of(row.distance[1] for row in sound),
        ),
        limit=Spread.of(limits).mean if limits else None,
    )
