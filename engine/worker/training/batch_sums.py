"""The loss over a batch and its gradient: the order of summation.

A processor adds vectors fast and single numbers slowly, and float32 sums lose digits with their
length. So a long batch is arranged in rows of `LANES` samples, and the samples of one column, a
*lane*, have a separate sum. It grows row by row in float32, and after `DEPTH` rows it is added to a
sum in float64. w and b are passed to each lane separately, so that the tape's gradient by them is
the part of that lane. Nothing is gathered; a mask is needed in the last row only.

Measured with n from 10^4 to 10^7: about twice as fast as reducing cache-sized parts to three
numbers each. Fewer lanes would need more calls of XLA's kernels, more would exceed the first-level
cache. Shorter batches are summed by `short_sums`. Imports TensorFlow: for the worker only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import tensorflow as tf

from engine.worker.training.models.model import Here, Model
from engine.worker.training.short_sums import FEWEST, in_rows

LANES, DEPTH = 1024, 1024

FEW = 8 * LANES
"""A batch of fewer samples is summed at once, because its sums cost less than a loop over rows."""

Number: TypeAlias = "tf.Tensor | int"
Read: TypeAlias = "Callable[[Number, int], tuple[tf.Tensor, tf.Tensor]]"
Sums: TypeAlias = "list[tf.Tensor]"
"""Sums of the losses and of their derivatives by w and b."""


@dataclass(frozen=True)
class BatchShape:
    """Properties of all batches, known before compilation.

    Attributes:
        samples: per epoch.
        length: of a batch, at most all samples.
        aligned: whether every batch has this length; if not, the last of an epoch may be partial.
        at_once: sum a batch in one step, which is best on a GPU.
    """

    samples: int
    length: int
    aligned: bool
    at_once: bool

    def used(self, offset: tf.Tensor) -> Number:
        """Samples of the batch that begins at `offset` of the epoch."""
        return self.length if self.aligned else tf.minimum(self.length, self.samples - offset)


def loss_and_gradient(
    model: Model, read: Read, shape: BatchShape, offset: tf.Tensor
) -> tuple[tf.Tensor, list[tf.Tensor]]:
    """Mean loss over a batch and its gradient, all float32.

    Args:
        model: what is trained.
        read: returns x and y of a number of samples from a position of the epoch.
        shape: of the batches.
        offset: position of the batch's first sample.
    """
    if model.landscape is not None:
        return model.alone(model.landscape)
    sums = sums_of(model.here, read, shape, offset, shape.used(offset))
    return mean_of(sums, shape.used(offset))


def mean_of(sums: Sums, used: Number) -> tuple[tf.Tensor, list[tf.Tensor]]:
    """Mean loss and its gradient, all float32, of the sums over `used` samples."""
    count = tf.cast(used, sums[0].dtype)
    loss, *gradient = (tf.cast(total / count, tf.float32) for total in sums)
    return loss, gradient


def sums_of(here: Here, read: Read, shape: BatchShape, offset: tf.Tensor, used: Number) -> Sums:
    """The sums over `used` samples from `offset`; float64 of a long batch, otherwise float32.

    `used` is the length of the shape if it is aligned, and at most that if it is not.
    """
    if not shape.at_once and shape.length >= FEW:
        return _in_lanes(here, read, shape, offset, used)
    if shape.aligned:
        return sums_at(here, shape, *read(offset, shape.length))
    return masked_sums(here, read, shape, offset, used, shape.length)


def sums_at(
    here: Here, shape: BatchShape, x: tf.Tensor, y: tf.Tensor, mask: tf.Tensor | None = None
) -> Sums:
    """The sums over fewer than `FEW` samples, or over those at which the mask is 1; float32."""
    if shape.at_once or x.shape[0] <= FEWEST:
        return here.summed(x, y, mask)
    w = here.parameters[0]
    # If w is not a number, no loss is, and what is added to them does not matter.
    always = tf.equal(w, w)
    return [in_rows(terms, always) for terms in here.each(x, y, mask)]


def masked_sums(
    here: Here, read: Read, shape: BatchShape, begin: Number, used: Number, most: int
) -> Sums:
    """The sums over `used` samples from `begin`, at most `most`; float32.

    Always `most` samples are read, so that their number is constant; at the end of the epoch they
    include earlier samples, which the mask excludes.
    """
    start = tf.minimum(begin, shape.samples - most)
    place = start + tf.range(most)
    mask = tf.cast((place >= begin) & (place < begin + used), tf.float32)
    return sums_at(here, shape, *read(start, most), mask)


def _in_lanes(here: Here, read: Read, shape: BatchShape, offset: tf.Tensor, used: Number) -> Sums:
    """The sums row by row; float64."""
    most, rest = divmod(shape.length, LANES)
    rows = most if shape.aligned else used // LANES
    sums = sums_of_rows(here, read, offset, rows, most)
    if not shape.aligned:
        done = rows * LANES
        part = masked_sums(here, read, shape, offset + done, used - done, LANES)
    elif rest:
        part = sums_at(here, shape, *read(offset + most * LANES, rest))
    else:
        return sums
    return plus(sums, [tf.cast(number, tf.float64) for number in part])


def sums_of_rows(here: Here, read: Read, offset: tf.Tensor, rows: Number, most: int) -> Sums:
    """The sums over rows of `LANES` samples from `offset`, at most `most` rows; float64.

    The position is a variable of the loop: XLA would take one that is the same in all its passes
    for a constant, and compile the program again for each.
    """

    def add_row(i: tf.Tensor, last: tf.Tensor, place: tf.Tensor, *lanes: tf.Tensor) -> Any:
        added = here.each(*read(place, LANES))
        return (i + 1, last, place + LANES, *plus(list(lanes), added))

    def add_rows(i: tf.Tensor, place: tf.Tensor, *totals: tf.Tensor) -> Any:
        last = tf.minimum(i + DEPTH, rows)
        blank = [tf.zeros([LANES])] * 3
        state = [i, last, place, *blank]
        _, _, place, *lanes = tf.while_loop(lambda i, last, *_: i < last, add_row, state)
        return (last, place, *plus(list(totals), [tf.cast(lane, tf.float64) for lane in lanes]))

    state = (tf.constant(0), tf.convert_to_tensor(offset), *[tf.zeros([LANES], tf.float64)] * 3)
    if most <= DEPTH:
        state = add_rows(*state)
    else:
        state = tf.while_loop(lambda i, *_: i < rows, add_rows, state)
    return [tf.reduce_sum(total) for total in state[2:]]


def plus(sums: Sums, others: Sums) -> Sums:
    """Sum by sum."""
    return [a + b for a, b in zip(sums, others, strict=True)]
