"""The compiled loops of a phase map, each made once, and the samples in the order of use.

Imports TensorFlow (through `lane_loop`): for the worker only.
"""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from engine.data.batches import sample_order
from engine.data.dataset import Dataset
from engine.sweeps.phase_spec import PhaseSpec
from engine.worker.sweeps.lane_field import Field, Samples
from engine.worker.sweeps.lane_loop import LaneLoop, LaneShape, LaneState, squared_error
from engine.worker.training.keras_optimizers import identity

LANES = (256, 4096)
"""The lanes of a tile, by how many runs there are: a wide one takes as long for few runs."""
LANES_OF_GPU = (1024, 1 << 16)
_FEW = 4
"""A tile is narrow for at most this many narrow ones."""
_BYTES = 40
"""Of a lane's results in an epoch, about,"""
TILE_BYTES = 1 << 23
"""and of those of a tile, at most."""
_MOST_EPOCHS = 256
_STEPS = 100_000
"""Samples of a tile, of all its epochs: so long the device is busy after the map was stopped."""
_ORDERED = 1 << 18
"""Samples that are ordered in advance."""


MOST_LOOPS = 12
"""Compiled loops that are kept for further maps."""

Loops = dict[tuple[Hashable, ...], LaneLoop]


class LanePrograms:
    """Compiled loops.

    Args:
        spec: the phase map.
        data: its samples.
        device: TensorFlow's name of the device.
        lanes: of a narrow and a wide tile; those of the device if not given.
        loops: compiled earlier; new ones are added.
    """

    def __init__(
        self,
        spec: PhaseSpec,
        data: Dataset,
        device: str,
        lanes: tuple[int, int] | None = None,
        loops: Loops | None = None,
    ) -> None:
        self._base, self._device = spec.base, device
        self._x, self._y = (part.astype(np.float32) for part in (data.x, data.y))
        self._lanes = lanes or (LANES_OF_GPU if "GPU" in device else LANES)
        axes = (spec.x.parameter, spec.y.parameter)
        hyperparameters = spec.base.optimizer.hyperparameters
        self.varied = tuple(name for name in axes if name in hyperparameters)
        self._loops = {} if loops is None else loops
        constant = dict.fromkeys(self.varied, 0.0)
        self._key = identity(spec.base.optimizer.model_copy(update=constant)), self.varied
        self._ordered: tuple[tuple[int, int], Samples] | None = None

    @property
    def samples(self) -> int:
        """Their number."""
        return len(self._x)

    def shape(self, length: int, runs: int) -> LaneShape:
        """The loop for some runs with batches of this length."""
        narrow, wide = self._lanes
        lanes = narrow if runs <= _FEW * narrow else wide
        most = min(_MOST_EPOCHS, _STEPS // self.samples)
        epochs = max(1, min(TILE_BYTES // (_BYTES * lanes), most))
        shuffled = self._base.batch.shuffle and length < self.samples
        if shuffled:
            epochs = max(1, min(epochs, _ORDERED // self.samples))
        return LaneShape.of(self.samples, length, lanes, epochs, shuffled=shuffled)

    def compiled(self, shape: LaneShape) -> LaneLoop | None:
        """The loop, if it is compiled."""
        return self._loops.get((shape, *self._key))

    def compile(self, shape: LaneShape, length: int) -> LaneLoop:
        """Compile it."""
        with tf.device(self._device):
            loop = LaneLoop(squared_error, self._base.optimizer, self.varied, shape)
            blank = np.zeros(shape.lanes, np.float32)
            state = LaneState(np.zeros((2, shape.lanes), np.float32), loop.fresh)
            varied = dict.fromkeys(self.varied, blank)
            loop(state, blank, varied, length, 0, self.ordered(shape, 0, 1))
        while len(self._loops) >= MOST_LOOPS:
            self._loops.pop(next(iter(self._loops)))
        self._loops[shape, *self._key] = loop
        return loop

    def ordered(self, shape: LaneShape, first: int, epochs: int) -> Samples:
        """X and y of consecutive epochs, as `LaneLoop` takes them."""
        if not shape.shuffled:
            return self._x, self._y
        key = first, epochs
        if self._ordered is None or self._ordered[0] != key:
            seed, count = self._base.seed_of_order, self.samples
            order = np.zeros((shape.epochs, count), np.int32)
            for row in range(epochs):
                order[row] = sample_order(seed, first + row, count)
            places = order.ravel()
            self._ordered = key, (self._x.take(places), self._y.take(places))
        return self._ordered[1]

    def begun(self, spec: PhaseSpec, cells: NDArray[np.intp], length: int, loop: LaneLoop) -> Field:
        """The runs of these cells at their starts."""

        def of(name: str) -> NDArray[np.float32]:
            return spec.values(name)[cells].astype(np.float32)

        slots = {
            name: np.repeat(value[:1], len(cells)) if value.ndim else value
            for name, value in loop.fresh.items()
        }
        return Field(
            index=cells,
            rates=of("learning_rate"),
            varied={name: of(name) for name in self.varied},
            state=LaneState(np.stack([of("w0"), of("b0")]), slots),
            recent=np.empty((0, len(cells), 3)),
            epoch=0,
            length=length,
        )
