"""The compiled loops of one run, each made once and cached.

Imports TensorFlow: for the worker only.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import numpy as np
import tensorflow as tf

from engine.config.optimizer import OptimizerConfig
from engine.config.problem import ProblemConfig
from engine.config.run import RunConfig
from engine.data.batches import batch_length, sample_order
from engine.data.dataset import Dataset
from engine.problems.base import Theta
from engine.problems.noise import BLOCK, noise_block
from engine.worker.training.batch_sums import BatchShape
from engine.worker.training.hosts.orders import optimizer_order, prepare_order, run_order
from engine.worker.training.keras_optimizers import (
    Slots,
    adopt_slots,
    build_optimizer,
    slots_of,
)
from engine.worker.training.loop import CAPACITY, NoiseAhead, Recorded, Samples
from engine.worker.training.models.registry import losses_of
from engine.worker.training.place import Place
from engine.worker.training.placement import Loop
from engine.worker.training.replicas.placement import placement
from engine.worker.training.update_terms import UpdateTerms

# Samples ordered in advance for the epochs of one call: many epochs of few samples, one of many.
_ORDERED_AHEAD = 1 << 16


class Programs:
    """Data, model, optimizers and compiled loops on one device or several.

    Args:
        problem: what is trained.
        dataset: the samples.
        device: TensorFlow's name of the device, or of the first of several.
        replicas: the number of devices that train together.

    Attributes:
        compile_seconds: compilation time so far.
        theta: the current parameters.
    """

    def __init__(
        self, problem: ProblemConfig, dataset: Dataset, device: str, replicas: int = 1
    ) -> None:
        self._placement = place = placement(device, replicas, dataset.x.size)
        self._others = place.others
        self._on_gpu = "GPU" in device
        self.compile_seconds = 0.0
        self._dataset = dataset
        with place.scope():
            self._samples = place.samples(dataset.x, dataset.y)
            self._model = losses_of(problem).model()
            self._noise_ahead = NoiseAhead(tf.zeros([1, 2]))
        self._noise, self._whole = problem.gradient_noise, problem.is_own
        self._noise_key: tuple[int, int] | None = None
        self.theta: Theta = (0.0, 0.0)
        self._optimizers: dict[tuple[object, ...], tuple[Any, Slots]] = {}
        self._rates: dict[tuple[object, ...], float | None] = {}
        self._loops: dict[tuple[object, ...], Loop] = {}
        self._ordered_key: tuple[int, int] | None = None
        self._ordered = self._samples

    @property
    def samples(self) -> int:
        return int(self._dataset.x.size)

    @property
    def _epochs_ahead(self) -> int:
        return max(1, min(_ORDERED_AHEAD // self.samples, CAPACITY))

    def _shape(self, config: RunConfig, offset: int) -> BatchShape:
        """The shape of the batches from `offset`."""
        length = batch_length(config.batch, self.samples)
        aligned = self.samples % length == 0 and offset % length == 0
        # A function of the user's own takes w and b as numbers, not one for each lane.
        at_once = self._on_gpu or self._whole
        return BatchShape(self.samples, length, aligned=aligned, at_once=at_once)

    def epochs_reachable(self, config: RunConfig, epoch: int, offset: int) -> int | None:
        """The number of epochs that one call may enter, including `epoch`; None is unlimited."""
        shape = self._shape(config, offset)
        if not shape.aligned and self.samples % shape.length == 0:
            return 1  # from the next epoch, batches are aligned, which is another program
        if _repeats(config, shape):
            return None
        return self._epochs_ahead - epoch % self._epochs_ahead

    def start_at(self, theta: Theta) -> None:
        """Set the parameters."""
        self._model.assign(theta)
        self.theta = float(np.float32(theta[0])), float(np.float32(theta[1]))

    def optimizer(self, config: OptimizerConfig) -> Any:
        """The optimizer of this configuration, with its last state."""
        optimizer, _ = self._built(config)
        # Assigning takes longer than reading the state; a schedule assigns others.
        key, rate = config.program_key, None if config.is_scheduled else config.learning_rate
        if rate is None or self._rates.get(key) != rate:
            optimizer.learning_rate.assign(config.learning_rate)
            self._rates[key] = rate
        return optimizer

    def fresh_slots(self, config: OptimizerConfig) -> Slots:
        """The state of an optimizer of this configuration that has made no update."""
        return self._built(config)[1]

    def _built(self, config: OptimizerConfig) -> tuple[Any, Slots]:
        """The optimizer and its state when it was built."""
        key = config.program_key
        if key not in self._optimizers:
            if self._others is not None:
                self._others.tell(optimizer_order(config))
            with self._placement.scope():
                built = build_optimizer(config, self._model.variables)
                self._optimizers[key] = built, slots_of(built)
        return self._optimizers[key]

    def adopt(self, config: OptimizerConfig, slots: Slots) -> None:
        """Set the state of the optimizer of this configuration, or reset it if it does not fit."""
        adopt_slots(self.optimizer(config), self.fresh_slots(config), slots)

    def prepare(self, config: RunConfig, offset: int) -> Loop:
        """The loop for the next update, compiled.

        A batch size changed within an epoch may not fit into the rest of it.
        """
        shape = self._shape(config, offset)
        repeats, terms = _repeats(config, shape), UpdateTerms.of(config.optimizer)
        key = (config.optimizer.update_key, shape, repeats)
        loop = self._loops.get(key)
        if loop is None:
            optimizer = self.optimizer(config.optimizer)
            begun = time.perf_counter()
            if self._others is not None:
                self._others.tell(prepare_order(config, offset))
            with self._placement.scope():
                loop = self._placement.loop(
                    self._model, optimizer, shape, terms, repeats=repeats, noise=self._noise
                )
                blank = np.zeros(self._epochs_ahead * self.samples, np.float32)
                ordered = self._samples if repeats else self._placement.samples(blank, blank)
                loop(0, 0, 0, ordered, self._noise_of(config, 0))
            self._loops[key] = loop
            self.compile_seconds += time.perf_counter() - begun
        return loop

    def kernels(self, config: RunConfig, offset: int) -> int:
        """The kernels that an update starts in the program of the next update."""
        with self._placement.scope():
            return self.prepare(config, offset).kernels

    def run(self, config: RunConfig, place: Place, updates: int) -> Recorded:
        """Make `updates` updates from a position; see `CompiledLoop.__call__`.

        The call must not enter more than `epochs_reachable` epochs, nor make more than
        `updates_reachable` updates.
        """
        loop, rates = self.prepare(config, place.offset), None
        optimizer = self.optimizer(config.optimizer)
        if self._others is not None:
            slots = slots_of(optimizer)
            self._others.tell(run_order(config, place, updates, self.theta, slots))
        if config.optimizer.is_scheduled:
            made = np.arange(place.update, place.update + updates)
            rates = config.optimizer.rates.rates(made)
        with self._placement.scope():
            row, samples = 0, self._samples
            if not loop.repeats:
                row = place.epoch % self._epochs_ahead
                samples = self._in_order(config.seed_of_order, place.epoch - row)
            noise = self._noise_of(config, place.update)
            recorded = loop(updates, place.offset, row, samples, noise, rates)
        if updates:
            # Reading it from the variables would cost as much as some thousand updates.
            self.theta = recorded.after(-1)
        return recorded

    def updates_reachable(self, update: int) -> int:
        """The most updates that one call may make after this one."""
        return min(CAPACITY, BLOCK - update % BLOCK) if self._noise else CAPACITY

    def _noise_of(self, config: RunConfig, update: int) -> NoiseAhead:
        """The noise of the updates after this one, drawn once a block; cached."""
        if not self._noise:
            return self._noise_ahead
        block, row = divmod(update, BLOCK)
        key = config.seed_of_order, block
        if self._noise_key != key:
            self._noise_ahead = NoiseAhead(tf.constant(noise_block(*key)))
            self._noise_key = key
        return replace(self._noise_ahead, row=row)

    def _in_order(self, seed: int, first: int) -> Samples:
        """The samples in the order of epoch `first` and of those after it, cached.

        They are ordered once per epoch, all together: random access inside the loop costs several
        times as much.
        """
        if self._ordered_key != (seed, first):
            epochs = range(first, first + self._epochs_ahead)
            order = np.concatenate([sample_order(seed, epoch, self.samples) for epoch in epochs])
            self._ordered = self._samples  # releases the previous ones
            x, y = self._dataset.x.take(order), self._dataset.y.take(order)
            self._ordered = self._placement.samples(x, y)
            self._ordered_key = (seed, first)
        return self._ordered


def _repeats(config: RunConfig, shape: BatchShape) -> bool:
    """Whether every epoch sees the same samples in the same batches."""
    whole = shape.aligned and shape.length == shape.samples
    return whole or not config.batch.shuffle
