"""Settings with which a run is predicted to end near the optimum.

With a factor ρ of the error per epoch along the slower axis, the excess loss falls by ρ² an epoch,
so the rule of a relative change of the loss below τ is met where

    excess (1 - ρ²) = τ (least loss + excess)

That is the excess at which a run stops; for mini-batches, the scatter is added to it. The settings
are the highest tolerance, and for it the learning rate, with which the sum is near the least loss.

A run is in float32. Each error is rounded by up to 2⁻²⁴ |y|, so that a change of the loss is known
up to a few times 2⁻²⁴ |y| / √(n loss) of it, by which the rule may be met too early: that is added
to τ. And θ stands still where an update is smaller than its rounding, 2⁻²⁴ |θ|.

In random order, the loss changes by chance too, by about as much as it falls: by less than τ in
about 0.8 τ / (1 - ρ²) of all epochs (the density of a normal number at 0 is 0.4). The tolerance
must be so low that this hardly happens on the way.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from engine.config.parameters import with_values
from engine.config.run import RunConfig, Standardize, StopConfig, StopRule
from engine.data.batches import batch_length, updates_per_epoch
from engine.theory.limits import below, limit_of
from engine.theory.momentum import Descent, descent_of, is_full_batch
from engine.theory.prediction import loss_after, predict
from engine.theory.samples import Samples
from engine.theory.stationary import stationary_scatter
from engine.theory.verdict import is_at_optimum, near_excess

_PARTS = (0.9, 0.5, 0.25, 0.1, 0.05, 0.02, 0.01, 0.003, 0.001)
"""Learning rates to choose from, as parts of the limit."""
TOLERANCES = (1.0, 0.1, 0.01, 0.001)
LEAST_TOLERANCE = 1e-6
"""Smaller relative changes are roundings to float32."""
_ROUNDING = 2.0**-24
_ROUNDINGS = 6.0
"""The most roundings to expect in some thousand epochs."""
_MOST_CHANCE = 0.1
"""The largest probability that a run in random order stops by chance."""
WITHOUT_TOLERANCE = (StopRule.NEVER, StopRule.EXPRESSION)
_MOST_EPOCHS = 1e6
_TRIALS = 3
_RATE_DIGITS = 2


class Expected(StrEnum):
    """What is known of the run with some settings."""

    NEAR = "near"
    """It is predicted to end near the optimum."""
    STABLE = "stable"
    """It is stable, but ends far from the optimum or takes very long."""
    GUESS = "guess"
    """Nothing but the size of its steps."""


@dataclass(frozen=True)
class Settings:
    """Settings to try; None leaves one as it is.

    Attributes:
        standardize: how to standardize the samples.
        learning_rate, tolerance, epochs: the parameters of these names.
        expected: what is known of the run.
    """

    standardize: Standardize | None = None
    learning_rate: float | None = None
    tolerance: float | None = None
    epochs: int | None = None
    expected: Expected = Expected.NEAR

    @property
    def values(self) -> dict[str, object]:
        """The parameters that change, by name."""
        given = {
            "standardize": self.standardize,
            "learning_rate": self.learning_rate,
            "tolerance": self.tolerance,
            "epochs": self.epochs,
        }
        return {name: value for name, value in given.items() if value is not None}


def best_settings(config: RunConfig, samples: Samples) -> Settings | None:
    """The settings with which a run of SGD ends near the optimum; None if none are known."""
    limit = limit_of(config.optimizer, config.batch, samples)
    descent = descent_of(config.optimizer)
    if limit is None or descent is None:
        return None
    rates = [below(limit.rate * part, _RATE_DIGITS) for part in _PARTS]
    if limit.rate == descent.limit(samples.theory.lambda_max):
        rates.append(below(descent.fastest(samples.theory), _RATE_DIGITS))
    rates = sorted({min(max(rate, 1e-30), 1e6) for rate in rates}, reverse=True)
    stop = config.stop
    for factor in TOLERANCES if stop.stop not in WITHOUT_TOLERANCE else (1.0,):
        tolerance = stop.tolerance * factor
        if tolerance and tolerance < LEAST_TOLERANCE and factor < 1:
            break
        for_stop = stop.model_copy(update={"tolerance": tolerance})
        ends = [_end(config, samples, descent, rate, for_stop) for rate in rates]
        near = [
            end for end in ends if end.excess <= near_excess(samples) and end.chance <= _MOST_CHANCE
        ]
        trials = 0
        for end in sorted(near, key=lambda end: end.epochs):
            # The scatter takes longest to compute.
            if end.epochs > _MOST_EPOCHS or trials == _TRIALS:
                break
            if end.excess + _scatter(config, samples, end.rate) > near_excess(samples):
                continue
            trials += 1
            settings = Settings(
                learning_rate=None if end.rate == config.optimizer.learning_rate else end.rate,
                tolerance=float(f"{tolerance:.3g}") if factor < 1 else None,
                epochs=None if end.epochs <= stop.epochs else _rounded_up(end.epochs),
            )
            if _holds(config, samples, descent, settings):
                return settings
    return None


def _holds(config: RunConfig, samples: Samples, descent: Descent, settings: Settings) -> bool:
    """Whether a run with momentum is predicted to end at the optimum.

    Its loss also changes little where θ swings back.
    """
    if descent.beta == 0 or not is_full_batch(config, samples.count):
        return True
    tried, start = with_values(config, settings.values), config.start.theta
    found = predict(tried, samples.moments, samples.theory, start)
    if found is None:
        return True
    return is_at_optimum(loss_after(tried, samples.theory, start, found.epochs), samples)


def _rounded_up(epochs: float) -> int:
    unit = 10.0 ** max(math.floor(math.log10(epochs)), 0)
    return round(math.ceil(epochs / unit) * unit)


@dataclass(frozen=True)
class _End:
    """The end of a run.

    Attributes:
        rate: its learning rate.
        excess: its excess loss, without scatter.
        epochs: those it takes.
        chance: the probability that it stops by chance before.
    """

    rate: float
    excess: float
    epochs: float
    chance: float


def _end(
    config: RunConfig, samples: Samples, descent: Descent, rate: float, stop: StopConfig
) -> _End:
    theory, moments = samples.theory, samples.moments
    length = batch_length(config.batch, samples.count)
    least = theory.lambda_min if theory.unique else theory.lambda_max
    slow = max(descent.rate(rate * least), descent.rate(rate * theory.lambda_max))
    factor = slow ** updates_per_epoch(samples.count, length)
    lag = _lag(stop, factor, samples, least)
    begun = float(moments.loss(*config.start.theta)) - moments.least_loss
    wanted = min(max(lag, near_excess(samples) / 10), begun)
    needed = math.log(begun / wanted) if begun > 0 and wanted > 0 else 0.0
    epochs = needed / -(2 * math.log(factor)) + 2 if 0 < factor < 1 else 2.0
    excess = lag + _standstill(samples, 1 - slow, least)
    chance = 0.0
    if config.batch.shuffle and length < samples.count and stop.stop is StopRule.LOSS:
        chance = epochs * 0.8 * stop.tolerance / max(1 - factor * factor, 1e-30)
    return _End(rate, excess, epochs if factor < 1 else math.inf, chance)


def _scatter(config: RunConfig, samples: Samples, rate: float) -> float:
    """The mean scatter of the batches at this rate; inf if it is unknown."""
    trial = config.optimizer.model_copy(update={"learning_rate": rate})
    found = stationary_scatter(trial, config.batch, samples)
    return math.inf if found is None else found.mean


def _standstill(samples: Samples, fall: float, least: float) -> float:
    """The excess at which an update is below the rounding of θ; `fall` of the error per update."""
    if fall <= 0:
        return math.inf
    error = _ROUNDING * math.hypot(*samples.theory.best) / fall
    return least / 2 * error * error


def _lag(stop: StopConfig, factor: float, samples: Samples, least: float) -> float:
    """The excess of the loss at which the stop rule is met."""
    moments, tolerance = samples.moments, stop.tolerance
    fall = 1 - factor * factor
    match stop.stop:
        case StopRule.LOSS:
            known = math.sqrt(moments.count * (moments.least_loss + near_excess(samples)))
            if known > 0:
                tolerance += _ROUNDINGS * _ROUNDING * samples.farthest_y / known
            if fall <= tolerance:
                return math.inf
            return tolerance * moments.least_loss / (fall - tolerance)
        case StopRule.PARAMETERS:
            if factor >= 1:
                return math.inf
            return least / 2 * (tolerance * math.hypot(*samples.theory.best) / (1 - factor)) ** 2
        case StopRule.GRADIENT:
            return tolerance**2 / (2 * least)
        case _:
            return 0.0
