"""Filter-normalized directions, against the paper's formula written out filter by filter."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.networks.directions import Role, like_filters, random_direction


@pytest.mark.parametrize(
    ("shape", "filters"),
    [
        ((5, 7), (1,)),
        ((3, 3, 2, 6), (3,)),
        ((3, 3, 4, 2), (2, 3)),
        ((9, 4), (0,)),
        ((3, 3, 5, 2), (2,)),
    ],
)
def test_each_filter_is_as_long_as_the_models(
    shape: tuple[int, ...], filters: tuple[int, ...]
) -> None:
    rng = np.random.default_rng(0)
    theta, direction = rng.normal(size=shape), rng.normal(size=shape)
    found = like_filters(direction, theta, Role(shape, filters))
    for index in np.ndindex(*(shape[axis] for axis in filters)):
        place: list[Any] = [slice(None)] * len(shape)
        for axis, number in zip(filters, index, strict=True):
            place[axis] = number
        d, t = direction[tuple(place)], theta[tuple(place)]
        wanted = d / np.sqrt((d**2).sum()) * np.sqrt((t**2).sum())
        np.testing.assert_allclose(found[tuple(place)], wanted, rtol=1e-6)


def test_what_has_no_filters_is_not_moved_and_a_filter_of_zeros_neither() -> None:
    assert not like_filters(np.ones(4), np.ones(4), Role((4,), None)).any()
    theta = np.ones((3, 2))
    theta[:, 1] = 0
    found = like_filters(np.ones((3, 2)), theta, Role((3, 2), (1,)))
    np.testing.assert_allclose(found, theta)
    none = like_filters(np.zeros((3, 2)), theta, Role((3, 2), (1,)))
    assert not none.any()


def test_a_seed_has_its_directions() -> None:
    arrays = [np.random.default_rng(1).normal(size=(4, 3)).astype(np.float32)]
    roles = [Role((4, 3), (1,))]
    first, second = (random_direction(arrays, roles, 5, number)[0] for number in (0, 1))
    np.testing.assert_array_equal(first, random_direction(arrays, roles, 5, 0)[0])
    assert not np.allclose(first, second)
    assert not np.allclose(first, random_direction(arrays, roles, 6, 0)[0])
