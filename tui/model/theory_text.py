"""Predictions and limits in sentences."""

from __future__ import annotations

from dataclasses import replace

from engine.config.run import RunConfig, Standardize, StopRule
from engine.optimizers.table import OPTIMIZERS
from engine.problems.base import curvature
from engine.theory.advice import settings_for
from engine.theory.limits import Limit, below, limit_of
from engine.theory.momentum import descent_of, is_full_batch
from engine.theory.prediction import MOST_EPOCHS, Outcome, Prediction, predict
from engine.theory.samples import samples_of
from tui.model.known_problem import Problem
from tui.text import advice
from tui.text.numbers import number, some, whole

_DIGITS = 4

_ROUNDING = "; float32 rounding may end it sooner"

_STEPS = {
    "adam": "near the start, an update moves w and b by about the learning rate",
    "adamw": "near the start, an update moves w and b by about the learning rate",
    "adamax": "near the start, an update moves w and b by about the learning rate",
    "nadam": "near the start, an update moves w and b by about the learning rate",
    "lion": "an update moves w and b by exactly the learning rate",
}


def rate_text(rate: float) -> str:
    """A learning rate from the theory, in a few digits."""
    return number(float(f"{rate:.{_DIGITS}g}"))


def limit_text(limit: float, rate: float) -> str:
    """A limit with enough digits to show on which side of it `rate` is."""
    for digits in range(_DIGITS, 17):
        shown = float(f"{limit:.{digits}g}")
        if shown != rate and (shown < rate) == (limit < rate):
            break
    return number(shown)


def prediction_of(config: RunConfig, problem: Problem) -> Prediction | None:
    """The predicted end of a run of this problem, if known."""
    if problem.theory is None:
        return None
    return predict(config, problem.moments, problem.theory, problem.start)


def prediction_text(config: RunConfig, problem: Problem, found: Prediction | None) -> str:
    """The predicted end of a run from the start, in one sentence."""
    if problem.theory is None:
        return "none: the loss is not quadratic"
    if found is None:
        return _why_none(config, problem)
    if not found.stable:
        return _diverging(config, problem, found)
    rule = f"the {config.stop.stop} rule"
    # If the change is within float32 rounding of the tolerance, the exact epoch is random.
    about, rounding = ("about ", _ROUNDING) if found.beyond_float32 else ("", "")
    if found.outcome is Outcome.CONVERGES:
        return f"converges after {about}{some(found.epochs, 'epoch')} by {rule}{rounding}"
    if config.stop.stop is StopRule.NEVER:
        return f"runs all {some(found.epochs, 'epoch')}: no stop rule"
    if found.rule_epochs is not None:
        met = f"{rule} is met after {about}{whole(found.rule_epochs)}"
        return f"stops at {some(found.epochs, 'epoch')}, before {met}{rounding}"
    if config.stop.tolerance == 0:
        return f"runs all {some(found.epochs, 'epoch')}: a tolerance of 0 is never met"
    return f"stops at {some(found.epochs, 'epoch')}; {rule} is not met in {whole(MOST_EPOCHS)}"


def _limit(config: RunConfig, problem: Problem) -> str:
    descent = descent_of(config.optimizer)
    assert descent is not None
    limit = descent.limit(problem.exact.lambda_max)
    return limit_text(limit, config.optimizer.learning_rate)


def _diverging(config: RunConfig, problem: Problem, found: Prediction) -> str:
    rate, limit = number(config.optimizer.learning_rate), _limit(config, problem)
    if found.outcome is Outcome.CONVERGES:
        met = f"the {config.stop.stop} rule is met in epoch {whole(found.epochs)}"
        return f"lr {rate} exceeds the limit {limit}, but {met}"
    return f"diverges: lr {rate} exceeds the limit {limit}"


def _why_none(config: RunConfig, problem: Problem) -> str:
    name = config.optimizer.optimizer
    if not config.optimizer.is_plain:
        clipped = config.optimizer.clipping != "none"
        what = "clipped gradients" if clipped else "weight decay"
        what = "a schedule" if config.optimizer.is_scheduled else what
        return f"no closed form for a run with {what}"
    if descent_of(config.optimizer) is None:
        known = f"; {_STEPS[name]}" if name in _STEPS else ""
        return f"no closed form for {OPTIMIZERS[name].title}" + known
    over = caution(config, problem)
    if over or not is_full_batch(config, problem.preview.samples):
        return over or "none for mini-batches: each has a different loss surface"
    return "none for a stop expression: it is evaluated during the run"


def limit_of_run(config: RunConfig, problem: Problem) -> Limit | None:
    """The limit of the learning rate for this optimizer, batch size and order, if there is one."""
    if problem.theory is None:
        return None
    samples = samples_of(problem.preview, problem.theory)
    return limit_of(config.optimizer, config.batch, samples)


def caution(config: RunConfig, problem: Problem) -> str:
    """A warning if the learning rate is not below the limit of the run; otherwise empty."""
    if problem.theory is None:
        return _local_caution(config, problem)
    limit, rate = limit_of_run(config, problem), config.optimizer.learning_rate
    if limit is None or rate < limit.rate:
        return ""
    if not is_full_batch(config, problem.preview.samples):
        # These are limits below which nothing grows; a run above them need not diverge.
        shown = replace(limit, rate=below(limit.rate, 3))
        stable = advice.limit_text(shown, config.optimizer)
        return f"lr {number(rate)} may diverge: {stable}"
    found = prediction_of(config, problem)
    if found is None:
        highest = "at most " if config.optimizer.is_scheduled else ""
        return f"lr {highest}{number(rate)} exceeds the limit {limit_text(limit.rate, rate)}"
    return _diverging(config, problem, found)


def _local_caution(config: RunConfig, problem: Problem) -> str:
    """A warning if a step from the start overshoots the parabola that touches the loss there."""
    descent, rate = descent_of(config.optimizer), config.optimizer.learning_rate
    found = curvature(problem.objective.hessian(*problem.start))
    if descent is None or found is None or found.lambda_max <= 0:
        return ""
    limit = descent.limit(found.lambda_max)
    if rate < limit:
        return ""
    return f"lr {number(rate)} exceeds the local limit {limit_text(limit, rate)} at the start"


def rate_hint(config: RunConfig, problem: Problem) -> str:
    """The learning rate that suits standardized samples; empty if the present one does."""
    if config.data.standardize is not Standardize.SCALE or problem.theory is None:
        return ""
    found = settings_for(config, samples_of(problem.preview, problem.theory))
    if found is None or found.learning_rate is None:
        return ""
    return f"; try lr {number(found.learning_rate)}"
