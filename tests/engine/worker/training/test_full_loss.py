"""The derivatives of the full loss that the worker reports, against numpy in float64."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data.dataset import load
from engine.data.preview import POINTS
from engine.worker.training.full_loss import full_derivatives, full_objective
from tests.engine.conftest import config_of

THETA = (0.3, -1.2)


def derivatives_of(**values: object):
    config = config_of(**values)
    data = load(config.data)
    return data, full_derivatives(full_objective(config.problem, data), THETA)


def test_of_more_samples_than_the_app_has_they_are_those_of_all() -> None:
    data, found = derivatives_of(activation="tanh", w_gen=0.4, b_gen=-2, samples=3 * POINTS)
    x, y = data.x.astype(np.float64), data.y.astype(np.float64)
    p = np.tanh(THETA[0] * x + THETA[1])
    slope = 2 * (p - y) * (1 - p * p)
    bend = 2 * (1 - p * p) ** 2 - 4 * (p - y) * p * (1 - p * p)
    assert found is not None
    assert found.gradient == pytest.approx((np.mean(slope * x), np.mean(slope)))
    expected = np.mean(bend * x * x), np.mean(bend * x), np.mean(bend)
    assert found.hessian == pytest.approx(expected)


@pytest.mark.parametrize(
    "values",
    [{"activation": "tanh", "samples": POINTS}, {"samples": 2 * POINTS}, {"problem": "saddle"}],
    ids=["few samples", "quadratic", "landscape"],
)
def test_where_the_app_computes_the_same_there_are_none(values: dict[str, object]) -> None:
    assert derivatives_of(**values)[1] is None
