"""Minima while a point of the data is dragged: against a search of the whole view."""

from __future__ import annotations

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.config.problem import Activation, Loss
from engine.config.run import RunConfig
from engine.problems.minima import minima_near
from engine.problems.neurons.objective import NeuronObjective
from engine.problems.view import View
from tui.model.draft import Draft
from tui.model.known_problem import Problem, problem_of

ONE_VALLEY = (
    {"activation": "tanh"},
    {"activation": "tanh", "loss": "huber"},
    {"activation": "sigmoid", "loss": "log_cosh"},
    {"activation": "sigmoid", "loss": "crossentropy"},
    {"activation": "relu"},
    {"loss": "huber"},
    {"loss": "mae"},
)


def _held(**values: object) -> Draft:
    """The data with a point held."""
    return Draft.begun(problem_of(with_values(RunConfig(), values))).holding(5)


@pytest.mark.parametrize("values", ONE_VALLEY, ids=lambda values: "-".join(values.values()))
def test_while_a_point_is_dragged_the_minimum_is_that_of_a_whole_search(
    values: dict[str, object],
) -> None:
    draft = _held(**values)
    x, y = draft.cursor
    up = 0.0 if values.get("loss") == "crossentropy" else 0.4
    for step in range(1, 7):
        draft = draft.moved((x + 0.2 * step, y + up * step))
        assert draft.problem.least.followed
        (whole,), (followed,) = draft.let_go().problem.optima, draft.problem.optima
        width = draft.problem.view.w_high - draft.problem.view.w_low
        assert followed == pytest.approx(whole, abs=1e-5 * width)


def _dragged(point: int) -> Draft:
    """A few samples of a sine, which has many valleys, with a point dragged far."""
    draft = Draft.begun(problem_of(with_values(RunConfig(), {"activation": "sine", "samples": 8})))
    draft = draft.holding(point)
    x, y = draft.cursor
    for step in range(1, 9):
        draft = draft.moved((x + 0.3 * step, y + 0.3 * step))
    return draft


def _lowest(problem: Problem) -> float:
    return problem.objective.loss(*problem.optima[0])


def test_when_the_point_is_released_a_lower_valley_that_came_up_is_found() -> None:
    draft = _dragged(5)
    dragged, released = draft.problem, draft.let_go().problem
    assert dragged.least.followed and not released.least.followed
    assert _lowest(released) < 0.9 * _lowest(dragged)
    for minimum in (*dragged.optima, *released.optima):
        assert dragged.objective.gradient(*minimum) == pytest.approx((0, 0), abs=1e-5)
        assert np.linalg.eigvalsh(dragged.objective.hessian(*minimum))[0] > 0


def test_a_valley_too_narrow_for_the_grid_is_not_lost_when_the_point_is_released() -> None:
    draft = _dragged(3)
    assert draft.let_go().problem.optima[0] == pytest.approx(draft.problem.optima[0], abs=1e-6)


def test_a_point_moved_and_back_leaves_the_problem_as_it_was() -> None:
    draft = _held(activation="tanh")
    place = draft.cursor
    moved = draft.moved((place[0], place[1] + 1))
    assert moved.moved(place).let_go().problem is draft.base


def test_minima_that_have_become_one_are_one_and_one_that_left_the_view_is_none() -> None:
    class Wells:
        """(w² - s)²/4 + b²: minima at w = ±√s, one at 0 without s."""

        count, is_quadratic = 1, False

        def __init__(self, s: float) -> None:
            self.s = s

        def loss(self, w, b):
            return (w * w - self.s) ** 2 / 4 + b * b

        def gradient(self, w, b):
            return (w * w - self.s) * w, 2 * b

        def hessian(self, w, _b):
            return np.array([[3 * w * w - self.s, 0.0], [0.0, 2.0]])

    view = View(-2.0, 2.0, -1.0, 1.0)
    known = ((-1.0, 0.0), (1.0, 0.0))
    found = minima_near(known, view, Wells(1.44))
    np.testing.assert_allclose(found, [(-1.2, 0), (1.2, 0)], atol=1e-6)
    assert len(minima_near(known, view, Wells(-1.0))) == 1
    assert minima_near(known, view, Wells(9.0)) == ()


def test_a_minimum_that_has_become_a_plateau_is_none() -> None:
    # No sample is below the bend of the rectifier any more where the minimum was.
    x = np.array([1.0, 2.0, 3.0])
    flat = NeuronObjective(x, x, Activation.RELU, Loss.MSE)
    assert minima_near(((-1.5, -3.0),), View(-3.0, 0.0, -6.0, 0.0), flat) == ()
