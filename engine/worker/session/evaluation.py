"""Evaluates the loss for pictures that the app cannot compute: coarse at first, in short slices.

Imports TensorFlow (through the trainer): for the worker only.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from engine.data.preview import POINTS as MOST_SAMPLES
from engine.data.preview import spread_rows
from engine.errors import DescentError
from engine.problems.base import Objective
from engine.protocol.events import Refused
from engine.protocol.problem_messages import Evaluate, Evaluated
from engine.worker.session.refinement import is_fine, strides
from engine.worker.training.models.objective import TracedObjective, loss_and_slopes
from engine.worker.training.models.registry import losses_of
from engine.worker.training.pace import SliceSize
from engine.worker.training.trainer import Trainer

_MOST = 1 << 20
"""Points of a picture."""


class Evaluation:
    """At most one picture, in slices.

    Args:
        device: TensorFlow's name of the device.
    """

    def __init__(self, device: str = "") -> None:
        self._steps: Iterator[Evaluated | None] | None = None
        self._device = device

    @property
    def busy(self) -> bool:
        """Whether there is work."""
        return self._steps is not None

    def begin(self, command: Evaluate, trainer: Trainer) -> None:
        """Begin a picture of the run of a trainer, instead of the one under way.

        Raises:
            DescentError: it has no points, or too many.
        """
        columns, rows = command.columns, command.rows
        if min(columns, rows) < 1 or columns * rows > _MOST:
            raise DescentError(f"{columns} × {rows} points cannot be evaluated")
        self._steps = _steps(command, trainer, SliceSize(device=self._device))

    def work(self) -> list[Evaluated | Refused]:
        """Evaluate some points; returns the events to send, one for each grid."""
        if self._steps is None:
            return []
        try:
            event = next(self._steps)
        except DescentError as error:
            self._steps = None
            return [Refused(str(error))]
        if event is None:
            return []
        if event.whole:
            self._steps = None
        return [event]


def _steps(command: Evaluate, trainer: Trainer, size: SliceSize) -> Iterator[Evaluated | None]:
    """Grid after grid until one is fine enough; no point is evaluated twice."""
    view, (objective, sampled) = command.view, _objective(trainer)
    config = trainer.config
    w = np.linspace(view.w_low, view.w_high, command.columns)
    b = np.linspace(view.b_low, view.b_high, command.rows)
    found = np.empty((3, b.size, w.size))
    missing = np.ones((b.size, w.size), np.bool_)
    for stride in strides(w.size, b.size):
        every = np.s_[::stride, ::stride]
        grid = np.zeros_like(missing)
        grid[every] = missing[every]
        rows, columns = np.nonzero(grid)
        while rows.size:
            now, begun = size.updates, time.perf_counter()
            size.begin()
            at = rows[:now], columns[:now]
            found[:, at[0], at[1]] = loss_and_slopes(objective, w[at[1]], b[at[0]])
            size.learn(at[0].size, time.perf_counter() - begun)
            rows, columns = rows[now:], columns[now:]
            yield None
        missing[every] = False
        losses, slopes = found[0][every].copy(), found[1:, ::stride, ::stride].copy()
        whole = stride == 1 or is_fine(losses, slopes, (w[stride] - w[0], b[stride] - b[0]))
        yield Evaluated(config, view, losses, slopes, sampled, whole)


def _objective(trainer: Trainer) -> tuple[Objective, int]:
    """The loss to evaluate, and the number of samples of which it has a selection; 0 for all."""
    config, data = trainer.config, trainer.dataset
    if data.x.size <= MOST_SAMPLES or not config.problem.is_own:
        return trainer.objective, 0
    chosen = spread_rows(data.x.size, MOST_SAMPLES)
    each, path = losses_of(config.problem).each, Path(config.problem.problem)
    return TracedObjective(each, data.x[chosen], data.y[chosen], path), int(data.x.size)
