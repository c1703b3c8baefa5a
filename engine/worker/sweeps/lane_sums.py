"""Sums over the samples of a batch for many runs at once, in the order of a run alone.

A sample is read once for all runs (*lanes*), so the samples of a batch are gone through one after
the other. Of up to 16 samples, a run alone adds them like this. Of more, it adds rows of them, and
then the columns in pairs (`engine.worker.training.short_sums`): here the columns are gone through,
in an order in which each pair can be added as soon as both are known, and what waits for its
partner is in a stack. A run alone takes the products of whole rows and their sums at once, rounded
once (a fused multiply-add), but rounds those of the row that is not whole before it adds them.

Imports TensorFlow: for the worker only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import numpy as np
import tensorflow as tf

from engine.worker.training.batch_sums import FEW
from engine.worker.training.short_sums import lanes_of

Tensors: TypeAlias = "list[tf.Tensor]"
Products: TypeAlias = "Callable[[tf.Tensor], Tensors]"
"""The loss of the sample in a place, and its derivatives: three, (lanes,)."""

_MOST = lanes_of(FEW - 1)
"""Columns of the longest batch that is summed in rows."""
_LEVELS = _MOST.bit_length()


class RowOrder(NamedTuple):
    """In which order the columns of a batch are summed.

    Attributes:
        width: the number of columns, int32.
        columns: which one is summed next, int32, padded to a length that is always the same.
        merges: how many waiting sums it is added to then, one after the other, likewise.
    """

    width: tf.Tensor
    columns: tf.Tensor
    merges: tf.Tensor

    @classmethod
    def of(cls, length: int) -> RowOrder:
        """The order for batches of this length."""
        width = min(lanes_of(length), _MOST)
        columns, merges = np.zeros((2, _MOST), np.int32)
        for j in range(width):
            # The place with its binary digits reversed: partners follow each other on every level.
            columns[j] = int(f"{j:b}"[::-1].ljust(width.bit_length() - 1, "0"), 2)
            merges[j] = (~j & (j + 1)).bit_length() - 1
        return cls(*(tf.constant(part, tf.int32) for part in (width, columns, merges)))


def in_order(products: Products, begin: tf.Tensor, used: tf.Tensor, zero: tf.Tensor) -> Tensors:
    """The sums over `used` samples from place `begin`, one after the other.

    Args:
        products: of a sample.
        begin, used: int32.
        zero: the sum of none, (lanes,); its type is that of the sums.
    """

    # The place is a variable of the loops: what it is computed from would be a constant for XLA,
    # which would compile again for each batch length.
    def add(k: tf.Tensor, place: tf.Tensor, *sums: tf.Tensor) -> tuple[tf.Tensor, ...]:
        made = zip(sums, products(place), strict=True)
        return (k + 1, place + 1, *(a + tf.cast(b, a.dtype) for a, b in made))

    state = (tf.constant(0), begin, *[zero] * 3)
    _, _, *sums = tf.while_loop(lambda k, *_: k < used, add, state)
    return list(sums)


def in_rows(
    products: Products,
    begin: tf.Tensor,
    first: tf.Tensor,
    length: tf.Tensor,
    order: RowOrder,
    always: tf.Tensor,
) -> Tensors:
    """The sums over the samples of a batch from its sample `first`.

    Args:
        products: of a sample.
        begin: the place of the batch's sample 0, int32.
        first: of its samples, those before are not added, int32.
        length: of a batch, int32.
        order: for batches of this length.
        always: true for each lane, which must not be known before the program runs; see
            `engine.worker.training.short_sums.in_rows`. What follows from the loops, such as that
            there are samples, is known.
    """
    width = order.width
    whole, rest = length - length % width, length % width
    zero = tf.zeros(always.shape)

    def column(j: tf.Tensor, begin: tf.Tensor, *stacks: tf.Tensor) -> tuple[tf.Tensor, ...]:
        def add(k: tf.Tensor, place: tf.Tensor, *sums: tf.Tensor) -> tuple[tf.Tensor, ...]:
            made = zip(sums, products(place), strict=True)
            return (k + width, place + width, *(a + b for a, b in made))

        def add_rounded(k: tf.Tensor, place: tf.Tensor, *sums: tf.Tensor) -> tuple[tf.Tensor, ...]:
            made = [tf.where(always, part, tf.zeros_like(part)) for part in products(place)]
            return (k + width, place + width, *(a + b for a, b in zip(sums, made, strict=True)))

        def merge(level: tf.Tensor, *both: tf.Tensor) -> tuple[tf.Tensor, ...]:
            # The stacks pass through: XLA would copy them if they were used after the loop, too.
            sums, stacks = both[:3], both[3:]
            waiting = [tf.gather(stack, level) for stack in stacks]
            return (level + 1, *(a + b for a, b in zip(waiting, sums, strict=True)), *stacks)

        at = tf.gather(order.columns, j)
        k = at + width * (tf.maximum(first - at + width - 1, 0) // width)
        state = (k, begin + k, *[zero] * 3)
        _, _, *sums = tf.while_loop(lambda k, *_: k < whole, add, state)
        k = length - width + at
        stop = tf.where((at >= width - rest) & (k >= first), length, 0)
        state = (k, begin + k, *sums)
        _, _, *sums = tf.while_loop(lambda k, *_: k < stop, add_rounded, state)
        merges = tf.gather(order.merges, j)
        state = (tf.constant(0), *sums, *stacks)
        _, *both = tf.while_loop(lambda level, *_: level < merges, merge, state)
        made = zip(both[3:], both[:3], strict=True)
        return (j + 1, begin, *(tf.tensor_scatter_nd_update(a, [[merges]], [b]) for a, b in made))

    blank = tf.zeros([_LEVELS, *zero.shape])
    state = (tf.constant(0), begin, *[blank] * 3)
    _, _, *stacks = tf.while_loop(lambda j, *_: j < width, column, state)
    last = tf.gather(order.merges, width - 1)
    return [tf.gather(stack, last) for stack in stacks]
