"""The verdict on a run of a loss that is not quadratic: what the loss is like where it stands.

Without a closed form, only the surroundings of the present point are known: the gradient and the
Hessian there. With a positive curvature in all directions, the loss is lowered at most by about
gᵀH⁻¹g/2 on the way to the minimum of the parabola that touches it (the Newton decrement of S. Boyd
and L. Vandenberghe, "Convex Optimization", 2004, section 9.5).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.history.values import RunState
from engine.problems.base import Curvature, curvature
from engine.theory.verdict import GROWN, Kind, Standing, Verdict
from tui.model.known_problem import Problem
from tui.text.numbers import significant

_NEAR = 1e-6
"""At a minimum, the loss is lowered by at most this share of what it fell since the start,"""
_SHARE = 1e-4
"""or this share of the loss."""
_LEVEL = 1e-3
"""On a plateau, the loss changes by less than this share of itself across the first view."""
_TINY = 1e-12
_DIGITS = 3


@dataclass(frozen=True)
class Local:
    """The surroundings of a point.

    Attributes:
        norm: of the gradient; nan if it is not known.
        curvature: of the loss; None if it is not known.
        decrement: how much the parabola that touches the loss falls to its minimum; nan if it has
            none.
    """

    norm: float
    curvature: Curvature | None
    decrement: float


def surroundings(problem: Problem, at: Standing) -> Local:
    """The surroundings of the point where a run stands."""
    gradient = np.array(problem.objective.gradient(*at.theta), np.float64)
    found = curvature(problem.objective.hessian(*at.theta))
    norm = math.hypot(*gradient.tolist())
    decrement = math.nan
    if found is not None and found.lambda_min > 0 and math.isfinite(norm):
        along = found.axes @ gradient
        values = np.array([found.lambda_max, found.lambda_min])
        decrement = float((along * along / values).sum()) / 2
    return Local(norm, found, decrement)


def is_diverging(problem: Problem, at: Standing) -> bool:
    """Whether the loss is a thousand times that at the start and rising, or not finite."""
    if at.state is RunState.DIVERGED:
        return True
    most = GROWN * max(abs(problem.start_loss), _TINY)
    return at.full_loss >= most and not at.full_loss <= at.epoch_loss


def local_verdict(problem: Problem, at: Standing) -> Verdict | None:
    """The verdict on a run; None before its first update."""
    if at.update == 0:
        return None
    here = surroundings(problem, at)
    return Verdict(
        kind=_kind(problem, at, here),
        state=at.state,
        update=at.update,
        loss=at.full_loss,
        least_loss=problem.least_loss,
        gradient=here.norm,
        noise_floor=None,
    )


def _kind(problem: Problem, at: Standing, here: Local) -> Kind:
    if at.state is RunState.DIVERGED or not math.isfinite(at.full_loss):
        return Kind.DIVERGED
    if _at_minimum(problem, at, here):
        return Kind.AT_OPTIMUM
    if is_diverging(problem, at):
        return Kind.DIVERGING
    ended = {RunState.CONVERGED: Kind.STOPPED_EARLY, RunState.MAX_EPOCHS: Kind.MAX_EPOCHS}
    return ended.get(at.state, Kind.INTERRUPTED)


def _at_minimum(problem: Problem, at: Standing, here: Local) -> bool:
    fallen = abs(problem.start_loss - at.full_loss)
    return here.decrement <= max(_NEAR * fallen, _SHARE * abs(at.full_loss), _TINY)


def local_sentences(problem: Problem, at: Standing, verdict: Verdict) -> tuple[str, ...]:
    """The verdict in words, the fullest first."""
    loss, here = f"loss {significant(at.full_loss, 4)}", surroundings(problem, at)
    if verdict.kind is Kind.DIVERGED:
        return ("diverged",)
    if verdict.kind is Kind.DIVERGING:
        return (f"diverging: {loss}, and rising",)
    if verdict.kind is Kind.AT_OPTIMUM:
        which = _which(problem, at)
        return (f"at {which}: {loss}, gradient {significant(here.norm, _DIGITS)}", f"at {which}")
    gradient = f"gradient {significant(here.norm, _DIGITS)}"
    lead = "stopped" if at.state.ended else "paused"
    shape = shape_text(problem, at, here)
    long = f"{lead}: {loss} ({gradient}); {shape}" if shape else f"{lead}: {loss} ({gradient})"
    return tuple(dict.fromkeys((long, f"{loss}; {shape}" if shape else loss, loss)))


def _which(problem: Problem, at: Standing) -> str:
    """Whether the minimum is the least one, as far as that is known."""
    least = problem.least_loss
    if math.isnan(least):
        return "a minimum (there may be lower ones)"
    fallen = abs(problem.start_loss - least)
    if at.full_loss - least <= max(_NEAR * fallen, _SHARE * abs(least), _TINY) * 2:
        return "the optimum" if len(problem.optima) == 1 else "one of the minima"
    return f"a local minimum, above the least loss {significant(least, 4)}"


def shape_text(problem: Problem, at: Standing, here: Local) -> str:
    """What the loss is like around a point that is no minimum; empty if nothing stands out."""
    view, found = problem.view, here.curvature
    if found is None:
        return "the curvature here is not known"
    across = math.hypot(view.w_high - view.w_low, view.b_high - view.b_low)
    if here.norm * across <= _LEVEL * max(abs(at.full_loss), _TINY):
        if found.is_saddle:
            return "a saddle point: one direction curves downwards"
        return "a plateau: the gradient nearly vanishes here"
    if found.lambda_min < 0:
        return "the loss curves downwards here: no minimum"
    return ""
