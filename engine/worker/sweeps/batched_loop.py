"""n updates of many runs in one compiled call: a batch dimension over runs.

Runs that share the optimizer and the batch length differ in learning rate, starting point, samples
and their order. They form a *grid* whose rows, or columns, are the runs with the same samples in
the same order (a *stream*), so that the samples are broadcast and not gathered for each run;
measured for 2,000 runs of 5 streams, that takes a third of the time. The longer side is the last
dimension, for vector instructions.

Keras' optimizers act elementwise, so one of them with a learning rate for each run makes the
updates of all. Imports TensorFlow: for the worker only.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import tensorflow as tf

from engine.arrays import Floats, Singles
from engine.problems.base import NAMES
from engine.worker.sweeps.many_updates import Tensors, noted, written
from engine.worker.sweeps.run_arrays import Slice, Streams
from engine.worker.sweeps.run_rates import Rates
from engine.worker.training.gradient_noise import noisy
from engine.worker.training.loop import NoiseAhead
from engine.worker.training.models.registry import Losses
from engine.worker.training.update_terms import UpdateTerms

_ROW_VALUES = 1 << 17

# XLA unrolls a sum over few samples, but makes a loop of one over many, which vector instructions
# speed up little: 100 samples in parts of 16 take a quarter of the time of one sum. Masked batches
# gain nothing. Each part adds about 20 ms of compilation, so a batch of more than 128 is one sum.
_PART, _MOST_PARTS = 16, 8


def _parts(length: int) -> list[slice]:
    """The parts of a whole batch that are summed separately before their sums are added."""
    size = _PART if length <= _MOST_PARTS * _PART else length
    return [slice(start, min(start + size, length)) for start in range(0, length, size)]


class ManyLoop:
    """Updates of a grid of runs with one optimizer and one batch length.

    Args:
        streams: the samples.
        grid: the grid's shape; one side is the number of streams.
        by_rows: whether the streams are the grid's rows, not its columns.
        rates: the learning rate of each run.
        terms: what else is part of an update.
        make_optimizer: makes a Keras optimizer for two variables, from these and a function that
            returns the learning rates.
        batch_length: samples per batch, at most n.
        ordered: access the samples through the orders passed to each call.
        losses: of the problem; `penalties`: factors of L2 regularization to add to them, of the
            grid's shape, or None for none.
        noise: the standard deviation of the noise that a sample adds to the gradient.

    Attributes:
        variables: the parameters, Keras variables of the grid's shape.
        optimizer: the result of `make_optimizer`.
        rows: the most epochs that a call may enter.
    """

    def __init__(
        self,
        streams: Streams,
        grid: tuple[int, int],
        rates: Rates,
        terms: UpdateTerms,
        make_optimizer: Any,
        batch_length: int,
        *,
        by_rows: bool,
        ordered: bool,
        losses: Losses,
        penalties: Singles | None = None,
        noise: float = 0.0,
    ) -> None:
        l2 = None if penalties is None else tf.constant(penalties)
        self._losses, self._noise = losses if l2 is None else losses.penalized(l2), noise
        self._grid, self._by_rows, self.ordered = grid, by_rows, ordered
        self._samples, self._length = streams.samples, batch_length
        self._parts = _parts(batch_length)
        self._streams = streams.count
        self.rows = int(np.clip(_ROW_VALUES // (grid[0] * grid[1]), 16, 2048))
        self.variables = [
            keras.Variable(tf.zeros(grid), dtype="float32", name=name) for name in NAMES
        ]
        self._terms, self._rates = terms, rates
        self._schedule_of = tf.constant(rates.of, tf.int32)
        self._rate = tf.constant(rates.first[rates.of])
        self.optimizer = make_optimizer(self.variables, lambda: self._rate)
        if ordered:
            # One long column, indexed by the orders of all streams.
            self._x, self._y = (tf.constant(part.T.ravel()) for part in (streams.x, streams.y))
        else:
            chosen = streams.column
            self._x, self._y = (tf.constant(part[:, chosen]) for part in (streams.x, streams.y))
        self._sums: Tensors = (tf.zeros(grid, tf.float64),) * 3
        self._program = tf.function(self._updates, jit_compile=True, autograph=False)

    @property
    def most_updates(self) -> int | None:
        """The most updates of a call; None: unlimited."""
        return self._rates.rows if self._terms.scheduled else None

    def __call__(
        self,
        updates: int,
        offset: int,
        row: int,
        orders: tf.Tensor,
        noise: NoiseAhead,
        made: int = 0,
    ) -> Slice:
        """Make `updates` updates, from sample `offset` of an epoch, after `made` updates.

        They may enter at most `rows` epochs. `orders` has the orders of consecutive epochs as
        indices into the long column, (epochs, n, streams) int32; `row` is the current epoch.
        `noise` has that of the updates for each stream, (updates, 2, streams).
        """
        numbers = [tf.constant(number, tf.int32) for number in (updates, offset, row)]
        more: dict[str, tf.Tensor] = {}
        if self._noise:
            more = {"normal": noise.normal, "first_noise": tf.constant(noise.row, tf.int32)}
        if self._terms.scheduled:
            more["rates"] = tf.constant(self._rates.after(made, updates))
        made_now = self._program(*numbers, orders, self._sums, **more)
        self._sums, ended, (sums, ends), (broken, *at) = made_now
        done = int(ended)
        return Slice(
            sums.numpy()[:done],
            ends.numpy()[:done],
            broken.numpy(),
            np.stack([part.numpy() for part in at]),
        )

    @property
    def open_sums(self) -> Floats:
        """Sums of loss and θ over the updates of the current epoch, (3, ·, ·)."""
        return np.stack([np.asarray(part) for part in self._sums])

    def restore(self, parameters: Singles, open_sums: Floats) -> None:
        """Start from θ, (2, ·, ·), and the sums of an epoch; not the optimizer's state."""
        for variable, values in zip(self.variables, parameters, strict=True):
            variable.assign(values)
        self._sums = tuple(tf.constant(part) for part in open_sums)

    def _batch(
        self, orders: tf.Tensor, row: tf.Tensor, offset: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor | None]:
        """X and y of a batch, (M, streams, 1) or (M, 1, streams), and their mask."""
        length, count = self._length, self._streams
        # The last batch of an epoch includes samples already seen, as in a single run.
        start = tf.minimum(offset, self._samples - length)
        if self.ordered:
            chosen = tf.reshape(tf.slice(orders, [row, start, 0], [1, length, count]), [-1])
            parts = [tf.gather(part, chosen) for part in (self._x, self._y)]
        else:
            parts = [tf.slice(part, [start, 0], [length, count]) for part in (self._x, self._y)]
        shape = [length, count, 1] if self._by_rows else [length, 1, count]
        x, y = (tf.reshape(part, shape) for part in parts)
        if length == self._samples:
            return x, y, None
        mask = tf.cast(start + tf.range(length) >= offset, tf.float32)
        return x, y, tf.reshape(mask, [length, 1, 1])

    def _update(
        self, orders: tf.Tensor, row: tf.Tensor, offset: tf.Tensor, normal: tf.Tensor | None
    ) -> tf.Tensor:
        """One update of all runs; returns their batch losses before it."""
        used = tf.cast(tf.minimum(self._length, self._samples - offset), tf.float32)
        landscape = self._losses.landscape
        parameters = [variable.value for variable in self.variables]
        if landscape is not None:
            with tf.GradientTape() as tape:
                loss = landscape(*parameters)
            gradient = tape.gradient(loss, parameters)
        else:
            with tf.GradientTape() as tape:
                total = self._summed(parameters, *self._batch(orders, row, offset))
            # Each run's sum depends only on its own parameters: the gradient of all is that of
            # each.
            gradient = [part / used for part in tape.gradient(total, parameters)]
            loss = total / used
        if normal is not None:
            gradient = noisy(gradient, self._noise, used, normal)
        self.optimizer.apply(self._terms.clipped(gradient), self.variables)
        return loss

    def _summed(
        self, parameters: list[tf.Tensor], x: tf.Tensor, y: tf.Tensor, mask: tf.Tensor | None
    ) -> tf.Tensor:
        """The sums of the losses of a batch, of the grid's shape."""
        (w, b), each = parameters, self._losses.each
        if mask is not None:
            return tf.reduce_sum(each(w, b, x, y, mask), axis=0)
        parts = [each(w, b, x[part], y[part]) for part in self._parts]
        return tf.add_n([tf.reduce_sum(losses, axis=0) for losses in parts])

    def _normal_at(self, normal: tf.Tensor, row: tf.Tensor) -> tf.Tensor:
        """The noise of an update, (2, streams, 1) or (2, 1, streams)."""
        shape = [2, self._streams, 1] if self._by_rows else [2, 1, self._streams]
        return tf.reshape(tf.gather(normal, row), shape)

    def _updates(
        self,
        updates: tf.Tensor,
        offset: tf.Tensor,
        row: tf.Tensor,
        orders: tf.Tensor,
        sums: Tensors,
        normal: tf.Tensor | None = None,
        first_noise: tf.Tensor | None = None,
        rates: tf.Tensor | None = None,
    ) -> tuple[Tensors, tf.Tensor, Tensors, Tensors]:
        first = row
        samples = self._samples

        def update(
            i: tf.Tensor,
            going: tf.Tensor,  # noqa: ARG001 - the loop's condition reads it
            offset: tf.Tensor,
            row: tf.Tensor,
            sums: Tensors,
            broken: Tensors,
        ) -> tuple[Any, ...]:
            if rates is not None:
                each = tf.slice(rates, [i, 0], [1, self._rates.count])
                self._rate = tf.gather(tf.reshape(each, [-1]), self._schedule_of)
            noise = None if normal is None else self._normal_at(normal, first_noise + i)
            loss = self._update(orders, row, offset, noise)
            values = (loss, *(variable.value for variable in self.variables))
            sums, broken = noted(i + 1, values, sums, broken)
            seen = tf.minimum(offset + self._length, samples)
            return i + 1, (seen < samples) & (i + 1 < updates), seen, row, sums, broken

        def epoch(
            i: tf.Tensor,
            offset: tf.Tensor,
            row: tf.Tensor,
            sums: Tensors,
            broken: Tensors,
            told: Tensors,
        ) -> tuple[Any, ...]:
            begun = (i, tf.constant(True), offset, row, sums, broken)
            i, _, offset, row, sums, broken = tf.while_loop(
                lambda i, going, *_: going,  # noqa: ARG005
                update,
                begun,
            )
            ended = offset >= samples
            # An open epoch writes to a row that is not reported or is overwritten later.
            told = written(told, row - first, sums, self.variables)
            sums = tuple(tf.where(ended, tf.zeros_like(total), total) for total in sums)
            after = tf.where(ended, 0, offset), tf.where(ended, row + 1, row)
            return i, *after, sums, broken, told

        grid = list(self._grid)
        blank = tf.zeros(grid)
        broken = (tf.zeros(grid, tf.int32), blank, blank)
        told = (
            tf.zeros([self.rows + 1, 3, *grid], tf.float64),
            tf.zeros([self.rows + 1, 2, *grid]),
        )
        _, _, last, sums, broken, told = tf.while_loop(
            lambda i, *_: i < updates, epoch, (tf.constant(0), offset, row, sums, broken, told)
        )
        return sums, last - first, told, broken
