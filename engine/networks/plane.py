"""The plane of two principal directions of vectors, such as the checkpoints of a training.

The directions are those of principal component analysis. With K vectors of n numbers, K far below
n, they follow from the K × K matrix of scalar products (the method of snapshots: L. Sirovich,
"Turbulence and the dynamics of coherent structures", Quarterly of Applied Mathematics 45, 1987),
whose singular vectors are the coordinates. The vectors are read in parts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats


@dataclass(frozen=True, eq=False)
class Plane:
    """Vectors seen in their principal plane.

    Attributes:
        points: the coordinates of each along both directions, relative to their mean, (K, 2).
        explained: the share of the variance along each direction, (2,); nan without variance.
        weights: the directions as sums of the centred vectors, (K, 2): direction j is
            Σ_k weights[k, j] · (v_k − mean), of length 1, or 0 where there is no variance.
    """

    points: Floats
    explained: Floats
    weights: Floats


def centred(products: Floats) -> Floats:
    """Scalar products of vectors relative to their mean, from those relative to any point."""
    rows = products.mean(axis=0)
    inner: Floats = products - rows[None, :] - rows[:, None] + rows.mean()
    return inner


def principal_plane(products: Floats) -> Plane:
    """The principal plane of vectors with these scalar products, (K, K), relative to any point.

    The last vector is on the positive side of the first one along each direction; where the two
    are as far along it, the vector that is farthest out is on the positive side.
    """
    count = len(products)
    if count == 0:
        return Plane(np.empty((0, 2)), np.full(2, np.nan), np.empty((0, 2)))
    inner = centred(np.asarray(products, np.float64))
    left, values, _ = np.linalg.svd((inner + inner.T) / 2, hermitian=True)
    # Rounding leaves values of this size where there is no variance.
    values = np.where(values > count * np.finfo(np.float64).eps * values.max(), values, 0.0)
    axes, sizes = np.zeros((count, 2)), np.zeros(2)
    shown = min(count, 2)
    axes[:, :shown], sizes[:shown] = left[:, :shown], values[:shown]
    axes *= [-1.0 if _is_backward(axis) else 1.0 for axis in axes.T]
    lengths = np.sqrt(sizes)
    with np.errstate(invalid="ignore", divide="ignore"):
        explained = sizes / values.sum()
        weights = np.where(lengths > 0, axes / lengths, 0.0)
    return Plane(axes * lengths, explained, weights)


def _is_backward(axis: Floats) -> bool:
    """Whether a direction is turned around."""
    forward = axis[-1] - axis[0]
    if abs(forward) <= 1e-9 * np.abs(axis).max():
        forward = axis[np.argmax(np.abs(axis))]
    return bool(forward < 0)
