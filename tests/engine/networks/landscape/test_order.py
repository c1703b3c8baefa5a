"""A grid is evaluated from coarse to fine, and filled in between."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from engine.networks.landscape.order import filled, levels_of, order_of


@pytest.mark.parametrize("size", [3, 5, 11, 51, 64 + 1])
def test_every_point_once_the_middle_and_the_corners_first(size: int) -> None:
    order = order_of(size)
    np.testing.assert_array_equal(np.sort(order), np.arange(size * size))
    middle, corner = size * size // 2, 0
    assert order[0] == middle
    assert corner in order[:9]
    levels = levels_of(size)
    assert set(levels[0]) == {0, size // 2, size - 1}
    for coarse, fine in itertools.pairwise(levels):
        assert set(coarse) < set(fine)
    assert len(levels[-1]) == size


def test_between_known_points_it_is_bilinear() -> None:
    x, y = np.meshgrid(np.arange(11.0), np.arange(11.0))
    plane = 3 * x - 2 * y + 1
    known = np.zeros((11, 11), np.bool_)
    known.reshape(-1)[order_of(11)[:9]] = True
    np.testing.assert_allclose(filled(np.where(known, plane, np.nan), known), plane)
    known.reshape(-1)[order_of(11)[8]] = False
    assert np.isnan(filled(np.where(known, plane, np.nan), known)).sum() == 121 - 8
    whole = np.ones((11, 11), np.bool_)
    assert filled(plane, whole) is plane
