"""The learning rates of many runs, which are advanced by one call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Singles
from engine.optimizers.schedules import Schedule

_RATE_VALUES = 1 << 18


@dataclass(frozen=True)
class Rates:
    """The learning rates of the runs of a grid, which share their schedules.

    Attributes:
        schedules: the distinct ones.
        of: the index of each run's schedule, of the grid's shape.
    """

    schedules: tuple[Schedule, ...]
    of: NDArray[np.intp]

    @property
    def count(self) -> int:
        """Distinct schedules."""
        return len(self.schedules)

    @property
    def first(self) -> Singles:
        """The learning rate of the first update, (schedules,)."""
        rates: Singles = self.after(0, 1)[0]
        return rates

    @property
    def rows(self) -> int:
        """The number of updates whose learning rates are passed at a time."""
        return int(np.clip(_RATE_VALUES // self.count, 16, 1 << 14))

    def after(self, made: int, updates: int) -> Singles:
        """The learning rates of the updates after the first `made`, (rows, schedules); 0 after."""
        return rates_after(made, updates, self.schedules, max(self.rows, updates))


def rates_after(made: int, updates: int, schedules: Sequence[Schedule], rows: int) -> Singles:
    """The learning rates of updates after the first `made`, (rows, schedules); 0 after them."""
    rates = np.zeros((rows, len(schedules)), np.float32)
    numbers = np.arange(made, made + updates)
    for column, schedule in enumerate(schedules):
        rates[:updates, column] = schedule.rates(numbers)
    return rates
