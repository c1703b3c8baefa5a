"""What to try after a run: settings with which it is stable, and ends near the optimum.

With a factor ρ of the error per epoch along the slower axis, the excess loss falls by ρ² an epoch,
so the rule of a relative change of the loss below τ is met where

    excess (1 - ρ²) = τ (least loss + excess)

That is the excess at which a run stops; for mini-batches, the scatter is added to it. The advice is
the highest tolerance, and for it the learning rate, with which the sum is near the least loss.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from engine.config.parameters import with_values
from engine.config.run import RunConfig, Standardize, StopConfig, StopRule
from engine.data.batches import batch_length, updates_per_epoch
from engine.theory.limits import Limit, below, limit_of
from engine.theory.momentum import Descent, descent_of, is_full_batch
from engine.theory.prediction import loss_after, predict
from engine.theory.samples import Samples
from engine.theory.stationary import stationary_excess
from engine.theory.step_size import reaching_rate
from engine.theory.verdict import NEAR, PERFECT, Kind, Verdict, is_at_optimum

_PARTS = (0.9, 0.5, 0.25, 0.1, 0.05, 0.02, 0.01, 0.003, 0.001)
"""Learning rates to choose from, as parts of the limit."""
_TOLERANCES = (1.0, 0.1, 0.01, 0.001)
_LEAST_TOLERANCE = 1e-6
"""Smaller relative changes are roundings to float32."""
_ROUND_VALLEY = 10.0
"""Standardizing helps above this condition number."""
_MOST_EPOCHS = 1e6
_TRIALS = 3
_OF_USED = 0.99
_LIMIT_DIGITS, _RATE_DIGITS = 3, 2


@dataclass(frozen=True)
class Settings:
    """Settings to try; None leaves one as it is."""

    learning_rate: float | None = None
    tolerance: float | None = None
    epochs: int | None = None


@dataclass(frozen=True)
class Advice:
    """What to try.

    Attributes:
        limit: learning rates below it, rounded down, are stable; None if it is not the cause.
        settings: to try on the samples as they are; None if nothing is known to help.
        standardized: to try on standardized samples; None if that does not help.
    """

    limit: Limit | None = None
    settings: Settings | None = None
    standardized: Settings | None = None


def advice_for(config: RunConfig, samples: Samples, verdict: Verdict) -> Advice:
    """What to try after this verdict."""
    match verdict.kind:
        case Kind.AT_OPTIMUM | Kind.OUT_OF_RANGE | Kind.INTERRUPTED:
            return Advice()
        case Kind.DIVERGING | Kind.DIVERGED:
            return _against_divergence(config, samples)
        case _:
            return _towards_optimum(config, samples)


def stable_rate(config: RunConfig, samples: Samples) -> float | None:
    """A learning rate well below the limit: half of it, rounded down; None without a limit."""
    limit = limit_of(config.optimizer, config.batch, samples)
    return None if limit is None else below(limit.rate / 2, _RATE_DIGITS)


def _against_divergence(config: RunConfig, samples: Samples) -> Advice:
    limit = limit_of(config.optimizer, config.batch, samples)
    if limit is None:
        return Advice(settings=_reaching(config, samples))
    settings = Settings(stable_rate(config, samples))
    return Advice(
        _below_used(limit, config.optimizer.learning_rate), settings, _standardized(config, samples)
    )


def _below_used(limit: Limit, used: float) -> Limit:
    """The limit rounded down, not to the rate just used, which was not stable."""
    rate = below(limit.rate, _LIMIT_DIGITS)
    return replace(limit, rate=rate if rate != used else below(_OF_USED * used, _LIMIT_DIGITS))


def _towards_optimum(config: RunConfig, samples: Samples) -> Advice:
    if descent_of(config.optimizer) is None:
        return Advice(settings=_reaching(config, samples))
    limit = limit_of(config.optimizer, config.batch, samples)
    assert limit is not None
    over = config.optimizer.learning_rate >= limit.rate
    rounded = _below_used(limit, config.optimizer.learning_rate) if over else None
    return Advice(rounded, best_settings(config, samples), _standardized(config, samples))


def _standardized(config: RunConfig, samples: Samples) -> Settings | None:
    narrow = samples.theory.unique and samples.theory.condition_number > _ROUND_VALLEY
    if not narrow or config.data.standardize is Standardize.SCALE:
        return None
    return best_settings(config, samples.standardized())


def _reaching(config: RunConfig, samples: Samples) -> Settings | None:
    """For optimizers with steps of about the learning rate."""
    rate = below(reaching_rate(config.optimizer, config.start.theta, samples.theory.best), 1)
    known = config.optimizer.learning_rate
    if config.optimizer.optimizer == "adadelta" or not 0 < rate < math.inf or rate == known:
        return None
    return Settings(rate)


# ------------------------------------------------------------------------------ with a limit


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
    for factor in _TOLERANCES if stop.stop is not StopRule.NEVER else (1.0,):
        tolerance = stop.tolerance * factor
        if tolerance and tolerance < _LEAST_TOLERANCE and factor < 1:
            break
        for_stop = stop.model_copy(update={"tolerance": tolerance})
        ends = [_end(config, samples, descent, rate, for_stop) for rate in rates]
        near = [end for end in ends if end.excess <= _wanted(samples)]
        for end in sorted(near, key=lambda end: end.epochs)[:_TRIALS]:
            settings = Settings(
                None if end.rate == config.optimizer.learning_rate else end.rate,
                float(f"{tolerance:.3g}") if factor < 1 else None,
                None if end.epochs <= stop.epochs else _rounded_up(end.epochs),
            )
            if end.epochs <= _MOST_EPOCHS and _holds(config, samples, descent, settings):
                return settings
    return None


def _holds(config: RunConfig, samples: Samples, descent: Descent, settings: Settings) -> bool:
    """Whether a run with momentum is predicted to end at the optimum.

    Its loss also changes little where θ swings back.
    """
    if descent.beta == 0 or not is_full_batch(config, samples.count):
        return True
    given = {name: value for name, value in vars(settings).items() if value is not None}
    tried, start = with_values(config, given), config.start.theta
    found = predict(tried, samples.moments, samples.theory, start)
    if found is None:
        return True
    return is_at_optimum(loss_after(tried, samples.theory, start, found.epochs), samples)


def _wanted(samples: Samples) -> float:
    moments = samples.moments
    return max(NEAR * moments.least_loss, PERFECT * moments.var_y)


def _rounded_up(epochs: float) -> int:
    unit = 10.0 ** max(math.floor(math.log10(epochs)), 0)
    return round(math.ceil(epochs / unit) * unit)


@dataclass(frozen=True)
class _End:
    """The learning rate of a run, its excess loss at the end, and the epochs to get there."""

    rate: float
    excess: float
    epochs: float


def _end(
    config: RunConfig, samples: Samples, descent: Descent, rate: float, stop: StopConfig
) -> _End:
    trial = with_values(config, {"learning_rate": rate})
    scatter = stationary_excess(trial.optimizer, trial.batch, samples)
    theory, moments = samples.theory, samples.moments
    if scatter is None:
        return _End(rate, math.inf, math.inf)
    length = batch_length(config.batch, samples.count)
    least = theory.lambda_min if theory.unique else theory.lambda_max
    slow = max(descent.rate(rate * least), descent.rate(rate * theory.lambda_max))
    factor = slow ** updates_per_epoch(samples.count, length)
    lag = _lag(stop, factor, samples, least)
    begun = float(moments.loss(*config.start.theta)) - moments.least_loss
    wanted = min(max(lag, _wanted(samples) / 10), begun)
    needed = math.log(begun / wanted) if begun > 0 and wanted > 0 else 0.0
    epochs = needed / -(2 * math.log(factor)) + 2 if 0 < factor < 1 else 2.0
    return _End(rate, scatter + lag, epochs if factor < 1 else math.inf)


def _lag(stop: StopConfig, factor: float, samples: Samples, least: float) -> float:
    """The excess of the loss at which the stop rule is met."""
    moments, tolerance = samples.moments, stop.tolerance
    fall = 1 - factor * factor
    match stop.stop:
        case StopRule.LOSS:
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
