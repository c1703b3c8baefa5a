"""Whether and where a run ends: by its stop rule, its most epochs, or what is not finite."""

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
        gradient: the full loss' gradient, from the moments of all samples.

    Attributes:
        epoch_limit: epochs after which the run ends.
        rule_armed: whether the stop rule is evaluated.
        recent: epoch loss and θ of the last epochs, (k, 3), oldest first; one at least, if any.
        fault: the first thing that the present stop rule could not do.
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
        """The configuration was changed live; its rule, which may be another one, is armed."""
        if stop != self._stop:
            self._stop = stop
            self.epoch_limit = stop.epochs
            self.fault = None
        self.rule_armed = True

    def go_by(self, terms: Terms) -> None:
        """Have these terms in force."""
        self._stop = terms.config.stop
        self.epoch_limit, self.rule_armed = terms.epoch_limit, terms.rule_armed

    def pass_end(self, epoch: int, *, converged: bool) -> None:
        """Let the run go on past its end, if it has come to it; `converged` is by its stop rule."""
        self.rule_armed = self.rule_armed and not converged
        if epoch >= self.epoch_limit:
            self.epoch_limit = epoch + self._stop.epochs

    def remember(self, recent: Floats) -> None:
        """Have seen these epochs, and no others."""
        self.recent = recent

    def add(self, means: Floats) -> None:
        """Have seen these epochs too, (epochs, 3)."""
        if len(means):
            kept = max(1, memory(self._stop))
            self.recent = np.concatenate([self.recent, means])[-kept:]

    def recall(self, epochs: Series, epoch: int) -> None:
        """Let a rule that was just set see the epochs up to `epoch`, as far as they are known."""
        means = last_known(epochs, epoch, memory(self._stop))
        if means is not None and len(means) > len(self.recent):
            self.recent = means

    def verdict(self, recorded: Recorded, means: Floats, before: Place) -> Verdict:
        """Judge updates that were made from a place on.

        `means` are those of the epochs that they completed.
        """
        finite = recorded.finite
        sound = len(finite) if finite.all() else int(np.argmin(finite))
        # A run may have converged before it would have diverged, had it gone on.
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
        """The reason of a run that has made all its epochs."""
        return f"{self.epoch_limit:,} epochs are done"

    def _first_converged(self, means: Floats, before: int) -> int | None:
        """Which of these epochs, after `before` others, meets the stop rule; None if none does."""
        if self._stop.stop is not StopRule.EXPRESSION:
            return first_converged(self._stop, self.recent, means, self._gradient)
        found, fault = judged(self._stop, self.recent, means, before)
        self.fault = self.fault or fault
        return found
