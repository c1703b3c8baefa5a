"""Measures the trade-off of batch size on this device, one run at a time by the real trainer.

Imports TensorFlow (through `engine.worker.training.trainer`): for the worker only.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence

import numpy as np

from engine.config.parameters import with_values
from engine.config.run import BatchSize, RunConfig
from engine.data.batches import batch_length, updates_per_epoch
from engine.data.dataset import Dataset
from engine.errors import DescentError
from engine.history.values import RunState
from engine.problems.linear_neuron.moments import Moments
from engine.sweeps.rows import excess_of, is_on_a_line
from engine.sweeps.tradeoff import TradeoffRow, TradeoffSpec
from engine.worker.sweeps.compiling import Compile
from engine.worker.training.pace import SliceSize
from engine.worker.training.parted_loop import LONG
from engine.worker.training.trainer import Trainer

_REPEATS = 5
_PATIENCE = 2.0
"""Stop repeating once repetitions total this many seconds."""
_STEADY_SECONDS = 0.02
"""The least duration, in seconds, of the calls that time an update."""


class TradeoffMeasurement:
    """Measures the batch sizes in order, in slices between which it can be stopped.

    Args:
        spec: what to measure.
        dataset: the samples of `spec.base`.
        device: TensorFlow's name of the device.

    Raises:
        DescentError: the samples are on a line, so that no multiple of the least loss is reached.
    """

    def __init__(self, spec: TradeoffSpec, dataset: Dataset, device: str) -> None:
        self._spec, self._device = spec, device
        self._trainer = Trainer(spec.base, dataset, device)
        moments = self._trainer.objective
        assert isinstance(moments, Moments), "the specification takes no other loss"
        self._moments = moments
        if is_on_a_line(moments):
            raise DescentError(
                "the samples are exactly on a line, so the least loss is 0 and no multiple of it "
                "can be reached; add noise to the data"
            )
        self.target = spec.loss_factor * moments.least_loss
        self._slice = SliceSize(device=self._device)

    def rows(self, sizes: Sequence[BatchSize]) -> Iterator[TradeoffRow | Compile | None]:
        """The rows of these batch sizes as they are measured, with None after each slice.

        What has to be compiled must be, before the next step.
        """
        trainer = self._trainer
        for size in sizes:
            config = with_values(self._spec.base, {"batch_size": size, "stop": "never"})
            trainer.restart(config)
            yield Compile(trainer.prepare)
            self._slice = SliceSize(device=self._device)
            reached, updates = yield from self._find()
            # The long calls come first: they determine the updates per call of about 10 ms.
            update_seconds = yield from self._steady(config)
            seconds = yield from self._timed(config, updates)
            epochs = trainer.epoch + trainer.offset / trainer.samples
            full_loss = trainer.full_loss
            samples = batch_length(config.batch, trainer.samples)
            per_epoch = updates_per_epoch(trainer.samples, samples)
            yield TradeoffRow(
                batch_size=size,
                samples=samples,
                target=self.target,
                reached=reached,
                updates=updates,
                epochs=epochs,
                seconds=seconds,
                update_seconds=update_seconds,
                samples_per_second=trainer.samples / (per_epoch * update_seconds),
                full_loss=full_loss,
                excess=excess_of(full_loss, self._moments),
                shared=samples >= LONG and "CPU" in self._device,
            )

    def _find(self) -> Generator[None, None, tuple[bool, int]]:
        """Train until the full loss reaches the target; returns whether it did, and the update."""
        trainer = self._trainer
        if trainer.full_loss <= self.target:
            return True, 0
        while True:
            before = trainer.update
            self._slice.begin()
            advance = trainer.advance(self._slice.updates)
            self._learn(before, advance.seconds)
            losses = self._moments.loss(*advance.recorded.theta.T)
            hits = np.flatnonzero(losses <= self.target)
            if hits.size:
                return True, before + int(hits[0]) + 1
            if advance.state is not RunState.RUNNING:
                return False, trainer.update
            yield

    def _timed(self, config: RunConfig, updates: int) -> Generator[None, None, float]:
        """The seconds of `updates` updates from the start, the least of several repetitions.

        What others let the processor do meanwhile makes a repetition longer, and none shorter.
        """
        trainer = self._trainer
        seconds: list[float] = []
        while len(seconds) < _REPEATS and sum(seconds) < _PATIENCE:
            trainer.restart(config)
            while trainer.update < updates:
                trainer.advance(min(self._slice.updates, updates - trainer.update))
                yield
            seconds.append(trainer.seconds)
        return min(seconds)

    def _steady(self, config: RunConfig) -> Generator[None, None, float]:
        """The seconds of one update in long calls, the least of several repetitions.

        With a tiny learning rate, which costs the same and cannot diverge.
        """
        trainer = self._trainer
        trainer.restart(with_values(config, {"learning_rate": 1e-30, "epochs": 10**12}))
        each: list[float] = []
        while len(each) < _REPEATS:
            updates, seconds = trainer.update, trainer.seconds
            while trainer.seconds - seconds < _STEADY_SECONDS:
                before = trainer.update
                self._slice.begin()
                self._learn(before, trainer.advance(self._slice.updates).seconds)
                yield
            each.append((trainer.seconds - seconds) / (trainer.update - updates))
        return min(each)

    def _learn(self, before: int, seconds: np.ndarray) -> None:
        """Set the length of the next slice from the times of the last one."""
        made = self._trainer.update - before
        self._slice.learn(made, float(seconds[-1] - seconds[0]) * made / max(1, made - 1))
