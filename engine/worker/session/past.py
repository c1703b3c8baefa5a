"""The past of a run: legs between its live changes, and checkpoints.

A run is determined by its starting point and by the terms of each *leg*, the part between two live
changes.

Imports TensorFlow (through `engine.worker.training.trainer`): for the worker only.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from engine.arrays import Floats
from engine.config.run import RunConfig
from engine.data.batches import batch_length
from engine.history.changes import stages
from engine.history.values import Change, Checkpoint, Series
from engine.stopping.rules import last_known, memory
from engine.worker.session.checkpoints import CheckpointBook
from engine.worker.training.place import Place
from engine.worker.training.trainer import Trainer
from engine.worker.training.trainer_state import Terms

_NEARBY = 256
"""Checkpoints stored in the stretch last replayed, because the next target is often close."""


@dataclass(frozen=True, eq=False)
class Leg:
    """The terms from an update to the next live change.

    Attributes:
        update, epoch, offset: its start: updates made, epochs completed, samples used.
        terms: of the trainer.
        recent: the earlier epochs available to the stop rule; None if unknown.
    """

    update: int
    epoch: int
    offset: int
    terms: Terms
    recent: Floats | None

    @classmethod
    def of(cls, trainer: Trainer) -> Self:
        """The leg that begins at the trainer's current update."""
        return cls(trainer.update, trainer.epoch, trainer.offset, trainer.terms, trainer.recent)

    def start(self, samples: int) -> Place:
        """The place where it starts."""
        length = batch_length(self.terms.config.batch, samples)
        return Place(self.update, self.epoch, self.offset, samples, length)

    def place(self, update: int, samples: int) -> Place:
        """The place after one of its updates."""
        return self.start(samples).after(update - self.update)


class Past:
    """The legs and checkpoints of one run, collected while it is trained.

    Args:
        trainer: at the start of a run.
    """

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self._book, self._nearby = CheckpointBook(), CheckpointBook(_NEARBY)
        self._base = -1
        """The update of the checkpoint before the nearby ones."""
        self._book.offer(trainer.checkpoint())
        self._legs = [Leg.of(trainer)]

    def changed(self) -> None:
        """The terms of the next update changed."""
        self._add(Leg.of(self._trainer))

    def _add(self, leg: Leg) -> None:
        if self._legs[-1].update == leg.update:
            self._legs.pop()
        self._legs.append(leg)

    def passed(self) -> None:
        """Updates were made."""
        start = self._trainer.slice_start
        if start is not None:
            self._book.offer(start)

    def resume(self, config: RunConfig, changes: Sequence[Change], epochs: Series) -> None:
        """Reconstruct the legs of a run of another worker.

        Args:
            config: the last configuration.
            changes: the live changes between the legs.
            epochs: the stored epochs of the run.
        """
        for update, now in stages(config, changes):
            place = self._legs[-1].place(update, self._trainer.samples)
            recent = last_known(epochs.until(place.epoch), place.epoch, memory(now.stop))
            self._add(Leg(update, place.epoch, place.offset, Terms.of(now), recent))

    def forget_after(self, update: int) -> None:
        """Cut the run after this update."""
        self._legs = [leg for leg in self._legs if leg.update < update] or self._legs[:1]
        self._book.drop_from(update)
        self._nearby.clear()

    # ------------------------------------------------------------------------------ going back

    def start_for(self, update: int) -> Checkpoint:
        """The checkpoint from which an update is reached fastest."""
        base = self._book.nearest(update)
        assert base is not None, "the start of a run is always kept"
        if base.update != self._base:
            self._nearby.clear()
            self._base = base.update
        near = self._nearby.nearest(update)
        return near if near is not None and near.update > base.update else base

    def replayed(self) -> None:
        """Updates were replayed."""
        start = self._trainer.slice_start
        assert start is not None
        self._book.offer(start)
        self._nearby.offer(start)

    def leg_from(self, update: int) -> Leg:
        """The leg of the update after this one."""
        place = bisect_right(self._legs, update, key=lambda leg: leg.update)
        return self._legs[max(0, place - 1)]

    def leg_to(self, update: int) -> Leg:
        """The leg of an update; for 0 the first."""
        place = bisect_left(self._legs, update, key=lambda leg: leg.update)
        return self._legs[max(0, place - 1)]

    def next_change(self, update: int) -> int | None:
        """The update with which the leg after `update` ends; None for the last leg."""
        place = bisect_right(self._legs, update, key=lambda leg: leg.update)
        return self._legs[place].update if place < len(self._legs) else None

    def place(self, update: int) -> Place:
        """The place after an update."""
        return self.leg_to(update).place(update, self._trainer.samples)

    def end_of(self, epoch: int) -> int:
        """The update that completed an epoch, counted from 1; 0 or less is the start."""
        if epoch < 1:
            return 0
        leg = next(leg for leg in reversed(self._legs) if leg.epoch < epoch)
        start = leg.start(self._trainer.samples)
        return start.update + start.updates_to_end(epoch - start.epoch - 1)
