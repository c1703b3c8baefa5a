"""Makes the rows of a sweep: compares the end of each run with the optimum of its samples."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from engine.config.run import DataConfig, RunConfig
from engine.data.batches import batch_length
from engine.data.dataset import Dataset
from engine.problems.base import Theta
from engine.problems.registry import problem_of
from engine.sweeps.rows import UNSOUND, Cell, Seeds, SweepRow, excess_of
from engine.theory.local import local_kind
from engine.theory.momentum import descent_of
from engine.theory.samples import Samples
from engine.theory.verdict import Kind, Standing, is_unstable, kind_of
from engine.worker.sweeps.run_judge import Ended
from engine.worker.training.full_loss import full_objective


class _Judged(NamedTuple):
    """The part of a row that depends on what is known; see `SweepRow`."""

    full_loss: float
    excess: float
    distance: Theta
    limit: float | None
    verdict: Kind | None
    unstable: bool


def _off(theta: Theta, minima: tuple[Theta, ...]) -> Theta:
    """The distance of each parameter from the closest of these points; nan if there is none."""
    if not minima:
        return math.nan, math.nan
    w, b = min(minima, key=lambda point: math.dist(point, theta))
    return abs(theta[0] - w), abs(theta[1] - b)


class RowMaker:
    """Makes rows, and remembers what is known of each data set.

    Args:
        dataset: returns the samples of a configuration.
    """

    def __init__(self, dataset: Callable[[DataConfig], Dataset]) -> None:
        self._dataset = dataset
        self._known: dict[tuple[DataConfig, float], Samples] = {}

    def row(self, index: int, config: RunConfig, end: Ended, together: int) -> SweepRow:
        """The row of a run.

        Args:
            index: of the run.
            config: its configuration.
            end: its end.
            together: the number of runs per compiled call.
        """
        exact = config.problem.is_quadratic
        judged = self._exact(config, end) if exact else self._local(config, end)
        return SweepRow(
            index=index,
            cell=Cell.of(config),
            seeds=Seeds.of(config),
            state=end.state,
            epochs=end.epochs,
            updates=end.updates,
            seen=end.seen,
            seconds=end.seconds,
            together=together,
            theta=end.theta,
            batch_samples=batch_length(config.batch, self._count(config.data)),
            **judged._asdict(),
        )

    def _exact(self, config: RunConfig, end: Ended) -> _Judged:
        """Compared with the optimum of its samples."""
        samples = self._samples(config)
        descent = descent_of(config.optimizer)
        full_loss = float(samples.moments.loss(*end.theta))
        at = Standing(end.state, end.updates, end.theta, full_loss, end.epoch_loss)
        verdict = kind_of(config, samples, at)
        judged = verdict is None or verdict.earned or verdict in UNSOUND
        return _Judged(
            full_loss=full_loss,
            excess=excess_of(full_loss, samples.moments),
            distance=samples.theory.off(end.theta),
            limit=None if descent is None else descent.limit(samples.theory.lambda_max),
            verdict=verdict,
            unstable=not judged and is_unstable(config, samples, at),
        )

    def _local(self, config: RunConfig, end: Ended) -> _Judged:
        """Without exact results; the distance is that from the closest known minimum."""
        problem = problem_of(config.problem)
        objective = full_objective(config.problem, self._dataset(config.data))
        full_loss = float(objective.loss(*end.theta))
        at = Standing(end.state, end.updates, end.theta, full_loss, end.epoch_loss)
        return _Judged(
            full_loss=full_loss,
            excess=math.nan,
            distance=_off(end.theta, problem.minima),
            limit=None,
            verdict=local_kind(objective, config.start.theta, at),
            unstable=False,
        )

    def _count(self, data: DataConfig) -> int:
        return int(self._dataset(data).x.size)

    def _samples(self, config: RunConfig) -> Samples:
        l2 = config.problem.l2
        key = config.data.samples_key, l2
        if key not in self._known:
            data = self._dataset(config.data)
            self._known[key] = Samples.among(data.x, data.y, data.moments, l2)
        return self._known[key]
