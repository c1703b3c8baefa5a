"""A learning rate from the theory, for users who ask for `auto`."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from engine.config.auto import AUTO
from engine.config.numbers import number
from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.errors import ConfigError
from engine.problems.linear_neuron.least_squares import Theory
from engine.problems.registry import problem_of
from engine.theory.advice import stable_rate
from engine.theory.limits import below
from engine.theory.momentum import Descent, descent_of, is_full_batch
from engine.theory.rate_trial import tried_rate
from engine.theory.samples import Samples
from engine.theory.settings import Expected, Settings, best_settings
from engine.theory.step_size import reaching_rate
from engine.theory.trial import settings_by_trial

_DIGITS = 3
_OF_LIMIT = 0.99
"""The most, as a part of the limit, for high condition numbers."""
_SLOW = 1e4
"""From this condition number on, the fastest rate may be the limit but for rounding, and no rate
reaches the optimum in a useful time."""
_LEAST, _MOST = 1e-30, 1e6
"""The range of rates that are used; the configuration accepts no higher one."""


@dataclass(frozen=True)
class AutoRate:
    """A learning rate, and where it comes from, in words.

    Attributes:
        rate: the learning rate.
        reason: where it comes from.
        advice: what is better than any rate; empty if there is nothing.
    """

    rate: float
    reason: str
    advice: str = ""

    @property
    def text(self) -> str:
        """The reason and the advice."""
        return "; ".join(filter(None, (self.reason, self.advice)))


def auto_rate(config: RunConfig, samples: Samples) -> AutoRate:
    """The rate for this optimizer, batch size and order; as if it were constant.

    Raises:
        ConfigError: nothing is known of this loss, or no rate lowers it.
    """
    if not config.problem.is_quadratic:
        return _by_trial(config, samples)
    config = config.model_copy(update={"optimizer": config.optimizer.plain})
    descent = descent_of(config.optimizer)
    if descent is None:
        found = _for_steps(config, samples)
    elif is_full_batch(config, samples.count):
        # With the rate of the least spectral radius, the rule may be met where θ swings back.
        near = _ends_near(config, samples, "this momentum") if descent.beta else None
        found = near or _for_full_batch(descent, samples.theory)
    else:
        found = _for_batches(config, samples)
    return replace(found, rate=min(max(found.rate, _LEAST), _MOST))


def with_auto(config: RunConfig, samples: Samples | None = None) -> tuple[RunConfig, str]:
    """The configuration with that rate, and one sentence that says which and why, but no advice.

    Args:
        config: the configuration.
        samples: its samples; None reads them.

    Raises:
        DataError: the data cannot be read.
    """
    samples = Samples.of_run(config) if samples is None else samples
    found = auto_rate(config, samples)
    rate = number(float(f"{found.rate:g}"))
    return with_values(config, {"learning_rate": found.rate}), f"lr {rate}: {found.reason}"


def _by_trial(config: RunConfig, samples: Samples) -> AutoRate:
    """The best rate of short runs, for a problem without exact results."""
    make = problem_of(config.problem).objective
    if make is None:
        raise ConfigError(
            "learning_rate", f"only the worker knows this loss; must be a number instead of {AUTO}"
        )
    if config.optimizer.optimizer == "adadelta":
        return AutoRate(1.0, "Adadelta scales its steps by itself")
    found = tried_rate(config, samples, make)
    if found is None:
        slope = make(samples.x, samples.y).gradient(*config.start.theta)
        why = "the loss falls with no rate tried" if any(slope) else "the loss has no slope"
        raise ConfigError(
            "learning_rate", f"{why} at the start; use another w0 and b0, or a number, not {AUTO}"
        )
    trials = f"trials of {found.updates} updates from the start"
    batches = " with these batches" if found.batches else ""
    return AutoRate(found.rate, f"the best of {found.tried} rates in {trials}{batches}")


def _for_full_batch(descent: Descent, theory: Theory) -> AutoRate:
    fastest = descent.fastest(theory)
    if not theory.unique or theory.condition_number < _SLOW:
        return AutoRate(below(fastest, _DIGITS), _fastest(descent))
    rate = min(fastest, _OF_LIMIT * descent.limit(theory.lambda_max))
    return AutoRate(
        below(rate, _DIGITS),
        f"{_OF_LIMIT:g} × the limit of the full batch",
        "" if theory.l2 else "slow at this condition number, standardize scale helps",
    )


def _ends_near(config: RunConfig, samples: Samples, what: str) -> AutoRate | None:
    """The rate of the settings predicted to end near the least loss, if there are any."""
    settings = best_settings(config, samples)
    reason = f"the fastest that ends near the least loss with {what}"
    return None if settings is None else _near(config, settings, reason)


def _fastest(descent: Descent) -> str:
    if descent.beta == 0:
        return "2/(λmax + λmin), the fastest for the full batch"
    return "the fastest for the full batch with this momentum"


def _for_batches(config: RunConfig, samples: Samples) -> AutoRate:
    found = _ends_near(config, samples, "these batches")
    if found is not None:
        return found
    half = stable_rate(config, samples)
    assert half is not None, "an optimizer with a limit"
    return AutoRate(half, "half the limit of these batches")


def _for_steps(config: RunConfig, samples: Samples) -> AutoRate:
    if config.optimizer.optimizer == "adadelta":
        return AutoRate(1.0, "Adadelta scales its steps by itself")
    found = settings_by_trial(config, samples)
    if found is not None and found.expected is Expected.NEAR:
        return _near(config, found, "ends near the least loss in a short trial")
    rate = below(reaching_rate(config.optimizer, config.start.theta, samples.theory.best), 1)
    if not 0 < rate < math.inf:
        return AutoRate(config.optimizer.learning_rate, "the start is the optimum")
    return AutoRate(rate, "steps of this size reach the optimum soon")


def _near(config: RunConfig, settings: Settings, reason: str) -> AutoRate:
    """The rate of these settings, and the tolerance that belongs to it."""
    rate = settings.learning_rate or config.optimizer.learning_rate
    if settings.tolerance is not None:
        reason = f"{reason}, with tolerance {number(settings.tolerance)}"
    return AutoRate(rate, reason)
