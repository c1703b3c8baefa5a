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

The mean is not what one run shows. Its e is about normal, so that its excess loss eᵀ H e / 2 is a
sum a z₁² + c z₂² of two squared normal numbers, with the eigenvalues a and c of H^½ S H^½ / 2. In
polar coordinates, it exceeds q with the probability that is the mean of
exp(-q / (2 (a cos² φ + c sin² φ))) over all angles φ.
"""

from __future__ import annotations

from dataclasses import dataclass
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
USUAL = 0.95
"""The share of runs whose loss is at most the stated bound."""
_ANGLES = 400
_HALVINGS = 24


@dataclass(frozen=True)
class Scatter:
    """Loss minus least loss at the ends of epochs, in the long run.

    Attributes:
        mean: expected; exact for batches in a fixed order.
        bound: at most this in a share `USUAL` of all runs; the same as `mean` in a fixed order.
    """

    mean: float
    bound: float

    @property
    def random(self) -> bool:
        """Whether runs with other orders end at other losses."""
        return self.bound > self.mean


def stationary_scatter(
    optimizer: OptimizerConfig, batch: BatchConfig, samples: Samples
) -> Scatter | None:
    """The scatter of a run; 0 for the full batch.

    None if it is unknown (optimizers that divide the gradient by its magnitude, schedules, clipped
    gradients) or does not exist (unstable learning rates).
    """
    descent = descent_of(optimizer)
    if descent is None or not optimizer.is_plain:
        return None
    return _scatter(descent, optimizer.learning_rate, batch, samples)


@lru_cache(maxsize=256)
def _scatter(descent: Descent, rate: float, batch: BatchConfig, samples: Samples) -> Scatter | None:
    length = batch_length(batch, samples.count)
    if length == samples.count:
        stable = rate < descent.limit(samples.theory.lambda_max)
        return Scatter(0.0, 0.0) if stable else None
    if not samples.theory.unique:
        return None
    # The order of samples that are known in part is taken for random.
    if batch.shuffle or not samples.complete:
        return _random(descent, rate, length, samples)
    return _in_order(descent, rate, length, samples)


def _in_order(descent: Descent, rate: float, length: int, samples: Samples) -> Scatter | None:
    with np.errstate(over="ignore", invalid="ignore"):
        linear, constant = StateMap.of(descent).epoch(rate, batches_in_order(samples, length))
    if not np.isfinite(linear).all() or np.abs(np.linalg.eigvals(linear)).max() >= _STABLE:
        return None
    error = np.linalg.solve(np.eye(4) - linear, constant)[:2]
    excess = float(error @ samples.hessian @ error / 2)
    return Scatter(excess, excess)


def _random(descent: Descent, rate: float, length: int, samples: Samples) -> Scatter | None:
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
    plain, once = (_equal_hessians(update, noise, shape, once=once) for once in (False, True))
    if not _loss(plain, samples) > 0:
        return Scatter(0.0, 0.0)
    mean = independent * _loss(once, samples) / _loss(plain, samples)
    return Scatter(mean, mean * _usual(_parts(once, samples)))


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


def _parts(vector: Floats, samples: Samples) -> tuple[float, float]:
    """The shares a and c of the mean excess along its two axes, the larger first."""
    values, axes = np.linalg.eigh(samples.hessian)
    root = (axes * np.sqrt(np.maximum(values, 0.0))) @ axes.T
    found = np.linalg.eigvalsh(root @ vector.reshape(4, 4)[:2, :2] @ root)
    least, most = np.maximum(found, 0.0).tolist()
    return (most / (most + least), least / (most + least)) if most > 0 else (1.0, 0.0)


def _usual(parts: tuple[float, float]) -> float:
    """The number that a z₁² + c z₂² exceeds with the probability 1 - `USUAL`, by bisection."""
    angles = (np.arange(_ANGLES) + 0.5) * (np.pi / 2 / _ANGLES)
    mixed = 2 * (parts[0] * np.cos(angles) ** 2 + parts[1] * np.sin(angles) ** 2)
    low, high = 1.0, 10.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if float(np.exp(-middle / mixed).mean()) > 1 - USUAL:
            low = middle
        else:
            high = middle
    return (low + high) / 2


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
