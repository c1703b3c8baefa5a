"""What to try after a run: settings with which it is stable, and ends near the optimum."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.config.run import RunConfig, Standardize
from engine.theory.limits import Limit, below, limit_of
from engine.theory.momentum import descent_of
from engine.theory.samples import Samples
from engine.theory.settings import Expected, Settings, best_settings
from engine.theory.trial import settings_by_trial
from engine.theory.verdict import Kind, Verdict

_ROUND_VALLEY = 10.0
"""Standardizing helps above this condition number."""
NARROW_VALLEY = 1000.0
"""Above it, even the best learning rate needs over a thousand epochs for each digit of θ."""
_OF_USED = 0.99
_LIMIT_DIGITS, _RATE_DIGITS = 3, 2


@dataclass(frozen=True)
class Advice:
    """What to try.

    Attributes:
        limit: learning rates below it, rounded down, are stable; None if it is not the cause.
        ways: alternatives, the best first; empty if nothing is known to help.
    """

    limit: Limit | None = None
    ways: tuple[Settings, ...] = ()


def advice_for(config: RunConfig, samples: Samples, verdict: Verdict) -> Advice:
    """What to try after this verdict."""
    match verdict.kind:
        case Kind.AT_OPTIMUM | Kind.INTERRUPTED:
            return Advice()
        case Kind.OUT_OF_RANGE:
            return Advice(ways=_some(standardized_settings(config, samples)))
        case kind:
            lost = kind in (Kind.DIVERGING, Kind.DIVERGED)
            return Advice(_limit(config, samples, lost=lost), _ways(config, samples, lost=lost))


def stable_rate(config: RunConfig, samples: Samples) -> float | None:
    """A learning rate well below the limit: half of it, rounded down; None without a limit."""
    limit = limit_of(config.optimizer, config.batch, samples)
    return None if limit is None else below(limit.rate / 2, _RATE_DIGITS)


def standardized_settings(config: RunConfig, samples: Samples) -> Settings | None:
    """The settings with which a run on standardized samples ends near the optimum."""
    if config.data.standardize is Standardize.SCALE:
        return None
    found = settings_for(config, samples.standardized)
    return None if found is None else replace(found, standardize=Standardize.SCALE)


def _limit(config: RunConfig, samples: Samples, *, lost: bool) -> Limit | None:
    """The limit, rounded down, if it is the cause; never the rate just used if that failed."""
    limit, used = limit_of(config.optimizer, config.batch, samples), config.optimizer.learning_rate
    if limit is None or not (lost or used >= limit.rate):
        return None
    rate = below(limit.rate, _LIMIT_DIGITS)
    return replace(limit, rate=rate if rate != used else below(_OF_USED * used, _LIMIT_DIGITS))


def _ways(config: RunConfig, samples: Samples, *, lost: bool) -> tuple[Settings, ...]:
    """On the samples as they are, and standardized, which comes first if it takes less time."""
    theory, here, there = samples.theory, settings_for(config, samples), None
    # With L2 regularization, standardized samples have another loss and another optimum.
    if theory.unique and not samples.l2 and theory.condition_number > _ROUND_VALLEY:
        there = standardized_settings(config, samples)
    soon = here is not None and here.expected is Expected.NEAR and here.epochs is None
    slow = not soon or theory.condition_number > NARROW_VALLEY
    if here is None and lost:
        rate = stable_rate(config, samples)
        here = None if rate is None else Settings(learning_rate=rate, expected=Expected.STABLE)
    ways = _some(there, here) if slow else _some(here, there)
    known = tuple(way for way in ways if way.expected is not Expected.GUESS)
    return known or ways[:1]


def _some(*ways: Settings | None) -> tuple[Settings, ...]:
    return tuple(way for way in ways if way is not None and way.values)


def settings_for(config: RunConfig, samples: Samples) -> Settings | None:
    """The settings with which a run ends near the optimum; None if none are known.

    Nothing is known of runs with a schedule or clipped gradients.
    """
    if not config.optimizer.is_plain:
        return None
    if descent_of(config.optimizer) is None:
        return settings_by_trial(config, samples)
    return best_settings(config, samples)
