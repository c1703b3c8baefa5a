"""Losses between the points of a grid, against the function itself."""

from __future__ import annotations

import numpy as np
import pytest

from engine.problems.view import View
from tui.canvas.grid import Grid
from tui.canvas.patches import Patches

VIEW = View(-2, 4, -1, 3)


def patches(value, by_w, by_b, points=61):
    w, b = np.meshgrid(np.linspace(-2, 4, points), np.linspace(-1, 3, points))
    return Patches(Grid(VIEW, value(w, b)), np.array([by_w(w, b), by_b(w, b)]))


def valley(points=61):
    """A narrow valley across the grid: its walls are two or three cells apart."""
    return patches(
        lambda w, b: np.tanh(5 * (w + b) / 2) ** 2 + b * b / 9,
        lambda w, b: 5 * np.tanh(5 * (w + b) / 2) / np.cosh(5 * (w + b) / 2) ** 2,
        lambda w, b: 5 * np.tanh(5 * (w + b) / 2) / np.cosh(5 * (w + b) / 2) ** 2 + 2 * b / 9,
        points,
    )


def test_a_bicubic_polynomial_is_exact_with_its_derivatives():
    # A mixed derivative that is linear, because it comes from differences.
    found = patches(
        lambda w, b: w**3 - 2 * b**3 + w * b,
        lambda w, b: 3 * w**2 + b,
        lambda w, b: -6 * b**2 + w,
    )
    w, b = np.array([0.123, 3.99, -1.7]), np.array([2.71, -0.37, 0.05])
    assert found.at(w, b) == pytest.approx(w**3 - 2 * b**3 + w * b)
    assert found.at(w, b, by_w=1) == pytest.approx(3 * w**2 + b)
    assert found.at(w, b, by_b=1) == pytest.approx(-6 * b**2 + w)
    assert found.at(w, b, by_w=2) == pytest.approx(6 * w)
    assert found.at(w, b, by_b=2) == pytest.approx(-12 * b)
    assert found.at(w, b, 1, 1) == pytest.approx(np.ones(3))


def test_along_the_floor_of_a_narrow_valley_there_are_no_bumps():
    b = np.linspace(0.1, 1.9, 400)
    floor = valley().at(-b, b)
    assert floor == pytest.approx(b * b / 9, abs=0.004)
    assert (np.diff(floor) > 0).all()
    # Half the spacing, a sixteenth of the error.
    coarse, fine = (np.abs(valley(points).at(-b, b) - b * b / 9).max() for points in (61, 121))
    assert fine < coarse / 10


def test_points_outside_are_unknown_and_those_on_the_edge_are_known():
    found = valley()
    assert np.isnan(found.at([-2.1, 4.1, 0, 0], [0, 0, -1.1, 3.1])).all()
    assert np.isfinite(found.at([-2, 4, 0, 0], [0, 0, -1, 3])).all()
