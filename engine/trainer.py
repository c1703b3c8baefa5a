"""Explicit state, advanced: the one place that counts updates and epochs.

`Trainer` is init, advance, state: `advance` makes some updates and says what they did; `checkpoint`
and `restore` take the whole state out and put it back, to the bit. Status is a value: a run that
converges or diverges raises nothing.

Imports TensorFlow (through `engine.programs`): for the worker alone.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.batches import (
    batch_length,
    offset_after,
    samples_seen,
    updates_left,
    updates_per_epoch,
)
from engine.config import RunConfig
from engine.dataset import Dataset
from engine.epochs import OpenEpoch, close_epochs
from engine.last_steps import LastSteps, Point
from engine.loop import CAPACITY, Recorded
from engine.moments import Moments
from engine.optimizers import Slots, slots_of
from engine.programs import Programs
from engine.snapshot import Checkpoint, RunState
from engine.stopping import description, first_converged, memory


@dataclass(frozen=True)
class Advance:
    """What a call of `Trainer.advance` did.

    Attributes:
        recorded: (w, b, batch loss) of each update made.
        epoch_means: epoch loss, w and b of each epoch completed, (epochs, 3).
        epoch_updates: updates since the start at the end of each of those epochs.
        seen: samples seen since the start after each update, (updates,).
        seconds: training time after each update, (updates,), even within the call.
        epoch_rows: which of the updates each of those epochs ended with, (epochs,).
        state: RUNNING if more can be done, or how the run ended.
        reason: of the end, for people; empty if there is none.
    """

    recorded: Recorded
    epoch_means: NDArray[np.float64]
    epoch_updates: NDArray[np.int64]
    seen: NDArray[np.float64]
    seconds: NDArray[np.float64]
    epoch_rows: NDArray[np.intp]
    state: RunState
    reason: str = ""


class Trainer:
    """One run of one neuron.

    Attributes:
        config: in force for the next update.
        update, epoch, offset: updates made, whole epochs completed, samples used of the next.
        previous: w and b before the last update.
        last_steps: the last few updates one by one.
        moments: of all samples, for the full loss.
        seconds: spent in training so far, without compilation.
        epoch_limit: epochs after which the run ends.
        rule_armed: whether the stop rule is looked at.
    """

    def __init__(self, config: RunConfig, dataset: Dataset, device: str) -> None:
        self.moments = Moments.of(dataset.x, dataset.y)
        self.last_steps = LastSteps(dataset, self.moments)
        self._programs = Programs(dataset, device)
        self.restart(config)

    def restart(self, config: RunConfig) -> None:
        """Back to the starting point, on the same data."""
        self.config = config
        self.update = self.epoch = self.offset = 0
        self.last_steps.clear()
        self._slice: tuple[Checkpoint, int] | None = None
        self.previous: Point = (config.start.w0, config.start.b0)
        self.seconds = 0.0
        self.epoch_limit = config.stop.epochs
        self.rule_armed = True
        self._open = OpenEpoch()
        self._recent = np.empty((0, 3))
        self._programs.neuron.assign(config.start.w0, config.start.b0)
        self._programs.adopt(config.optimizer, {})

    @property
    def samples(self) -> int:
        return self._programs.samples

    @property
    def compile_seconds(self) -> float:
        return self._programs.compile_seconds

    @property
    def w(self) -> float:
        return float(self._programs.neuron.w.numpy())

    @property
    def b(self) -> float:
        return float(self._programs.neuron.b.numpy())

    def prepare(self) -> None:
        """Compile what the next update needs, if it is not yet."""
        self._programs.prepare(self.config, self.offset)

    def configure(self, config: RunConfig) -> None:
        """Take changed live parameters; nothing is reset but what the change itself means."""
        self._slice = None
        if config.optimizer != self.config.optimizer:
            old = slots_of(self._programs.optimizer(self.config.optimizer))
            self._programs.adopt(config.optimizer, old)
        if config.stop != self.config.stop:
            self.epoch_limit = config.stop.epochs
        self.rule_armed = True
        self.config = config

    def checkpoint(self) -> Checkpoint:
        """The whole state, detached from this trainer."""
        return Checkpoint(
            update=self.update,
            epoch=self.epoch,
            offset=self.offset,
            w=self.w,
            b=self.b,
            optimizer=self.config.optimizer.optimizer,
            slots=slots_of(self._programs.optimizer(self.config.optimizer)),
            open_epoch=self._open,
            recent=self._recent,
        )

    def restore(self, checkpoint: Checkpoint) -> None:
        """Put a state back that has this trainer's optimizer."""
        self.update, self.epoch = checkpoint.update, checkpoint.epoch
        self.offset, self._open = checkpoint.offset, checkpoint.open_epoch
        self._recent = checkpoint.recent
        self._slice = None
        self._programs.neuron.assign(checkpoint.w, checkpoint.b)
        self._programs.adopt(self.config.optimizer, checkpoint.slots)

    def slots_before_last(self) -> Slots | None:
        """The optimizer's state before the last update, found by making its slice again.

        None before the first update, and after a live change until the next one.
        """
        if self._slice is None:
            return None
        start, made = self._slice
        if made == 1:
            return start.slots
        now = self.checkpoint()
        self.restore(start)
        self._programs.run(self.config, self.epoch, self.offset, made - 1)
        before = slots_of(self._programs.optimizer(self.config.optimizer))
        self.restore(now)
        self._slice = start, made
        return before

    def updates_to_epoch_end(self, after: int = 0) -> int:
        """Updates to the end of the present epoch, from `after` updates on from here."""
        offset = offset_after(self.samples, self._length, self.offset, after)
        return updates_left(self.samples, self._length, offset)

    def advance(self, updates: int) -> Advance:
        """Make up to so many updates; fewer at the end of the run, or where one call must end."""
        updates = min(updates, self._most_updates())
        if updates < 1:
            return self._nothing(RunState.MAX_EPOCHS, f"{self.epoch_limit:,} epochs are done")
        self.prepare()
        begun = time.perf_counter()
        start = self.checkpoint()
        recorded = self._programs.run(self.config, self.epoch, self.offset, updates)
        made, state, reason = self._judge(recorded)
        if made < updates:
            # The end lies inside the slice: go back and make just the updates up to it.
            self.restore(start)
            recorded = self._programs.run(self.config, self.epoch, self.offset, made)
        seconds = time.perf_counter() - begun
        self._slice = start, made
        at = (self.epoch, self.offset)
        self.last_steps.add(recorded, (start.w, start.b), self.config, self.update, at)
        return self._count(recorded, (start.w, start.b), state, reason, seconds)

    # ------------------------------------------------------------------------------ inside

    @property
    def _length(self) -> int:
        return batch_length(self.config.batch, self.samples)

    def _most_updates(self) -> int:
        """The most updates that one compiled call may make from here."""
        epochs = self.epoch_limit - self.epoch
        if epochs < 1:
            return 0
        left = self.updates_to_epoch_end()
        if self.offset and self._length == self.samples:
            return left
        reachable = self._programs.epochs_reachable(self.config, self.epoch, self.offset)
        if reachable is not None:
            epochs = min(epochs, reachable)
        per_epoch = updates_per_epoch(self.samples, self._length)
        return min(CAPACITY, left + (epochs - 1) * per_epoch)

    def _close_epochs(self, recorded: Recorded) -> tuple[NDArray[np.float64], OpenEpoch]:
        columns = np.stack([recorded.loss, recorded.w, recorded.b])
        per_epoch = updates_per_epoch(self.samples, self._length)
        return close_epochs(self._open, columns, self.updates_to_epoch_end(), per_epoch)

    def _judge(self, recorded: Recorded) -> tuple[int, RunState, str]:
        """How many of the updates count, and how the run stands after them."""
        finite = np.isfinite(recorded.w) & np.isfinite(recorded.b) & np.isfinite(recorded.loss)
        count = len(recorded.w)
        sound = count if finite.all() else int(np.argmin(finite))
        # A rule that was met before the run diverged has ended it there, however it was sliced.
        means, _ = self._close_epochs(recorded.first(sound))
        if self.rule_armed:
            found = first_converged(self.config.stop, self._recent, means, self.moments.gradient)
            if found is not None:
                per_epoch = updates_per_epoch(self.samples, self._length)
                made = self.updates_to_epoch_end() + found * per_epoch
                return made, RunState.CONVERGED, description(self.config.stop)
        if sound < count:
            return sound + 1, RunState.DIVERGED, self._divergence(recorded, sound)
        if self.epoch + len(means) >= self.epoch_limit:
            return count, RunState.MAX_EPOCHS, f"{self.epoch_limit:,} epochs are done"
        return count, RunState.RUNNING, ""

    def _divergence(self, recorded: Recorded, first: int) -> str:
        named = {"the batch loss": recorded.loss, "w": recorded.w, "b": recorded.b}
        what, value = next(
            (name, float(column[first]))
            for name, column in named.items()
            if not math.isfinite(column[first])
        )
        return f"{what} is {value} at update {self.update + first + 1:,}"

    def _count(
        self, recorded: Recorded, before: Point, state: RunState, reason: str, seconds: float
    ) -> Advance:
        """Move the counters over updates that were made from `before`, in so many seconds."""
        made, length = len(recorded.w), self._length
        means, self._open = self._close_epochs(recorded)
        per_epoch = updates_per_epoch(self.samples, length)
        rows = self.updates_to_epoch_end() - 1 + per_epoch * np.arange(len(means), dtype=np.intp)
        advance = Advance(
            recorded,
            means,
            self.update + rows + 1,
            self.epoch * self.samples + samples_seen(self.samples, length, self.offset, made),
            self.seconds + np.linspace(seconds / made, seconds, made),
            rows,
            state,
            reason,
        )
        self.previous = before
        if made > 1:
            self.previous = float(recorded.w[-2]), float(recorded.b[-2])
        self.epoch += len(means)
        self.offset = offset_after(self.samples, length, self.offset, made)
        self.update += made
        self.seconds += seconds
        if len(means):
            kept = max(1, memory(self.config.stop))
            self._recent = np.concatenate([self._recent, means])[-kept:]
        return advance

    def _nothing(self, state: RunState, reason: str) -> Advance:
        none = np.empty(0, np.float32)
        times, rows = np.empty(0), np.empty(0, np.int64)
        recorded = Recorded(none, none, none)
        return Advance(recorded, np.empty((0, 3)), rows, times, times, rows, state, reason)
