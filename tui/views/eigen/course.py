"""The errors of a run as they grow in number, and axes that stay steady while they do."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.config.run import RunConfig
from engine.data.batches import batch_length, updates_per_epoch
from engine.history.changes import stages, undone
from engine.history.frame import Frame
from engine.history.values import Change
from engine.theory.directions import Stretch, directions_of
from engine.theory.momentum import descent_of
from tui.canvas.area import Scale
from tui.model.known_problem import Problem
from tui.model.scene import Scene
from tui.views.eigen.errors import Errors, Scales, across, along, expected, horizon

_Source = tuple[RunConfig, tuple[Change, ...], Problem, Frame | None]


class Course:
    """Computes the errors of a scene, once for each frame."""

    def __init__(self) -> None:
        self._source: _Source | None = None
        self._found: tuple[Errors, Scales] | None = None
        self._stretches: tuple[Stretch, ...] = ()
        self._x: Scale | None = None
        self._y: Scale | None = None

    def of(self, scene: Scene) -> tuple[Errors, Scales]:
        """The errors, measured and predicted, and the limits of the axes."""
        run = None if scene.before_run else scene.frame
        config, changes = (scene.config, ()) if run is None else (run.config, run.changes)
        source = (config, changes, scene.problem, run)
        if self._found is not None and self._source is not None and _same(source, self._source):
            return self._found
        if self._source is None or source[:2] != self._source[:2]:
            self._stretches = stretches_of(config, changes)
        self._source = source
        updates = np.concatenate([[0.0], [] if run is None else run.updates.index])
        measured = np.abs(scene.exact.errors(scene.way[: len(updates)]))
        ended = run is not None and run.state.ended
        self._x = across(updates, _horizon(scene), self._x, ended=ended)
        ahead, predicted = expected(scene.problem, self._stretches, self._x.high)
        errors = Errors(updates, measured, ahead, predicted)
        self._y = along(errors, self._y, ended=ended)
        self._found = errors, (self._x, self._y)
        return self._found


def _same(source: _Source, other: _Source) -> bool:
    """Whether two sources are the same: those with arrays by identity."""
    return source[:2] == other[:2] and source[2] is other[2] and (source[3] is other[3])


def stretches_of(config: RunConfig, changes: Sequence[Change]) -> tuple[Stretch, ...]:
    """The parts of a run between its live changes, which end with this configuration."""
    found = stages(config, changes)
    if not found or found[0][0] > 0:
        found.insert(0, (0, undone(config, changes)))
    return tuple(Stretch(begin, now) for begin, now in found)


def _horizon(scene: Scene) -> float:
    """The updates to show before the first one: enough to see both errors fall, if they do."""
    config, samples = scene.config, scene.preview.samples
    length = batch_length(config.batch, samples)
    most = config.stop.epochs * updates_per_epoch(samples, length)
    descent = descent_of(config.optimizer)
    if descent is None:
        return float(min(most, 100))
    directions = directions_of(descent, config.optimizer.learning_rate, scene.exact)
    return min(float(most), horizon([one.half_life for one in directions]))
