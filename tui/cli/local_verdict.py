"""The verdict on a run without a screen, for a problem without exact results."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.config.run import RunConfig
from engine.problems.base import NAMES
from engine.theory.local import Local, is_separable, local_kind
from engine.theory.verdict import Kind
from tui.cli.known import Known
from tui.cli.outcome import Outcome
from tui.cli.verdict import standing
from tui.text.local import curvature_fact, local_fact, local_record, no_minimum


@dataclass(frozen=True, eq=False)
class LocalJudgement:
    """A verdict and the neighbourhood that it rests on.

    Attributes:
        kind: the verdict.
        local: the neighbourhood of the last point.
        endless: why the loss has no minimum, if the samples are labels that a line separates;
            otherwise empty.
    """

    kind: Kind
    local: Local
    endless: str

    def facts(self, config: RunConfig) -> list[str]:
        """What there is to say, in sentences."""
        curvature = curvature_fact(self.local.curvature, config.optimizer)
        lost = self.kind in (Kind.DIVERGED, Kind.DIVERGING)
        lines = [local_fact(self.kind, self.local), "" if lost else curvature]
        return [line for line in [*lines, self.endless] if line]


def judged_locally(
    config: RunConfig, outcome: Outcome, known: Known | None
) -> LocalJudgement | None:
    """The verdict on this outcome; None with exact results, or if nothing is known of its end."""
    at = standing(outcome)
    if known is None or at is None or known.theory is not None:
        return None
    derivatives, objective = outcome.reached.derivatives, known.objective
    if derivatives is not None:
        local = Local.of(at.full_loss, derivatives)
    elif objective is not None:
        local = Local.at(objective, at.theta)
    else:
        return None
    kind = local.kind(at)
    if objective is not None:
        kind = local_kind(objective, config.start.theta, at, local)
    labels = config.problem.takes_labels and not known.samples.sampled_from
    separable = labels and is_separable(known.samples.x, known.samples.y, config.problem.l2)
    endless = no_minimum(known.samples.y) if separable else ""
    return None if kind is None else LocalJudgement(kind, local, endless)


def problem_record(config: RunConfig, known: Known) -> dict[str, object]:
    """What is minimized, for JSON; empty for the problem with exact results."""
    problem = known.problem
    if problem.is_quadratic:
        return {}
    minima = [dict(zip(NAMES, point, strict=True)) for point in problem.minima]
    return {"problem": {"name": problem.id, "formula": problem.title, "minima": minima}} | (
        {"loss": config.problem.loss.value} if config.problem.is_neuron else {}
    )


def end_record(judgement: LocalJudgement | None, config: RunConfig) -> dict[str, object]:
    """The verdict for JSON; null where unknown."""
    local = None if judgement is None else judgement.local
    found = local_record(local, config.optimizer)
    kind = None if judgement is None else judgement.kind.value
    separable = {"separable": bool(judgement.endless)} if judgement is not None else {}
    return {"verdict": kind, "local": found | separable}


def closest_minimum(known: Known, theta: tuple[float, float]) -> tuple[float, float, float] | None:
    """The known minimum closest to θ, with its loss; None if none is known."""
    minima, objective = known.problem.minima, known.objective
    if not minima or objective is None or math.isnan(theta[0]):
        return None
    w, b = min(minima, key=lambda point: math.dist(point, theta))
    return w, b, float(objective.loss(w, b))
