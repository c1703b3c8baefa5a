"""Verdicts on runs in sentences."""

from __future__ import annotations

import math

from engine.config.optimizer import OptimizerConfig
from engine.history.values import RunState
from engine.theory.advice import Advice
from engine.theory.float_range import LARGEST, LEAST, OutOfRange
from engine.theory.stationary import USUAL
from engine.theory.verdict import NEAR, Bound, Kind, Verdict
from tui.text.advice import advice_text, known_lines, limit_text
from tui.text.numbers import UNKNOWN, scientific, significant, unwritten, whole

_MOST_RATIO = 1e5
"""Larger multiples of the least loss are of no use: the losses themselves are stated."""
_LARGE = 1e6
_NEAR_ONE, _CLOSE, _NOTHING = 1.1, 1e-3, 1e-6
"""Below the first, ratios have four digits; within the second of 1, more; within the last, none."""
_IN_ORDER = "batches in this order lead to"
_WORDS = {
    Kind.AT_OPTIMUM: "converged",
    Kind.AT_NOISE_FLOOR: "converged",
    Kind.AT_MINIMUM: "converged",
    Kind.AT_SADDLE: "saddle",
    Kind.ON_PLATEAU: "plateau",
    Kind.STOPPED_EARLY: "stopped",
    Kind.MAX_EPOCHS: "max epochs",
    Kind.DIVERGING: "diverging",
    Kind.DIVERGED: "diverged",
    Kind.OUT_OF_RANGE: "overflow",
    Kind.INTERRUPTED: "paused",
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
    """A multiple of the least loss, in a few digits: 1.003, 642, 1.2e7.

    – if it is unknown, as where the least loss is 0.

    Near 1 it has a digit of its distance from 1, if float32 carries that: 1.0005.
    """
    if not math.isfinite(ratio):
        return UNKNOWN
    if ratio >= 1000:
        return whole(round(ratio)) if ratio < _MOST_RATIO else scientific(ratio, 1)
    away = abs(ratio - 1)
    if _NOTHING < away < _CLOSE:
        return significant(ratio, 1 - math.floor(math.log10(away)))
    return significant(ratio, 4 if ratio < _NEAR_ONE else 3)


def distance_text(verdict: Verdict) -> str:
    """How far the loss is from the least loss."""
    if verdict.bound is Bound.VARIANCE:
        return f"loss {significant(verdict.loss / verdict.var_y, 2)} of the variance of y"
    if verdict.bound is Bound.ROUNDING:
        return f"loss {_few(verdict.loss)}, within the rounding of y to float32"
    ratio = verdict.loss_over_least
    if ratio < _MOST_RATIO:
        text = ratio_text(ratio)
        return "at the least loss" if text == "1" else f"{text} × the least loss"
    return f"loss {_few(verdict.loss)} (least loss {_few(verdict.least_loss)})"


def _few(value: float) -> str:
    """A measured number in three digits, with an exponent where it is large."""
    large = abs(value) >= _LARGE and not unwritten(value)
    return scientific(value, 2) if large else significant(value, 3)


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
            return f"{distance}, {_noise_text(verdict)}"
        case _:
            gradient = f"gradient {_few(verdict.gradient)}"
            return f"{distance} ({gradient}{_explained(verdict)})"


def sentence(verdict: Verdict, advice: Advice, optimizer: OptimizerConfig, reason: str) -> str:
    """The verdict in full: what happened, how far it is from the optimum, and what to try."""
    known = known_lines(verdict, advice, optimizer)
    facts = [fact_text(verdict), reason, *known, advice_text(advice, verdict)]
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
    long, short = advice_text(advice, verdict), advice_text(advice, verdict, brief=True)
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
            return f"{distance_text(verdict)}, within noise"
        case _:
            return distance_text(verdict).replace("× the least", "× least")


def _noise_text(verdict: Verdict) -> str:
    """What the noise of the batches makes of the loss, of a run that is no farther away."""
    floor, bound = _ratios(verdict)
    if math.isnan(bound):
        return "within the noise of its batches"
    if not verdict.noise_is_random:
        return f"where batches in this order lead ({ratio_text(floor)} × in the long run)"
    usual = f"{USUAL:.0%} of runs up to {ratio_text(bound)} ×"
    return f"within the noise of its batches (mean {ratio_text(floor)} ×, {usual})"


def _explained(verdict: Verdict) -> str:
    """The multiple of the least loss that the batches explain, of a run beyond it."""
    floor, bound = _ratios(verdict)
    ratio = verdict.loss_over_least
    explained = bound if verdict.noise_is_random else floor
    beyond = 1 + NEAR < explained < ratio < _MOST_RATIO
    if not beyond or ratio_text(explained) == ratio_text(ratio):
        return ""
    lead = "noise of its batches explains" if verdict.noise_is_random else _IN_ORDER
    return f"; {lead} {ratio_text(explained)} ×"


def _ratios(verdict: Verdict) -> tuple[float, float]:
    """The loss expected in the long run, and the largest one explained, by the least loss; nan."""
    floor, bound, least = verdict.noise_floor, verdict.noise_bound, verdict.least_loss
    if floor is None or bound is None or least <= 0:
        return math.nan, math.nan
    return floor / least, bound / least


def range_text(beyond: OutOfRange | None, *, brief: bool = False) -> str:
    """What float32 cannot hold."""
    if beyond is None:
        return ""
    word, bound = ("overflow", "largest") if beyond.above else ("underflow", "least")
    text = f"squares of {beyond.what.value} up to {significant(beyond.size, 2)} {word} float32"
    return (
        text if brief else f"{text} ({bound} {significant(LARGEST if beyond.above else LEAST, 2)})"
    )
