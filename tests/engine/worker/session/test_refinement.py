"""Grids that are halved until they are fine enough, against the functions that they are of."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine.worker.session.refinement import COARSEST, is_fine, strides


@pytest.mark.parametrize(("columns", "rows"), [(161, 161), (81, 161), (30, 20), (2, 2), (1, 1)])
def test_each_grid_has_both_edges_and_half_of_the_next_one(columns: int, rows: int) -> None:
    found = strides(columns, rows)
    assert found == [2**k for k in reversed(range(len(found)))]
    for points in (columns, rows):
        assert (points - 1) % found[0] == 0
        assert len(found) == 1 or (points - 1) // found[0] + 1 >= COARSEST


def _is_fine(function: Callable[..., np.ndarray], points: int) -> bool:
    w, b = np.meshgrid(np.linspace(-2, 2, points), np.linspace(-1, 3, points))
    hair, spacing = 1e-6, 4 / (points - 1)
    with np.errstate(invalid="ignore"):
        by_w = (function(w + hair, b) - function(w - hair, b)) / (2 * hair)
        by_b = (function(w, b + hair) - function(w, b - hair)) / (2 * hair)
    return is_fine(function(w, b), np.array([by_w, by_b]), (spacing, spacing))


@pytest.mark.parametrize(
    ("function", "enough"),
    [
        (lambda w, b: w**2 - w * b + 3 * b**2, 11),
        (lambda w, b: (1 - w) ** 2 + 100 * (b - w**2) ** 2, 81),
        (lambda w, b: np.sin(3 * w) + np.cos(2 * b), 81),
        (lambda w, b: np.sin(40 * w) + 0 * b, None),
        (lambda w, b: np.sin(40 * b) + 0 * w, None),
        (lambda w, b: np.abs(w - 0.123) + b**2, None),
        (lambda w, b: np.where(w > 1.9, np.inf, w + b), None),
    ],
    ids=["quadratic", "rosenbrock", "waves", "ripples of w", "ripples of b", "kink", "infinite"],
)
def test_a_grid_is_fine_if_the_picture_between_its_points_is_right(
    function: Callable[..., np.ndarray], enough: int | None
) -> None:
    fine = [points for points in (11, 21, 41, 81, 161) if _is_fine(function, points)]
    if enough is None:
        assert not set(fine) & {11, 21, 41}
    else:
        assert enough in fine and fine == sorted(fine)
        assert enough == 11 or 11 not in fine
