"""The neighbourhood of a point on a loss without exact results, and the verdict from it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.history.values import RunState
from engine.problems.base import Objective, Theta
from engine.problems.landscapes.problem import LANDSCAPES
from engine.theory.local import Local, is_separable, local_kind
from engine.theory.verdict import Kind, Standing

_NONE = np.zeros(4, np.float32)


def _objective(name: str) -> Objective:
    made = LANDSCAPES[name].objective
    assert made is not None
    return made(_NONE, _NONE)


def _kind(
    name: str, start: Theta, theta: Theta, state: RunState = RunState.CONVERGED
) -> Kind | None:
    objective = _objective(name)
    loss = objective.loss(*theta)
    return local_kind(objective, start, Standing(state, 9, theta, loss, loss))


def test_at_a_minimum_a_saddle_and_elsewhere() -> None:
    assert _kind("himmelblau", (0, 0), (3, 2)) is Kind.AT_MINIMUM
    # A local one, which is not the lowest.
    local = 0.99495863, 0
    assert _kind("rastrigin", (1.2, 0.1), local) is Kind.AT_MINIMUM
    assert _kind("saddle", (1, 0), (1e-9, 0)) is Kind.AT_SADDLE
    assert _kind("rosenbrock", (-1.2, 1), (0.5, 0.25)) is Kind.STOPPED_EARLY
    assert _kind("rosenbrock", (-1.2, 1), (0.5, 0.25), RunState.MAX_EPOCHS) is Kind.MAX_EPOCHS
    assert _kind("beale", (1, 1), (math.inf, 1), RunState.DIVERGED) is Kind.DIVERGED


def test_a_loss_a_thousand_times_that_at_the_start_and_rising_diverges() -> None:
    objective = _objective("himmelblau")
    theta = (90.0, 90.0)
    at = Standing(RunState.PAUSED, 3, theta, objective.loss(*theta), 1e6)
    assert local_kind(objective, (0, 0), at) is Kind.DIVERGING


def test_the_decrease_is_that_of_a_newton_step_on_a_quadratic() -> None:
    """At a minimum of the saddle's loss it is nearly quadratic: λ is 2 along w and 4 along b."""
    best = (0.0, math.sqrt(2))
    near = (best[0] + 1e-3, best[1] + 1e-3)
    local = Local.at(_objective("saddle"), near)
    assert local.curvature is not None
    assert local.curvature.lambda_max == pytest.approx(4, rel=1e-2)
    assert local.decrease == pytest.approx(local.loss, rel=1e-2)
    assert Local.at(_objective("saddle"), (0.1, 0.1)).decrease == math.inf


def test_labels_are_separable_if_a_threshold_of_x_tells_them_apart() -> None:
    x = np.array([0.0, 1.0, 2.0, 3.0])
    assert is_separable(x, np.array([0, 0, 1, 1]))
    assert is_separable(x, np.array([1, 0, 0, 0]))
    assert is_separable(x, np.ones(4))
    assert is_separable(x, np.ones(4), l2=0.1)
    assert not is_separable(x, np.array([0, 0, 1, 1]), l2=0.1)
    assert not is_separable(x, np.array([0, 1, 0, 1]))
