"""Contour levels of losses that are no bowls, and losses between the points of a grid."""

from __future__ import annotations

import numpy as np
import pytest

from engine.problems.view import View
from tui.canvas.grid import Grid
from tui.canvas.spread_levels import spread_levels

W, B = np.meshgrid(np.linspace(-2, 2, 80), np.linspace(-1, 3, 80))
LOSSES = {
    "saddle": W**2 - B**2,
    "valley": (1 - W) ** 2 + 100 * (B - W**2) ** 2,
    "plateau": np.tanh(8 * (W + B)),
    "flat": np.full(W.shape, -7.0),
    "partly unknown": np.where(W > 0, W, np.nan),
}


@pytest.mark.parametrize("name", LOSSES)
def test_levels_rise_strictly_and_each_has_area_on_both_sides(name: str) -> None:
    losses = LOSSES[name]
    levels = spread_levels(losses, 12)
    assert levels.shape == (12,) and (np.diff(levels) > 0).all()
    assert levels[0] > np.nanmin(losses)
    if np.nanmax(losses) > np.nanmin(losses):
        assert levels[-1] < np.nanmax(losses)


def test_a_saddle_is_crossed_by_lines_near_its_middle() -> None:
    levels = spread_levels(LOSSES["saddle"], 12)
    # Between the least and the greatest loss, half the levels are on either side of the saddle.
    assert 4 <= (levels < 0).sum() <= 10
    assert np.abs(levels).min() < 1.0


def test_the_floor_of_a_valley_has_lines_of_its_own() -> None:
    levels = spread_levels(LOSSES["valley"], 12)
    assert (levels < 0.05 * LOSSES["valley"].max()).sum() >= 4


@pytest.mark.parametrize("size", [9, 10])
def test_the_lowest_level_of_a_coarse_grid_has_its_least_points_below_it(size: int) -> None:
    place = np.linspace(-1, 1, size)
    bowl = 0.2 + place**2 + place[:, None] ** 2
    levels = spread_levels(bowl, 12)
    _, second = np.unique(bowl.round(12))[:2]
    assert levels[0] >= min(second, bowl.min() + np.ptp(bowl) / 24) - 1e-9


def test_a_grid_gives_back_its_points_and_is_linear_between_them() -> None:
    view = View(-2, 2, -1, 3)
    grid = Grid(view, 3 * W - 2 * B + W * B)
    assert grid.at(W, B) == pytest.approx(3 * W - 2 * B + W * B)
    assert grid.at(0.123, 1.456) == pytest.approx(3 * 0.123 - 2 * 1.456 + 0.123 * 1.456)
    assert np.isnan(grid.at(2.1, 0)) and np.isnan(grid.at(np.inf, np.nan))


def test_the_lowest_point_of_a_grid_is_a_minimum_unless_it_is_on_the_edge() -> None:
    view = View(-2, 2, -1, 3)
    bowl = Grid(view, (W - 0.5) ** 2 + (B - 1.5) ** 2)
    assert bowl.has_minimum()
    assert np.hypot(bowl.lowest()[0] - 0.5, bowl.lowest()[1] - 1.5) < 0.05
    assert not Grid(view, W).has_minimum()
