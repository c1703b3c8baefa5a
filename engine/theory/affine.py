"""An update of SGD as an affine map, for batches whose Hessians and gradients differ.

With e = θ - θ* and the velocity v, each of two numbers, a batch with the Hessian H_b and the
gradient g_b at θ* has the gradient H_b e + g_b at θ. For Keras' SGD with momentum β and learning
rate η, an update of the state (e, v) is then

    (e, v) ← A (e, v) + L (H_b e + g_b)

    heavy ball:  A = [[1, β], [0, β]],   L = -η (1, 1)
    Nesterov:    A = [[1, β²], [0, β]],  L = -η (1 + β, 1)

with each entry times the 2 × 2 identity. It is `Descent.matrix` for two axes that batches mix.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.theory.momentum import Descent
from engine.theory.samples import Samples


@dataclass(frozen=True, eq=False)
class Batches:
    """The batches of an epoch in the order of the samples.

    Attributes:
        hessians: (batches, 2, 2).
        gradients, losses: at the optimum of all samples, (batches, 2) and (batches,).
    """

    hessians: Floats
    gradients: Floats
    losses: Floats

    @property
    def rows(self) -> list[list[float]]:
        """For each batch, the three entries of its Hessian, its gradient and its loss."""
        first, across, second = (self.hessians[:, i, j] for i, j in ((0, 0), (0, 1), (1, 1)))
        found: list[list[float]] = np.column_stack(
            [first, across, second, self.gradients, self.losses]
        ).tolist()
        return found

    def __len__(self) -> int:
        """The number of batches."""
        return len(self.hessians)


def batches_in_order(samples: Samples, length: int) -> Batches:
    """The batches of `length` samples in order, the last may be shorter.

    Of a selection of the samples, each batch has those that are selected from it; batches without
    any are left out.
    """
    found = _batches(samples.x, samples.residuals, samples.rows // length)
    return _penalized(found, samples) if samples.l2 else found


def shuffled_batches(samples: Samples, length: int, epochs: int) -> Batches:
    """The batches of some epochs in random orders, which depend on the arguments only."""
    rng = np.random.default_rng(0)
    orders = [rng.permutation(samples.x.size) for _ in range(epochs)]
    order = np.concatenate(orders)
    each = -(-samples.x.size // length)
    place = np.arange(samples.x.size) // length
    batch = np.concatenate([place + epoch * each for epoch in range(epochs)])
    found = _batches(samples.x[order], samples.residuals[order], batch)
    return _penalized(found, samples) if samples.l2 else found


def _penalized(batches: Batches, samples: Samples) -> Batches:
    """The batches with λ w² in the loss of each."""
    w, l2 = samples.theory.w_best, samples.l2
    bend, slope = np.array([[2 * l2, 0.0], [0.0, 0.0]]), np.array([2 * l2 * w, 0.0])
    return Batches(batches.hessians + bend, batches.gradients + slope, batches.losses + l2 * w * w)


def _batches(x: Floats, r: Floats, batch: NDArray[np.int64]) -> Batches:
    """Those of samples with these x and residuals, and the number of the batch of each."""
    starts = np.flatnonzero(np.diff(batch, prepend=-1))
    sizes = np.diff(np.append(starts, batch.size))

    def mean(values: Floats) -> Floats:
        means: Floats = np.add.reduceat(values, starts) / sizes
        return means

    mean_x, one = mean(x), np.ones(len(starts))
    hessians = 2 * np.array([[mean(x * x), mean_x], [mean_x, one]])
    gradients = 2 * np.array([mean(x * r), mean(r)])
    return Batches(np.moveaxis(hessians, -1, 0), gradients.T, mean(r * r))


def steepest(hessians: Floats) -> float:
    """The largest eigenvalue over these symmetric matrices, (batches, 2, 2)."""
    (first, across), (_, second) = np.moveaxis(hessians, 0, -1)
    return float((((first + second) + np.hypot(first - second, 2 * across)) / 2).max())


@dataclass(frozen=True, eq=False)
class StateMap:
    """The matrices A, (4, 4), and L at learning rate 1, (4, 2), of the state (e, v)."""

    free: Floats
    push: Floats

    @classmethod
    def of(cls, descent: Descent) -> StateMap:
        """Those of this method."""
        beta, two = descent.beta, np.eye(2)
        drag, jump = (beta * beta, 1 + beta) if descent.nesterov else (beta, 1.0)
        free: Floats = np.kron(np.array([[1.0, drag], [0.0, beta]]), two)
        push: Floats = -np.kron(np.array([[jump], [1.0]]), two)
        return cls(free, push)

    def maps(self, rates: Floats, hessian: Floats) -> Floats:
        """The linear part of an update at each learning rate, (rates, 4, 4)."""
        change = np.zeros((4, 4))
        change[:, :2] = self.push @ hessian
        maps: Floats = self.free + rates[:, None, None] * change
        return maps

    def updates(self, rates: Floats, batches: Batches) -> Floats:
        """The matrix of (e, v, 1) for each update at each rate, (5, 5, rates, batches).

        The axes of the matrices come first, so that products are made of long rows.
        """
        linear = np.tensordot(self.push, batches.hessians, ((1,), (1,))).swapaxes(1, 2)
        constant = self.push @ batches.gradients.T
        updates = np.zeros((5, 5, len(rates), len(batches)))
        updates[:4, :4] = self.free[:, :, None, None]
        updates[:4, :2] += rates[:, None] * linear[:, :, None]
        updates[:4, 4] = rates[:, None] * constant[:, None]
        updates[4, 4] = 1.0
        return updates

    def epoch(self, rate: float, batches: Batches) -> tuple[Floats, Floats]:
        """The linear part, (4, 4), and the constant, (4,), of an epoch's updates."""
        whole = multiplied(self.updates(np.array([rate]), batches), 1)[:, :, 0, 0]
        return whole[:4, :4], whole[:4, 4]


def multiplied(updates: Floats, most: int) -> Floats:
    """The products of neighbouring updates, (5, 5, …, k), halved in number until k ≤ `most`.

    A later update is on the left.
    """
    while (count := updates.shape[-1]) > most:
        later, earlier = updates[..., 1::2], updates[..., : count - count % 2 : 2]
        pairs = np.einsum("ij...,jk...->ik...", later, earlier)
        updates = np.concatenate([pairs, updates[..., count - count % 2 :]], axis=-1)
    return updates
