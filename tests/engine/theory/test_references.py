"""The methods against scipy itself, closed forms, and landscapes whose minima are known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize

from engine.config.problem import ProblemConfig
from engine.problems.linear_neuron.least_squares import theory_of
from engine.problems.linear_neuron.moments import Moments
from engine.problems.registry import problem_of
from engine.theory.reference_end import End
from engine.theory.references import Method, reference, references
from tests.engine.reference import line

NOTHING = np.empty(0)


def landscape(name):
    made = problem_of(ProblemConfig(problem=name)).objective
    assert made is not None
    return made(NOTHING, NOTHING)


def test_all_find_the_least_squares_line_and_newton_in_one_step():
    moments = Moments.of(*line(100))
    best = np.array(theory_of(moments).best)
    found = {one.method: one for one in references(moments, (0.0, 0.0))}
    assert list(found) == list(Method)
    for one in found.values():
        assert one.end is End.MINIMUM
        np.testing.assert_allclose(one.path[-1], best, rtol=1e-5)
        assert one.path[0].tolist() == [0.0, 0.0] and one.losses + one.gradients > 0
    newton = found[Method.NEWTON]
    assert (newton.iterations, newton.gradients, newton.hessians, newton.losses) == (1, 2, 1, 0)


def test_exact_line_search_makes_the_steps_of_the_closed_form():
    moments = Moments.of(*line(100))
    hessian = moments.hessian(0.0, 0.0)
    at, path = np.zeros(2), reference(Method.EXACT, moments, (0.0, 0.0)).path
    for row in path[1:8]:
        g = np.array(moments.gradient(*at))
        at = at - (g @ g) / (g @ hessian @ g) * g
        np.testing.assert_allclose(row, at, rtol=1e-5)


def test_backtracking_keeps_armijos_condition():
    objective = landscape("rosenbrock")
    path = reference(Method.BACKTRACKING, objective, (-1.2, 1.0)).path
    losses = objective.loss(path[:, 0], path[:, 1])
    slopes = np.column_stack(objective.gradient(path[:-1, 0], path[:-1, 1]))
    moved = np.linalg.norm(np.diff(path, axis=0), axis=1) * np.linalg.norm(slopes, axis=1)
    assert (losses[1:] <= losses[:-1] - 0.9999e-4 * moved).all()


def test_l_bfgs_b_is_scipys_with_its_counts():
    objective = landscape("rosenbrock")
    wanted = optimize.minimize(
        optimize.rosen, [-1.2, 1.0], jac=optimize.rosen_der, method="L-BFGS-B",
        options={"ftol": 0.0, "gtol": 1e-9, "maxiter": 5000},
    )  # fmt: skip
    found = reference(Method.LBFGS, objective, (-1.2, 1.0))
    np.testing.assert_allclose(found.path[-1], wanted.x, atol=1e-7)
    assert found.end is End.MINIMUM
    assert (found.iterations, found.losses, found.gradients) == (
        wanted.nit,
        wanted.nfev,
        wanted.njev,
    )


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("himmelblau", (3.5, 2.5), End.MINIMUM),
        ("himmelblau", (0.0, 0.0), End.MAXIMUM),
        ("saddle", (1.5, 0.01), End.SADDLE),
    ],
)
def test_newton_says_what_it_converged_to(name, start, end):
    objective = landscape(name)
    found = reference(Method.NEWTON, objective, start)
    assert found.end is end
    assert np.hypot(*objective.gradient(*found.path[-1])) < 1e-6
    values = np.linalg.eigvalsh(objective.hessian(*found.path[-1]))
    assert {End.MINIMUM: (1, 1), End.MAXIMUM: (-1, -1), End.SADDLE: (-1, 1)}[end] == tuple(
        np.sign(values)
    )


def test_a_start_without_slope_or_with_an_infinite_loss_is_where_all_end():
    flat = Moments.of(np.zeros(3), np.array([1.0, 2.0, 3.0]))
    for one in references(flat, (5.0, 2.0)):
        assert one.iterations == 0 and one.end is End.FLAT
    for one in references(landscape("beale"), (1e200, 1e200)):
        assert one.iterations == 0 and one.end is End.LOST


def test_a_slope_that_is_small_next_to_the_first_one_alone_is_no_minimum():
    objective = landscape("rosenbrock")
    for one in references(objective, (1e9, -1e9)):
        at = one.path[-1]
        arrived = np.allclose(at, 1, atol=1e-3)
        assert one.end in ((End.MINIMUM,) if arrived else (End.STOPPED, End.LIMIT))
