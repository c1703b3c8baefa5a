"""The landscapes against scipy, differences and published minima."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import rosen, rosen_der, rosen_hess

from engine.problems.landscapes.problem import LANDSCAPES
from tests.engine.problems.differences import gradient_by_differences, hessian_by_differences

_POINTS = ((0.3, -0.7), (-1.2, 1.0), (2.2, 1.9), (-0.4, -1.3))
_NO_SAMPLES = np.zeros(3, np.float32)


def test_rosenbrock_is_scipys() -> None:
    found = LANDSCAPES["rosenbrock"].objective
    assert found is not None
    objective = found(_NO_SAMPLES, _NO_SAMPLES)
    for point in _POINTS:
        assert objective.loss(*point) == pytest.approx(rosen(point), rel=1e-13)
        assert objective.gradient(*point) == pytest.approx(rosen_der(np.array(point)), rel=1e-12)
        np.testing.assert_allclose(objective.hessian(*point), rosen_hess(point), rtol=1e-12)


@pytest.mark.parametrize("name", LANDSCAPES)
def test_gradient_and_hessian_are_the_derivatives(name: str) -> None:
    found = LANDSCAPES[name].objective
    assert found is not None
    objective = found(_NO_SAMPLES, _NO_SAMPLES)
    for point in _POINTS:
        slope, bend = (
            differences(objective, point)
            for differences in (gradient_by_differences, hessian_by_differences)
        )
        assert objective.gradient(*point) == pytest.approx(slope, rel=1e-6, abs=1e-6)
        np.testing.assert_allclose(objective.hessian(*point), bend, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(
    ("name", "minima"),
    [
        ("rosenbrock", [(1, 1)]),
        (
            "himmelblau",
            [(3, 2), (-2.805118, 3.131312), (-3.779310, -3.283186), (3.584428, -1.848126)],
        ),
        ("beale", [(3, 0.5)]),
        ("rastrigin", [(0, 0)]),
        ("saddle", [(0, 2**0.5), (0, -(2**0.5))]),
    ],
)
def test_the_published_minima_have_a_loss_of_zero(
    name: str, minima: list[tuple[float, float]]
) -> None:
    problem = LANDSCAPES[name]
    assert problem.objective is not None
    objective = problem.objective(_NO_SAMPLES, _NO_SAMPLES)
    np.testing.assert_allclose(problem.minima, minima, atol=1e-5)
    for point in problem.minima:
        assert objective.loss(*point) == pytest.approx(0, abs=1e-25)
        assert objective.gradient(*point) == pytest.approx((0, 0), abs=1e-12)
        assert np.linalg.eigvalsh(objective.hessian(*point)).min() > 0
        assert problem.view is not None
        assert problem.view.holds(*point)
