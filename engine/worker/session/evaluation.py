"""Evaluates the loss for pictures that the app cannot compute, a few points at a time.

Imports TensorFlow (through the trainer): for the worker only.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from engine.data.preview import POINTS as MOST_SAMPLES
from engine.data.preview import spread_rows
from engine.errors import DescentError
from engine.protocol.events import Refused
from engine.protocol.problem_messages import Evaluate, Evaluated
from engine.worker.training.models.objective import POINTS, TracedObjective, loss_and_slopes
from engine.worker.training.models.registry import losses_of
from engine.worker.training.trainer import Trainer

_MOST = 1 << 20
"""Points of a picture."""


class Evaluation:
    """At most one picture, in slices."""

    def __init__(self) -> None:
        self._steps: Iterator[Evaluated | None] | None = None

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
        self._steps = _steps(command, trainer)

    def work(self) -> list[Evaluated | Refused]:
        """Evaluate some points; returns the events to send."""
        if self._steps is None:
            return []
        try:
            event = next(self._steps)
        except DescentError as error:
            self._steps = None
            return [Refused(str(error))]
        if event is None:
            return []
        self._steps = None
        return [event]


def _steps(command: Evaluate, trainer: Trainer) -> Iterator[Evaluated | None]:
    view, config, data = command.view, trainer.config, trainer.dataset
    objective, sampled = trainer.objective, 0
    if data.x.size > MOST_SAMPLES and config.problem.is_own:
        chosen, sampled = spread_rows(data.x.size, MOST_SAMPLES), int(data.x.size)
        each, path = losses_of(config.problem).each, Path(config.problem.problem)
        objective = TracedObjective(each, data.x[chosen], data.y[chosen], path)
    w = np.linspace(view.w_low, view.w_high, command.columns)
    b = np.linspace(view.b_low, view.b_high, command.rows)
    w, b = (part.ravel() for part in np.meshgrid(w, b))
    found = np.empty((3, w.size))
    for start in range(0, w.size, POINTS):
        part = slice(start, start + POINTS)
        found[:, part] = loss_and_slopes(objective, w[part], b[part])
        yield None
    losses, *slopes = found.reshape(3, command.rows, command.columns)
    yield Evaluated(config, view, losses, np.array(slopes), sampled)
