"""What a full-batch run will do, said before it is made: when it converges, or that it diverges.

Along each eigenvector the error follows a linear recursion (`engine.descent`), so the state after
any number of updates is a power of a 2 × 2 matrix, and the loss is

    loss(k) = least_loss + ½ (λmax e₁(k)² + λmin e₂(k)²)

An epoch of the full batch is one update: its loss is the one before the update, its w and b are
those after it. The stop rule that looks at them is the trainer's own. All of it is float64, while a
run is float32: `Prediction.beyond_float32` says where that can tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from engine.config import RunConfig, StopRule
from engine.descent import Descent, descent_of, is_full_batch
from engine.moments import Moments
from engine.stopping import first_converged, memory
from engine.theory import Theory

MOST_EPOCHS = 200_000
"""How far a prediction looks."""
_MOST_WORK = 20_000_000
"""Numbers that a stop rule may average: a long window looks less far."""
_BLOCK = 2048
_LARGEST = float(np.finfo(np.float32).max)
_LEAST_TOLERANCE = 1e-6
_LEAST_SHARE = 1e-11
"""Below this share of mean y², float32's rounding of y makes up most of a loss."""

Floats = NDArray[np.float64]


class Outcome(StrEnum):
    """How a run ends."""

    CONVERGES = "converges"
    DIVERGES = "diverges"
    MAX_EPOCHS = "max_epochs"


@dataclass(frozen=True)
class Prediction:
    """How a full-batch run will end.

    Attributes:
        outcome: how.
        epochs: after how many epochs; when diverging, in which one a number outgrows float32.
        rule_epochs: after how many epochs the stop rule would first be met were there no limit on
            them; None where that is further off than `MOST_EPOCHS`, or never.
        stable: whether the learning rate is below the limit.
        beyond_float32: whether what decides is so small that float32's rounding may end the run in
            another epoch.
    """

    outcome: Outcome
    epochs: int
    rule_epochs: int | None
    stable: bool
    beyond_float32: bool = False


def predict(
    config: RunConfig, moments: Moments, theory: Theory, start: tuple[float, float]
) -> Prediction | None:
    """How a run from `start` will end.

    None for mini-batches, for optimizers without a closed form, and where a run that does not
    diverge ends by an expression.

    Args:
        config: optimizer, batch and stop rule.
        moments: of all samples; theory: what follows from them.
        start: (w, b) before the first update.
    """
    descent = descent_of(config)
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
    recursion = _Recursion(descent, rate, theory, start)
    recent, done = np.empty((0, 3)), 0
    work = 0
    while done < MOST_EPOCHS and work < _MOST_WORK:
        epochs = recursion.next_block()
        finite = (np.abs(epochs) <= _LARGEST).all(axis=1)
        lost = None if finite.all() else int(np.argmin(finite))
        found = first_converged(stop, recent, epochs[:lost], moments.gradient)
        if found is not None:
            made = done + found + 1
            tells = _beyond_float32(config, moments, float(epochs[found, 0]))
            if made > limit:
                return Prediction(Outcome.MAX_EPOCHS, limit, made, stable, tells)
            return Prediction(Outcome.CONVERGES, made, made, stable, tells)
        if lost is not None:
            made = done + lost + 1
            if made > limit:
                return Prediction(Outcome.MAX_EPOCHS, limit, None, stable)
            return Prediction(Outcome.DIVERGES, made, None, stable)
        recent = np.concatenate([recent, epochs])[-max(1, memory(stop)) :]
        done += len(epochs)
        work += (len(epochs) + len(recent)) * config.stop.window
    return Prediction(Outcome.MAX_EPOCHS, limit, None, stable)


def _beyond_float32(config: RunConfig, moments: Moments, loss: float) -> bool:
    mean_square = moments.var_y + moments.mean_y**2
    small = config.stop.stop is not StopRule.GRADIENT and config.stop.tolerance < _LEAST_TOLERANCE
    return small or loss < _LEAST_SHARE * mean_square


class _Recursion:
    """Epoch loss, w and b of full-batch epochs, block by block."""

    def __init__(
        self, descent: Descent, rate: float, theory: Theory, start: tuple[float, float]
    ) -> None:
        self._theory = theory
        self._best = np.array([theory.w_best, theory.b_best])
        self._lambdas = np.array([theory.lambda_max, theory.lambda_min])
        self._powers = [_powers(descent.matrix(rate * each)) for each in self._lambdas.tolist()]
        errors = theory.axes @ (np.array(start) - self._best)
        self._states = [np.array([error, 0.0]) for error in errors.tolist()]

    def next_block(self) -> Floats:
        """Epoch loss, w and b of the next epochs, (`_BLOCK`, 3); not finite once it overflows."""
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

    That serves where the matrix has just one eigenvector too, and keeps rounding small.
    """
    powers = np.eye(2)[None]
    square = matrix
    with np.errstate(over="ignore", invalid="ignore"):
        while len(powers) < _BLOCK:
            powers = np.concatenate([powers, powers @ square])
            square = square @ square
        return np.concatenate([powers, square[None]])
