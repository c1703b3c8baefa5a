"""The outcome of a training run, complete or cut short."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from engine.problems.base import Theta
from engine.protocol.events import EpochRows, StateChanged

INTERRUPTED = "interrupted"

_NONE = (math.nan, math.nan)


@dataclass(frozen=True)
class Outcome:
    """The outcome of a run.

    Attributes:
        status: converged, diverged, max_epochs or interrupted.
        reason: the same in one line for the user; may be empty.
        epochs, updates: whole epochs completed, updates made.
        epoch_theta, epoch_loss: plain means over the last whole epoch's updates.
        theta: after the last update; full_loss: over all samples there.
        seconds: the worker's training time without compilation; compile_seconds: compilation.
    """

    status: str
    reason: str
    epochs: int
    updates: int
    epoch_theta: Theta
    epoch_loss: float
    theta: Theta
    full_loss: float
    seconds: float
    compile_seconds: float

    @property
    def updates_per_second(self) -> float:
        """Updates per second; nan if no time was measured."""
        return self.updates / self.seconds if self.seconds > 0 else math.nan


def outcome_of(event: StateChanged) -> Outcome:
    """The outcome at a change of the run's state."""
    return Outcome(
        status=event.state.value if event.state.ended else INTERRUPTED,
        reason=event.reason,
        epochs=event.epoch,
        updates=event.update,
        epoch_theta=event.epoch_theta,
        epoch_loss=event.epoch_loss,
        theta=event.theta,
        full_loss=event.full_loss,
        seconds=event.seconds,
        compile_seconds=event.compile_seconds,
    )


def cut_short(rows: EpochRows | None, state: StateChanged | None) -> Outcome:
    """The outcome of a run whose end was not reported, from its last reports."""
    if state is not None and (rows is None or state.update >= rows.updates[-1]):
        return outcome_of(state)
    nothing = Outcome(INTERRUPTED, "", 0, 0, _NONE, math.nan, _NONE, math.nan, 0.0, 0.0)
    if rows is None:
        return nothing
    epochs = rows.epochs
    return replace(
        nothing,
        epochs=int(epochs.index[-1]),
        updates=int(rows.updates[-1]),
        epoch_theta=epochs.point(-1),
        epoch_loss=float(epochs.loss[-1]),
        seconds=math.nan,
        compile_seconds=math.nan,
    )
