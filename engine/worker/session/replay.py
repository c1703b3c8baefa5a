"""Back to any update of a run, to the bit, and forward again.

A run is its starting point and what was in force when: between two live changes lies a *leg*. From
the nearest checkpoint a moment is reached by making the updates again, which gives the same bits
however they are sliced.

Imports TensorFlow (through `engine.worker.training.trainer`): for the worker alone.
"""

from __future__ import annotations

import contextlib
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.data.batches import (
    batch_length,
    epochs_after,
    offset_after,
    updates_left,
    updates_per_epoch,
)
from engine.history.values import Change, Checkpoint, Series
from engine.protocol.commands import MOST_STEPS
from engine.stopping.rules import last_known, memory
from engine.worker.session.checkpoints import CheckpointBook
from engine.worker.training.pace import SliceSize
from engine.worker.training.trainer import Trainer
from engine.worker.training.trainer_state import Standing

_NEARBY = 256
"""Checkpoints kept of the stretch last replayed: the next moment sought is often a neighbour."""


@dataclass(frozen=True)
class Leg:
    """What was in force from an update on.

    Attributes:
        update, epoch, offset: where it began: updates made, epochs completed, samples used.
        config, epoch_limit, rule_armed: of the trainer.
        recent: what the stop rule could see of the epochs before; None where nobody knows.
    """

    update: int
    epoch: int
    offset: int
    config: RunConfig
    epoch_limit: int
    rule_armed: bool
    recent: NDArray[np.float64] | None

    def length(self, samples: int) -> int:
        """Of its batches."""
        return batch_length(self.config.batch, samples)

    def place(self, update: int, samples: int) -> tuple[int, int]:
        """Epochs completed and samples used of the next, after an update of it."""
        length, made = self.length(samples), update - self.update
        return (
            self.epoch + epochs_after(samples, length, self.offset, made),
            offset_after(samples, length, self.offset, made),
        )


def _leg(trainer: Trainer) -> Leg:
    return Leg(
        trainer.update,
        trainer.epoch,
        trainer.offset,
        trainer.config,
        trainer.epoch_limit,
        trainer.rule_armed,
        trainer.recent,
    )


def undone(config: RunConfig, changes: Sequence[Change]) -> RunConfig:
    """The configuration before these live changes, which led to `config`."""
    for change in reversed(changes):
        config = with_values(config, {change.parameter: change.old})
    return config


class Travel:
    """Takes a trainer to earlier moments of its run.

    Args:
        trainer: at the start of a run.
        clock: seconds of a steady clock.
    """

    def __init__(self, trainer: Trainer, clock: Callable[[], float] = time.perf_counter) -> None:
        self._trainer = trainer
        self._clock = clock
        self._book, self._nearby = CheckpointBook(), CheckpointBook(_NEARBY)
        self._book.offer(trainer.checkpoint())
        self._legs = [_leg(trainer)]
        self._present: Standing | None = None
        self._target: int | None = None
        self._arrived = True
        self._boarded = self._base = -1
        self._slice = SliceSize()

    # ------------------------------------------------------------------------------ the run

    def changed(self) -> None:
        """What is in force for the next update is another."""
        leg = _leg(self._trainer)
        if self._legs[-1].update == leg.update:
            self._legs.pop()
        self._legs.append(leg)

    def passed(self) -> None:
        """Updates were made."""
        start = self._trainer.slice_start
        if start is not None:
            self._book.offer(start)

    def resume(self, config: RunConfig, changes: Sequence[Change], epochs: Series) -> None:
        """Know the legs of a run that another worker made.

        Args:
            config: what they led to.
            changes: what parts them.
            epochs: the run's, as many as were kept.
        """
        for update in sorted({change.update for change in changes}):
            now = undone(config, [change for change in changes if change.update > update])
            epoch, offset = self._legs[-1].place(update, self._trainer.samples)
            if self._legs[-1].update == update:
                self._legs.pop()
            recent = last_known(epochs.until(epoch), epoch, memory(now.stop))
            self._legs.append(Leg(update, epoch, offset, now, now.stop.epochs, True, recent))

    @contextlib.contextmanager
    def in_the_present(self) -> Iterator[None]:
        """Have the trainer stand in the present for a while, wherever it is."""
        if self._present is None:
            yield
            return
        earlier = self._trainer.standing()
        self._trainer.stand(self._present)
        try:
            yield
        finally:
            self._trainer.stand(earlier)

    # ------------------------------------------------------------------------------ where to

    @property
    def away(self) -> bool:
        """Whether the trainer is not in the present."""
        return self._present is not None

    @property
    def under_way(self) -> bool:
        """Whether a moment was sought that has not been reached."""
        return not self._arrived

    @property
    def looking_back(self) -> bool:
        """Whether an earlier moment is shown, or will be."""
        return self._target is not None

    @property
    def total(self) -> int:
        """Updates of the whole run."""
        present = self._present
        return self._trainer.update if present is None else present.checkpoint.update

    def seek(self, update: int | None) -> None:
        """Make for the moment after this update; the last one and None are the present."""
        if update is None or update >= self.total:
            self.come_back()
        elif update != self._target:
            self._target, self._arrived = max(0, update), False

    def shift(self, updates: int, epochs: int) -> None:
        """Seek from the moment last sought: so many ends of epochs, then so many updates."""
        place = self.total if self._target is None else self._target
        if epochs:
            epoch, offset = self._leg_of(place).place(place, self._trainer.samples)
            if epochs < 0 and offset:
                epoch += 1
            place = self._end_of(epoch + epochs)
        self.seek(place + updates)

    def come_back(self) -> None:
        """To the present, at once."""
        if self._present is not None:
            self._trainer.stand(self._present)
        self._present, self._target, self._arrived = None, None, True

    def fork(self) -> None:
        """Make the moment sought the present, and forget what came after it."""
        while self.under_way:
            self.work()
        update = self._trainer.update
        if self.away:
            self._legs = [leg for leg in self._legs if leg.update < update] or self._legs[:1]
            self._book.drop_from(update)
            self._nearby.clear()
        self._present, self._target = None, None

    # ------------------------------------------------------------------------------ the way

    def work(self) -> bool:
        """One slice of the way, about as long as one of training; whether this was the last."""
        target, trainer = self._target, self._trainer
        if self._arrived or target is None:
            return False
        if self._present is None:
            self._present = trainer.standing()
            self._boarded = -1
        self._board(target)
        if trainer.update < target:
            self._replay(target)
        self._arrived = trainer.update == target
        return self._arrived

    def _board(self, target: int) -> None:
        """Stand at the best place to start from, which may be where the trainer is already.

        That is a few updates before the target, so that those before it can be told one by one.
        """
        latest = max(0, target - MOST_STEPS)
        base = self._book.nearest(latest)
        assert base is not None, "the start of a run is always kept"
        if base.update != self._base:
            self._nearby.clear()
            self._base = base.update
        near = self._nearby.nearest(latest)
        start = near if near is not None and near.update > base.update else base
        on_board = 0 <= self._boarded <= latest and self._trainer.update <= target
        if on_board and self._trainer.update >= start.update:
            return
        self._start_at(start)

    def _start_at(self, checkpoint: Checkpoint) -> None:
        trainer = self._trainer
        place = bisect_right(self._legs, checkpoint.update, key=lambda leg: leg.update)
        leg = self._legs[max(0, place - 1)]
        trainer.stand(
            Standing(
                checkpoint,
                leg.config,
                leg.epoch_limit,
                leg.rule_armed,
                previous=checkpoint.theta,
                last_steps=trainer.last_steps.fresh(),
                last_slice=None,
                before_changes=None,
                seconds=trainer.seconds,
            )
        )
        self._boarded = checkpoint.update
        self._slice = SliceSize()

    def _replay(self, target: int) -> None:
        trainer = self._trainer
        place = bisect_right(self._legs, trainer.update, key=lambda leg: leg.update)
        leg = self._legs[place - 1]
        if leg.update == trainer.update > self._boarded:
            trainer.configure(leg.config)
            trainer.epoch_limit, trainer.rule_armed = leg.epoch_limit, leg.rule_armed
            if leg.recent is not None:
                trainer.recent = leg.recent
            self._slice = SliceSize()
        if place < len(self._legs):
            target = min(target, self._legs[place].update)
        begun = self._clock()
        made = trainer.replay(min(self._slice.updates, target - trainer.update))
        self._slice.learn(made, self._clock() - begun)
        start = trainer.slice_start
        assert start is not None
        self._book.offer(start)
        self._nearby.offer(start)

    def _leg_of(self, update: int) -> Leg:
        """The one in force for an update; for 0 the first."""
        place = bisect_left(self._legs, update, key=lambda leg: leg.update)
        return self._legs[max(0, place - 1)]

    def _end_of(self, epoch: int) -> int:
        """The update that completed an epoch, counted from 1; 0 and less is the start."""
        if epoch < 1:
            return 0
        samples = self._trainer.samples
        leg = next(leg for leg in reversed(self._legs) if leg.epoch < epoch)
        length = leg.length(samples)
        first = leg.update + updates_left(samples, length, leg.offset)
        return first + (epoch - leg.epoch - 1) * updates_per_epoch(samples, length)
