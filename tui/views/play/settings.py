"""A walk and a round of golf as plain values, from which another widget shows the same."""

from __future__ import annotations

from dataclasses import replace

from tui.model.golf import HOLES, Golf
from tui.model.known_problem import Problem
from tui.model.plot_settings import Setting, Settings, flag, whole
from tui.model.walk import Visit, Walk

_MOST = 1 << 31
_LEVELS = 64


def walk_settings(walk: Walk) -> Settings:
    """The points of a walk and where it stands; their losses follow from the samples."""
    return {
        "points": tuple(part for visit in walk.visits for part in visit.theta),
        "here": walk.here,
        "target": walk.target,
        "level": walk.level,
        "gradients": walk.gradients,
        "gradient": walk.gradient,
        "over": walk.over,
    }


def walk_in(settings: Settings, problem: Problem) -> Walk | None:
    """The walk of these values; None if they are none."""
    points, target = _floats(settings.get("points")), _floats(settings.get("target"))
    if not points or len(points) % 2 or len(target) != 2:
        return None
    loss = problem.objective.loss
    pairs = zip(points[::2], points[1::2], strict=True)
    visits = tuple(Visit(theta, loss(*theta)) for theta in pairs)
    gradient = _floats(settings.get("gradient"))
    return Walk(
        problem,
        visits,
        whole(settings, "here", 0, len(visits) - 1),
        (target[0], target[1]),
        whole(settings, "level", -_LEVELS, _LEVELS),
        whole(settings, "gradients", 0, _MOST),
        (gradient[0], gradient[1]) if len(gradient) == 2 else None,
        flag(settings, "over"),
    )


def golf_settings(golf: Golf) -> Settings:
    """The learning rates of the strokes; where they led follows from the samples."""
    return {
        "club": golf.club,
        "hole": golf.hole,
        "rates": tuple(stroke.rate for stroke in golf.strokes),
        "records": tuple(map(float, golf.records)),
    }


def golf_in(settings: Settings, problem: Problem) -> Golf | None:
    """The round of these values; None if they are none."""
    club, records = settings.get("club"), _floats(settings.get("records"))
    if not isinstance(club, float) or len(records) != HOLES:
        return None
    golf = Golf(problem, club, whole(settings, "hole", 0, HOLES - 1))
    for rate in _floats(settings.get("rates")):
        golf = replace(golf, club=rate).struck()
    return replace(golf, club=club, records=tuple(map(int, records)))


def _floats(value: Setting) -> tuple[float, ...]:
    return value if isinstance(value, tuple) else ()
