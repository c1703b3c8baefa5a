"""The compiled loops of a phase map, each made once, and what they are given.

Imports TensorFlow (through `lane_loop`): for the worker only.
"""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from engine.arrays import Singles
from engine.data.batches import sample_order, updates_per_epoch
from engine.data.dataset import Dataset
from engine.problems.noise import BLOCK, noise_block
from engine.problems.own.version import Version
from engine.sweeps.phase_spec import PhaseSpec
from engine.worker.sweeps.lane_field import Field
from engine.worker.sweeps.lane_loop import LaneLoop
from engine.worker.sweeps.lane_values import LaneInputs, LaneShape, LaneState, LaneValues
from engine.worker.sweeps.run_rates import rates_after
from engine.worker.training.models.registry import losses_of

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
"""Samples that are ordered in advance, learning rates of schedules, and numbers of noise."""
MOST_LOOPS = 12
"""Compiled loops that are kept for further maps."""

_NOT_OF_KERAS = ("learning_rate", "batch_size", "l2", "w0", "b0")
"""Axes that lanes have in other ways than as hyperparameters of the optimizer."""

Loops = dict[tuple[Hashable, ...], LaneLoop]
_NONE = np.zeros((1, 2), np.float32)


class LanePrograms:
    """Compiled loops.

    Args:
        spec: the phase map.
        data: its samples.
        device: TensorFlow's name of the device.
        lanes: of a narrow and a wide tile; those of the device if not given.
        loops: compiled earlier; new ones are added.

    Attributes:
        problem: of the loops: without L2 regularization if it is an axis.
        varied: the axes that are hyperparameters of the optimizer.
    """

    def __init__(
        self,
        spec: PhaseSpec,
        data: Dataset,
        device: str,
        lanes: tuple[int, int] | None = None,
        loops: Loops | None = None,
    ) -> None:
        self._spec, self._base, self._device = spec, spec.base, device
        self._x, self._y = (part.astype(np.float32) for part in (data.x, data.y))
        self._lanes = lanes or (LANES_OF_GPU if "GPU" in device else LANES)
        axes = (spec.x.parameter, spec.y.parameter)
        optimizer = spec.base.optimizer
        # Not those of `hyperparameters`: a weight decay that is absent can be an axis.
        self.varied = tuple(name for name in axes if name not in _NOT_OF_KERAS)
        constant = optimizer.model_copy(update=dict.fromkeys(self.varied, 0.0))
        self._l2_differs = "l2" in axes
        problem = spec.base.problem
        self.problem = problem.bare if self._l2_differs else problem
        self._key = constant.update_key, self.varied, self.problem, Version.of(problem)
        self._loops = {} if loops is None else loops
        self._peaks = np.unique(spec.values("learning_rate"))
        self._scheduled = optimizer.is_scheduled
        self._schedules = tuple(
            optimizer.model_copy(update={"learning_rate": peak}).rates
            for peak in (self._peaks.tolist() if self._scheduled else ())
        )
        self._noisy = spec.base.problem.gradient_noise > 0
        self._given: tuple[tuple[object, ...], LaneInputs] | None = None

    @property
    def samples(self) -> int:
        """Their number."""
        return len(self._x)

    def shape(self, length: int, runs: int, *, penalized: bool = False) -> LaneShape:
        """The loop for some runs with batches of this length.

        With `penalized`, each has a factor of L2 regularization of its own.
        """
        narrow, wide = self._lanes
        lanes = narrow if runs <= _FEW * narrow else wide
        most = min(_MOST_EPOCHS, _STEPS // self.samples, TILE_BYTES // (_BYTES * lanes))
        shuffled = self._base.batch.shuffle and length < self.samples
        if shuffled or self._noisy:
            most = min(most, _ORDERED // self.samples)
        if self._scheduled:
            most = min(most, _ORDERED // (self.samples * len(self._peaks)))
        return LaneShape.of(
            self.samples, length, lanes, max(1, most), shuffled=shuffled, penalized=penalized
        )

    def compiled(self, shape: LaneShape) -> LaneLoop | None:
        """The loop, if it is compiled."""
        return self._loops.get((shape, *self._key))

    def compile(self, shape: LaneShape, length: int) -> LaneLoop:
        """Compile it."""
        noise = self._base.problem.gradient_noise
        with tf.device(self._device):
            loop = LaneLoop(
                losses_of(self.problem), self._base.optimizer, self.varied, shape, noise
            )
            blank, none = np.zeros(shape.lanes, np.float32), np.zeros(shape.lanes, np.int32)
            wide = blank.astype(np.float64)
            values = LaneValues(blank, dict.fromkeys(self.varied, wide), none, wide)
            state = LaneState(np.zeros((2, shape.lanes), np.float32), loop.fresh)
            loop(state, values, length, 0, self.given(shape, length, 0, 1))
        while len(self._loops) >= MOST_LOOPS:
            self._loops.pop(next(iter(self._loops)))
        self._loops[shape, *self._key] = loop
        return loop

    def given(self, shape: LaneShape, length: int, first: int, epochs: int) -> LaneInputs:
        """What is the same for all lanes in some epochs from `first` on."""
        key = shape, length, first, epochs
        if self._given is not None and self._given[0] == key:
            return self._given[1]
        each = updates_per_epoch(self.samples, length)
        # Of one size for all lengths, or each would be compiled.
        most, made, updates = shape.epochs * self.samples, first * each, epochs * each
        normal, schedules = _NONE, _NONE
        if self._noisy:
            normal = self._noise(most, made, updates)
        if self._scheduled:
            schedules = rates_after(made, updates, self._schedules, most)
        x, y = self._x, self._y
        if shape.shuffled:
            places = np.zeros((shape.epochs, self.samples), np.int32)
            for row in range(epochs):
                places[row] = sample_order(self._base.seed_of_order, first + row, self.samples)
            x, y = x.take(places.ravel()), y.take(places.ravel())
        given = LaneInputs(x, y, normal, schedules)
        self._given = key, given
        return given

    def _noise(self, most: int, made: int, updates: int) -> Singles:
        """The noise of the updates after the first `made`, (most, 2)."""
        normal = np.zeros((most, 2), np.float32)
        first, last = made // BLOCK, (made + updates - 1) // BLOCK
        seed = self._base.seed_of_order
        blocks = np.concatenate([noise_block(seed, block) for block in range(first, last + 1)])
        normal[:updates] = blocks[made - first * BLOCK :][:updates]
        return normal

    def begun(self, cells: NDArray[np.intp], length: int, loop: LaneLoop) -> Field:
        """The runs of these cells at their starts."""

        def of(name: str) -> Singles:
            values: Singles = self._spec.values(name)[cells].astype(np.float32)
            return values

        slots = {
            name: np.repeat(value[:1], len(cells)) if value.ndim else value
            for name, value in loop.fresh.items()
        }
        peaks = self._spec.values("learning_rate")[cells]
        schedule = np.searchsorted(self._peaks, peaks).astype(np.int32)
        varied = {name: self._spec.values(name)[cells] for name in self.varied}
        l2 = self._spec.values("l2")[cells] if self._l2_differs else np.zeros(len(cells))
        return Field(
            cells=cells,
            values=LaneValues(of("learning_rate"), varied, schedule, l2),
            state=LaneState(np.stack([of("w0"), of("b0")]), slots),
            recent=np.empty((0, len(cells), 3)),
            epoch=0,
            length=length,
        )
