"""The scatter of a run's batch losses, a measure of how smoothly it descends.

Batch losses differ from the mean of their epoch. The *scatter* is the root mean square of those
differences over the last epochs, relative to the mean loss:

    scatter = sqrt(mean_k (loss_k - mean of k's epoch)²) / mean_k loss_k

It is 0 for the full batch, where an epoch is one update, and grows as batches get smaller.
"""

from __future__ import annotations

import math

import numpy as np

from engine.history.values import Series

EPOCHS = 10
"""The number of last whole epochs used, at most half of the run: at first, the loss falls;"""
MOST_UPDATES = 20_000
"""and the most last updates; they must contain at least one whole epoch."""


def scatter(updates: Series, epochs: Series) -> float:
    """The scatter over the last whole epochs.

    Args:
        updates: the history; its last rows must be consecutive.
        epochs: the epoch means; `seen` is where each ended.

    Returns:
        The scatter; nan if no whole epoch is stored update by update.
    """
    ends = epochs.seen[-(EPOCHS + 1) :]
    if not len(ends):
        return math.nan
    tail = slice(max(0, len(updates) - MOST_UPDATES), None)
    index, seen, loss = updates.index[tail], updates.seen[tail], updates.loss[tail]
    gaps = np.flatnonzero(np.diff(index) != 1)
    if len(gaps):
        whole = slice(int(gaps[-1]) + 1, None)
        index, seen, loss = index[whole], seen[whole], loss[whole]
    # Epoch j contains the updates with ends[j] < seen ≤ ends[j + 1]; the first begins at 0.
    starts = np.concatenate([[0.0], ends[:-1]]) if len(ends) == len(epochs) else ends[:-1]
    ends = ends[len(ends) - len(starts) :]
    if not len(index):
        return math.nan
    known = starts >= (seen[0] if index[0] > 1 else 0.0)
    most = min(EPOCHS, max(int(epochs.index[-1]) // 2, 1))
    starts, ends = starts[known][-most:], ends[known][-most:]
    if not len(starts):
        return math.nan
    first = np.searchsorted(seen, starts, side="right")
    last = np.searchsorted(seen, ends, side="right")
    squares, total, count = 0.0, 0.0, 0
    for begin, end in zip(first.tolist(), last.tolist(), strict=True):
        losses = loss[begin:end]
        with np.errstate(all="ignore"):  # the last loss of a diverged run
            squares += float(((losses - losses.mean()) ** 2).sum())
        total += float(losses.sum())
        count += len(losses)
    mean = total / count
    return math.sqrt(squares / count) / mean if mean > 0 else 0.0
