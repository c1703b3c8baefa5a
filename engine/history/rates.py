"""The learning rate of each update of a run, with its schedule and through its live changes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Singles
from engine.config.run import RunConfig
from engine.history.changes import stages, undone
from engine.history.values import Change


def learning_rates(
    updates: NDArray[np.int64], config: RunConfig, changes: Sequence[Change]
) -> Singles:
    """The learning rate of each of these updates, as the optimizer has it.

    Args:
        updates: their numbers, from 1, increasing.
        config: at the end of the run.
        changes: the live changes, in order.
    """
    made = [change for change in changes if change.update > 0]
    legs = [(0, undone(config, made)), *stages(config, made)]
    rates = np.empty(len(updates), np.float32)
    ends = [*(after for after, _ in legs[1:]), None]
    for (after, leg), end in zip(legs, ends, strict=True):
        first = int(np.searchsorted(updates, after, side="right"))
        last = len(updates) if end is None else int(np.searchsorted(updates, end, side="right"))
        rates[first:last] = leg.optimizer.rates.rates(updates[first:last] - 1)
    return rates
