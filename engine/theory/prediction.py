"""Prediction of a full-batch run: when it converges, or that it diverges.

Along each eigenvector the error follows a linear recursion (`engine.theory.momentum`), so the state
after k updates is given by a power of a 2 × 2 matrix, and the loss is

    loss(k) = least_loss + ½ (λmax e₁(k)² + λmin e₂(k)²)

An epoch of the full batch is one update: its loss is the one before the update, its w and b are
those after it. The stop rule is the trainer's. The prediction is in float64 while a run is in
float32: `Prediction.beyond_float32` says whether that can matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from engine.arrays import Floats
from engine.config.run import RunConfig, StopConfig, StopRule
from engine.problems.base import Theta
from engine.problems.linear_neuron.least_squares import Theory
from engine.problems.linear_neuron.moments import Moments
from engine.stopping.rules import first_converged, memory
from engine.theory.momentum import Descent, descent_of, is_full_batch

MOST_EPOCHS = 200_000
"""The most epochs of a prediction."""
_MOST_WORK = 20_000_000
"""The most numbers that a stop rule averages: a long window shortens the prediction."""
_BLOCK = 2048
_LARGEST = float(np.finfo(np.float32).max)
_ROUNDING = 4e-7
"""The error of a relative change in float32: a few units in the last place of both numbers."""
_LEAST_SHARE = 1e-11
"""Below this share of mean y², a loss is mostly the rounding of y to float32."""


class Outcome(StrEnum):
    """The way a run ends."""

    CONVERGES = "converges"
    DIVERGES = "diverges"
    MAX_EPOCHS = "max_epochs"


@dataclass(frozen=True)
class Prediction:
    """The predicted end of a full-batch run.

    Attributes:
        outcome: how it ends.
        epochs: the number of epochs; if it diverges, the epoch in which a mean overflows float32.
            (A run ends up to a few updates earlier, when the sum overflows.)
        rule_epochs: the epochs until the stop rule would be met without a limit on epochs; None if
            that is more than `MOST_EPOCHS`, or never.
        stable: whether the learning rate is below the limit.
        beyond_float32: whether the deciding change is so small that rounding to float32 may end the
            run in another epoch.
    """

    outcome: Outcome
    epochs: int
    rule_epochs: int | None
    stable: bool
    beyond_float32: bool = False


def predict(
    config: RunConfig, moments: Moments, theory: Theory, start: tuple[float, float]
) -> Prediction | None:
    """Predict the end of a run from `start`.

    None for mini-batches, for optimizers without a closed form, with a schedule or clipping, and
    for runs that do not diverge and end by an expression.

    Args:
        config: optimizer, batch and stop rule.
        moments: of all samples; theory: derived from them.
        start: (w, b) before the first update.
    """
    descent = descent_of(config.optimizer) if config.optimizer.is_plain else None
    if descent is None or not is_full_batch(config, moments.count):
        return None
    rate, limit = config.optimizer.learning_rate, config.stop.epochs
    stable = rate < descent.limit(theory.lambda_max)
    stop = config.stop
    if stop.stop is StopRule.EXPRESSION:
        if stable:
            return None
        stop = stop.model_copy(update={"stop": StopRule.NEVER})
    never = stop.stop is StopRule.NEVER or stop.tolerance == 0
    if stable and never:
        return Prediction(Outcome.MAX_EPOCHS, limit, None, stable=True)

    def scanned(stop: StopConfig) -> _Found:
        return _scan(stop, _Recursion(descent, rate, theory, start), moments)

    found = scanned(stop)
    if found.rule is None:
        if found.lost is not None and found.lost <= limit:
            return Prediction(Outcome.DIVERGES, found.lost, None, stable)
        return Prediction(Outcome.MAX_EPOCHS, limit, None, stable)
    tells = found.loss < _LEAST_SHARE * (moments.var_y + moments.mean_y**2)
    for tolerance in _as_rounded(stop, theory):
        tells = tells or scanned(_with(stop, tolerance)).rule != found.rule
    if found.rule > limit:
        return Prediction(Outcome.MAX_EPOCHS, limit, found.rule, stable, tells)
    return Prediction(Outcome.CONVERGES, found.rule, found.rule, stable, tells)


def loss_after(config: RunConfig, theory: Theory, start: Theta, epochs: int) -> float:
    """The loss of a full-batch run after this many epochs; `config` has a closed form."""
    descent = descent_of(config.optimizer)
    assert descent is not None, "an optimizer with a closed form"
    loss = theory.least_loss
    errors = theory.errors(start)
    for value, error in zip((theory.lambda_max, theory.lambda_min), errors.tolist(), strict=True):
        update = descent.matrix(config.optimizer.learning_rate * value)
        loss += value / 2 * float(np.linalg.matrix_power(update, epochs)[0, 0] * error) ** 2
    return loss


def _with(stop: StopConfig, tolerance: float) -> StopConfig:
    return stop.model_copy(update={"tolerance": tolerance})


def _as_rounded(stop: StopConfig, theory: Theory) -> tuple[float, float]:
    """The tolerances in float64 that bound the effect of rounding to float32 on this one."""
    noise = _ROUNDING
    if stop.stop is StopRule.GRADIENT:
        noise *= theory.lambda_max * max(abs(theory.w_best), abs(theory.b_best))
    return max(stop.tolerance - noise, 0.0), stop.tolerance + noise


@dataclass(frozen=True)
class _Found:
    """The epoch in which the rule is met, its loss, and the epoch in which float32 overflows."""

    rule: int | None = None
    loss: float = float("nan")
    lost: int | None = None


def _scan(stop: StopConfig, recursion: _Recursion, moments: Moments) -> _Found:
    """Search for the end, epoch by epoch."""
    recent, done, work = np.empty((0, 3)), 0, 0
    while done < MOST_EPOCHS and work < _MOST_WORK:
        epochs = recursion.next_block()
        finite = (np.abs(epochs) <= _LARGEST).all(axis=1)
        lost = None if finite.all() else int(np.argmin(finite))
        found = first_converged(stop, recent, epochs[:lost], moments.gradient)
        if found is not None:
            return _Found(rule=done + found + 1, loss=float(epochs[found, 0]))
        if lost is not None:
            return _Found(lost=done + lost + 1)
        recent = np.concatenate([recent, epochs])[-max(1, memory(stop)) :]
        done += len(epochs)
        work += (len(epochs) + len(recent)) * stop.window
    return _Found()


class _Recursion:
    """Epoch loss, w and b of full-batch epochs, block by block."""

    def __init__(
        self, descent: Descent, rate: float, theory: Theory, start: tuple[float, float]
    ) -> None:
        self._theory = theory
        self._best = np.array([theory.w_best, theory.b_best])
        self._lambdas = np.array([theory.lambda_max, theory.lambda_min])
        self._powers = [_powers(descent.matrix(rate * each)) for each in self._lambdas.tolist()]
        errors = theory.errors(start)
        self._states = [np.array([error, 0.0]) for error in errors.tolist()]

    def next_block(self) -> Floats:
        """Epoch loss, w and b of the next epochs, (`_BLOCK`, 3); not finite after overflow."""
        theory = self._theory
        with np.errstate(over="ignore", invalid="ignore"):
            paths = [p @ state for p, state in zip(self._powers, self._states, strict=True)]
            errors = np.stack([path[:, 0] for path in paths])
            loss = theory.least_loss + (self._lambdas / 2) @ errors[:, :-1] ** 2
            points = self._best + errors[:, 1:].T @ theory.axes
        self._states = [path[-1] for path in paths]
        return np.column_stack([loss, points])


def _powers(matrix: Floats) -> Floats:
    """The powers 0 to `_BLOCK` of a 2 × 2 matrix, (`_BLOCK` + 1, 2, 2), by doubling.

    This works for matrices with a single eigenvector too, and keeps rounding errors small.
    """
    powers = np.eye(2)[None]
    square = matrix
    with np.errstate(over="ignore", invalid="ignore"):
        while len(powers) < _BLOCK:
            powers = np.concatenate([powers, powers @ square])
            square = square @ square
        return np.concatenate([powers, square[None]])
