"""The result of each run of a sweep."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple, Self

from engine.config.run import BatchSize, RunConfig
from engine.history.values import RunState
from engine.optimizers.schedules import CONSTANT
from engine.problems.base import Theta
from engine.problems.linear_neuron.moments import Moments
from engine.theory.verdict import Kind

UNSOUND = (Kind.DIVERGING, Kind.DIVERGED, Kind.OUT_OF_RANGE)
"""Verdicts on runs without a result."""

_ROUNDING = 1e-7
"""Share of the variance of y below which the least loss is a rounding error."""


class Cell(NamedTuple):
    """The parameters that runs share which differ only in their seeds."""

    optimizer: str
    batch_size: BatchSize
    learning_rate: float
    schedule: str = CONSTANT
    l2: float = 0.0

    @classmethod
    def of(cls, config: RunConfig) -> Self:
        """The cell of a run."""
        optimizer = config.optimizer
        rate, schedule = optimizer.learning_rate, optimizer.schedule
        size, l2 = config.batch.batch_size, config.problem.l2
        return cls(optimizer.optimizer, size, rate, schedule, l2)


class Seeds(NamedTuple):
    """The seeds of a run; `data` and `order` are those in use."""

    seed: int
    data: int
    order: int

    @classmethod
    def of(cls, config: RunConfig) -> Self:
        """The seeds of a run."""
        return cls(config.data.seed, config.data.seed_of_data, config.seed_of_order)


def is_on_a_line(moments: Moments) -> bool:
    """Whether the samples are on a line, so that the least loss is 0, to rounding."""
    return moments.least_loss <= _ROUNDING * moments.var_y


def excess_of(loss: float, moments: Moments) -> float:
    """Loss / least loss - 1; nan if the loss is not finite or the samples are on a line."""
    if not math.isfinite(loss) or is_on_a_line(moments):
        return math.nan
    return max(0.0, (loss - moments.least_loss) / moments.least_loss)


@dataclass(frozen=True)
class SweepRow:
    """The result of one run of a sweep.

    Attributes:
        index: its index in `SweepSpec.configs`.
        cell, seeds: the varied parameters.
        state: converged, diverged or max_epochs.
        epochs, updates, seen: whole epochs completed; updates made; samples seen.
        seconds: its share of the device's time, excluding compilation: the wall time of each slice
            is divided among its runs in proportion to their updates. The shares add up to the
            total; a run trained alone may take longer, as `engine.sweeps.tradeoff` measures.
            0 for a run that was not trained (`same_as`).
        together: the number of runs per compiled call; 1 for a run trained alone.
        theta: after the last update.
        full_loss: the loss over all samples at that point, from float64 moments.
        excess: full_loss / least loss of the same samples - 1, see `excess_of`.
        distance: of each parameter from the optimum for its samples.
        limit: the learning rate above which this optimizer diverges with the full batch on these
            samples (2/λmax for plain gradient descent); None if unknown.
        verdict: how near the optimum it is; None before its first update.
        unstable: whether it ended before it diverged, but only grows: see
            `engine.theory.verdict.is_unstable`. False if the verdict says as much.
        batch_samples: the batch size as a number of samples.
        same_as: the index of an exactly equal run, whose results it has, such as one with another
            batch size of at least the number of samples. None if it was trained.
    """

    index: int
    cell: Cell
    seeds: Seeds
    state: RunState
    epochs: int
    updates: int
    seen: int
    seconds: float
    together: int
    theta: Theta
    full_loss: float
    excess: float
    distance: Theta
    limit: float | None
    verdict: Kind | None = None
    unstable: bool = False
    batch_samples: int = 0
    same_as: int | None = None

    @property
    def is_sound(self) -> bool:
        """Whether its results say something about its settings, not only that they grow."""
        return not (self.unstable or self.state is RunState.DIVERGED or self.verdict in UNSOUND)
