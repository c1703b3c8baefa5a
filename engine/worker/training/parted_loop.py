"""Updates with batches of so many samples that all processors share each of them.

The rows of a batch are divided into parts, whose sums are programs of XLA that run at the same
time, each on a thread of TensorFlow's; one more program adds the sums in order and makes the step.
XLA takes the parts one after the other if they are loops of one program. Measured on two free
cores that share caches: with 10^6 samples an update takes 0.85 of one core's time (with tanh and
Huber 0.6), with 2 · 10^6 0.75, with 10^7 0.65. Where others use the second core, up to twice as
long.

How many parts there are depends on the length of a batch and not on the processors: the same run
has the same bits on one core and on sixteen, and however it is sliced.

Imports TensorFlow: for the worker only.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import tensorflow as tf

from engine.arrays import Singles
from engine.worker.training.batch_sums import (
    LANES,
    BatchShape,
    Number,
    mean_of,
    plus,
    sums_at,
    sums_of_rows,
)
from engine.worker.training.first_call import compiled
from engine.worker.training.gradient_noise import noisy
from engine.worker.training.loop import CAPACITY, NoiseAhead, Recorded, Samples
from engine.worker.training.models.model import Model
from engine.worker.training.update_terms import UpdateTerms

LONG = 1_000_000
"""A batch of fewer samples is summed on one core, by `CompiledLoop`."""
_PART = 1 << 18
_MOST_PARTS = 16


def is_parted(model: Model, shape: BatchShape) -> bool:
    """Whether all processors share batches of this shape."""
    return model.landscape is None and not shape.at_once and shape.length >= LONG


def parts_of(length: int) -> int:
    """The parts of a batch: a power of two, so that processors get as many each."""
    return int(min(1 << ((length // _PART).bit_length() - 1), _MOST_PARTS))


class PartedLoop:
    """Updates of one optimizer with long batches of one shape; see `CompiledLoop`."""

    kernels = 0
    """Unknown: an update is several programs."""

    def __init__(
        self,
        model: Model,
        optimizer: Any,
        shape: BatchShape,
        terms: UpdateTerms,
        *,
        repeats: bool,
        noise: float = 0.0,
    ) -> None:
        self._model, self._optimizer, self._shape = model, optimizer, shape
        self._terms, self.repeats, self._noise = terms, repeats, noise
        self._parts = parts_of(shape.length)
        # Samples that fill no row; with a last batch that is partial, their number varies.
        self._tail = shape.length % LANES if shape.aligned else LANES
        self._sums = tf.function(self._sums_of_part, jit_compile=True, autograph=False)
        self._step = tf.function(self._one_step, jit_compile=True, autograph=False)
        self._program = tf.function(self._updates, autograph=False)
        self._compiled: Any = None

    def __call__(
        self,
        updates: int,
        offset: int,
        row: int,
        samples: Samples,
        noise: NoiseAhead,
        rates: Singles | None = None,
    ) -> Recorded:
        """Make `updates` updates; see `CompiledLoop.__call__`."""
        numbers = tf.constant((updates, offset, row, noise.row), tf.int32)
        padded = np.zeros(CAPACITY if self._terms.scheduled else 1, np.float32)
        if rates is not None:
            padded[: len(rates)] = rates
        given = samples.x, samples.y, noise.normal, tf.constant(padded)
        if self._compiled is None:
            self._compiled = compiled(self._program, self._model, self._optimizer, numbers, *given)
        columns = self._compiled(numbers, *given)
        return Recorded(np.ascontiguousarray(columns.numpy().T))

    def _updates(
        self, numbers: tf.Tensor, x: tf.Tensor, y: tf.Tensor, normal: tf.Tensor, rates: tf.Tensor
    ) -> tf.Tensor:
        """Batch loss and θ by update, (updates, 3)."""
        updates, offset, row, first_noise = tf.unstack(numbers)
        shape = self._shape

        def body(i: tf.Tensor, row: tf.Tensor, offset: tf.Tensor, made: tf.TensorArray) -> Any:
            used = tf.convert_to_tensor(shape.used(offset))
            begin = offset if self.repeats else row * shape.samples + offset
            theta = [variable.value.read_value() for variable in self._model.variables]
            rows = used // LANES
            bounds = [rows * part // self._parts for part in range(self._parts + 1)]
            sums = [
                self._sums(x, y, begin + first * LANES, end - first, *theta)
                for first, end in pairwise(bounds)
            ]
            # Cut here: XLA would compile the step again for each place.
            rest = used - rows * LANES
            place = begin + used - self._tail
            tail = [tf.slice(column, [place], [self._tail]) for column in (x, y)]
            now = tf.gather(normal, first_noise + i) if self._noise else normal[0]
            rate = tf.gather(rates, i) if self._terms.scheduled else rates[0]
            result = self._step(tf.stack(sums), *tail, rest, used, now, rate)
            ended = offset + used >= shape.samples
            return (
                i + 1,
                tf.where(ended, row + 1, row),
                tf.where(ended, 0, offset + used),
                made.write(i, result),
            )

        blank = tf.TensorArray(tf.float32, size=updates, element_shape=[3])
        *_, made = tf.while_loop(
            lambda i, *_: i < updates,
            body,
            [tf.constant(0), row, offset, blank],
            parallel_iterations=1,
        )
        return made.stack()

    def _sums_of_part(
        self, x: tf.Tensor, y: tf.Tensor, begin: tf.Tensor, rows: tf.Tensor, *theta: tf.Tensor
    ) -> tf.Tensor:
        """The sums over some rows of samples, float64, (3,)."""
        most = -(-self._shape.length // LANES // self._parts)

        def read(place: Number, size: int) -> tuple[tf.Tensor, tf.Tensor]:
            return tf.slice(x, [place], [size]), tf.slice(y, [place], [size])

        return tf.stack(sums_of_rows(self._model.at(list(theta)), read, begin, rows, most))

    def _one_step(
        self,
        parts: tf.Tensor,
        x: tf.Tensor,
        y: tf.Tensor,
        rest: tf.Tensor,
        used: tf.Tensor,
        normal: tf.Tensor,
        rate: tf.Tensor,
    ) -> tf.Tensor:
        """One update of the sums of all parts: batch loss, and θ after it, (3,).

        The samples that fill no row are the last `rest` of x and y.
        """
        sums, *others = (tf.unstack(part) for part in tf.unstack(parts))
        for other in others:
            sums = plus(sums, other)
        if self._tail:
            mask = None
            if not self._shape.aligned:
                mask = tf.cast(tf.range(LANES) >= LANES - rest, tf.float32)
            left = sums_at(self._model.here, self._shape, x, y, mask)
            sums = plus(sums, [tf.cast(number, tf.float64) for number in left])
        loss, gradient = mean_of(sums, used)
        if self._noise:
            gradient = noisy(gradient, self._noise, used, normal)
        if self._terms.scheduled:
            self._optimizer.learning_rate.assign(rate)
        self._optimizer.apply(self._terms.clipped(gradient), self._model.variables)
        return tf.stack([loss, *(variable.value for variable in self._model.variables)])
