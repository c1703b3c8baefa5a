"""What a session remembers of its run, and the events that tell of it."""

from __future__ import annotations

import math

import numpy as np

from engine.history import History, thinned
from engine.messages import EpochRows, Frame, StateChanged, Watch
from engine.snapshot import Change, RunState, Series
from engine.trainer import Advance, Trainer

_NONE = (math.nan, math.nan, math.nan)


class Record:
    """The updates, the epochs and the live changes of one run.

    Attributes:
        updates, epochs: the histories.
        changes: what was changed live, in order.
    """

    def __init__(self) -> None:
        self.updates = History()
        self.epochs = History()
        self.changes: list[Change] = []

    def add(self, advance: Advance) -> None:
        """Take in what some updates did."""
        recorded, seen, seconds = advance.recorded, advance.seen, advance.seconds
        loss, w, b = advance.epoch_means.T
        ends = advance.epoch_rows
        self.updates.append(recorded.w, recorded.b, recorded.loss, seen, seconds)
        self.epochs.append(w, b, loss, seen[ends], seconds[ends])

    def frame(self, trainer: Trainer, state: RunState, watch: Watch, rate: float) -> Frame:
        """The run as it stands, with as much of it as `watch` asks for."""
        updates, epochs = self.updates.series, self.epochs.series
        w, b = trainer.w, trainer.b
        return Frame(
            state=state,
            config=trainer.config,
            w=w,
            b=b,
            previous=trainer.previous,
            batch_loss=float(updates.loss[-1]) if len(self.updates) else math.nan,
            epoch_loss=float(epochs.loss[-1]) if len(self.epochs) else math.nan,
            full_loss=float(trainer.moments.loss(w, b)),
            batch=trainer.last_steps.last,
            updates=thinned(updates, watch.points),
            epochs=thinned(epochs, watch.points),
            kept_every=self.updates.kept_every,
            seconds=trainer.seconds,
            compile_seconds=trainer.compile_seconds,
            updates_per_second=rate,
            checkpoint=trainer.checkpoint(),
            changes=tuple(self.changes),
            steps=trainer.last_steps.told(watch.steps) if watch.steps else (),
            slots_before=trainer.slots_before_last() if watch.slots else None,
        )

    def state_changed(self, trainer: Trainer, state: RunState, reason: str) -> StateChanged:
        """That the run is now in `state`, and where."""
        epochs = self.epochs.series
        means = (epochs.w[-1], epochs.b[-1], epochs.loss[-1]) if len(self.epochs) else _NONE
        return StateChanged(
            state=state,
            reason=reason,
            update=trainer.update,
            epoch=trainer.epoch,
            epoch_means=(float(means[0]), float(means[1]), float(means[2])),
            w=trainer.w,
            b=trainer.b,
            full_loss=float(trainer.moments.loss(trainer.w, trainer.b)),
            seconds=trainer.seconds,
            compile_seconds=trainer.compile_seconds,
        )


def epoch_rows(advance: Advance, last: int, every: int) -> EpochRows | None:
    """Every so many of the epochs completed, of which `last` is the last, and the run's last one.

    None where there is nothing to tell.
    """
    epochs = len(advance.epoch_means)
    numbers = np.arange(last - epochs + 1, last + 1, dtype=np.int64)
    told = numbers % every == 0
    if epochs and advance.state is not RunState.RUNNING:
        told[-1] = True
    if not told.any():
        return None
    loss, w, b = advance.epoch_means[told].T
    ends = advance.epoch_rows[told]
    rows = Series(numbers[told], w, b, loss, advance.seen[ends], advance.seconds[ends])
    return EpochRows(rows, advance.epoch_updates[told])
