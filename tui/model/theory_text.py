"""Predictions and limits in sentences."""

from __future__ import annotations

from engine.config.run import RunConfig, StopRule
from engine.optimizers.table import OPTIMIZERS
from engine.theory.momentum import descent_of, is_full_batch
from engine.theory.prediction import MOST_EPOCHS, Outcome, Prediction, predict
from tui.model.known_problem import Problem
from tui.text.numbers import number, whole

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
    return predict(config, problem.preview.moments, problem.theory, problem.start)


def prediction_text(config: RunConfig, problem: Problem, found: Prediction | None) -> str:
    """The predicted end of a run from the start, in one sentence."""
    if found is None:
        return _why_none(config, problem)
    if not found.stable:
        return _diverging(config, problem, found)
    rule = f"the {config.stop.stop} rule"
    # If the change is within float32 rounding of the tolerance, the exact epoch is random.
    about, rounding = ("about ", _ROUNDING) if found.beyond_float32 else ("", "")
    if found.outcome is Outcome.CONVERGES:
        return f"converges after {about}{_epochs(found.epochs)} by {rule}{rounding}"
    if config.stop.stop is StopRule.NEVER:
        return f"runs all {_epochs(found.epochs)}: no stop rule"
    if found.rule_epochs is not None:
        met = f"{rule} is met after {about}{whole(found.rule_epochs)}"
        return f"stops at {_epochs(found.epochs)}, before {met}{rounding}"
    if config.stop.tolerance == 0:
        return f"runs all {_epochs(found.epochs)}: a tolerance of 0 is never met"
    return f"stops at {_epochs(found.epochs)}; {rule} is not met in {whole(MOST_EPOCHS)}"


def _epochs(count: int) -> str:
    return f"{whole(count)} epoch{'s' if count != 1 else ''}"


def _limit(config: RunConfig, problem: Problem) -> str:
    descent = descent_of(config.optimizer)
    assert descent is not None
    limit = descent.limit(problem.theory.lambda_max)
    return limit_text(limit, config.optimizer.learning_rate)


def _diverging(config: RunConfig, problem: Problem, found: Prediction) -> str:
    rate, limit = number(config.optimizer.learning_rate), _limit(config, problem)
    if found.outcome is Outcome.CONVERGES:
        met = f"the {config.stop.stop} rule is met in epoch {whole(found.epochs)}"
        return f"lr {rate} exceeds the limit {limit}, but {met}"
    return f"diverges: lr {rate} exceeds the limit {limit}"


def _why_none(config: RunConfig, problem: Problem) -> str:
    name = config.optimizer.optimizer
    if descent_of(config.optimizer) is None:
        known = f"; {_STEPS[name]}" if name in _STEPS else ""
        return f"no closed form for {OPTIMIZERS[name].title}" + known
    over = caution(config, problem)
    if over or not is_full_batch(config, problem.preview.samples):
        return over or "none for mini-batches: each has a different loss surface"
    return "none for a stop expression: it is evaluated during the run"


def caution(config: RunConfig, problem: Problem) -> str:
    """A warning if the learning rate is not below the full batch's limit; otherwise empty."""
    descent = descent_of(config.optimizer)
    rate = config.optimizer.learning_rate
    if descent is None or rate < descent.limit(problem.theory.lambda_max):
        return ""
    if not is_full_batch(config, problem.preview.samples):
        return f"lr {number(rate)} exceeds the full batch's limit {_limit(config, problem)}"
    found = prediction_of(config, problem)
    assert found is not None
    return _diverging(config, problem, found)
