"""Verdicts on runs, and the advice that follows from them, in sentences."""

from __future__ import annotations

import math

from engine.config.optimizer import OptimizerConfig
from engine.history.values import RunState
from engine.optimizers.table import OPTIMIZERS
from engine.theory.advice import Advice, Settings
from engine.theory.float_range import LARGEST, LEAST, OutOfRange, Squared
from engine.theory.limits import Basis, Limit
from engine.theory.momentum import descent_of
from engine.theory.verdict import Bound, Kind, Verdict
from tui.text.formulas import limit_formula
from tui.text.numbers import UNKNOWN, number, significant, whole

_MOST_RATIO = 1e5
"""Larger multiples of the least loss are of no use: the losses themselves are stated."""
_TINY = 1e-3
"""A learning rate below this share of that on standardized samples is not worth trying."""
_WORDS = {
    Kind.AT_OPTIMUM: "converged",
    Kind.AT_NOISE_FLOOR: "converged",
    Kind.STOPPED_EARLY: "stopped",
    Kind.MAX_EPOCHS: "max epochs",
    Kind.DIVERGING: "diverging",
    Kind.DIVERGED: "diverged",
    Kind.OUT_OF_RANGE: "overflow",
    Kind.INTERRUPTED: "paused",
}
_BASES = {
    Basis.SAMPLE: "1/(max x² + 1)",
    Basis.STEEPEST: "2/λmax of the steepest batch",
    Basis.RANDOM: "mean square of random batches",
    Basis.ORDER: "these batches in this order",
}


def verdict_word(verdict: Verdict) -> str:
    """The verdict in at most ten characters."""
    beyond = verdict.out_of_range
    if beyond is not None and not beyond.above:
        return "underflow"
    if verdict.kind.earned and verdict.state is RunState.MAX_EPOCHS:
        return "max epochs"
    return _WORDS[verdict.kind]


def end_word(state: RunState, kind: Kind | None) -> str:
    """The end of a saved run in a word or two.

    A run whose loss changed little has converged only if it came as near to the optimum as it can.
    """
    if state is RunState.CONVERGED and kind is not None and not kind.earned:
        return "out of range" if kind is Kind.OUT_OF_RANGE else _WORDS[kind]
    return state.replace("_", " ")


def ratio_text(ratio: float) -> str:
    """A multiple of the least loss, in a few digits: 1.003, 642, 1.2e7; – if it is unknown."""
    if math.isnan(ratio):
        return UNKNOWN
    if math.isinf(ratio):
        return "inf"
    if ratio >= 1000:
        return whole(round(ratio)) if ratio < _MOST_RATIO else significant(ratio, 2)
    return significant(ratio, 4 if ratio < 1.1 else 3)


def distance_text(verdict: Verdict) -> str:
    """How far the loss is from the least loss."""
    if verdict.bound is Bound.VARIANCE:
        return f"loss {significant(verdict.loss / verdict.var_y, 2)} of the variance of y"
    ratio = verdict.loss_over_least
    if ratio < _MOST_RATIO:
        return f"{ratio_text(ratio)} × the least loss"
    loss, least = significant(verdict.loss, 3), significant(verdict.least_loss, 3)
    return f"loss {loss} (least loss {least})"


def limit_text(limit: Limit, optimizer: OptimizerConfig, *, brief: bool = False) -> str:
    """The learning rates that are stable."""
    about = "" if limit.exact else "about "
    descent = descent_of(optimizer)
    assert descent is not None, "an optimizer with a limit"
    text = f"stable below {about}lr {number(limit.rate)}"
    if brief:
        return text
    formula = limit_formula(descent) if limit.basis is Basis.FULL_BATCH else _BASES[limit.basis]
    return f"{text} ({formula})"


def advice_text(advice: Advice, *, brief: bool = False) -> str:
    """What to try, only the better way if `brief`; empty if nothing is known to help."""
    ways = []
    if advice.settings is not None:
        ways.append(_settings_text(advice.settings))
    if advice.standardized is not None:
        more = _settings_text(advice.standardized)
        ways.append(f"standardize scale, {more}" if more else "standardize scale")
    ways = [way for way in ways if way]
    if brief:
        ways = ways[-1:] if _is_tiny(advice) else ways[:1]
    return f"try {' or '.join(ways)}" if ways else ""


def _is_tiny(advice: Advice) -> bool:
    """Whether the learning rate is tiny for the samples as they are: the valley is narrow."""
    if advice.settings is None or advice.standardized is None:
        return False
    here, there = advice.settings.learning_rate, advice.standardized.learning_rate
    return here is not None and there is not None and here < _TINY * there


def _settings_text(settings: Settings) -> str:
    parts = []
    if settings.learning_rate is not None:
        parts.append(f"lr {number(settings.learning_rate)}")
    if settings.tolerance is not None:
        parts.append(f"tolerance {number(settings.tolerance)}")
    if settings.epochs is not None:
        parts.append(f"epochs {whole(settings.epochs)}")
    return ", ".join(parts)


def advice_lines(verdict: Verdict, advice: Advice, optimizer: OptimizerConfig) -> list[str]:
    """What is stable, and what to try."""
    lines = [] if advice.limit is None else [limit_text(advice.limit, optimizer)]
    if verdict.kind in (Kind.DIVERGED, Kind.DIVERGING) and descent_of(optimizer) is None:
        title = OPTIMIZERS[optimizer.optimizer].title
        lines.append(f"{title} has no limit; its steps are about lr long")
    return [line for line in (*lines, advice_text(advice)) if line]


def fact_text(verdict: Verdict) -> str:
    """How far from the optimum the run is; empty if it diverged."""
    distance = distance_text(verdict)
    match verdict.kind:
        case Kind.OUT_OF_RANGE:
            return range_text(verdict.out_of_range)
        case Kind.DIVERGED:
            return ""
        case Kind.DIVERGING:
            return f"{distance}, and rising"
        case Kind.AT_OPTIMUM:
            return distance
        case Kind.AT_NOISE_FLOOR:
            return f"{distance}, within the noise of its batches{_expected(verdict)}"
        case _:
            return f"{distance} (gradient {significant(verdict.gradient, 3)})"


def sentence(verdict: Verdict, advice: Advice, optimizer: OptimizerConfig, reason: str) -> str:
    """The verdict in full: what happened, how far it is from the optimum, and what to try."""
    facts = [fact_text(verdict), reason, *advice_lines(verdict, advice, optimizer)]
    return f"{_lead(verdict)}: {'; '.join(fact for fact in facts if fact)}"


def _lead(verdict: Verdict) -> str:
    if verdict.kind.earned and verdict.state is not RunState.CONVERGED:
        return "at the optimum" if verdict.kind is Kind.AT_OPTIMUM else "near the optimum"
    return "stopped" if verdict.kind is Kind.MAX_EPOCHS else verdict_word(verdict)


def shorter_sentences(
    verdict: Verdict, advice: Advice, optimizer: OptimizerConfig
) -> tuple[str, ...]:
    """The verdict for narrower screens, the fullest first; the state is shown elsewhere.

    The limit is dropped before what to try, which is worth more.
    """
    what = _briefly(verdict)
    limit = [limit_text(advice.limit, optimizer, brief=True)] if advice.limit is not None else []
    long, short = advice_text(advice), advice_text(advice, brief=True)
    tails = [[*limit, long], [long], [*limit, short], [short], limit, []]
    texts = ["; ".join(part for part in (what, *tail) if part) for tail in tails]
    return tuple(dict.fromkeys(texts))


def _briefly(verdict: Verdict) -> str:
    match verdict.kind:
        case Kind.DIVERGING | Kind.DIVERGED:
            return f"{verdict.kind} at update {whole(verdict.update)}"
        case Kind.OUT_OF_RANGE:
            return range_text(verdict.out_of_range, brief=True)
        case Kind.AT_NOISE_FLOOR:
            return f"{distance_text(verdict)}, the noise of its batches"
        case _:
            return distance_text(verdict).replace("the least", "least")


def _expected(verdict: Verdict) -> str:
    floor, least = verdict.noise_floor, verdict.least_loss
    if floor is None or least <= 0:
        return ""
    return f" ({ratio_text(floor / least)} × expected)"


def range_text(beyond: OutOfRange | None, *, brief: bool = False) -> str:
    """What float32 cannot hold, and what to do."""
    if beyond is None:
        return ""
    size, power = significant(beyond.size, 2), abs(round(math.log10(beyond.size)))
    of_gradient = beyond.what is Squared.GRADIENT
    what, column = beyond.what.value, "y" if of_gradient else beyond.what.value
    if beyond.above:
        word, bound, change = "overflow", f"largest {significant(LARGEST, 2)}", "divide"
    else:
        word, bound, change = "underflow", f"least {significant(LEAST, 2)}", "multiply"
    lead = f"squares of {what} up to {size} {word} float32"
    if brief:
        return f"{lead}; try standardize scale"
    return f"{lead} ({bound}); try standardize scale, or {change} {column} by 1e{power}"
