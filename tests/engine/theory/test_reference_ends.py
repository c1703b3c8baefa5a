"""Where the classical methods end: at a point without slope, or the table says why not."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize

from engine.config.parameters import with_values
from engine.config.problem import STARTS, Activation, Loss, ProblemConfig
from engine.config.run import RunConfig
from engine.data.dataset import load
from engine.problems.registry import problem_of
from engine.theory.reference_end import End
from engine.theory.references import Method, reference, references

NOTHING = np.empty(0)


def landscape(name):
    made = problem_of(ProblemConfig(problem=name)).objective
    assert made is not None
    return made(NOTHING, NOTHING)


def neuron(activation, loss):
    config = with_values(RunConfig(), {"activation": activation, "loss": loss, "samples": 60})
    made = load(config.data).objective(problem_of(config.problem))
    assert made is not None
    return made


KINDS = [
    *((kind, loss) for kind in Activation for loss in Loss if loss is not Loss.CROSSENTROPY),
    (Activation.SIGMOID, Loss.CROSSENTROPY),
]


@pytest.mark.parametrize(("activation", "loss"), KINDS)
def test_the_trust_region_ends_without_slope_on_every_neuron_or_says_that_there_is_a_kink(
    activation, loss
):
    objective = neuron(activation, loss)
    for start in ((0.0, 0.0), (3.0, -4.0)):
        found = reference(Method.TRUST, objective, start)
        slope = np.hypot(*objective.gradient(*found.path[-1]))
        assert found.loss <= objective.loss(*start)
        if found.end in (End.STUCK, End.KINK):
            assert loss is Loss.MAE
        else:
            assert found.end in (End.MINIMUM, End.PLATEAU) and slope < 1e-5
            lowest = np.linalg.eigvalsh(objective.hessian(*found.path[-1]))[0]
            assert lowest > 0 or found.end is End.PLATEAU


@pytest.mark.parametrize("name", ["rosenbrock", "himmelblau", "beale", "rastrigin", "saddle"])
def test_the_trust_region_ends_at_a_minimum_of_every_landscape(name):
    objective = landscape(name)
    found = reference(Method.TRUST, objective, STARTS[name])
    assert found.end is End.MINIMUM and found.iterations < 60
    minima = problem_of(ProblemConfig(problem=name)).minima
    away = min(np.hypot(*(found.path[-1] - minimum)) for minimum in minima)
    assert away < 1e-4 or name == "rastrigin"  # which has a minimum near every whole number


@pytest.mark.parametrize(("activation", "loss"), KINDS)
def test_newton_never_spins_and_says_why_it_stopped(activation, loss):
    objective = neuron(activation, loss)
    for start in ((0.0, 0.0), (3.0, -4.0), (11.0, 1.0)):
        found = reference(Method.NEWTON, objective, start)
        assert found.iterations < 300
        if found.end.is_stationary:
            assert np.hypot(*objective.gradient(*found.path[-1])) < 1e-4
        else:
            assert found.end in (End.NO_CURVATURE, End.CYCLE, End.NO_PROGRESS)


class Cusp:
    """⅔ |w|^1.5 + b²/2, on which a step of Newton goes from w to -w."""

    count, is_quadratic = 1, False

    def loss(self, w, b):
        return 2 / 3 * abs(w) ** 1.5 + b * b / 2

    def gradient(self, w, b):
        return np.sign(w) * np.sqrt(abs(w)), b

    def hessian(self, w, b):
        del b
        return np.diag([0.5 / np.sqrt(abs(w)), 1.0])


def test_a_cycle_of_newton_is_seen_when_it_closes():
    found = reference(Method.NEWTON, Cusp(), (1.0, 0.5))
    assert found.end is End.CYCLE
    steps = np.array([[1, 0.5], [-1, 0], [1, 0], [-1, 0]], np.float64)
    assert found.path == pytest.approx(steps, abs=1e-12)
    assert reference(Method.LBFGS, Cusp(), (1.0, 0.5)).loss < 1e-4


def test_a_minimum_at_a_kink_is_told_from_other_kinks():
    """The least mean absolute error is a linear program."""
    objective = neuron(Activation.LINEAR, Loss.MAE)
    count = objective.count
    rows = np.column_stack([objective.x, np.ones(count)])
    solved = optimize.linprog(
        np.r_[0, 0, np.full(count, 1 / count)],
        A_ub=np.block([[rows, -np.eye(count)], [-rows, -np.eye(count)]]),
        b_ub=np.r_[objective.y, -objective.y],
        bounds=[(None, None)] * 2 + [(0, None)] * count,
    )
    w, b = solved.x[:2]
    assert reference(Method.TRUST, objective, (w, b)).end is End.KINK
    for one in references(objective, (0.0, 0.0)):
        least = one.loss <= solved.fun * (1 + 1e-4)
        assert one.end is End.NO_CURVATURE or one.end is (End.KINK if least else End.STUCK)
