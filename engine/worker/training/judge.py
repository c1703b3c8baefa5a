"""Decides whether and where a run ends: by its stop rule, its maximum epochs, or divergence."""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats
from engine.config.run import StopConfig, StopRule
from engine.expressions.evaluate import Fault
from engine.history.values import RunState, Series
from engine.stopping.rules import (
    Gradient,
    description,
    first_converged,
    judged,
    last_known,
    memory,
)
from engine.worker.training.loop import Recorded
from engine.worker.training.place import Place
from engine.worker.training.slice_result import Verdict
from engine.worker.training.trainer_state import Terms


class Judge:
    """Judges slice after slice of one run.

    Args:
        gradient: of the full loss, from the moments of all samples.

    Attributes:
        epoch_limit: epochs after which the run ends.
        rule_armed: whether the stop rule is evaluated.
        recent: epoch loss and θ of the last epochs, (k, 3), oldest first; at least one, if any.
        fault: the first failure of the current stop rule.
    """

    def __init__(self, gradient: Gradient, stop: StopConfig) -> None:
        self._gradient = gradient
        self.begin(stop)

    def begin(self, stop: StopConfig) -> None:
        """A run with this rule starts."""
        self._stop = stop
        self.epoch_limit = stop.epochs
        self.rule_armed = True
        self.recent: Floats = np.empty((0, 3))
        self.fault: Fault | None = None

    def configure(self, stop: StopConfig) -> None:
        """The configuration was changed live; its rule, which may be a new one, is armed."""
        if stop != self._stop:
            self._stop = stop
            self.epoch_limit = stop.epochs
            self.fault = None
        self.rule_armed = True

    def go_by(self, terms: Terms) -> None:
        """Set the terms."""
        self._stop = terms.config.stop
        self.epoch_limit, self.rule_armed = terms.epoch_limit, terms.rule_armed

    def pass_end(self, epoch: int, *, converged: bool) -> None:
        """Let an ended run continue; `converged` is whether it ended by its stop rule."""
        self.rule_armed = self.rule_armed and not converged
        if epoch >= self.epoch_limit:
            self.epoch_limit = epoch + self._stop.epochs

    def remember(self, recent: Floats) -> None:
        """Replace the recorded epochs by these."""
        self.recent = recent

    def add(self, means: Floats) -> None:
        """Record these epochs, (epochs, 3)."""
        if len(means):
            kept = max(1, memory(self._stop))
            self.recent = np.concatenate([self.recent, means[-kept:]])[-kept:]

    def recall(self, epochs: Series, epoch: int) -> None:
        """Give a new rule access to the epochs up to `epoch`, as far as they are stored."""
        means = last_known(epochs, epoch, memory(self._stop))
        if means is not None and len(means) > len(self.recent):
            self.recent = means

    def verdict(self, recorded: Recorded, means: Floats, before: Place) -> Verdict:
        """Judge updates made from a place.

        `means` are those of the epochs that they completed.
        """
        finite = recorded.finite
        sound = len(finite) if finite.all() else int(np.argmin(finite))
        # A run may converge before a later divergence in the same slice.
        means = means[: before.epochs_in(sound)]
        if self.rule_armed:
            found = self._first_converged(means, before.epoch)
            if found is not None:
                made = before.updates_to_end(found)
                return Verdict(made, RunState.CONVERGED, description(self._stop))
        if sound < len(finite):
            reason = recorded.divergence(before.update, sound)
            return Verdict(sound + 1, RunState.DIVERGED, reason)
        if before.epoch + len(means) >= self.epoch_limit:
            failed = f"; {self.fault}" if self.fault else ""
            return Verdict(sound, RunState.MAX_EPOCHS, self.epochs_done + failed)
        return Verdict(sound, RunState.RUNNING)

    @property
    def epochs_done(self) -> str:
        """The reason for the end of a run that has made all its epochs."""
        done = "epoch is" if self.epoch_limit == 1 else "epochs are"
        return f"{self.epoch_limit:,} {done} done"

    def _first_converged(self, means: Floats, before: int) -> int | None:
        """The first of these epochs, after `before` others, that meets the stop rule; or None."""
        if self._stop.stop is not StopRule.EXPRESSION:
            return first_converged(self._stop, self.recent, means, self._gradient)
        found, fault = judged(self._stop, self.recent, means, before)
        self.fault = self.fault or fault
        return found
