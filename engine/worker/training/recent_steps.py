"""The last few updates one by one: the samples of each, and its result.

Storing them costs almost nothing; the losses over their batches, which do cost time, are made on
request.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.config.run import RunConfig
from engine.data.batches import (
    BatchSpan,
    batch_indices,
    batch_length,
    epochs_after,
    offset_after,
    replica_spans,
)
from engine.data.dataset import Dataset
from engine.data.preview import POINTS, spread_rows
from engine.history.values import BatchPart, BatchStep
from engine.problems.base import Objective, Problem, Theta
from engine.protocol.commands import MOST_STEPS
from engine.worker.training.loop import Recorded
from engine.worker.training.models.objective import TracedObjective

_MOST_SAMPLES = 1 << 20
"""The most samples read for the losses of the updates before the last one."""


@dataclass(frozen=True)
class _Step:
    update: int
    span: BatchSpan
    before: Theta
    after: Theta
    loss: float
    seed: int
    shuffle: bool
    replicas: int


class LastSteps:
    """Remembers the last `MOST_STEPS` updates of a run.

    Args:
        dataset: the samples.
        objective: the loss over all of them.
        problem: what is minimized.
    """

    def __init__(self, dataset: Dataset, objective: Objective, problem: Problem) -> None:
        self._dataset, self._problem = dataset, problem
        self._all = objective
        self._steps: deque[_Step] = deque(maxlen=MOST_STEPS)
        self._known: dict[int, Objective | None] = {}
        self._parts: tuple[int, tuple[BatchPart, ...]] = (0, ())

    def clear(self) -> None:
        """Forget them all."""
        self._steps.clear()
        self._known.clear()
        self._parts = (0, ())

    def fresh(self) -> LastSteps:
        """An empty one for the same samples."""
        return LastSteps(self._dataset, self._all, self._problem)

    @property
    def last_loss(self) -> float:
        """The batch loss of the last update; nan before the first."""
        return self._steps[-1].loss if self._steps else math.nan

    @property
    def last(self) -> BatchSpan | None:
        """The samples of the last update; None before the first."""
        return self._steps[-1].span if self._steps else None

    def add(
        self, recorded: Recorded, before: Theta, config: RunConfig, update: int, at: tuple[int, int]
    ) -> None:
        """Add consecutive updates.

        Args:
            recorded: their results.
            before: θ before the first of them.
            config: their configuration.
            update: updates made before them.
            at: the epoch and the offset before them.
        """
        samples, made = self._dataset.x.size, len(recorded)
        length = batch_length(config.batch, samples)
        epoch, offset = at
        for k in range(max(0, made - MOST_STEPS), made):
            begin = offset_after(samples, length, offset, k)
            span = BatchSpan(
                epoch + epochs_after(samples, length, offset, k),
                begin,
                min(begin + length, samples),
            )
            self._steps.append(
                _Step(
                    update=update + k + 1,
                    span=span,
                    before=recorded.after(k - 1) if k else before,
                    after=recorded.after(k),
                    loss=float(recorded.loss[k]),
                    seed=config.seed_of_order,
                    shuffle=config.batch.shuffle,
                    replicas=config.batch.replicas,
                )
            )

    def told(self, count: int) -> tuple[BatchStep, ...]:
        """The last `count` updates, oldest first; fewer if their batches are large."""
        steps: list[BatchStep] = []
        seen = 0
        for step in reversed(self._steps):
            if len(steps) == count:
                break
            size = step.span.stop - step.span.start
            seen += 0 if size == self._dataset.x.size or step.update in self._known else size
            if steps and seen > _MOST_SAMPLES:
                break
            objective, parts = self._objective(step), () if steps else self._parts_of(step)
            what = step.update, step.span, step.before, step.after, step.loss
            gradient = None if steps else self._gradient(step)
            steps.append(BatchStep(*what, objective, parts, gradient))
        self._known = {step.update: step.objective for step in steps}
        return tuple(reversed(steps))

    def _objective(self, step: _Step) -> Objective | None:
        """The loss over the samples of an update, as far as they are read."""
        if (known := self._known.get(step.update)) is not None:
            return known
        span, samples = step.span, self._dataset.x.size
        if self._problem.is_quadratic and span.stop - span.start == samples:
            return self._all
        return self._loss_over(step, (span,))[0]

    def _parts_of(self, step: _Step) -> tuple[BatchPart, ...]:
        """What each of several replicas took of an update; empty with one."""
        if step.replicas == 1:
            return ()
        if self._parts[0] != step.update:
            spans = replica_spans(step.span, step.replicas)
            made = zip(spans, self._loss_over(step, spans), strict=True)
            self._parts = step.update, tuple(BatchPart(*part) for part in made)
        return self._parts[1]

    def _gradient(self, step: _Step) -> Theta | None:
        """The gradient of the batch loss before an update, where only this process knows it."""
        objective, span, data = self._all, step.span, self._dataset
        if not isinstance(objective, TracedObjective):
            return None
        if span.stop - span.start == data.x.size:
            return objective.gradient(*step.before)
        rows = self._rows(step)
        return objective.slopes_over(data.x[rows], data.y[rows], step.before)

    def _rows(self, step: _Step) -> slice | NDArray[np.int32]:
        """The samples of an update's batch, in order."""
        if not step.shuffle:
            return slice(step.span.start, step.span.stop)
        return batch_indices(step.span, self._dataset.x.size, step.seed, shuffle=True)

    def _loss_over(self, step: _Step, spans: tuple[BatchSpan, ...]) -> list[Objective | None]:
        """The losses over parts of an update's batch, or a selection of them if they are many."""
        problem, data = self._problem, self._dataset
        if problem.objective is None:
            return [None] * len(spans)
        order = None
        if step.shuffle:
            order = batch_indices(step.span, data.x.size, step.seed, shuffle=True)
        made: list[Objective | None] = []
        for span in spans:
            rows: slice | NDArray[np.int32] = slice(span.start, span.stop)
            if order is not None:
                rows = order[span.start - step.span.start : span.stop - step.span.start]
            x, y = data.x[rows], data.y[rows]
            if not problem.is_quadratic:
                chosen = spread_rows(x.size, POINTS // step.replicas)
                x, y = x[chosen], y[chosen]
            made.append(problem.objective(x, y) if x.size else None)
        return made
