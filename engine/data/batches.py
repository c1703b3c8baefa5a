"""The samples of each update: batches in order, a partial last batch, seeded shuffling.

An epoch visits every sample once. A batch is the next M unseen samples or the rest; so the position
in an epoch is one number, the *offset* of samples already used, and changing the batch size during
an epoch needs no special rule.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.config.run import FULL_BATCH, BatchConfig


@dataclass(frozen=True)
class BatchSpan:
    """The samples of one update: positions start to stop (exclusive) in the epoch's order."""

    epoch: int
    start: int
    stop: int


def batch_length(config: BatchConfig, samples: int) -> int:
    """The samples of an update: M of each replica, at most all samples."""
    if config.batch_size == FULL_BATCH:
        return samples
    return min(config.batch_size * config.replicas, samples)


def part_begin(used: Any, replicas: int, place: Any, least: Callable[[Any, Any], Any] = min) -> Any:
    """Where a replica's part of a batch begins, counted from the batch's beginning.

    The parts follow each other. All have the same length, or the first ones one sample more.

    Args:
        used: samples of the batch; a number or a tensor, as the result is.
        replicas: the number of parts.
        place: of the replica, from 0; the number of replicas gives the end of the last part.
        least: the smaller one of two of them.
    """
    return place * (used // replicas) + least(place, used % replicas)


def replica_spans(span: BatchSpan, replicas: int) -> tuple[BatchSpan, ...]:
    """The samples of each replica in an update, in order; some may have none."""
    used = span.stop - span.start
    bounds = [span.start + part_begin(used, replicas, place) for place in range(replicas + 1)]
    return tuple(BatchSpan(span.epoch, begin, end) for begin, end in pairwise(bounds))


def updates_per_epoch(samples: int, batch_size: int) -> int:
    """The updates of an epoch, ceil(samples / batch_size)."""
    return -(-samples // batch_size)


def updates_left(samples: int, batch_size: int, offset: int) -> int:
    """Updates from `offset` to the end of that epoch."""
    return -(-(samples - offset) // batch_size)


def updates_to_end(samples: int, batch_size: int, offset: int, epochs: int) -> int:
    """Updates from `offset` to the end of `epochs` epochs, the current one included."""
    rest = (epochs - 1) * updates_per_epoch(samples, batch_size)
    return updates_left(samples, batch_size, offset) + rest


def offset_after(samples: int, batch_size: int, offset: int, updates: int) -> int:
    """The offset after `updates` updates of one batch size."""
    if updates < (left := updates_left(samples, batch_size, offset)):
        return offset + updates * batch_size
    return (updates - left) % updates_per_epoch(samples, batch_size) * batch_size


def epochs_after(samples: int, batch_size: int, offset: int, updates: int) -> int:
    """The number of epochs completed by `updates` updates."""
    left = updates_left(samples, batch_size, offset)
    if updates < left:
        return 0
    return 1 + (updates - left) // updates_per_epoch(samples, batch_size)


def samples_seen(samples: int, batch_size: int, offset: int, updates: int) -> Floats:
    """Samples seen after each of `updates` updates, counted from the start of the current epoch.

    Shape (updates,); whole numbers, exact up to 2^53.
    """
    left = updates_left(samples, batch_size, offset)
    if updates <= left or samples % batch_size == offset % batch_size == 0:
        seen = offset + batch_size * np.arange(1, updates + 1, dtype=np.float64)
        return np.minimum(seen, samples) if updates <= left else seen
    per_epoch = updates_per_epoch(samples, batch_size)
    one_epoch = np.minimum(batch_size * np.arange(1, per_epoch + 1, dtype=np.float64), samples)
    epochs = epochs_after(samples, batch_size, offset, updates)
    starts = samples * np.arange(1, epochs + 1, dtype=np.float64)
    later = (starts[:, None] + one_epoch).ravel()[: updates - left]
    return np.concatenate([samples_seen(samples, batch_size, offset, left), later])


def sample_order(seed: int, epoch: int, samples: int) -> NDArray[np.int32]:
    """The shuffled order of epoch `epoch` (from 0): a pure function of its arguments.

    Philox is a counter-based generator, so the stream of any epoch is available directly.
    Shape (samples,), a permutation of 0 to samples - 1.
    """
    order = np.arange(samples, dtype=np.int32)
    np.random.Generator(np.random.Philox(key=[seed, epoch])).shuffle(order)
    return order


def batch_indices(span: BatchSpan, samples: int, seed: int, *, shuffle: bool) -> NDArray[np.int32]:
    """The indices of an update's samples, shape (span.stop - span.start,)."""
    if not shuffle:
        return np.arange(span.start, span.stop, dtype=np.int32)
    return sample_order(seed, span.epoch, samples)[span.start : span.stop]
