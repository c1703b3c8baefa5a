"""The two directions of the plane, and the path of the checkpoints on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.arrays import Floats, Singles
from engine.errors import DataError, shown
from engine.networks.directions import random_direction
from engine.networks.plane import principal_plane
from engine.networks.vectors import parts_of, products_of
from engine.protocol.landscape_messages import Limits
from engine.worker.landscape.checkpoints import Checkpoints
from engine.worker.landscape.model import roles_of, values_of

_MARGIN = 0.2
"""The margin around the path, as a share of its extent."""
_LEAST_EXTENT = 0.25
"""The least extent along one direction, as a share of that along the other."""


@dataclass(frozen=True, eq=False)
class Span:
    """Two directions from a model's weights.

    Attributes:
        directions: array by array, float32.
        moved: the numbers that they move.
        path: of the checkpoints, relative to the model, (K, 2); empty for random directions.
        updates: of the checkpoints, (K,).
        explained: the share of the variance along each; nan for random directions.
        limits: of both coordinates, if they are not given.
    """

    directions: tuple[list[Singles], list[Singles]]
    moved: int
    path: Floats
    updates: Floats
    explained: Floats
    limits: Limits

    @property
    def cosine(self) -> float:
        """Of the angle between the directions."""
        u, v = self.directions
        inner = [
            sum(float(np.vdot(a.astype(np.float64), b)) for a, b in zip(one, other, strict=True))
            for one, other in ((u, v), (u, u), (v, v))
        ]
        return inner[0] / float(np.sqrt(inner[1] * inner[2])) if inner[1] * inner[2] > 0 else 0.0


def random_span(model: Any, seed: int) -> Span:
    """Two random directions with filters as long as the model's.

    Raises:
        DataError: no array has filters, or all of them are 0.
    """
    arrays, roles = list(values_of(model)), roles_of(model)
    first, second = (random_direction(arrays, roles, seed, number) for number in (0, 1))
    moved = sum(array.size for array, role in zip(arrays, roles, strict=True) if role.filters)
    if not any(each.any() for each in first):
        raise DataError(
            "random directions move no weights of this model: it has no kernels, or all are 0;"
            " use --checkpoints"
        )
    nothing = np.full(2, np.nan)
    limits = ((-1.0, 1.0), (-1.0, 1.0))
    return Span((first, second), moved, np.empty((0, 2)), np.empty(0), nothing, limits)


def principal_span(model: Any, checkpoints: Checkpoints, name: str) -> Span:
    """The two principal directions of checkpoints, of length 1.

    Raises:
        DataError: the checkpoints are all the same, or one cannot be read.
        OSError: one cannot be read.
    """
    header, count = checkpoints.header, len(checkpoints.paths)
    plane = principal_plane(products_of(checkpoints.paths, header))
    if not np.isfinite(plane.explained[0]):
        raise DataError(f"--checkpoints: {shown(name)}: all {count} checkpoints are the same")
    theta = np.concatenate([array.reshape(-1) for array in values_of(model)])
    flat = np.empty((2, header.size), np.float32)
    path, begin = np.zeros((count, 2)), 0
    for part in parts_of(checkpoints.paths, header):
        places = slice(begin, begin + part.shape[1])
        directions = plane.weights.T @ (part - part.mean(axis=0))
        path += (part - theta[places]) @ directions.T
        flat[:, places] = directions
        begin = places.stop
    updates = np.array(checkpoints.updates, np.float64)
    return Span(
        (_arrays(flat[0], header.weights), _arrays(flat[1], header.weights)),
        header.size,
        path,
        updates,
        plane.explained,
        limits_around(path),
    )


def _arrays(flat: Singles, weights: tuple[Any, ...]) -> list[Singles]:
    arrays, begin = [], 0
    for weight in weights:
        arrays.append(flat[begin : begin + weight.size].reshape(weight.shape))
        begin += weight.size
    return arrays


def limits_around(path: Floats) -> Limits:
    """Limits of both coordinates that hold a path and the model, at 0, with a margin."""
    whole = np.concatenate([path, np.zeros((1, 2))])
    low, high = whole.min(axis=0), whole.max(axis=0)
    extent = high - low
    extent = np.maximum(extent, _LEAST_EXTENT * extent.max())
    extent = np.where(extent > 0, extent, 1.0)
    middle, half = (low + high) / 2, (0.5 + _MARGIN) * extent
    ends = [(float(m - h), float(m + h)) for m, h in zip(middle, half, strict=True)]
    return ends[0], ends[1]
