"""Short runs of optimizers without a closed form, to find settings that end well.

Their rules are evaluated line by line on the exact gradients of the batches, some hundred updates
for each learning rate to try: a few milliseconds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats
from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.data.batches import batch_length, updates_per_epoch
from engine.optimizers.rules import COUNT, GRADIENT, PARAMETER, Rule, by_symbol, evaluated, rule_of
from engine.stopping.rules import first_converged
from engine.theory.affine import Batches, batches_in_order, shuffled_batches
from engine.theory.limits import below
from engine.theory.samples import Samples
from engine.theory.settings import (
    LEAST_TOLERANCE,
    TOLERANCES,
    WITHOUT_TOLERANCE,
    Expected,
    Settings,
)
from engine.theory.step_size import reaching_rate
from engine.theory.verdict import NEAR, near_excess

_MOST_UPDATES = 400
_LEAST_EPOCHS = 10
"""Runs of fewer epochs show too little."""
_TRIED = (1.0, 3.0, 0.3, 0.1)
"""Multiples of the learning rate whose steps reach the optimum soon."""
_TAIL = 4
"""A run that does not stop must stay near the optimum for the last of so many parts."""
_STEADY = ("rmsprop", "lion")
"""Optimizers whose steps stay as long near the optimum, where the gradient is its rounding."""
BEGUN = {"a": 0.1, "π": 1.0}
"""State that does not begin at 0: the accumulator of Adagrad and FTRL, Nadam's product."""


def settings_by_trial(config: RunConfig, samples: Samples) -> Settings | None:
    """Settings with which a trial ends near the optimum; if none does, a guess; None without one.

    The guess is a learning rate whose steps reach the optimum soon.
    """
    reaching = reaching_rate(config.optimizer, config.start.theta, samples.theory.best)
    if config.optimizer.optimizer == "adadelta" or not 0 < reaching < math.inf:
        return None
    rates = [below(reaching * part, 1) for part in _TRIED]
    known, trial = config.optimizer.learning_rate, _Trial.of(config, samples)
    if trial is None:
        guess = rates[0]
    else:
        ends = []
        for rate in rates:
            tried = with_values(config, {"learning_rate": rate})
            found = trial.end(tried)
            if found.tolerance is not None:
                return Settings(
                    learning_rate=None if rate == known else rate,
                    tolerance=None if found.tolerance == config.stop.tolerance else found.tolerance,
                )
            ends.append((found.loss, rate))
        least, guess = min(ends)
        if not least < samples.moments.loss(*config.start.theta):
            return None
    return None if guess == known else Settings(learning_rate=guess, expected=Expected.GUESS)


@dataclass(frozen=True)
class _End:
    """The end of a trial.

    Attributes:
        tolerance: the highest one with which it ends near the optimum; None if there is none.
        loss: the largest one of its last part; inf if it is not finite.
    """

    tolerance: float | None
    loss: float


@dataclass(frozen=True, eq=False)
class _Trial:
    """Runs of some epochs, with the same batches for each learning rate.

    Attributes:
        samples: all samples.
        batches: those of some epochs, or of one if all are alike.
        each: updates per epoch.
        epochs: of a run.
    """

    samples: Samples
    batches: Batches
    each: int
    epochs: int

    @classmethod
    def of(cls, config: RunConfig, samples: Samples) -> _Trial | None:
        """Trials of this batch size and order; None if they would take too long."""
        length = batch_length(config.batch, samples.count)
        each = updates_per_epoch(samples.count, length)
        epochs = min(config.stop.epochs, _MOST_UPDATES // each)
        whole = length == samples.count
        if epochs < min(_LEAST_EPOCHS, config.stop.epochs) or not (whole or samples.complete):
            return None
        return cls(samples, _batches(config, samples, length, epochs), each, epochs)

    def end(self, config: RunConfig) -> _End:
        """The end of a run."""
        means, losses = self._run(config)
        if not (np.isfinite(means).all() and np.isfinite(losses).all()):
            return _End(None, math.inf)
        last = losses[-max(self.epochs // _TAIL, 1) :]
        return _End(self._tolerance(config, means, losses, float(last.max())), float(last.max()))

    def _tolerance(
        self, config: RunConfig, means: Floats, losses: Floats, last: float
    ) -> float | None:
        samples, stop = self.samples, config.stop
        on_line = near_excess(samples) > NEAR * samples.moments.least_loss
        if on_line and config.optimizer.optimizer in _STEADY:
            return None
        most = samples.moments.least_loss + near_excess(samples) / 2
        near, stays = losses <= most, last <= most
        if stop.stop in WITHOUT_TOLERANCE:
            return stop.tolerance if stays else None
        for factor in TOLERANCES:
            tolerance = float(f"{stop.tolerance * factor:.3g}")
            if tolerance < LEAST_TOLERANCE and factor < 1:
                break
            tried = stop.model_copy(update={"tolerance": tolerance})
            ended = first_converged(tried, np.empty((0, 3)), means, samples.moments.gradient)
            # A run that only passes by the optimum may pass at another time in float32.
            if stays if ended is None else near[ended:].all():
                return tolerance
        return None

    def _run(self, config: RunConfig) -> tuple[Floats, Floats]:
        """Epoch loss and means of θ, (epochs, 3), and the loss over all samples after each."""
        optimizer, best = config.optimizer, self.samples.theory.best
        rule = rule_of(optimizer.optimizer, optimizer.hyperparameters)
        given = by_symbol(optimizer.learning_rate, optimizer.hyperparameters)
        begun = {line.symbol: BEGUN.get(line.symbol, 0.0) for line in rule if line.kept}
        states = [begun | {PARAMETER: value} for value in config.start.theta]
        rows = self.batches.rows
        updates, losses = [], []
        for count in range(1, self.each * self.epochs + 1):
            w, b = (state[PARAMETER] for state in states)
            loss, gradients = _batch_at((w - best[0], b - best[1]), rows[(count - 1) % len(rows)])
            for state, gradient in zip(states, gradients, strict=True):
                made_update(rule, state, given | {GRADIENT: gradient, COUNT: float(count)})
            w, b = (state[PARAMETER] for state in states)
            updates.append((loss, w, b))
            if count % self.each == 0:
                losses.append(self.samples.moments.loss(w, b))
        means: Floats = np.array(updates).reshape(self.epochs, self.each, 3).mean(axis=1)
        return means, np.array(losses)


def _batch_at(error: tuple[float, float], row: list[float]) -> tuple[float, tuple[float, float]]:
    """The loss of a batch and its gradient; `row` is one of `Batches.rows`."""
    w, b = error
    ww, wb, bb, by_w, by_b, least = row
    h_w, h_b = ww * w + wb * b, wb * w + bb * b
    loss = (w * h_w + b * h_b) / 2 + by_w * w + by_b * b + least
    return loss, (h_w + by_w, h_b + by_b)


def _batches(config: RunConfig, samples: Samples, length: int, epochs: int) -> Batches:
    """Those of some epochs, or of one if all are alike."""
    if length == samples.count:
        least = np.array([samples.moments.least_loss])
        return Batches(samples.hessian[None], np.zeros((1, 2)), least)
    if config.batch.shuffle:
        return shuffled_batches(samples, length, epochs)
    return batches_in_order(samples, length)


def made_update(rule: Rule, state: dict[str, float], given: dict[str, float]) -> None:
    """Make one update of a parameter and its state, rounded to float32 as in a run."""
    for line, (value, _) in zip(rule, evaluated(rule, given | state), strict=True):
        if line.kept:
            state[line.symbol] = float(np.float32(value))
