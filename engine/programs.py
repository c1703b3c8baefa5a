"""The compiled loops of one run, each made once and kept: what to run for the batch at hand.

Imports TensorFlow: for the worker alone.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import tensorflow as tf

from engine.batches import batch_length, sample_order
from engine.config import OptimizerConfig, RunConfig
from engine.dataset import Dataset
from engine.loop import CAPACITY, CompiledLoop, Recorded, Samples
from engine.neuron import Neuron
from engine.optimizers import Slots, adopt_slots, build_optimizer, identity, slots_of

# Orders made ahead for the epochs of one call: few samples want many epochs, many want one.
_ORDERED_AHEAD = 1 << 16


class Programs:
    """Data, neuron, optimizers and compiled loops on one device.

    Attributes:
        compile_seconds: what compiling took so far.
    """

    def __init__(self, dataset: Dataset, device: str) -> None:
        self._device = device
        self.compile_seconds = 0.0
        with tf.device(device):
            x, y = (tf.constant(column, tf.float32) for column in (dataset.x, dataset.y))
            self._samples = Samples(x, y, on_gpu="GPU" in device)
            self._no_order = tf.zeros([1, 1], tf.int32)
            self.neuron = Neuron()
        self._optimizers: dict[tuple[object, ...], tuple[Any, Slots]] = {}
        self._loops: dict[tuple[object, ...], CompiledLoop] = {}
        self._order_key: tuple[int, int] | None = None
        self._order = self._no_order

    @property
    def samples(self) -> int:
        return self._samples.count

    @property
    def _epochs_ahead(self) -> int:
        return max(1, min(_ORDERED_AHEAD // self.samples, CAPACITY))

    def epochs_reachable(self, config: RunConfig, epoch: int, offset: int) -> int | None:
        """How many epochs one call may enter, `epoch` among them; None is any number."""
        if not self.prepare(config, offset).ordered:
            return None
        return self._epochs_ahead - epoch % self._epochs_ahead

    def optimizer(self, config: OptimizerConfig) -> Any:
        """The optimizer so configured, with whatever state it last had."""
        key = identity(config)
        with tf.device(self._device):
            if key not in self._optimizers:
                built = build_optimizer(config, self.neuron.variables)
                self._optimizers[key] = built, slots_of(built)
        optimizer = self._optimizers[key][0]
        optimizer.learning_rate.assign(config.learning_rate)
        return optimizer

    def adopt(self, config: OptimizerConfig, slots: Slots) -> None:
        """Give the optimizer so configured this state, or a fresh one where it does not fit."""
        optimizer = self.optimizer(config)
        adopt_slots(optimizer, self._optimizers[identity(config)][1], slots)

    def prepare(self, config: RunConfig, offset: int) -> CompiledLoop:
        """The loop for the next update, compiled.

        A full batch that starts inside an epoch is what remains of it: a masked batch, as for any
        other size.
        """
        length = batch_length(config.batch, self.samples)
        whole = length == self.samples and offset == 0
        ordered = config.batch.shuffle and not whole
        key = (identity(config.optimizer), length, whole, ordered)
        loop = self._loops.get(key)
        if loop is None:
            begun = time.perf_counter()
            optimizer = self.optimizer(config.optimizer)
            with tf.device(self._device):
                loop = CompiledLoop(
                    self._samples, self.neuron, optimizer, length, ordered=ordered, whole=whole
                )
                order = (
                    tf.zeros([self._epochs_ahead, self.samples], tf.int32)
                    if ordered
                    else self._no_order
                )
                loop(0, 0, 0, order)
            self._loops[key] = loop
            self.compile_seconds += time.perf_counter() - begun
        return loop

    def run(self, config: RunConfig, epoch: int, offset: int, updates: int) -> Recorded:
        """Make so many updates from a position on; see `CompiledLoop.__call__`.

        The call must not enter more than `epochs_reachable` epochs.
        """
        loop = self.prepare(config, offset)
        with tf.device(self._device):
            if not loop.ordered:
                return loop(updates, offset, 0, self._no_order)
            row = epoch % self._epochs_ahead
            return loop(updates, offset, row, self._orders(config.data.seed, epoch - row))

    def _orders(self, seed: int, first: int) -> tf.Tensor:
        """The orders of epoch `first` and those after it, (epochs ahead, n), kept for later."""
        if self._order_key != (seed, first):
            epochs = range(first, first + self._epochs_ahead)
            orders = np.stack([sample_order(seed, epoch, self.samples) for epoch in epochs])
            self._order = tf.constant(orders)
            self._order_key = (seed, first)
        return self._order
