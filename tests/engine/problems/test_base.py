"""Curvature at a point, and the names of the parameters where the layers below spell them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.expressions.syntax import SEQUENCES
from engine.problems.base import NAMES, STARTS, curvature


def test_the_starting_point_is_set_by_the_parameters_that_the_problem_names() -> None:
    first, second = STARTS
    config = with_values(RunConfig(), {first: 3.0, second: -4.0})
    assert config.start.theta == (3.0, -4.0)


def test_a_stop_expression_reads_the_loss_and_each_parameter_by_its_name() -> None:
    assert ("loss", *NAMES) == SEQUENCES


def test_the_curvature_of_a_bowl_a_saddle_and_a_plateau() -> None:
    bowl = curvature(np.array([[3.0, 1.0], [1.0, 3.0]]))
    assert bowl is not None
    assert (bowl.lambda_max, bowl.lambda_min) == pytest.approx((4, 2))
    assert bowl.condition_number == pytest.approx(2)
    assert bowl.local_limit == pytest.approx(0.5)
    half = math.sqrt(0.5)
    np.testing.assert_allclose(bowl.axes, [[half, half], [-half, half]])

    saddle = curvature(np.array([[2.0, 0.0], [0.0, -1.0]]))
    assert saddle is not None
    assert saddle.is_saddle
    assert saddle.local_limit == pytest.approx(1)
    assert math.isnan(saddle.condition_number)

    plateau = curvature(np.zeros((2, 2)))
    assert plateau is not None
    assert plateau.local_limit is None


def test_a_hessian_that_is_not_finite_has_no_curvature() -> None:
    assert curvature(np.array([[math.inf, 0.0], [0.0, 1.0]])) is None
