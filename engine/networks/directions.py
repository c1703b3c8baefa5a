"""Random directions of a network's weights, with filters as long as its own.

    d_ij ← d_ij / ‖d_ij‖ · ‖θ_ij‖      for each filter j of each array i

H. Li, Z. Xu, G. Taylor, C. Studer, T. Goldstein, "Visualizing the Loss Landscape of Neural Nets",
NeurIPS 2018, section 4. Biases, and what normalization layers learn, have no filters; they are not
moved, as there. So a network whose filters are larger does not look flatter for that.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.arrays import AnyFloats, Singles


@dataclass(frozen=True)
class Role:
    """How an array of weights is made up of filters.

    Attributes:
        shape: of the array.
        filters: the axes that tell the filters apart; None for an array that is not moved.
    """

    shape: tuple[int, ...]
    filters: tuple[int, ...] | None

    @property
    def within(self) -> tuple[int, ...]:
        """The axes within a filter."""
        return tuple(axis for axis in range(len(self.shape)) if axis not in (self.filters or ()))


def filter_norms(array: AnyFloats, role: Role) -> NDArray[np.float64]:
    """The length of each filter, with axes of length 1 within it."""
    squares = np.square(array, dtype=np.float64)
    norms: NDArray[np.float64] = np.sqrt(squares.sum(axis=role.within, keepdims=True))
    return norms


def like_filters(direction: AnyFloats, array: AnyFloats, role: Role) -> Singles:
    """A direction with each filter as long as that of the array; 0 for an array without filters."""
    if role.filters is None:
        return np.zeros(role.shape, np.float32)
    with np.errstate(invalid="ignore", divide="ignore"):
        factor = filter_norms(array, role) / filter_norms(direction, role)
    scaled: Singles = (direction * np.nan_to_num(factor)).astype(np.float32)
    return scaled


def random_direction(
    arrays: list[AnyFloats], roles: list[Role], seed: int, number: int
) -> list[Singles]:
    """The direction of this number of a seed, array by array.

    Args:
        arrays: the weights.
        roles: how they are made up.
        seed: the seed.
        number: 0 and 1 are the two directions of a plane.
    """
    rng = np.random.default_rng([seed, number])
    return [
        like_filters(rng.standard_normal(role.shape, np.float32), array, role)
        for array, role in zip(arrays, roles, strict=True)
    ]
