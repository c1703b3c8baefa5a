"""A loss that the worker has computed on a grid: between its points, its minima, its curvature."""

from __future__ import annotations

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.problems.view import View
from engine.protocol.problem_messages import Evaluated
from tui.canvas.grid import Grid
from tui.canvas.patches import Patches
from tui.model.app_model import AppModel
from tui.model.known_problem import problem_of
from tui.model.tabulated import Tabulated

VIEW = View(-3, 3, -2, 4)
W, B = np.meshgrid(np.linspace(-3, 3, 121), np.linspace(-2, 4, 121))
LOSSES = (W - 1.0) ** 2 + 3 * (B - 2.0) ** 2 + W * B
SLOPES = np.array([2 * (W - 1) + B, 6 * (B - 2) + W])


def test_the_surface_of_a_file_comes_with_the_answer_of_the_worker() -> None:
    config = with_values(RunConfig(), {"problem": "mine.py"})
    model = AppModel(config, None, problem=problem_of(config))
    before = model.problem
    assert before is not None and np.isnan(before.objective.loss(1.0, 2.0))
    assert before.optima == () and np.isnan(before.objective.hessian(0.0, 0.0)).all()
    other = with_values(RunConfig(), {"problem": "other.py"})
    model.receive(Evaluated(other, VIEW, LOSSES, SLOPES, 0))
    assert model.problem is before
    model.receive(Evaluated(config, VIEW, LOSSES, SLOPES, 0))
    after = model.problem
    assert after is not None and after.fits(config)
    assert after.objective.loss(0.5, 1.0) == pytest.approx(0.25 + 3 + 0.5, rel=1e-12)
    # The minimum of the quadratic, by hand: 2(w - 1) + b = 0 and 6(b - 2) + w = 0.
    best = np.linalg.solve([[2, 1], [1, 6]], [2, 12])
    assert after.optima[0] == pytest.approx(tuple(best), abs=1e-6)
    assert after.objective.hessian(0.0, 1.0) == pytest.approx(np.array([[2, 1], [1, 6]]), abs=1e-6)
    by_w, by_b = after.objective.gradient(0.0, 1.0)
    assert (by_w, by_b) == pytest.approx((2 * (0 - 1) + 1, 6 * (1 - 2) + 0), abs=1e-6)


def test_a_coarse_surface_of_a_file_waits_for_the_fine_one_as_does_another_view() -> None:
    config = with_values(RunConfig(), {"problem": "mine.py"})
    model = AppModel(config, None, problem=problem_of(config))
    some = np.s_[::30, ::30]
    coarse = Evaluated(config, VIEW, LOSSES[some], SLOPES[:, ::30, ::30], 0, whole=False)
    for event, awaits in ((coarse, True), (Evaluated(config, VIEW, LOSSES, SLOPES, 0), False)):
        model.receive(event)
        problem = model.problem
        assert problem is not None
        assert problem.awaits_losses(VIEW) is problem.awaits_losses() is awaits
        assert problem.awaits_losses(View(-3, 3, -2, 5))
        # A cubic curve through losses and slopes is exact for a quadratic loss.
        assert problem.objective.loss(0.7, 1.1) == pytest.approx(0.09 + 2.43 + 0.77)


def test_where_a_neighbour_is_not_finite_the_loss_is_between_those_that_are() -> None:
    losses = np.array([[1.0, 2.0, np.inf], [3.0, 4.0, 5.0]])
    slopes = np.array([np.ones((2, 3)), np.full((2, 3), 2.0)])
    slopes[0, 0, 1] = np.nan
    found = Tabulated(1, Patches(Grid(View(0, 2, 0, 1), losses), slopes))
    assert found.loss(0.5, 0.5) == pytest.approx(2.5)
    assert np.isnan(found.loss(3.0, 0.5))
