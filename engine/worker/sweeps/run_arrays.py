"""What goes into a call that advances many runs, and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats, Singles


@dataclass(frozen=True)
class Streams:
    """The samples of each stream.

    Attributes:
        x, y: float32, (n, distinct data sets).
        column: the index of the data set of each stream, (streams,).
    """

    x: Singles
    y: Singles
    column: NDArray[np.intp]

    @property
    def samples(self) -> int:
        return int(self.x.shape[0])

    @property
    def count(self) -> int:
        return len(self.column)


@dataclass(frozen=True)
class Slice:
    """The result of a call; the last two dimensions are those of the grid.

    Attributes:
        sums: loss and θ summed over the updates of each epoch that ended, float64,
            (epochs, 3, ·, ·), each sum taken update by update.
        ends: θ after each of those epochs' last update, float32, (epochs, 2, ·, ·).
        broken: the first update of the call, from 1, after which a run was not finite; 0 is none.
        broken_at: θ after it, (2, ·, ·).
    """

    sums: Floats
    ends: Singles
    broken: NDArray[np.int32]
    broken_at: Singles
