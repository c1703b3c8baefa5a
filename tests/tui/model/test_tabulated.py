"""A loss that the worker has computed on a grid: between its points, its minima, its curvature."""

from __future__ import annotations

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.problems.view import View
from engine.protocol.problem_messages import Evaluated
from tui.model.app_model import AppModel
from tui.model.known_problem import problem_of

VIEW = View(-3, 3, -2, 4)
W, B = np.meshgrid(np.linspace(-3, 3, 121), np.linspace(-2, 4, 121))
LOSSES = (W - 1.0) ** 2 + 3 * (B - 2.0) ** 2 + W * B


def test_the_surface_of_a_file_comes_with_the_answer_of_the_worker() -> None:
    config = with_values(RunConfig(), {"problem": "mine.py"})
    model = AppModel(config, None, problem=problem_of(config))
    before = model.problem
    assert before is not None and np.isnan(before.objective.loss(1.0, 2.0))
    assert before.optima == () and np.isnan(before.objective.hessian(0.0, 0.0)).all()
    other = with_values(RunConfig(), {"problem": "other.py"})
    model.receive(Evaluated(other, VIEW, LOSSES, 0))
    assert model.problem is before
    model.receive(Evaluated(config, VIEW, LOSSES, 0))
    after = model.problem
    assert after is not None and after.fits(config)
    assert after.objective.loss(0.5, 1.0) == pytest.approx(0.25 + 3 + 0.5)
    # The minimum of the quadratic, by hand: 2(w - 1) + b = 0 and 6(b - 2) + w = 0.
    best = np.linalg.solve([[2, 1], [1, 6]], [2, 12])
    assert after.optima[0] == pytest.approx(tuple(best), abs=0.06)
    assert after.objective.hessian(0.0, 1.0) == pytest.approx(np.array([[2, 1], [1, 6]]), abs=1e-6)
    by_w, by_b = after.objective.gradient(0.0, 1.0)
    assert (by_w, by_b) == pytest.approx((2 * (0 - 1) + 1, 6 * (1 - 2) + 0), abs=1e-6)
