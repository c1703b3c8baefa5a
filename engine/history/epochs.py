"""Epoch means from a stream of updates, bit-identical however the stream is divided.

A sum of floats depends on its order, so every sum is taken update by update, in order; the sums of
an incomplete epoch are carried into the next slice.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats, Singles

_MANY = 8
"""Epochs from which on adding update by update to all of them at once pays."""


@dataclass(frozen=True)
class OpenEpoch:
    """Sums of the batch loss and θ over the updates of the current epoch so far."""

    sums: tuple[float, float, float] = (0.0, 0.0, 0.0)
    updates: int = 0


def close_epochs(
    carried: OpenEpoch, columns: Singles, left: int, per_epoch: int
) -> tuple[Floats, OpenEpoch]:
    """The means of the epochs that these updates complete, and the sums of the open epoch.

    Args:
        carried: the sums of the current epoch before these updates.
        columns: batch loss and θ of consecutive updates, shape (3, updates).
        left: updates missing in the current epoch.
        per_epoch: updates of each later epoch.

    Returns:
        Epoch loss and θ, shape (epochs, 3), float64; and the open epoch.
    """
    count = columns.shape[1]
    if count < left:
        return np.empty((0, 3)), _add(carried, columns)
    whole = (count - left) // per_epoch
    first = _add(carried, columns[:, :left])
    means = np.empty((1 + whole, 3))
    means[0] = np.array(first.sums) / first.updates
    body = columns[:, left : left + whole * per_epoch]
    if per_epoch == 1:
        means[1:] = body.T
        return means, OpenEpoch()
    means[1:] = _sums(body.reshape(3, whole, per_epoch)).T / per_epoch
    return means, _add(OpenEpoch(), columns[:, left + whole * per_epoch :])


def _sums(body: Singles) -> Floats:
    """The sums over the last axis, term by term, (3, epochs), of values (3, epochs, updates).

    np.sum would add along it pairwise, in an order that depends on its length.
    """
    if body.shape[1] < _MANY:
        sums: Floats = np.add.accumulate(body, axis=2, dtype=np.float64)[:, :, -1]
        return sums
    # The first axis of an array is added row by row; it is copied because its rows are far apart.
    rows = np.ascontiguousarray(body.transpose(2, 0, 1)).astype(np.float64)
    total: Floats = np.add.reduce(rows, axis=0)
    return total


def _add(epoch: OpenEpoch, columns: Singles) -> OpenEpoch:
    if not columns.shape[1]:
        return epoch
    with_carry = np.concatenate([np.array(epoch.sums)[:, None], columns], axis=1)
    loss, first, second = np.add.accumulate(with_carry, axis=1)[:, -1].tolist()
    return OpenEpoch((loss, first, second), epoch.updates + columns.shape[1])
