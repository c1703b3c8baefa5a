"""The verdict on a run of a loss that is not quadratic: what its neighbourhood shows."""

from __future__ import annotations

import math

from engine.config.run import RunConfig
from engine.history.values import Derivatives
from engine.theory.local import Local
from engine.theory.verdict import GROWN, NEAR, Kind, Standing, Verdict
from tui.model.known_problem import Problem
from tui.text.local import curvature_fact, local_fact
from tui.text.numbers import significant

_TINY = 1e-12
_DIGITS = 3


def neighbourhood(problem: Problem, at: Standing, derivatives: Derivatives | None) -> Local:
    """The neighbourhood of the point where a run stands; the worker may know it alone."""
    if derivatives is not None:
        return Local.of(at.full_loss, derivatives)
    return Local.at(problem.objective, at.theta)


def is_locally_diverging(problem: Problem, at: Standing) -> bool:
    """Whether the loss is a thousand times that at the start and rising."""
    most = GROWN * max(abs(problem.start_loss), _TINY)
    return at.full_loss >= most and not at.full_loss <= at.epoch_loss


def local_verdict(
    problem: Problem, at: Standing, derivatives: Derivatives | None = None
) -> Verdict | None:
    """The verdict on a run; None before its first update."""
    here = neighbourhood(problem, at, derivatives)
    start, before = problem.start_loss, math.hypot(*problem.objective.gradient(*problem.start))
    known = (start, before) if math.isfinite(start) and math.isfinite(before) else ()
    kind = here.kind(at, *known)
    if kind is None:
        return None
    return Verdict(
        kind, at.state, at.update, at.full_loss, problem.least_loss, here.steepness, None
    )


def local_sentences(
    config: RunConfig,
    problem: Problem,
    at: Standing,
    verdict: Verdict,
    derivatives: Derivatives | None = None,
) -> tuple[str, ...]:
    """The verdict in words, the fullest first."""
    here, loss = neighbourhood(problem, at, derivatives), f"loss {significant(at.full_loss, 4)}"
    gradient = f"gradient {significant(here.steepness, _DIGITS)}"
    curved = curvature_fact(here.curvature, config.optimizer)
    match verdict.kind:
        case Kind.DIVERGED:
            return ("diverged",)
        case Kind.DIVERGING:
            return (f"diverging: {local_fact(verdict.kind, here)}",)
        case Kind.AT_MINIMUM:
            which = _which(problem, at)
            forms = [f"at {which}: {loss}, {gradient}; {curved}", f"at {which}: {loss}, {gradient}"]
            return (*forms, f"at {which}: {loss}", f"at {which}")
        case Kind.AT_SADDLE | Kind.ON_PLATEAU:
            fact = local_fact(verdict.kind, here)
            return (f"{fact}; {loss}; {curved}", f"{fact}; {loss}", fact)
    lead = "stopped" if at.state.ended else "paused"
    texts = (f"{lead}: {loss}, {gradient}; {curved}", f"{lead}: {loss}, {gradient}", loss)
    return tuple(text.removesuffix("; ") for text in texts)


def _which(problem: Problem, at: Standing) -> str:
    """Whether the minimum is the least one, as far as that is known."""
    least = problem.least_loss
    if math.isnan(least):
        return "a minimum (there may be lower ones)"
    fallen = abs(problem.start_loss - least)
    if at.full_loss - least <= max(NEAR * abs(least), 1e-6 * fallen, _TINY):
        return "the optimum" if len(problem.optima) == 1 else "one of the minima"
    return f"a local minimum, above the least loss {significant(least, 4)}"
