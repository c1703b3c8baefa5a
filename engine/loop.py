"""n updates in one compiled call: the only place where a training step is executed.

The loop is one `tf.function(jit_compile=True)` around a `tf.while_loop`. Two traps, both measured:

- Inside XLA, indexing with a traced number (`x[j]`) makes that number a compile-time constant and
  compiles the function again at every call. `tf.slice` and `tf.gather` do not.
- The number of updates must be a tensor, or each different number is compiled anew.

Imports TensorFlow: for the worker alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from engine.neuron import CACHE_BLOCK, Neuron, loss_and_gradient

# The most updates of one call: the length of the arrays that record them.
CAPACITY = 1 << 16


@dataclass(frozen=True)
class Samples:
    """The data on the training device, x and y both float32 of shape (n,)."""

    x: tf.Tensor
    y: tf.Tensor
    on_gpu: bool

    @property
    def count(self) -> int:
        return int(self.x.shape[0])

    @property
    def block_size(self) -> int:
        """A GPU sums a whole batch in one kernel; a processor goes by what its cache holds."""
        return self.count if self.on_gpu else CACHE_BLOCK


@dataclass(frozen=True)
class Recorded:
    """What updates did: w and b after each, the batch loss before it; float32, shape (updates,)."""

    w: NDArray[np.float32]
    b: NDArray[np.float32]
    loss: NDArray[np.float32]

    def divergence(self, before: int, place: int) -> str:
        """What was not finite after the update in `place`, in words; so many came before all."""
        named = {"the batch loss": self.loss, "w": self.w, "b": self.b}
        what, value = next(
            (name, float(column[place]))
            for name, column in named.items()
            if not math.isfinite(column[place])
        )
        return f"{what} is {value} at update {before + place + 1:,}"

    def first(self, updates: int) -> Recorded:
        """The first so many of them."""
        return Recorded(self.w[:updates], self.b[:updates], self.loss[:updates])


class CompiledLoop:
    """Updates of one optimizer with one batch length.

    Args:
        samples: the data.
        neuron: the model; its variables are changed by a call.
        optimizer: a Keras optimizer that was built for the neuron's variables.
        batch_length: samples in a batch, at most all of them.
        ordered: take the samples through the order given to each call, in place of the file's.
        whole: every batch is all samples: no masks, no offsets.
    """

    def __init__(
        self,
        samples: Samples,
        neuron: Neuron,
        optimizer: Any,
        batch_length: int,
        *,
        ordered: bool,
        whole: bool,
    ) -> None:
        self._samples = samples
        self._neuron = neuron
        self._optimizer = optimizer
        self._length = batch_length
        self.ordered = ordered and not whole
        self._whole = whole
        self._program = tf.function(self._updates, jit_compile=True, autograph=False)

    def __call__(self, updates: int, offset: int, row: int, order: tf.Tensor) -> Recorded:
        """Make `updates` updates (at most CAPACITY), from sample `offset` of an epoch on.

        `order` holds consecutive epochs' sample orders, (epochs, n) int32, this epoch's in `row`;
        an unordered loop takes any tensor of one fixed shape.
        """
        columns = self._program(*(tf.constant(n, tf.int32) for n in (updates, offset, row)), order)
        w, b, loss = (column.numpy()[:updates] for column in columns)
        return Recorded(w, b, loss)

    @property
    def compilations(self) -> int:
        """How many times the program was traced; one, whatever it is called with."""
        return int(self._program.experimental_get_tracing_count())

    def _block(
        self, order: tf.Tensor, row: tf.Tensor, offset: tf.Tensor, position: tf.Tensor, size: int
    ) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor | None]:
        """x, y and mask of `size` samples from `position` of the epoch's order on."""
        samples = self._samples
        if self._whole:
            return (
                tf.slice(samples.x, [position], [size]),
                tf.slice(samples.y, [position], [size]),
                None,
            )
        mask = tf.cast(position + tf.range(size) >= offset, tf.float32)
        if self.ordered:
            chosen = tf.reshape(tf.slice(order, [row, position], [1, size]), [size])
            return tf.gather(samples.x, chosen), tf.gather(samples.y, chosen), mask
        return (
            tf.slice(samples.x, [position], [size]),
            tf.slice(samples.y, [position], [size]),
            mask,
        )

    def _updates(
        self, updates: tf.Tensor, offset: tf.Tensor, row: tf.Tensor, order: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        samples, length, neuron = self._samples, self._length, self._neuron

        def body(
            i: tf.Tensor,
            row: tf.Tensor,
            offset: tf.Tensor,
            w: tf.Tensor,
            b: tf.Tensor,
            loss: tf.Tensor,
        ) -> tuple[tf.Tensor, ...]:
            # The last batch of an epoch reaches back to samples already seen, so that its length
            # is a constant; the mask leaves them out.
            start = tf.minimum(offset, samples.count - length)
            used = tf.minimum(length, samples.count - offset)
            batch_loss, gradient = loss_and_gradient(
                neuron,
                lambda position, size: self._block(order, row, offset, position, size),
                start,
                length,
                tf.cast(used, tf.float32),
                samples.block_size,
            )
            self._optimizer.apply(gradient, neuron.variables)
            seen = offset + used
            ended = seen >= samples.count
            return (
                i + 1,
                tf.where(ended, row + 1, row),
                tf.where(ended, 0, seen),
                _record(w, i, neuron.w.value),
                _record(b, i, neuron.b.value),
                _record(loss, i, batch_loss),
            )

        blank = tf.zeros(CAPACITY)
        *_, w, b, loss = tf.while_loop(
            lambda i, *_: i < updates, body, [tf.constant(0), row, offset, blank, blank, blank]
        )
        return w, b, loss


def _record(column: tf.Tensor, i: tf.Tensor, value: tf.Tensor) -> tf.Tensor:
    return tf.tensor_scatter_nd_update(column, [[i]], [tf.reshape(value, [])])
