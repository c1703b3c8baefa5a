"""Trains all runs of a sweep, in groups that are advanced by one call, a slice at a time.

Imports TensorFlow (through `batched_runs` and `engine.worker.training.trainer`).
"""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Iterator, Sequence

from engine.config.run import DataConfig, RunConfig
from engine.data.batches import batch_length
from engine.data.dataset import Dataset, load
from engine.history.values import RunState
from engine.protocol.sweep_messages import SweepEnded, SweepRows
from engine.stopping.rules import memory
from engine.sweeps.rows import SweepRow
from engine.worker.sweeps.batched_runs import ManyRuns
from engine.worker.sweeps.row_maker import RowMaker
from engine.worker.sweeps.run_judge import Ended
from engine.worker.training.keras_optimizers import identity
from engine.worker.training.pace import SliceSize
from engine.worker.training.trainer import Trainer

MOST_TOGETHER = 1 << 14
MOST_ELEMENTS = 1 << 20
"""Runs per call times samples per batch: 4 MB of errors, which fit into a cache."""
MOST_DATA = 1 << 24
"""Samples per call over all seeds: 128 MB."""
_LEAST_TOGETHER = 4
_LONGEST_TOGETHER = 1 << 15
"""A longer batch keeps the processor busy by itself."""
_TELL_SECONDS = 0.1


def groups_of(configs: Sequence[RunConfig], samples: int) -> list[list[int]]:
    """Groups of runs that are advanced by one call; a group of one is trained alone.

    Runs of a group share optimizer and batch length. A group is as large as memory allows; if that
    is only a few, or if the batch is so long that the trainer sums it in blocks, each run is
    trained alone.
    """
    alike: dict[tuple[tuple[object, ...], int], list[int]] = {}
    for index, config in enumerate(configs):
        key = identity(config.optimizer), batch_length(config.batch, samples)
        alike.setdefault(key, []).append(index)
    groups: list[list[int]] = []
    most_streams = MOST_DATA // samples
    for (_, length), members in alike.items():
        each = max(length, 3 * memory(configs[members[0]].stop))
        most = min(MOST_TOGETHER, MOST_ELEMENTS // each)
        alone = most < _LEAST_TOGETHER or most_streams < 1 or length > _LONGEST_TOGETHER
        streams: set[tuple[int, int]] = set()
        group: list[int] = []
        for index in sorted(members, key=lambda index: _stream(configs[index])):
            stream = _stream(configs[index])
            if group and (alone or len(group) == most or len(streams | {stream}) > most_streams):
                groups.append(group)
                group, streams = [], set()
            group.append(index)
            streams.add(stream)
        groups.append(group)
    return groups


def _stream(config: RunConfig) -> tuple[int, int]:
    """The seeds of the samples and of their order."""
    return config.data.seed_of_data, config.seed_of_order


class SweepRun:
    """All runs of a sweep, group by group.

    Args:
        configs: of the runs, in the order of the product.
        device: TensorFlow's name of the device.
    """

    def __init__(self, configs: Sequence[RunConfig], device: str) -> None:
        self._configs, self._device = configs, device
        self._datasets: dict[DataConfig, Dataset] = {}
        self._maker = RowMaker(len(configs), self._dataset)
        self._trainer: Trainer | None = None
        self._done = 0
        self._told = time.perf_counter()
        self._seconds = self._compile_seconds = 0.0

    def events(self) -> Iterator[SweepRows | SweepEnded | None]:
        """Rows as runs end, progress from time to time, and the end."""
        yield self._progress([])
        samples = len(self._dataset(self._configs[0].data).x)
        for group in groups_of(self._configs, samples):
            self._datasets = {
                data: dataset
                for data, dataset in self._datasets.items()
                if any(self._configs[index].data.samples_key == data for index in group)
            }
            slices = self._alone(group[0]) if len(group) == 1 else self._together(group)
            for rows in slices:
                self._done += len(rows)
                due = time.perf_counter() - self._told >= _TELL_SECONDS
                yield self._progress(rows) if rows or due else None
        total = len(self._configs)
        yield SweepEnded(total, total, False, self._seconds, self._compile_seconds)

    def _progress(self, rows: list[SweepRow]) -> SweepRows:
        self._told = time.perf_counter()
        return SweepRows(tuple(rows), self._done, len(self._configs))

    def _together(self, group: list[int]) -> Iterator[list[SweepRow]]:
        configs = [self._configs[index] for index in group]
        datasets = {config.data: self._dataset(config.data) for config in configs}
        many = ManyRuns(configs, datasets, self._device)
        before = self._seconds, self._compile_seconds
        while many.running:
            ended = many.advance()
            self._seconds = before[0] + many.seconds
            self._compile_seconds = before[1] + many.compile_seconds
            rows = (
                self._maker.row(group[end.run], configs[end.run], end, len(group)) for end in ended
            )
            # A verdict takes milliseconds; commands are answered in between.
            each = 1 if self._maker.judges else max(1, len(ended))
            for _ in range(0, max(1, len(ended)), each):
                yield list(itertools.islice(rows, each))

    def _alone(self, index: int) -> Iterator[list[SweepRow]]:
        config = self._configs[index]
        trainer = self._trainer
        if trainer is None or not config.data.has_samples_of(trainer.config.data):
            trainer = Trainer(config, self._dataset(config.data), self._device)
            self._trainer = trainer
        trainer.restart(config)
        compiled = trainer.compile_seconds
        trainer.prepare()
        slices = SliceSize()
        state = RunState.RUNNING
        while state is RunState.RUNNING:
            before = trainer.seconds
            advance = trainer.advance(slices.updates)
            slices.learn(len(advance.recorded), trainer.seconds - before)
            self._seconds += trainer.seconds - before
            state = advance.state
            if state is RunState.RUNNING:
                yield []
        self._compile_seconds += trainer.compile_seconds - compiled
        seen = trainer.epoch * trainer.samples + trainer.offset
        counts = trainer.epoch, trainer.update, seen
        loss = float(trainer.recent[-1, 0]) if trainer.epoch else math.nan
        end = Ended(0, state, *counts, trainer.theta, loss, trainer.seconds)
        yield [self._maker.row(index, config, end, 1)]

    def _dataset(self, data: DataConfig) -> Dataset:
        key = data.samples_key
        if key not in self._datasets:
            self._datasets[key] = load(data)
        return self._datasets[key]
