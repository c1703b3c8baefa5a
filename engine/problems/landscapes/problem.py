"""The landscapes: known functions of (w, b), without samples."""

from __future__ import annotations

import math

from engine.arrays import AnyFloats
from engine.problems.base import Objective, Problem, Theta
from engine.problems.landscapes.formulas import BEALE, HIMMELBLAU, RASTRIGIN, ROSENBROCK, SADDLE
from engine.problems.landscapes.objective import Formula, LandscapeObjective
from engine.problems.view import View


def _landscape(
    name: str, title: str, formula: Formula, minima: tuple[Theta, ...], view: View
) -> Problem:
    def objective(x: AnyFloats, y: AnyFloats) -> Objective:  # noqa: ARG001 - of the samples
        return LandscapeObjective(formula, int(x.size), minima)

    return Problem(name, title, objective, takes_data=False, minima=minima, view=view)


_HIMMELBLAU_MINIMA = (
    (3.0, 2.0),
    (-2.805118086952745, 3.131312518250573),
    (-3.779310253377747, -3.283185991286170),
    (3.584428340330492, -1.848126526964404),
)

LANDSCAPES: dict[str, Problem] = {
    problem.id: problem
    for problem in (
        _landscape(
            "rosenbrock",
            "f(w, b) = (1 − w)² + 100·(b − w²)²",
            ROSENBROCK,
            ((1.0, 1.0),),
            View(-2, 2, -1, 3),
        ),
        _landscape(
            "himmelblau",
            "f(w, b) = (w² + b − 11)² + (w + b² − 7)²",
            HIMMELBLAU,
            _HIMMELBLAU_MINIMA,
            View(-6, 6, -6, 6),
        ),
        _landscape(
            "beale",
            "f(w, b) = (1.5 − w + w·b)² + (2.25 − w + w·b²)² + (2.625 − w + w·b³)²",
            BEALE,
            ((3.0, 0.5),),
            View(-4.5, 4.5, -4.5, 4.5),
        ),
        _landscape(
            "rastrigin",
            "f(w, b) = 20 + w² − 10·cos(2πw) + b² − 10·cos(2πb)",
            RASTRIGIN,
            ((0.0, 0.0),),
            View(-5.12, 5.12, -5.12, 5.12),
        ),
        _landscape(
            "saddle",
            "f(w, b) = w² + (1 − b²/2)²",
            SADDLE,
            ((0.0, math.sqrt(2)), (0.0, -math.sqrt(2))),
            View(-2, 2, -2, 2),
        ),
    )
}
