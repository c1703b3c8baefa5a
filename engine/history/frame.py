"""A run at a moment, with as much of its history as a screen can show."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.config.run import RunConfig
from engine.data.batches import BatchSpan
from engine.history.values import BatchStep, Change, Checkpoint, RunState, Series
from engine.optimizers.state import OptimizerState
from engine.problems.base import Theta


@dataclass(frozen=True)
class Frame:
    """One immutable snapshot of the run: all that the screen shows of it.

    Attributes:
        state: where the run stands.
        config: the configuration in force.
        theta: the parameters after the last update; previous: before it.
        batch_loss: of the last update, taken before it; nan before the first.
        epoch_loss: mean of the last whole epoch's batch losses; nan before the first.
        full_loss: loss over all samples at θ, from float64 moments.
        batch: the last update's samples; None before the first.
        updates, epochs: the history, thinned to the rows asked for by `Watch`.
        kept_every: 1 while every update is kept; else the length in updates of the stretches of
            which just the extremes are kept.
        seconds: training time so far, without compilation; compile_seconds: compilation.
        updates_per_second: measured over about the last second.
        checkpoint: enough to go on from here in another process.
        changes: what was changed live.
        steps: the last updates, oldest first, as many as `Watch.steps` asked for and can be had.
        optimizer_before: the optimizer's state before the last update, if
            `Watch.optimizer_state` asked for it and the configuration is still that update's.
        optimizer_after: the same as it is now, if it was asked for.
        scatter: of the batch losses of the last epochs (`engine.history.scatter`); nan while
            unknown.
        of: how many updates the run has made, where this is an earlier moment of it; the histories
            end with that moment. None for the present.
    """

    state: RunState
    config: RunConfig
    theta: Theta
    previous: Theta
    batch_loss: float
    epoch_loss: float
    full_loss: float
    batch: BatchSpan | None
    updates: Series
    epochs: Series
    kept_every: int
    seconds: float
    compile_seconds: float
    updates_per_second: float
    checkpoint: Checkpoint
    changes: tuple[Change, ...] = ()
    steps: tuple[BatchStep, ...] = ()
    optimizer_before: OptimizerState | None = None
    optimizer_after: OptimizerState | None = None
    scatter: float = math.nan
    of: int | None = None

    @property
    def update(self) -> int:
        """Updates made since the start."""
        return self.checkpoint.update

    @property
    def epoch(self) -> int:
        """Whole epochs completed."""
        return self.checkpoint.epoch
