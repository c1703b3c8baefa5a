"""The outcome of a training run, complete or cut short."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from engine.history.reached import Reached
from engine.protocol.events import EpochRows, StateChanged

INTERRUPTED = "interrupted"


@dataclass(frozen=True)
class Outcome:
    """The outcome of a run.

    Attributes:
        status: converged, diverged, max_epochs or interrupted.
        reason: the same in one line for the user; may be empty.
        reached: what the run has reached.
    """

    status: str
    reason: str
    reached: Reached


def outcome_of(event: StateChanged) -> Outcome:
    """The outcome at a change of the run's state."""
    status = event.state.value if event.state.ended else INTERRUPTED
    return Outcome(status, event.reason, event.reached)


def cut_short(rows: EpochRows | None, state: StateChanged | None) -> Outcome:
    """The outcome of a run whose end was not reported, from its last reports."""
    if state is not None and (rows is None or state.reached.updates >= rows.updates[-1]):
        return outcome_of(state)
    return Outcome(INTERRUPTED, "", Reached.nothing() if rows is None else _reached_in(rows))


def _reached_in(rows: EpochRows) -> Reached:
    """What the last of these epochs shows; the times are unknown."""
    epochs = rows.epochs
    return replace(
        Reached.nothing(),
        updates=int(rows.updates[-1]),
        epochs=int(epochs.index[-1]),
        epoch_theta=epochs.point(-1),
        epoch_loss=float(epochs.loss[-1]),
        seconds=math.nan,
        compile_seconds=math.nan,
    )
