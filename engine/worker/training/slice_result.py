"""The result of a slice of updates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.history.values import RunState
from engine.worker.training.loop import Recorded
from engine.worker.training.place import Place


class Verdict(NamedTuple):
    """The number of updates of a slice that count, and the state of the run after them.

    `reason` is that of the end, for the user; empty if there is none.
    """

    updates: int
    state: RunState
    reason: str = ""


@dataclass(frozen=True)
class Advance:
    """The result of a call of `Trainer.advance`.

    Attributes:
        recorded: batch loss and θ of each update made.
        epoch_means: epoch loss and θ of each epoch completed, (epochs, 3).
        epoch_updates: updates since the start at the end of each of those epochs.
        seen: samples seen since the start after each update, (updates,).
        seconds: training time after each update, (updates,), even within the call.
        epoch_rows: the index of the last update of each of those epochs, (epochs,).
        state: RUNNING if training can continue, otherwise how the run ended.
        reason: of the end, for the user; empty if there is none.
        fault: a failure of the stop rule, reported once; mostly empty.
    """

    recorded: Recorded
    epoch_means: Floats
    epoch_updates: NDArray[np.int64]
    seen: Floats
    seconds: Floats
    epoch_rows: NDArray[np.intp]
    state: RunState
    reason: str = ""
    fault: str = ""

    @classmethod
    def nothing(cls, state: RunState, reason: str) -> Advance:
        """No update was made."""
        times, rows = np.empty(0), np.empty(0, np.int64)
        recorded = Recorded(np.empty((3, 0), np.float32))
        return cls(recorded, np.empty((0, 3)), rows, times, times, rows, state, reason)

    @classmethod
    def of(
        cls,
        recorded: Recorded,
        means: Floats,
        before: Place,
        seconds: tuple[float, float],
        verdict: Verdict,
        fault: str,
    ) -> Advance:
        """The result of updates made from a place.

        Args:
            recorded: their results; at least one.
            means: of the epochs that they completed.
            before: the place.
            seconds: training time before them, and their time.
            verdict: the state of the run after them.
            fault: see `Advance`.
        """
        made, rows = len(recorded), before.last_rows(len(means))
        spent, taken = seconds
        return cls(
            recorded,
            means,
            before.update + rows + 1,
            before.seen(made),
            spent + taken / made * np.arange(1, made + 1, dtype=np.float64),
            rows,
            verdict.state,
            verdict.reason,
            fault,
        )
