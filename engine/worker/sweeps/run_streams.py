"""The samples of many runs and the order that each run takes them in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats, Singles
from engine.config.run import DataConfig, RunConfig
from engine.data.batches import sample_order
from engine.data.dataset import Dataset
from engine.problems.noise import noise_block
from engine.stopping.rules import Gradient
from engine.worker.sweeps.run_arrays import Streams
from engine.worker.training.full_loss import full_objective


class RunStreams:
    """Which stream each run has: its samples and, where they are shuffled, their seed.

    Args:
        configs: one for each run.
        datasets: the samples by the `data` section of the configurations.

    Attributes:
        of: the stream of each run, (runs,).
        samples: in each data set.
    """

    def __init__(self, configs: Sequence[RunConfig], datasets: dict[DataConfig, Dataset]) -> None:
        keys: dict[tuple[DataConfig, int], int] = {}
        columns: dict[int, int] = {}
        distinct: list[Dataset] = []
        stream_of, column_of = [], []
        for config in configs:
            data, key = datasets[config.data], (config.data.samples_key, config.seed_of_order)
            if key not in keys:
                keys[key] = len(keys)
                if id(data) not in columns:
                    columns[id(data)] = len(columns)
                    distinct.append(data)
                column_of.append(columns[id(data)])
            stream_of.append(keys[key])
        problem = configs[0].problem
        self._objectives = [full_objective(problem.bare, data) for data in distinct]
        self._l2 = np.array([config.problem.l2 for config in configs])
        self._seeds = [seed for _, seed in keys]
        self._x = np.stack([data.x for data in distinct], 1)
        self._y = np.stack([data.y for data in distinct], 1)
        self._column = np.array(column_of, np.intp)
        self.of = np.array(stream_of, np.intp)
        self.samples = int(self._x.shape[0])

    def chosen(self, streams: NDArray[np.intp]) -> Streams:
        """The samples of some streams."""
        return Streams(self._x, self._y, self._column[streams])

    def orders(self, streams: NDArray[np.intp], first: int, epochs: int) -> NDArray[np.int32]:
        """The orders of consecutive epochs as places in `ManyLoop`'s long column.

        (epochs, n, streams).
        """
        orders = np.empty((epochs, self.samples, len(streams)), np.int32)
        for epoch in range(epochs):
            for place, stream in enumerate(streams):
                order = sample_order(self._seeds[stream], first + epoch, self.samples)
                orders[epoch, :, place] = order + self.samples * self._column[stream]
        return orders

    def noise(self, streams: NDArray[np.intp], block: int) -> Singles:
        """The noise of a block of updates, (updates, 2, streams)."""
        return np.stack([noise_block(self._seeds[stream], block) for stream in streams], axis=-1)

    def gradient_of(self, runs: NDArray[np.intp]) -> Gradient:
        """The full loss' gradient at parameters (epochs, runs), each run on its own samples."""
        column_of, l2 = self._column[self.of[runs]], self._l2[runs]

        def gradient(w: Floats, b: Floats) -> tuple[Floats, Floats]:
            by_w, by_b = np.empty((2, *w.shape))
            for column, objective in enumerate(self._objectives):
                those = column_of == column
                by_w[:, those], by_b[:, those] = objective.gradient(w[:, those], b[:, those])
            return by_w + 2 * l2 * w, by_b

        return gradient
