"""The lines of an update before the optimizer's rule: its learning rate, and its clipped gradient.

Symbols, besides those of `engine.optimizers.rules`: η₀ learning rate that a schedule scales, η₁, η₂
its first and its last one; s updates made in the present part of the schedule, k the updates of
that part; γ decay rate, r rate floor, f factor; κ the limit of clipping, ‖g‖ the length of g.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.optimizers.rules import GRADIENT, LEARNING_RATE, Assign, Rule
from engine.optimizers.schedules import CYCLE_END, CYCLE_START, Schedule

PEAK, CLIP, LENGTH = "η₀", "κ", "‖g‖"
_RISE = "η₁ + (η₀ − η₁)·s/k"
_WAVE = "η₀·(r + (1 − r)·½·f·(1 + cos(180°·s/k)))"


@dataclass(frozen=True)
class Clipping:
    """How gradients are clipped: none, value, norm or global_norm, and at which limit."""

    kind: str = "none"
    limit: float = 1.0

    @property
    def is_on(self) -> bool:
        """Whether there is a limit."""
        return self.kind != "none"

    def clipped(self, gradient: tuple[float, float]) -> tuple[float, float]:
        """The gradient that the optimizer has."""
        values = {CLIP: self.limit, LENGTH: math.hypot(*gradient)}
        (line, *_) = _CLIPPED.get(self.kind) or (None,)
        if line is None:
            return gradient
        first, second = (line.compute({**values, GRADIENT: part}) for part in gradient)
        return first, second


def lines_before(schedule: Schedule, made: int, clipping: Clipping) -> Rule:
    """The lines before the rule of the update after `made` updates."""
    lines = []
    if not schedule.is_constant:
        formula, _ = _part(schedule, made)
        lines.append(Assign(LEARNING_RATE, formula, lambda _: schedule.rate(made), shared=True))
    return (*lines, *_CLIPPED.get(clipping.kind, ()))


def values_before(
    schedule: Schedule, made: int, clipping: Clipping, gradient: tuple[float, float]
) -> dict[str, float]:
    """The numbers that these lines need, by symbol; `gradient` is not clipped."""
    values: dict[str, float] = {}
    if not schedule.is_constant:
        values = {PEAK: schedule.peak, **_part(schedule, made)[1]}
    if clipping.kind != "none":
        values |= {CLIP: clipping.limit, LENGTH: math.hypot(*gradient)}
    return values


_CLIPPED = {
    "value": (
        Assign(
            GRADIENT,
            "max(−κ, min(κ, g))",
            lambda v: max(-v[CLIP], min(v[CLIP], v["g"])) if math.isfinite(v["g"]) else v["g"],
        ),
    ),
    "norm": (
        Assign(GRADIENT, "g·κ/max(|g|, κ)", lambda v: v["g"] * v[CLIP] / max(abs(v["g"]), v[CLIP])),
    ),
    "global_norm": (
        Assign(GRADIENT, "g·κ/max(‖g‖, κ)", lambda v: v["g"] * v[CLIP] / max(v[LENGTH], v[CLIP])),
    ),
}


def _part(schedule: Schedule, made: int) -> tuple[str, dict[str, float]]:
    """The formula of the schedule at this update, and its numbers."""
    if schedule.rises_first and made < schedule.warmup:
        return _RISE, {"η₁": schedule.begin, "s": made, "k": schedule.warmup}
    step = made - schedule.warmup if schedule.rises_first else made
    period = schedule.period
    known = {"s": float(step), "k": float(period)}
    match schedule.kind:
        case "step":
            return "η₀·γ^⌊s/k⌋", {**known, "γ": schedule.decay_rate}
        case "exponential":
            return "η₀·γ^(s/k)", {**known, "γ": schedule.decay_rate}
        case "piecewise":
            factors = [factor for bound, factor in schedule.pieces if step > bound]
            return "η₀·f", {"f": factors[-1] if factors else 1.0}
        case "cosine":
            known["s"] = float(min(step, period))
            return _WAVE.replace("f·", ""), {**known, "r": schedule.rate_floor}
        case "restarts":
            return _WAVE, _cycle(schedule, step)
        case "one_cycle":
            return _one_cycle(schedule, step)
    return PEAK, {}


def _cycle(schedule: Schedule, step: int) -> dict[str, float]:
    """The present cycle of restarts, found cycle by cycle."""
    left, length, height = float(step), float(schedule.period), 1.0
    if schedule.t_mul == 1:
        cycles = math.floor(left / length)
        left, height = left - cycles * length, schedule.m_mul**cycles
    while left >= length:
        left, length, height = left - length, length * schedule.t_mul, height * schedule.m_mul
    return {"s": left, "k": length, "f": height, "r": schedule.rate_floor}


def _one_cycle(schedule: Schedule, step: int) -> tuple[str, dict[str, float]]:
    first, last = schedule.peak * CYCLE_START, schedule.peak * CYCLE_END
    rise = schedule.rise
    if step < rise:
        return _RISE, {"η₁": first, "s": step, "k": rise}
    if step < 2 * rise:
        return "η₀ + (η₁ − η₀)·s/k", {"η₁": first, "s": step - rise, "k": rise}
    rest = max(schedule.period - 2 * rise, 1)
    gone = min(step - 2 * rise, rest)
    return "η₂ + (η₁ − η₂)·(1 − s/k)", {"η₁": first, "η₂": last, "s": gone, "k": rest}
