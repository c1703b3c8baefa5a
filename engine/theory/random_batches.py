"""Batches drawn at random: the linear recursion of the mean of s sᵀ for the state s = (e, v).

A batch is drawn without replacement, so its mean varies by the share (n - m)/(n - 1)/m of one
sample's variance (W. G. Cochran, "Sampling Techniques", 1977, section 2.5).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats
from engine.theory.affine import StateMap
from engine.theory.momentum import Descent
from engine.theory.samples import Samples


@dataclass(frozen=True)
class EpochShape:
    """The batches of an epoch.

    Attributes:
        count: the number of samples.
        length: samples of a whole batch, fewer than all.
        whole: the number of whole batches.
        last: samples of the last batch if it is shorter; otherwise 0.
    """

    count: int
    length: int
    whole: int
    last: int

    @classmethod
    def of(cls, count: int, length: int) -> EpochShape:
        """Those of `length` samples out of `count`."""
        return cls(count, length, *divmod(count, length))

    def share(self, length: int) -> float:
        """The variance of the mean over `length` samples, as a share of one sample's."""
        return (self.count - length) / (self.count - 1) / length


@dataclass(frozen=True, eq=False)
class RandomBatches:
    """The recursion of the mean of s sᵀ.

    Attributes:
        state: the matrices of an update.
        hessian: H of all samples, (2, 2).
        spread: the mean over the samples of (H_i - H) ⊗ (H_i - H), (4, 4).
        noise: what a batch of one sample adds at learning rate 1, (4, 4).
    """

    state: StateMap
    hessian: Floats
    spread: Floats
    noise: Floats

    @classmethod
    def of(cls, descent: Descent, samples: Samples) -> RandomBatches:
        """That of batches of these samples."""
        x, weights = samples.x, np.full(samples.x.size, 1 / samples.x.size)
        if not samples.complete:
            # The extremes decide, and a selection may miss them: each is one of all samples.
            x = np.append(x, samples.x_range)
            weights = np.append(weights, np.full(2, 1 / samples.count))
            weights /= weights.sum()
        rows = np.stack([x, np.ones(x.size)], axis=1)
        hessians = 2 * rows[:, :, None] * rows[:, None, :]
        apart = (hessians - np.tensordot(weights, hessians, 1)).reshape(-1, 4)
        products = (apart * weights[:, None]).T @ apart
        # In the order of a Kronecker product, entry (ac, bd) is the mean of D[a, b] D[c, d].
        spread = products.reshape(2, 2, 2, 2).transpose(0, 2, 1, 3).reshape(4, 4)
        state = StateMap.of(descent)
        return cls(state, samples.hessian, spread, _noise(state, samples))

    def update(self, rates: Floats, share: float) -> Floats:
        """The matrix of vec(s sᵀ) for an update at each rate, (rates, 16, 16)."""
        maps = self.state.maps(rates, self.hessian)
        pairs = np.einsum("rij,rkl->rikjl", maps, maps)
        push = np.kron(self.state.push, self.state.push) @ self.spread * share
        pairs[..., :2, :2] += (rates**2)[:, None, None, None, None] * push.reshape(4, 4, 2, 2)
        update: Floats = pairs.reshape(-1, 16, 16)
        return update

    def epoch(self, rates: Floats, shape: EpochShape) -> Floats:
        """The matrix of (vec(s sᵀ), 1) for an epoch at each rate, (rates, 17, 17)."""

        def batch(length: int) -> Floats:
            share = shape.share(length)
            whole = np.zeros((len(rates), 17, 17))
            whole[:, :16, :16] = self.update(rates, share)
            whole[:, 16, 16] = 1.0
            whole[:, :16, 16] = (rates**2)[:, None] * self.noise.ravel() * share
            return whole

        with np.errstate(over="ignore", invalid="ignore"):
            epoch: Floats = np.linalg.matrix_power(batch(shape.length), shape.whole)
            return batch(shape.last) @ epoch if shape.last else epoch


def _noise(state: StateMap, samples: Samples) -> Floats:
    """The mean over the samples of (L g_i)(L g_i)ᵀ, (4, 4), for their gradients at the optimum."""
    residuals = samples.residuals
    gradients = 2 * np.stack([residuals * samples.x, residuals], axis=1)
    pushes = (gradients - gradients.mean(axis=0)) @ state.push.T
    noise: Floats = pushes.T @ pushes / len(pushes)
    return noise
