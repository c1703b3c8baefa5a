"""A run at a moment, with its history thinned for the screen."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.config.run import RunConfig
from engine.data.batches import BatchSpan
from engine.history.replicas import ReplicaStep
from engine.history.values import BatchStep, Change, Checkpoint, Derivatives, RunState, Series
from engine.optimizers.state import OptimizerState
from engine.problems.base import Theta
from engine.problems.own.version import UNKNOWN, Version


@dataclass(frozen=True)
class Frame:
    """An immutable snapshot of the run: everything that the screen shows of it.

    Attributes:
        state: the state of the run.
        config: the current configuration.
        theta: the parameters after the last update; previous: before it.
        batch_loss: of the last update, computed before it; nan before the first.
        epoch_loss: mean of the last whole epoch's batch losses; nan before the first.
        full_loss: loss over all samples at θ, in float64; while the run goes on, that of a moment
            ago if computing it takes a notable share of the time.
        batch: the last update's samples; None before the first.
        updates, epochs: the history, thinned to the rows requested by `Watch`.
        kept_every: 1 while every update is stored; otherwise the length in updates of the
            stretches of which only the extremes are stored.
        seconds: training time so far, excluding compilation; compile_seconds: compilation.
        updates_per_second: measured over about the last second.
        checkpoint: enough to continue from here in another process.
        changes: the live changes.
        steps: the last updates, oldest first, as requested by `Watch.steps` and available.
        optimizer_before: the optimizer's state before the last update, if requested by
            `Watch.optimizer_before` and the configuration is still that of the update.
        optimizer_after: the optimizer's current state, if requested.
        epoch_limit: epochs after which the run ends; None is that of the configuration.
        rule_armed: whether the stop rule is evaluated.
        scatter: of the batch losses of the last epochs (`engine.history.scatter`); nan while
            unknown.
        derivatives: of the full loss, where the app does not have all that it depends on; like it
            at θ, or a moment ago.
        of: the number of updates of the run if this is an earlier moment, with which the histories
            end; None for the present.
        kernels: that one update starts on the device, if requested.
        replicas: what several devices did of the last update; None with one.
        version: of the file with the loss, if it comes from one.
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
    epoch_limit: int | None = None
    rule_armed: bool = True
    scatter: float = math.nan
    derivatives: Derivatives | None = None
    of: int | None = None
    kernels: int | None = None
    replicas: ReplicaStep | None = None
    version: Version = UNKNOWN

    @property
    def update(self) -> int:
        """Number of updates since the start."""
        return self.checkpoint.update

    @property
    def epoch(self) -> int:
        """Number of completed epochs."""
        return self.checkpoint.epoch
