"""The loss at which SGD with mini-batches stays: the scatter around the optimum in the long run.

In order, every epoch repeats the same affine map (`engine.theory.affine`), so the ends of the
epochs converge to its fixed point, which is not the optimum: the exact result.

In random order, the mean S of e eᵀ obeys a linear recursion. Its fixed point is that of independent
batches (S. Mandt, M. D. Hoffman and D. M. Blei, "Stochastic Gradient Descent as Approximate
Bayesian Inference", 2017, equation 13, for small learning rates; here with the batches' different
Hessians, as in `engine.theory.random_batches`). An epoch uses every sample once, so the gradients
at the optimum add up to zero: those of two batches have the covariance -C/(n - 1), where C is that
of one sample. The noise at the end of an epoch of K updates is therefore

    n/(n - 1) Σⱼ Aʲ C Aʲᵀ/mⱼ - 1/(n - 1) T C Tᵀ,    T = Σⱼ Aʲ,   j from 0 to K - 1

for the batch of mⱼ samples that is followed by j others. It is less than that of independent
batches, most of all for small learning rates (M. Gürbüzbalaban, A. Ozdaglar and P. Parrilo, "Why
Random Reshuffling Beats Stochastic Gradient Descent", 2021).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.config.optimizer import OptimizerConfig
from engine.config.run import BatchConfig
from engine.data.batches import batch_length
from engine.theory.affine import StateMap, batches_in_order
from engine.theory.momentum import Descent, descent_of
from engine.theory.random_batches import EpochShape, RandomBatches
from engine.theory.samples import Samples

_STABLE = 1 - 1e-12


def stationary_excess(
    optimizer: OptimizerConfig, batch: BatchConfig, samples: Samples
) -> float | None:
    """Mean loss minus least loss at the ends of epochs, in the long run.

    0 for the full batch. None if it is unknown (optimizers that divide the gradient by its
    magnitude) or does not exist (unstable learning rates).
    """
    descent = descent_of(optimizer)
    if descent is None:
        return None
    return _excess(descent, optimizer.learning_rate, batch, samples)


@lru_cache(maxsize=256)
def _excess(descent: Descent, rate: float, batch: BatchConfig, samples: Samples) -> float | None:
    length = batch_length(batch, samples.count)
    if length == samples.count:
        return 0.0 if rate < descent.limit(samples.theory.lambda_max) else None
    if not samples.theory.unique:
        return None
    # The order of samples that are known in part is taken for random.
    if batch.shuffle or not samples.complete:
        return _random(descent, rate, length, samples)
    return _in_order(descent, rate, length, samples)


def _in_order(descent: Descent, rate: float, length: int, samples: Samples) -> float | None:
    with np.errstate(over="ignore", invalid="ignore"):
        linear, constant = StateMap.of(descent).epoch(rate, batches_in_order(samples, length))
    if not np.isfinite(linear).all() or np.abs(np.linalg.eigvals(linear)).max() >= _STABLE:
        return None
    error = np.linalg.solve(np.eye(4) - linear, constant)[:2]
    return float(error @ samples.hessian @ error / 2)


def _random(descent: Descent, rate: float, length: int, samples: Samples) -> float | None:
    """The excess of independent batches, times the effect of using each sample once an epoch.

    The former is exact for batches whose Hessians differ, the latter for equal Hessians.
    """
    random, shape = RandomBatches.of(descent, samples), EpochShape.of(samples.count, length)
    rates = np.array([rate])
    epoch = random.epoch(rates, shape)[0]
    linear, constant = epoch[:16, :16], epoch[:16, 16]
    if not np.isfinite(linear).all() or np.abs(np.linalg.eigvals(linear)).max() >= _STABLE:
        return None
    independent = _loss(np.linalg.solve(np.eye(16) - linear, constant), samples)
    update = random.state.maps(rates, samples.hessian)[0]
    noise = rate**2 * random.noise
    plain, once = (
        _loss(_equal_hessians(update, noise, shape, once=once), samples) for once in (False, True)
    )
    return independent * once / plain if plain > 0 else 0.0


def _equal_hessians(update: Floats, noise: Floats, shape: EpochShape, *, once: bool) -> Floats:
    """The mean of s sᵀ at the ends of epochs, (16,), if all batches have the same Hessian.

    Args:
        update: the linear part of an update, (4, 4).
        noise: what a batch of one sample adds to it, (4, 4).
        shape: of the batches.
        once: whether an epoch uses every sample once; if not, batches are independent.
    """
    least = 1 / (shape.count - 1)

    def variance(length: int) -> float:
        return shape.count * least / length if once else shape.share(length)

    through, total, pushed = _sums(update, noise, shape.whole)
    added: NDArray[np.floating] = total * variance(shape.length)
    if shape.last:
        through, pushed = update @ through, update @ pushed + np.eye(4)
        added = update @ added @ update.T
        added += noise * variance(shape.last)
    if once:
        added = added - pushed @ noise @ pushed.T * least
    found: Floats = np.linalg.solve(np.eye(16) - np.kron(through, through), added.ravel())
    return found


def _loss(vector: Floats, samples: Samples) -> float:
    """The mean of eᵀ H e / 2 for this mean of s sᵀ, (16,)."""
    return float((vector.reshape(4, 4)[:2, :2] * samples.hessian).sum() / 2)


def _sums(update: Floats, noise: Floats, count: int) -> tuple[Floats, Floats, Floats]:
    """A^count, the sum of Aʲ C Aʲᵀ, and that of Aʲ for j below `count`, by doubling."""
    power, total, powers = np.eye(4), np.zeros((4, 4)), np.zeros((4, 4))
    for bit in format(count, "b"):
        total, powers = total + power @ total @ power.T, powers + power @ powers
        power = power @ power
        if bit == "1":
            total, powers = total + power @ noise @ power.T, powers + power
            power = power @ update
    return power, total, powers
