"""Epoch means from a stream of updates, bit-identical however the stream is divided.

A sum of floats depends on its order, so every sum is taken update by update, in order; the sums of
an incomplete epoch are carried into the next slice.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats, Singles


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
    values = columns.astype(np.float64)
    count = values.shape[1]
    if count < left:
        return np.empty((0, 3)), _add(carried, values)
    whole = (count - left) // per_epoch
    first = _add(carried, values[:, :left])
    means = np.empty((1 + whole, 3))
    means[0] = np.array(first.sums) / first.updates
    if per_epoch == 1:
        means[1:] = values[:, left:].T
        return means, OpenEpoch()
    body = values[:, left : left + whole * per_epoch].reshape(3, whole, per_epoch)
    # The last of the running sums: np.sum adds pairwise, in an order that depends on the length.
    means[1:] = np.add.accumulate(body, axis=2)[:, :, -1].T / per_epoch
    return means, _add(OpenEpoch(), values[:, left + whole * per_epoch :])


def _add(epoch: OpenEpoch, values: Floats) -> OpenEpoch:
    if not values.shape[1]:
        return epoch
    with_carry = np.concatenate([np.array(epoch.sums)[:, None], values], axis=1)
    loss, first, second = np.add.accumulate(with_carry, axis=1)[:, -1].tolist()
    return OpenEpoch((loss, first, second), epoch.updates + values.shape[1])
