"""Finer grids against the functions that the coarse ones are values of."""

from __future__ import annotations

import numpy as np

from tui.canvas.smooth_grid import smooth


def test_a_polynomial_of_degree_two_is_met_between_the_points_away_from_the_edges() -> None:
    at, finer = np.linspace(-1, 1, 9), np.linspace(-1, 1, 41)
    values = 3 * at[None, :] ** 2 - at[None, :] * at[:, None] + at[:, None] ** 2
    wanted = 3 * finer[None, :] ** 2 - finer[None, :] * finer[:, None] + finer[:, None] ** 2
    inner = np.s_[5:-5, 5:-5]
    np.testing.assert_allclose(smooth(values, 41)[inner], wanted[inner], atol=1e-12)


def test_a_plane_is_met_everywhere_and_points_of_the_grid_keep_their_values() -> None:
    at, finer = np.linspace(0, 1, 5), np.linspace(0, 1, 13)
    np.testing.assert_allclose(
        smooth(at[:, None] + 2 * at[None, :], 13), finer[:, None] + 2 * finer[None, :], atol=1e-14
    )
    rough = np.random.default_rng(0).normal(size=(5, 5))
    np.testing.assert_allclose(smooth(rough, 13)[::3, ::3], rough, atol=1e-14)


def test_no_place_is_lower_than_the_lowest_value_and_an_infinite_one_stays_alone() -> None:
    step = np.where(np.arange(8) < 4, 0.0, 1.0)[None, :] * np.ones((8, 1))
    assert smooth(step, 50).min() == 0 and smooth(step, 50).max() == 1
    step[2, 2] = np.inf
    assert smooth(step, 50) is step
