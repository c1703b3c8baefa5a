"""Returns to any update of a run, bit-identically, and forward again.

A moment is reached by replaying the updates from the closest checkpoint, which gives the same bits
for any slices.

Imports TensorFlow (through `engine.worker.training.trainer`): for the worker only.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator

from engine.history.values import Checkpoint
from engine.protocol.commands import MOST_STEPS
from engine.worker.session.past import Past
from engine.worker.training.pace import SliceSize
from engine.worker.training.trainer import Trainer
from engine.worker.training.trainer_state import Standing


class Replay:
    """Takes a trainer to earlier moments of its run.

    Args:
        trainer: in the present.
        past: of its run.
        clock: seconds of a steady clock.
        device: TensorFlow's name of the device.
    """

    def __init__(
        self,
        trainer: Trainer,
        past: Past,
        clock: Callable[[], float] = time.perf_counter,
        device: str = "",
    ) -> None:
        self._trainer, self._past = trainer, past
        self._clock, self._device = clock, device
        self._present: Standing | None = None
        self._target: int | None = None
        self._arrived = True
        self._boarded = -1
        """The update where the trainer's current replay started; -1 is the present."""
        self._slice = SliceSize(device=self._device)

    @contextlib.contextmanager
    def in_the_present(self) -> Iterator[None]:
        """Put the trainer into the present for the duration of the context."""
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
        """Whether a target has not been reached yet."""
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
        """Set the moment after this update as target; the last one and None are the present."""
        target = self.total if update is None else max(0, update)
        if target >= self.total:
            self.come_back()
        elif target != self._target:
            self._target, self._arrived = target, False

    def shift(self, updates: int, epochs: int) -> None:
        """Move the target by ends of epochs, then by updates."""
        place = self.total if self._target is None else self._target
        if epochs:
            at = self._past.place(place)
            unfinished = epochs < 0 and at.offset > 0
            place = self._past.end_of(at.epoch + unfinished + epochs)
        self.seek(place + updates)

    def come_back(self) -> None:
        """Return to the present at once."""
        if self._present is not None:
            self._trainer.stand(self._present)
        self._present, self._target, self._arrived = None, None, True

    def fork(self) -> None:
        """Make the target the present, and discard everything after it."""
        while self.under_way:
            self.work()
        if self.away:
            self._past.forget_after(self._trainer.update)
        self._present, self._target = None, None

    # ------------------------------------------------------------------------------ the way

    def work(self) -> bool:
        """Replay one slice of updates, about as long as one of training.

        Returns whether the target was reached.
        """
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
        """Move to the best starting point, which may be the trainer's current position.

        It is a few updates before the target, so that those can be reported one by one.
        """
        latest = max(0, target - MOST_STEPS)
        start = self._past.start_for(latest)
        on_board = 0 <= self._boarded <= latest and self._trainer.update <= target
        if on_board and self._trainer.update >= start.update:
            return
        self._start_at(start)

    def _start_at(self, checkpoint: Checkpoint) -> None:
        trainer = self._trainer
        trainer.stand(
            Standing(
                checkpoint,
                self._past.leg_from(checkpoint.update).terms,
                previous=checkpoint.theta,
                last_steps=trainer.last_steps.fresh(),
                seconds=trainer.seconds,
            )
        )
        self._boarded = checkpoint.update
        self._slice = SliceSize(device=self._device)

    def _replay(self, target: int) -> None:
        trainer, past = self._trainer, self._past
        leg = past.leg_from(trainer.update)
        if leg.update == trainer.update > self._boarded:
            trainer.go_by(leg.terms, leg.recent)
            self._slice = SliceSize(device=self._device)
        change = past.next_change(trainer.update)
        until = target if change is None else min(target, change)
        begun = self._clock()
        self._slice.begin()
        made = trainer.replay(min(self._slice.updates, until - trainer.update))
        self._slice.learn(made, self._clock() - begun)
        past.replayed()
