"""Trains all runs of a sweep, in groups that are advanced by one call, a slice at a time.

Imports TensorFlow (through `batched_runs` and `engine.worker.training.trainer`).
"""

from __future__ import annotations

import math
import time
from collections.abc import Container, Iterable, Iterator, Sequence

from engine.config.run import DataConfig, RunConfig
from engine.data.dataset import Dataset, load
from engine.history.frame import Frame
from engine.history.values import RunState
from engine.protocol.sweep_messages import SweepEnded, SweepRows
from engine.sweeps.groups import copy_of, groups_of, repeated_in
from engine.sweeps.rows import SweepRow
from engine.worker.sweeps.batched_runs import ManyRuns
from engine.worker.sweeps.compiling import Compile, Steps
from engine.worker.sweeps.recording import frame_of
from engine.worker.sweeps.row_maker import RowMaker
from engine.worker.sweeps.run_judge import Ended
from engine.worker.training.pace import SliceSize
from engine.worker.training.record import Record
from engine.worker.training.trainer import Trainer

_TELL_SECONDS = 0.1
_JUDGE_SECONDS = 0.01


class SweepRun:
    """All runs of a sweep, group by group.

    Args:
        configs: of the runs, in the order of the product.
        device: TensorFlow's name of the device.
        recorded: whether to train each run alone, with its history.
        done: the indices of those that were trained before.
    """

    def __init__(
        self,
        configs: Sequence[RunConfig],
        device: str,
        *,
        recorded: bool = False,
        done: frozenset[int] = frozenset(),
    ) -> None:
        self._configs, self._device, self._recorded = configs, device, recorded
        self._datasets: dict[DataConfig, Dataset] = {}
        self._maker = RowMaker(self._dataset)
        self._trainer: Trainer | None = None
        self._copies: dict[int, list[int]] = {}
        self._left_out, self._done, self._epoch = done, len(done), 0
        self._told = time.perf_counter()
        self._seconds = self._compile_seconds = 0.0

    def events(self) -> Steps[SweepRows | SweepEnded]:
        """Rows as runs end, progress from time to time, and the end."""
        yield self._progress()
        samples = len(self._dataset(self._configs[0].data).x)
        left_out = self._left_out
        repeated = {
            index: first
            for index, first in repeated_in(self._configs, samples).items()
            if index not in left_out and first not in left_out
        }
        for index, first in repeated.items():
            self._copies.setdefault(first, []).append(index)
        for group in self._groups(samples, repeated):
            self._datasets = {
                data: dataset
                for data, dataset in self._datasets.items()
                if any(self._configs[index].data.samples_key == data for index in group)
            }
            slices = self._alone(group[0]) if len(group) == 1 else self._together(group)
            for step in slices:
                if isinstance(step, Compile):
                    yield self._progress(compiling=True)
                    yield step
                    yield self._progress()
                else:
                    due = time.perf_counter() - self._told >= _TELL_SECONDS
                    yield step or (self._progress() if due else None)
        total = len(self._configs)
        yield SweepEnded(total, total, False, self._seconds, self._compile_seconds)

    def _groups(self, samples: int, repeated: Container[int]) -> list[list[int]]:
        indices = range(len(self._configs))
        trained = [k for k in indices if k not in repeated and k not in self._left_out]
        if self._recorded:
            return [[index] for index in trained]
        groups = groups_of([self._configs[index] for index in trained], samples)
        return [[trained[place] for place in group] for group in groups]

    def _progress(
        self,
        rows: Sequence[SweepRow] = (),
        frames: tuple[Frame, ...] = (),
        *,
        compiling: bool = False,
    ) -> SweepRows:
        """These rows and their copies, and the progress."""
        self._told = time.perf_counter()
        copies = [
            (copy_of(row, copy, self._configs[copy]), frame)
            for row, frame in zip(rows, frames or (None,) * len(rows), strict=True)
            for copy in self._copies.get(row.index, ())
        ]
        told = (*rows, *(row for row, _ in copies))
        self._done += len(told)
        shown = (*frames, *(frame for _, frame in copies if frame is not None))
        return SweepRows(told, self._done, len(self._configs), compiling, shown, self._epoch)

    def _together(self, group: list[int]) -> Iterator[SweepRows | Compile | None]:
        configs = [self._configs[index] for index in group]
        datasets = {config.data: self._dataset(config.data) for config in configs}
        made: list[ManyRuns] = []
        yield Compile(lambda: made.append(ManyRuns(configs, datasets, self._device)))
        (many,) = made
        before = self._seconds, self._compile_seconds
        while many.running:
            ended = many.advance()
            self._seconds = before[0] + many.seconds
            yield from self._judged(
                (group[end.run], configs[end.run], end, len(group)) for end in ended
            )
            if many.wasteful:
                yield Compile(many.leave_out_ended)
            self._compile_seconds = before[1] + many.compile_seconds
            yield None

    def _judged(self, ends: Iterable[tuple[int, RunConfig, Ended, int]]) -> Iterator[SweepRows]:
        """The rows of runs that ended; a verdict takes milliseconds, so in parts."""
        rows: list[SweepRow] = []
        begun = time.perf_counter()
        for end in ends:
            rows.append(self._maker.row(*end))
            if time.perf_counter() - begun > _JUDGE_SECONDS:
                yield self._progress(rows)
                rows, begun = [], time.perf_counter()
        if rows:
            yield self._progress(rows)

    def _alone(self, index: int) -> Iterator[SweepRows | Compile | None]:
        config = self._configs[index]
        trainer = self._trainer
        known = trainer is not None and config.problem == trainer.config.problem
        if trainer is None or not known or not config.data.has_samples_of(trainer.config.data):
            trainer = Trainer(config, self._dataset(config.data), self._device)
            self._trainer = trainer
        trainer.restart(config)
        compiled = trainer.compile_seconds
        yield Compile(trainer.prepare)
        record = Record() if self._recorded else None
        slices = SliceSize(device=self._device)
        state = RunState.RUNNING
        while state is RunState.RUNNING:
            before = trainer.seconds
            slices.begin()
            advance = trainer.advance(slices.updates)
            if record is not None:
                record.add(advance)
            slices.learn(len(advance.recorded), trainer.seconds - before)
            self._seconds += trainer.seconds - before
            state = advance.state
            if state is RunState.RUNNING:
                self._epoch = trainer.epoch
                yield None
        self._epoch = 0
        self._compile_seconds += trainer.compile_seconds - compiled
        row = self._maker.row(index, config, _end_of(trainer, state), 1)
        frames = () if record is None else (frame_of(record, trainer, state),)
        yield self._progress([row], frames)

    def _dataset(self, data: DataConfig) -> Dataset:
        key = data.samples_key
        if key not in self._datasets:
            self._datasets[key] = load(data)
        return self._datasets[key]


def _end_of(trainer: Trainer, state: RunState) -> Ended:
    seen = trainer.epoch * trainer.samples + trainer.offset
    counts = trainer.epoch, trainer.update, seen
    loss = float(trainer.recent[-1, 0]) if trainer.epoch else math.nan
    return Ended(0, state, *counts, trainer.theta, loss, trainer.seconds)
