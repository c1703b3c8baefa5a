"""The recorded history of a session's run, and the events made from it."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.history.frame import Frame
from engine.history.history import EPOCHS_CAPACITY, History
from engine.history.reached import Reached
from engine.history.scatter import scatter
from engine.history.values import Change, RunState, Series
from engine.protocol.commands import Resume, Watch
from engine.protocol.events import EpochRows, StateChanged
from engine.worker.training.slice_result import Advance
from engine.worker.training.trainer import Trainer


class Record:
    """The updates, the epochs and the live changes of one run.

    Attributes:
        updates, epochs: the histories.
        changes: the live changes, in order.
    """

    def __init__(self) -> None:
        self.updates = History()
        self.epochs = History(EPOCHS_CAPACITY)
        self.changes: list[Change] = []

    def add(self, advance: Advance) -> None:
        """Record the results of updates."""
        recorded, seen, seconds = advance.recorded, advance.seen, advance.seconds
        means, ends = advance.epoch_means, advance.epoch_rows
        self.updates.append(recorded.theta, recorded.loss, seen, seconds)
        self.epochs.append(means[:, 1:], means[:, 0], seen[ends], seconds[ends])

    def change(self, update: int, epoch: int, changed: Mapping[str, tuple[str, str]]) -> None:
        """Record live changes after `update`, old and new values by parameter.

        A value changed and changed back before the next update is not a change.
        """
        for name, (old, new) in changed.items():
            now = [c for c in self.changes if c.update == update and c.parameter == name]
            self.changes = [c for c in self.changes if c not in now]
            first = now[0].old if now else old
            if first != new:
                self.changes.append(Change(update, epoch, name, first, new))

    def load(self, run: Resume) -> None:
        """Load the whole history of a run."""
        self.updates.load(run.updates, run.kept_every)
        self.epochs.load(run.epochs, run.epochs_kept_every or run.kept_every)
        self.changes = list(run.changes)

    def cut(self, trainer: Trainer) -> None:
        """Discard everything after the trainer's current update."""
        update, epoch = self._rows_at(trainer)
        self.changes = list(self._changes_until(trainer.update))
        self.updates.cut(update)
        self.epochs.cut(epoch)

    def seconds_at(self, update: int) -> float:
        """Training time up to an update; interpolated linearly between stored updates."""
        rows = self.updates.series
        if not update or not len(rows):
            return 0.0
        return _between(update, rows.index, rows.seconds)

    def frame(self, trainer: Trainer, state: RunState, watch: Watch, rate: float) -> Frame:
        """The current or an earlier state of the run, as much as `watch` requests.

        A trainer at an earlier update is shown with the history up to there.
        """
        past, on = trainer.update < self.updates.last, state is RunState.RUNNING
        theta, full = trainer.theta, trainer.full
        all_updates, all_epochs = self.updates.series, self.epochs.series
        updates, epochs = all_updates.until(trainer.update), all_epochs.until(trainer.epoch)
        shown = self.updates.overview(watch.points, trainer.update)
        shown_epochs = self.epochs.overview(watch.points, trainer.epoch)
        if past:
            row, epoch_row = self._rows_at(trainer)
            shown, shown_epochs = shown.followed_by(row), shown_epochs.followed_by(epoch_row)
        return Frame(
            state=state,
            config=trainer.config,
            theta=theta,
            previous=trainer.previous,
            batch_loss=float(shown.loss[-1]) if len(shown) else math.nan,
            epoch_loss=float(shown_epochs.loss[-1]) if len(shown_epochs) else math.nan,
            full_loss=full.loss.recent(theta) if on else trainer.full_loss,
            batch=trainer.last_steps.last,
            updates=shown,
            epochs=shown_epochs,
            kept_every=self.updates.kept_every,
            seconds=trainer.seconds,
            compile_seconds=trainer.compile_seconds,
            updates_per_second=rate,
            checkpoint=trainer.checkpoint(),
            changes=self._changes_until(trainer.update) if past else tuple(self.changes),
            steps=trainer.last_steps.told(watch.steps) if watch.steps else (),
            epoch_limit=trainer.terms.epoch_limit,
            rule_armed=trainer.terms.rule_armed,
            scatter=scatter(updates, epochs),
            optimizer_before=trainer.optimizer_before() if watch.optimizer_before else None,
            optimizer_after=trainer.optimizer_after() if watch.optimizer_state else None,
            derivatives=full.derivatives.recent(theta) if on else trainer.derivatives,
            of=self.updates.last if past else None,
            kernels=trainer.kernels() if watch.kernels else None,
            replicas=trainer.replicas,
            version=trainer.version,
        )

    def _changes_until(self, update: int) -> tuple[Change, ...]:
        """The changes in effect at `update`; before the first, those made before it."""
        return tuple(change for change in self.changes if change.update < max(update, 1))

    def _rows_at(self, trainer: Trainer) -> tuple[Series, Series]:
        """The rows of the trainer's last update and last whole epoch, even if thinned out."""
        update, epoch, samples = trainer.update, trainer.epoch, trainer.samples
        row = epoch_row = Series.empty()
        if update:
            seen, seconds = epoch * samples + trainer.offset, self.seconds_at(update)
            loss = trainer.last_steps.last_loss
            row = Series.row(update, trainer.theta, loss, seen, seconds)
        if epoch:
            kept = self.updates.series
            loss, *theta = trainer.recent[-1].tolist()
            seconds = _between(epoch * samples, kept.seen, kept.seconds)
            epoch_row = Series.row(epoch, (theta[0], theta[1]), loss, epoch * samples, seconds)
        return row, epoch_row

    def state_changed(self, trainer: Trainer, state: RunState, reason: str) -> StateChanged:
        """The event for the run's new `state`."""
        epochs = self.epochs.series
        known = len(epochs) > 0
        reached = Reached(
            updates=trainer.update,
            epochs=trainer.epoch,
            epoch_theta=epochs.point(-1) if known else (math.nan, math.nan),
            epoch_loss=float(epochs.loss[-1]) if known else math.nan,
            theta=trainer.theta,
            full_loss=trainer.full_loss,
            seconds=trainer.seconds,
            compile_seconds=trainer.compile_seconds,
            derivatives=trainer.derivatives,
            replicas=trainer.replicas,
        )
        return StateChanged(state, reason, reached)


def _between(at: float, x: NDArray[np.int64] | Floats, y: Floats) -> float:
    """Y interpolated at increasing x, like `np.interp`, which would first copy the whole index."""
    place = int(np.searchsorted(x, at))
    near = slice(max(0, place - 1), place + 1)
    return float(np.interp(at, x[near], y[near]))


def epoch_rows(advance: Advance, last: int, every: int) -> EpochRows | None:
    """Every `every`-th of the completed epochs, of which `last` is the last, and the final one.

    None if there is nothing to report.
    """
    epochs = len(advance.epoch_means)
    numbers = np.arange(last - epochs + 1, last + 1, dtype=np.int64)
    told = numbers % every == 0
    if epochs and advance.state is not RunState.RUNNING:
        told[-1] = True
    if not told.any():
        return None
    loss, *theta = advance.epoch_means[told].T
    ends = advance.epoch_rows[told]
    rows = Series.of(numbers[told], *theta, loss, advance.seen[ends], advance.seconds[ends])
    return EpochRows(rows, advance.epoch_updates[told])
