"""A run of plain gradient descent in numpy, any moment of which can be shown again."""

from __future__ import annotations

import math
from collections.abc import Sequence
from copy import copy
from typing import Any

import numpy as np

from engine.arrays import Floats
from engine.config.parameters import with_values
from engine.config.run import RunConfig, StopRule
from engine.data.batches import BatchSpan
from engine.data.dataset import load
from engine.history.epochs import OpenEpoch
from engine.history.frame import Frame
from engine.history.values import BatchStep, Change, Checkpoint, RunState, Series
from engine.problems.linear_neuron.moments import Moments
from engine.problems.registry import problem_of
from engine.protocol.commands import (
    Watch,
)
from tests.fake_replicas import parts_of, replica_step

_STATE = (
    "config", "w", "b", "_previous", "_rows", "_epoch_rows", "_seen", "_open", "_offset", "_batch",
    "_steps", "_changes", "_ends", "_armed", "_epoch_limit",
)  # fmt: skip
"""What a moment of the run consists of."""


class FakeRun:
    """What `tests.fakes.FakeEngine` trains: w -= lr ∂L/∂w in float64, of any built-in problem.

    The optimizer is always this one, and every stop rule is that of the epoch loss.

    Attributes:
        config: the configuration in force.
        state: where the run stands.
        watched: what frames report.
    """

    def __init__(self, config: RunConfig) -> None:
        self.config = config
        self.state = RunState.READY
        self.watched = Watch()
        self._begin()

    def _begin(self) -> None:
        data = load(self.config.data)
        self._x, self._y = data.x.astype(float), data.y.astype(float)
        self.moments = Moments.of(data.x, data.y).with_l2(self._l2)
        self.w, self.b = self.config.start.w0, self.config.start.b0
        self._previous = (self.w, self.b)
        self._rows: list[tuple[int, float, float, float]] = []
        self._epoch_rows: list[tuple[int, float, float, float]] = []
        self._seen: list[int] = []
        """The samples seen after each update."""
        self._open: list[tuple[float, float, float]] = []
        self._offset = 0
        self._batch: BatchSpan | None = None
        self._steps: list[BatchStep] = []
        self._changes: tuple[Change, ...] = ()
        self._ends: list[int] = []
        self._armed = True
        """Whether the stop rule is looked at."""
        self._epoch_limit = self.config.stop.epochs
        self._moments = [self._moment()]
        self._present: dict[str, Any] | None = None
        self.state = RunState.READY

    def _moment(self) -> dict[str, Any]:
        """The whole state."""
        return {name: copy(getattr(self, name)) for name in _STATE}

    def _stand(self, moment: dict[str, Any]) -> None:
        for name, value in moment.items():
            setattr(self, name, copy(value))

    @property
    def _l2(self) -> float:
        return self.config.problem.l2

    @property
    def update(self) -> int:
        return len(self._rows)

    @property
    def epoch(self) -> int:
        return len(self._epoch_rows)

    def _make_update(self) -> None:
        n = self._x.size
        size, replicas = self.config.batch.batch_size, self.config.batch.replicas
        stop = n if size == "full" else min(self._offset + int(size) * replicas, n)
        rows = slice(self._offset, stop)
        x, y = self._x[rows], self._y[rows]
        lr = self.config.optimizer.learning_rate
        self._batch = BatchSpan(self.epoch, rows.start, stop)
        self._previous = (self.w, self.b)
        loss, (by_w, by_b) = self._loss_and_gradient(x, y)
        self.w -= lr * by_w
        self.b -= lr * by_b
        self._rows.append((self.update + 1, self.w, self.b, loss))
        self._seen.append(self.epoch * n + stop)
        after = (self.w, self.b)
        parts, batch = parts_of(x, y, self._batch, replicas), Moments.of(x, y)
        batch = batch.with_l2(self._l2)
        step = BatchStep(self.update, self._batch, self._previous, after, loss, batch, parts)
        self._steps.append(step)
        self._open.append((loss, self.w, self.b))
        self._offset = stop
        if stop == n:
            means = np.mean(self._open, axis=0)
            self._epoch_rows.append((self.epoch + 1, means[1], means[2], means[0]))
            self._open, self._offset = [], 0
            self._ends.append(self.update)
        self._moments.append(self._moment())

    def _loss_and_gradient(self, x: Floats, y: Floats) -> tuple[float, tuple[float, float]]:
        """Of a batch, here."""
        w, b, problem = self.w, self.b, problem_of(self.config.problem)
        with np.errstate(over="ignore", invalid="ignore"):
            if problem.objective is not None and not problem.is_quadratic:
                objective = problem.objective(x, y)
                return objective.loss(w, b), objective.gradient(w, b)
            residual = w * x + b - y
            total = float(np.sum(residual**2))
            # The worker sums in float32.
            loss = total / x.size if np.isfinite(np.float32(total)) else math.inf
            by_w = float(np.mean(2 * residual * x)) + 2 * self._l2 * w
            return loss + self._l2 * w * w, (by_w, float(np.mean(2 * residual)))

    def _end(self) -> RunState | None:
        if not (math.isfinite(self.w) and math.isfinite(self._rows[-1][3])):
            return RunState.DIVERGED
        rule = self._armed and self.config.stop.stop is not StopRule.NEVER
        if rule and self._offset == 0 and self.epoch >= 2:
            before, now = self._epoch_rows[-2][3], self._epoch_rows[-1][3]
            if abs(now - before) < self.config.stop.tolerance * abs(before):
                return RunState.CONVERGED
        if self.epoch >= self._epoch_limit:
            return RunState.MAX_EPOCHS
        return None

    def frame(self) -> Frame:
        """The run as it stands, or the earlier moment that is shown."""
        past = self._present is not None
        return Frame(
            state=self._standstill if past else self.state,
            config=self.config,
            theta=(self.w, self.b),
            previous=self._previous,
            batch_loss=self._rows[-1][3] if self._rows else math.nan,
            epoch_loss=self._epoch_rows[-1][3] if self._epoch_rows else math.nan,
            full_loss=float(self.moments.loss(self.w, self.b)),
            batch=self._batch,
            updates=_series(self._rows, self._seen, range(1, self.update + 1)),
            epochs=_series(self._epoch_rows, [self._seen[at - 1] for at in self._ends], self._ends),
            kept_every=1,
            seconds=self.update / 1000,
            compile_seconds=0.1,
            updates_per_second=1000.0 if self.state is RunState.RUNNING else 0.0,
            checkpoint=Checkpoint(
                self.update, self.epoch, self._offset, (self.w, self.b), "sgd", {},
                OpenEpoch(), np.empty((0, 3)),
            ),
            changes=self._changes,
            of=len(self._moments) - 1 if past else None,
            steps=tuple(self._steps[-self.watched.steps :]) if self.watched.steps else (),
            replicas=replica_step(self._steps[-1] if self._steps else None),
        )  # fmt: skip

    @property
    def _standstill(self) -> RunState:
        """The state in which an earlier moment is shown."""
        return RunState.PAUSED if self.update else RunState.READY

    def _come_back(self) -> None:
        if self._present is not None:
            self._stand(self._present)
        self._present = None

    def _change(self, name: str, old: str, new: str) -> None:
        """A live change; one that is made and undone before another update is none."""
        here = [c for c in self._changes if c.update == self.update and c.parameter == name]
        first = here[0].old if here else old
        self._changes = tuple(change for change in self._changes if change not in here)
        if first != new:
            self._changes += (Change(self.update, self.epoch, name, first, new),)


def undone(config: RunConfig, changes: tuple[Change, ...]) -> RunConfig:
    """The configuration before these live changes, which led to `config`."""
    for change in reversed(changes):
        config = with_values(config, {change.parameter: change.old})
    return config


def _series(
    rows: list[tuple[int, float, float, float]], seen: list[int], updates: Sequence[int]
) -> Series:
    """Rows of index, w, b, loss, with the samples seen and the updates made at each."""
    if not rows:
        return Series.empty()
    index, w, b, loss = (np.array(column) for column in zip(*rows, strict=True))
    done = np.array([seen, updates], np.float64)
    return Series.of(index.astype(np.int64), w, b, loss, done[0], done[1] / 1000)
