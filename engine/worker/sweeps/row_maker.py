"""Makes the rows of a sweep: compares the end of each run with the optimum of its samples."""

from __future__ import annotations

from collections.abc import Callable

from engine.config.run import DataConfig, RunConfig
from engine.data.batches import batch_length
from engine.data.dataset import Dataset
from engine.problems.linear_neuron.least_squares import theory_of
from engine.sweeps.rows import UNSOUND, Cell, Seeds, SweepRow, excess_of
from engine.theory.momentum import descent_of
from engine.theory.samples import Samples
from engine.theory.verdict import Standing, is_unstable, kind_of
from engine.worker.sweeps.run_judge import Ended


class RowMaker:
    """Makes rows, and remembers what is known of each data set.

    Args:
        dataset: returns the samples of a configuration.
    """

    def __init__(self, dataset: Callable[[DataConfig], Dataset]) -> None:
        self._dataset = dataset
        self._known: dict[DataConfig, Samples] = {}

    def row(self, index: int, config: RunConfig, end: Ended, together: int) -> SweepRow:
        """The row of a run.

        Args:
            index: of the run.
            config: its configuration.
            end: its end.
            together: the number of runs per compiled call.
        """
        samples = self._samples(config.data)
        descent = descent_of(config.optimizer)
        full_loss = float(samples.moments.loss(*end.theta))
        at = Standing(end.state, end.updates, end.theta, full_loss, end.epoch_loss)
        verdict = kind_of(config, samples, at)
        judged = verdict is None or verdict.earned or verdict in UNSOUND
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
            full_loss=full_loss,
            excess=excess_of(full_loss, samples.moments),
            distance=samples.theory.off(end.theta),
            limit=None if descent is None else descent.limit(samples.theory.lambda_max),
            verdict=verdict,
            unstable=not judged and is_unstable(config, samples, at),
            batch_samples=batch_length(config.batch, samples.count),
        )

    def _samples(self, data: DataConfig) -> Samples:
        key = data.samples_key
        if key not in self._known:
            dataset = self._dataset(data)
            moments = dataset.moments
            self._known[key] = Samples.among(dataset.x, dataset.y, moments, theory_of(moments))
        return self._known[key]
