"""Explicit state, advanced: the one place that counts updates and epochs.

`Trainer` is init, advance, state: `advance` makes some updates and says what they did; `checkpoint`
and `restore` take the whole state out and put it back, to the bit. Status is a value: a run that
converges or diverges raises nothing.

Imports TensorFlow (through `engine.worker.training.programs`): for the worker alone.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from engine.arrays import Floats
from engine.config.run import RunConfig, StopRule
from engine.data.batches import (
    batch_length,
    epochs_after,
    offset_after,
    samples_seen,
    updates_left,
    updates_per_epoch,
)
from engine.data.dataset import Dataset
from engine.errors import StoreError
from engine.expressions.evaluate import Fault
from engine.history.epochs import OpenEpoch, close_epochs
from engine.history.values import Checkpoint, RunState, Series
from engine.optimizers.state import OptimizerState
from engine.problems.base import Theta
from engine.problems.linear_neuron.moments import Moments
from engine.stopping.rules import description, first_converged, judged, last_known, memory
from engine.worker.training.keras_optimizers import Slots, slots_of
from engine.worker.training.loop import CAPACITY, Recorded
from engine.worker.training.programs import Programs
from engine.worker.training.recent_steps import LastSteps
from engine.worker.training.rule_state import optimizer_state
from engine.worker.training.slice_result import Advance
from engine.worker.training.trainer_state import Standing, Terms

Closed = tuple[Floats, OpenEpoch]
"""The means of the epochs that some updates completed, and the one they left open."""


class Trainer:
    """One run of one neuron.

    Attributes:
        config: in force for the next update.
        update, epoch, offset: updates made, whole epochs completed, samples used of the next.
        previous: θ before the last update.
        last_steps: the last few updates one by one.
        moments: of all samples, for the full loss.
        seconds: spent in training so far, without compilation.
        epoch_limit: epochs after which the run ends.
        rule_armed: whether the stop rule is looked at.
        recent: epoch loss and θ of the last epochs, (k, 3), oldest first; one at least, if any.
        fault: the first thing that the present stop rule could not do.
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
        self._before_changes: Slots | None = None
        self.previous: Theta = config.start.theta
        self.seconds = 0.0
        self.epoch_limit = config.stop.epochs
        self.rule_armed = True
        self.fault: Fault | None = None
        self._open = OpenEpoch()
        self.recent: Floats = np.empty((0, 3))
        self._programs.start_at(config.start.theta)
        self._programs.adopt(config.optimizer, {})

    @property
    def samples(self) -> int:
        return self._programs.samples

    @property
    def compile_seconds(self) -> float:
        return self._programs.compile_seconds

    @property
    def theta(self) -> Theta:
        return self._programs.theta

    @property
    def full_loss(self) -> float:
        """The loss over all samples at θ, from their moments."""
        return float(self.moments.loss(*self.theta))

    def prepare(self) -> None:
        """Compile what the next update needs, if it is not yet."""
        self._programs.prepare(self.config, self.offset)

    def configure(self, config: RunConfig) -> None:
        """Take changed live parameters; nothing is reset but what the change itself means.

        Just what is in force at the next update counts: going through several optimizers and back
        to the one that made the last update leaves that one its state.
        """
        self._slice = None
        if config.optimizer != self.config.optimizer:
            if self._before_changes is None:
                self._before_changes = slots_of(self._programs.optimizer(self.config.optimizer))
            self._programs.adopt(config.optimizer, self._before_changes)
        if config.stop != self.config.stop:
            self.epoch_limit = config.stop.epochs
            self.fault = None
        self.rule_armed = True
        self.config = config

    @property
    def terms(self) -> Terms:
        """What is in force for the next update."""
        return Terms(self.config, self.epoch_limit, self.rule_armed)

    def go_by(self, terms: Terms, recent: Floats | None = None) -> None:
        """Have these terms in force from the next update on.

        Args:
            terms: what is in force.
            recent: what the stop rule sees of the epochs before; None leaves that as it is.
        """
        self.configure(terms.config)
        self.epoch_limit, self.rule_armed = terms.epoch_limit, terms.rule_armed
        if recent is not None:
            self.recent = recent

    def pass_end(self, *, converged: bool) -> None:
        """Let the run go on past its end, if it has come to it; `converged` is by its stop rule."""
        self.rule_armed = self.rule_armed and not converged
        if self.epoch >= self.epoch_limit:
            self.epoch_limit = self.epoch + self.config.stop.epochs

    def resume(self, checkpoint: Checkpoint, terms: Terms, previous: Theta) -> None:
        """Go on from a checkpoint of another trainer, on the same samples.

        Args:
            checkpoint: the state.
            terms: in force for the next update.
            previous: w and b before the last update.

        Raises:
            StoreError: the state is not one of this configuration.
        """
        self.config = terms.config
        fresh, slots = self.checkpoint().slots, checkpoint.slots
        same = fresh.keys() == slots.keys() and all(
            slots[name].shape == slot.shape and slots[name].dtype == slot.dtype
            for name, slot in fresh.items()
        )
        if not same or checkpoint.offset >= self.samples:
            raise StoreError("the state of the run does not fit its configuration: it cannot go on")
        self.restore(checkpoint)
        self.epoch_limit, self.rule_armed = terms.epoch_limit, terms.rule_armed
        self.previous = previous

    def set_seconds(self, seconds: float) -> None:
        """Have spent so much training time up to the present update."""
        self.seconds = seconds

    def checkpoint(self) -> Checkpoint:
        """The whole state, detached from this trainer."""
        return Checkpoint(
            update=self.update,
            epoch=self.epoch,
            offset=self.offset,
            theta=self.theta,
            optimizer=self.config.optimizer.optimizer,
            slots=slots_of(self._programs.optimizer(self.config.optimizer)),
            open_epoch=self._open,
            recent=self.recent,
        )

    def restore(self, checkpoint: Checkpoint) -> None:
        """Put a state back that has this trainer's optimizer."""
        self.update, self.epoch = checkpoint.update, checkpoint.epoch
        self.offset, self._open = checkpoint.offset, checkpoint.open_epoch
        self.recent = checkpoint.recent
        self._slice = self._before_changes = None
        self._programs.start_at(checkpoint.theta)
        self._programs.adopt(self.config.optimizer, checkpoint.slots)

    def recall(self, epochs: Series) -> None:
        """Let a stop rule that was just set see the epochs before it, as far as they are known.

        Args:
            epochs: the run's, of which the last ones were kept one by one.
        """
        means = last_known(epochs, self.epoch, memory(self.config.stop))
        if means is not None and len(means) > len(self.recent):
            self.recent = means

    def standing(self) -> Standing:
        """This trainer as it stands; what is taken is left alone from then on."""
        return Standing(
            self.checkpoint(),
            self.terms,
            self.previous,
            self.last_steps,
            self.seconds,
            self._slice,
            self._before_changes,
        )

    def stand(self, standing: Standing) -> None:
        """Be as it was then."""
        terms = standing.terms
        self.config = terms.config
        self.restore(standing.checkpoint)
        self.epoch_limit, self.rule_armed = terms.epoch_limit, terms.rule_armed
        self.previous, self.last_steps = standing.previous, standing.last_steps
        self._slice, self._before_changes = standing.last_slice, standing.before_changes
        self.seconds = standing.seconds

    @property
    def slice_start(self) -> Checkpoint | None:
        """The state before the last call's updates; None if there were none since a change."""
        return self._slice[0] if self._slice is not None else None

    def optimizer_after(self) -> OptimizerState:
        """The optimizer's state now, that is after the last update."""
        optimizer = self.config.optimizer
        return optimizer_state(optimizer, slots_of(self._programs.optimizer(optimizer)))

    def optimizer_before(self) -> OptimizerState | None:
        """The optimizer's state before the last update, found by making its slice again.

        None before the first update, and after a live change until the next one.
        """
        if self._slice is None:
            return None
        return optimizer_state(self.config.optimizer, self._slots_before(*self._slice))

    def _slots_before(self, start: Checkpoint, made: int) -> Slots:
        """The optimizer's variables before the last of so many updates that `start` led to."""
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
        updates = min(updates, self._most_updates(self.epoch_limit - self.epoch))
        if updates < 1:
            return Advance.nothing(RunState.MAX_EPOCHS, f"{self.epoch_limit:,} epochs are done")
        self.prepare()
        begun = time.perf_counter()
        start, fault = self.checkpoint(), self.fault
        recorded = self._programs.run(self.config, self.epoch, self.offset, updates)
        closed = self._close_epochs(recorded)
        made, state, reason = self._judge(recorded, closed[0])
        if made < updates:
            # The end lies inside the slice: go back and make just the updates up to it.
            self.restore(start)
            recorded = self._programs.run(self.config, self.epoch, self.offset, made)
            closed = self._close_epochs(recorded)
        advance = self._made(recorded, closed, start, state, reason, time.perf_counter() - begun)
        return advance if self.fault is fault else replace(advance, fault=str(self.fault))

    def replay(self, updates: int) -> int:
        """Make up to so many updates again, past whatever ended the run; gives how many.

        They were made before, so no rule is looked at, no limit, and no time is counted.
        """
        updates = min(updates, self._most_updates(None))
        self.prepare()
        start = self.checkpoint()
        recorded = self._programs.run(self.config, self.epoch, self.offset, updates)
        self._made(recorded, self._close_epochs(recorded), start, RunState.RUNNING, "", 0.0)
        return updates

    # ------------------------------------------------------------------------------ inside

    @property
    def _length(self) -> int:
        return batch_length(self.config.batch, self.samples)

    def _most_updates(self, epochs: int | None) -> int:
        """The most updates that one call may make from here, entering so many epochs at most."""
        if epochs is not None and epochs < 1:
            return 0
        left = self.updates_to_epoch_end()
        reachable = self._programs.epochs_reachable(self.config, self.epoch, self.offset)
        known = [limit for limit in (epochs, reachable) if limit is not None]
        if not known:
            return CAPACITY
        per_epoch = updates_per_epoch(self.samples, self._length)
        return min(CAPACITY, left + (min(known) - 1) * per_epoch)

    def _close_epochs(self, recorded: Recorded) -> Closed:
        per_epoch = updates_per_epoch(self.samples, self._length)
        return close_epochs(self._open, recorded.columns, self.updates_to_epoch_end(), per_epoch)

    def _judge(self, recorded: Recorded, means: Floats) -> tuple[int, RunState, str]:
        """How many of the updates count, and how the run stands after them.

        `means` are those of the epochs that they completed.
        """
        finite = recorded.finite
        sound = len(finite) if finite.all() else int(np.argmin(finite))
        # A run may have converged before it would have diverged, had it gone on.
        means = means[: epochs_after(self.samples, self._length, self.offset, sound)]
        if self.rule_armed:
            found = self._first_converged(means)
            if found is not None:
                per_epoch = updates_per_epoch(self.samples, self._length)
                made = self.updates_to_epoch_end() + found * per_epoch
                return made, RunState.CONVERGED, description(self.config.stop)
        if sound < len(finite):
            return sound + 1, RunState.DIVERGED, recorded.divergence(self.update, sound)
        if self.epoch + len(means) >= self.epoch_limit:
            failed = f"; {self.fault}" if self.fault else ""
            return sound, RunState.MAX_EPOCHS, f"{self.epoch_limit:,} epochs are done{failed}"
        return sound, RunState.RUNNING, ""

    def _first_converged(self, means: Floats) -> int | None:
        """Which of these epochs meets the stop rule; None if none does."""
        stop = self.config.stop
        if stop.stop is not StopRule.EXPRESSION:
            return first_converged(stop, self.recent, means, self.moments.gradient)
        found, fault = judged(stop, self.recent, means, self.epoch)
        self.fault = self.fault or fault
        return found

    def _made(
        self,
        recorded: Recorded,
        closed: Closed,
        start: Checkpoint,
        state: RunState,
        reason: str,
        seconds: float,
    ) -> Advance:
        """Count updates that were made from `start`, in so many seconds, and remember the last."""
        made, length, before = len(recorded), self._length, start.theta
        at = (self.epoch, self.offset)
        self.last_steps.add(recorded, before, self.config, self.update, at)
        self._slice, self._before_changes = (start, made), None
        means, self._open = closed
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
        self.previous = recorded.after(-2) if made > 1 else before
        self.epoch += len(means)
        self.offset = offset_after(self.samples, length, self.offset, made)
        self.update += made
        self.seconds += seconds
        if len(means):
            kept = max(1, memory(self.config.stop))
            self.recent = np.concatenate([self.recent, means])[-kept:]
        return advance
