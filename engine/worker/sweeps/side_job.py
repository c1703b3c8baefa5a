"""Carries out sweeps and trade-offs in the worker, a slice at a time.

Each is a generator: a step of it is a slice of work, and yields an event or None. The caller can
process commands between two steps, and can stop at any time.

Imports TensorFlow (through `batched_runs` and `engine.worker.training.trainer`).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from engine.config.run import DataConfig, RunConfig
from engine.data.batches import batch_length
from engine.data.dataset import Dataset, load, preview
from engine.errors import DescentError
from engine.history.values import RunState
from engine.problems.linear_neuron.least_squares import Theory, theory_of
from engine.problems.linear_neuron.moments import Moments
from engine.protocol.events import Refused
from engine.protocol.sweep_messages import (
    MeasureTradeoff,
    StopSweep,
    Sweep,
    SweepEnded,
    SweepRows,
    TradeoffRows,
)
from engine.stopping.rules import memory
from engine.sweeps.rows import Cell, Seeds, SweepRow, excess_of
from engine.sweeps.tradeoff import TradeoffSpec
from engine.theory.momentum import descent_of
from engine.theory.samples import Samples
from engine.theory.verdict import Kind, Standing, verdict_on
from engine.worker.sweeps.batched_runs import ManyRuns
from engine.worker.sweeps.measurement import TradeoffMeasurement
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
MOST_JUDGED = 500
"""Runs of a sweep that get verdicts."""
_TELL_SECONDS = 0.1

Event = SweepRows | TradeoffRows | SweepEnded


class Aside:
    """At most one sweep or trade-off, alongside the current run.

    Args:
        device: TensorFlow's name of the device.
    """

    def __init__(self, device: str) -> None:
        self._device = device
        self._steps: Iterator[Event | None] | None = None
        self._last = SweepEnded(0, 0, stopped=True)

    @property
    def busy(self) -> bool:
        """Whether there is work."""
        return self._steps is not None

    def obey(self, command: Sweep | MeasureTradeoff | StopSweep) -> list[Event]:
        """Start, or stop what is running; returns the events to send."""
        told = self._leave()
        if isinstance(command, Sweep):
            self._steps = SweepRun(command.spec.configs(), self._device).events()
        elif isinstance(command, MeasureTradeoff):
            self._steps = _measured(command.spec, self._device)
        return told

    def work(self) -> list[Event | Refused]:
        """Do one slice of work, if any; returns the events to send."""
        if self._steps is None:
            return []
        try:
            event = next(self._steps, None)
        except DescentError as error:
            return [Refused(str(error)), *self._leave()]
        if isinstance(event, SweepEnded):
            self._steps = None
        elif event is not None:
            self._last = SweepEnded(event.done, event.total, stopped=True)
        return [] if event is None else [event]

    def _leave(self) -> list[Event]:
        if self._steps is None:
            return []
        self._steps = None
        return [self._last]


def _measured(spec: TradeoffSpec, device: str) -> Iterator[Event | None]:
    total, done = len(spec.batch_sizes), 0
    yield TradeoffRows((), 0, total)
    for row in TradeoffMeasurement(spec, load(spec.base.data), device).rows():
        done += row is not None
        yield None if row is None else TradeoffRows((row,), done, total)
    yield SweepEnded(done, total, stopped=False)


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
        self._known: dict[DataConfig, tuple[Moments, Theory]] = {}
        self._samples: dict[DataConfig, Samples] = {}
        self._trainer: Trainer | None = None
        self._done = 0
        self._told = time.perf_counter()
        self._seconds = self._compile_seconds = 0.0

    def events(self) -> Iterator[Event | None]:
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
            for end in ended:
                # A verdict takes milliseconds; commands are answered in between.
                yield [self._row(group[end.run], end, len(group))]
            if not ended:
                yield []

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
        end = Ended(0, state, *counts, trainer.theta, trainer.seconds)
        yield [self._row(index, end, 1)]

    def _row(self, index: int, end: Ended, together: int) -> SweepRow:
        config = self._configs[index]
        moments, theory = self._knowledge(config.data)
        descent = descent_of(config.optimizer)
        full_loss = float(moments.loss(*end.theta))
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
            excess=excess_of(full_loss, moments),
            distance=theory.off(end.theta),
            limit=None if descent is None else descent.limit(theory.lambda_max),
            verdict=self._verdict(config, end),
        )

    def _dataset(self, data: DataConfig) -> Dataset:
        key = data.samples_key
        if key not in self._datasets:
            self._datasets[key] = load(data)
        return self._datasets[key]

    def _knowledge(self, data: DataConfig) -> tuple[Moments, Theory]:
        key = data.samples_key
        if key not in self._known:
            dataset = self._dataset(data)
            moments = Moments.of(dataset.x, dataset.y)
            self._known[key] = moments, theory_of(moments)
        return self._known[key]

    def _verdict(self, config: RunConfig, end: Ended) -> Kind | None:
        """The verdict on a run; None in a large sweep, where each takes too long."""
        if len(self._configs) > MOST_JUDGED:
            return None
        key = config.data.samples_key
        if key not in self._samples:
            self._samples[key] = Samples.of(preview(config.data))
        samples = self._samples[key]
        full_loss = float(samples.moments.loss(*end.theta))
        at = Standing(end.state, end.updates, end.theta, full_loss, end.epoch_loss)
        found = verdict_on(config, samples, at)
        return None if found is None else found.kind
