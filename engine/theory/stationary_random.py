"""The long run of SGD with shuffled batches: the distribution of the loss at the ends of epochs.

The mean S of e eᵀ obeys a linear recursion. Its fixed point is that of independent batches
(S. Mandt, M. D. Hoffman and D. M. Blei, "Stochastic Gradient Descent as Approximate Bayesian
Inference", 2017, equation 13, for small learning rates; here with the batches' different Hessians,
as in `engine.theory.random_batches`). An epoch uses every sample once, so the gradients at the
optimum add up to zero: those of two batches have the covariance -C/(n - 1), where C is that of one
sample. The noise at the end of an epoch of K updates is therefore

    n/(n - 1) Σⱼ Aʲ C Aʲᵀ/mⱼ - 1/(n - 1) T C Tᵀ,    T = Σⱼ Aʲ,   j from 0 to K - 1

for the batch of mⱼ samples that is followed by j others. It is less than that of independent
batches, most of all for small learning rates (M. Gürbüzbalaban, A. Ozdaglar and P. Parrilo, "Why
Random Reshuffling Beats Stochastic Gradient Descent", 2021).

The recursion maps positive matrices to positive ones, so S = F(S) + Q has a positive solution for
a positive Q just where the powers of F vanish: there the run has a long run.

The mean is not what one run shows. Its e is about normal, so that its excess loss eᵀ H e / 2 is a
sum a z₁² + c z₂² of two squared normal numbers, with the eigenvalues a and c of H^½ S H^½ / 2. In
polar coordinates, it exceeds q with the probability that is the mean of
exp(-q / (2 (a cos² φ + c sin² φ))) over all angles φ.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.theory.momentum import Descent
from engine.theory.random_batches import EpochShape, RandomBatches
from engine.theory.samples import Samples
from engine.theory.state_maps import StateMaps

USUAL = 0.95
"""The share of runs whose loss is at most the stated bound."""
_LONGEST = 1e12
"""Epochs after which a run is in its long run; one that needs more has none."""
_DOUBLINGS = 48
_NOTHING = 1e-15
"""A share of a sum that is not added to it."""
_ANGLES, _HALVINGS, _PARTS = 400, 40, 257


def random_scatter(states: StateMaps, samples: Samples, length: int) -> tuple[Floats, Floats]:
    """Mean and bound of the excess loss of each run, (runs,); nan where it has no long run.

    The excess is that of independent batches, times the effect of using each sample once an epoch.
    The former is exact for batches whose Hessians differ, the latter for equal Hessians.
    """
    # What depends on the momentum is in the states: of the batches, that of the samples is used.
    batches, shape = RandomBatches.of(Descent(), samples), EpochShape.of(samples.count, length)
    pushed = states.push @ batches.noise[:2, :2] @ states.push.swapaxes(1, 2)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        independent, stable = _differing(states, batches, pushed, shape)
        update = states.linear(samples.hessian)
        update[~stable] = 0.0
        plain, once = _equal(update, pushed, shape)
        losses = [_loss(mean, samples.hessian) for mean in (independent, once, plain)]
        mean = np.where(losses[2] > 0, losses[0] * losses[1] / losses[2], 0.0)
        bound = mean * usual(_larger_part(once, samples.hessian))
    return np.where(stable, mean, np.nan), np.where(stable, bound, np.nan)


def solved(matrices: Floats, right: Floats) -> Floats:
    """The solution for each matrix, (runs, k, k), and vector, (runs, k); nan for a singular one."""
    try:
        return np.asarray(np.linalg.solve(matrices, right[..., None])[..., 0])
    except np.linalg.LinAlgError:
        if len(matrices) == 1:
            return np.full_like(right, np.nan)
        half = len(matrices) // 2
        parts = (slice(half), slice(half, None))
        return np.concatenate([solved(matrices[part], right[part]) for part in parts])


def _differing(
    states: StateMaps, batches: RandomBatches, noise: Floats, shape: EpochShape
) -> tuple[Floats, NDArray[np.bool_]]:
    """The mean of s sᵀ of independent batches, (runs, k, k), and whether it exists, (runs,)."""
    linear, (rows, columns) = states.linear(batches.hessian), np.triu_indices(states.size)
    count, runs = len(rows), len(linear)
    spread = np.einsum(
        "ria,rjb,abcd->rijcd", states.push, states.push, batches.spread.reshape(2, 2, 2, 2)
    )
    # A symmetric matrix is what is on and above its diagonal.
    left, right = linear[:, rows], linear[:, columns]
    across = left[:, :, rows] * right[:, :, columns]
    mirrored = left[:, :, columns] * right[:, :, rows]
    inside = columns < 2
    more = spread[:, rows, columns]
    upper = more[..., rows[inside], columns[inside]]
    lower = more[..., columns[inside], rows[inside]]
    doubled = rows != columns

    def batch(length: int) -> Floats:
        share = shape.share(length)
        first, second = across.copy(), mirrored.copy()
        first[..., inside] += share * upper
        second[..., inside] += share * lower
        whole = np.zeros((runs, count + 1, count + 1))
        whole[:, :count, :count] = first + np.where(doubled, second, 0.0)
        whole[:, :count, count] = share * noise[:, rows, columns]
        whole[:, count, count] = 1.0
        return whole

    epoch = np.linalg.matrix_power(batch(shape.length), shape.whole)
    epoch = batch(shape.last) @ epoch if shape.last else epoch
    finite = np.isfinite(epoch).all(axis=(1, 2))
    epoch[~finite] = 2 * np.eye(count + 1)
    left_over = np.eye(count) - epoch[:, :count, :count]
    one = np.eye(states.size)[rows, columns]
    longest = _whole(solved(left_over, np.tile(one, (runs, 1))), rows, columns)
    found = _whole(solved(left_over, epoch[:, :count, count]), rows, columns)
    return found, finite & _is_positive(longest)


def _whole(halves: Floats, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Floats:
    """Symmetric matrices, of what is on and above their diagonals."""
    size = int(rows.max()) + 1
    whole = np.empty((len(halves), size, size))
    whole[:, rows, columns] = whole[:, columns, rows] = halves
    return whole


def _is_positive(means: Floats) -> NDArray[np.bool_]:
    known: NDArray[np.bool_] = np.asarray(np.isfinite(means).all(axis=(1, 2)))
    values = np.linalg.eigvalsh(np.where(known[:, None, None], means, -1.0))
    positive: NDArray[np.bool_] = (values[:, 0] > 0) & (values[:, -1] < _LONGEST)
    return positive


def _equal(update: Floats, noise: Floats, shape: EpochShape) -> tuple[Floats, Floats]:
    """The mean of s sᵀ at the ends of epochs, if all batches have the same Hessian.

    The first is for independent batches, the second for epochs that use every sample once.

    Args:
        update: the linear part of an update, (runs, k, k).
        noise: what a batch of one sample adds to it, (runs, k, k).
        shape: of the batches.
    """
    least, size = 1 / (shape.count - 1), update.shape[1]
    through, total, pushed = _sums(update, noise, shape.whole)
    plain, once = shape.share(shape.length) * total, shape.count * least / shape.length * total
    if shape.last:
        back = update.swapaxes(1, 2)
        through, pushed = update @ through, update @ pushed + np.eye(size)
        plain = update @ plain @ back + shape.share(shape.last) * noise
        once = update @ once @ back + shape.count * least / shape.last * noise
    once = once - least * pushed @ noise @ pushed.swapaxes(1, 2)
    return _repeated(through, plain), _repeated(through, once)


def _repeated(through: Floats, added: Floats) -> Floats:
    """The S with S = T S Tᵀ + Q for each T and Q, (runs, k, k), by doubling."""
    total, power = added, through
    for _ in range(_DOUBLINGS):
        more = power @ total @ power.swapaxes(1, 2)
        total, power = total + more, power @ power
        if not (np.abs(more) > _NOTHING * np.abs(total)).any():
            break
    return total


def _loss(mean: Floats, hessian: Floats) -> Floats:
    """The mean of eᵀ H e / 2 for this mean of s sᵀ, (runs,)."""
    return np.asarray((mean[:, :2, :2] * hessian).sum(axis=(1, 2)) / 2)


def _larger_part(mean: Floats, hessian: Floats) -> Floats:
    """The larger of the shares a and c of the mean excess along its two axes, (runs,)."""
    values, axes = np.linalg.eigh(hessian)
    root = (axes * np.sqrt(np.maximum(values, 0.0))) @ axes.T
    found = np.linalg.eigvalsh(root @ mean[:, :2, :2] @ root)
    least, most = np.maximum(found, 0.0).T
    return np.where(most > 0, most / (most + least), 1.0)


def usual(larger: Floats) -> Floats:
    """The number that a z₁² + c z₂² exceeds with the probability 1 - `USUAL`, a + c = 1.

    Args:
        larger: the larger of a and c, (runs,).
    """
    return np.interp(larger, *_usual())


@lru_cache(maxsize=1)
def _usual() -> tuple[Floats, Floats]:
    """Larger parts, increasing, and the number for each, by bisection."""
    parts = np.linspace(0.5, 1.0, _PARTS)
    angles = (np.arange(_ANGLES) + 0.5) * (np.pi / 2 / _ANGLES)
    square = np.cos(angles) ** 2
    mixed = 2 * (parts[:, None] * square + (1 - parts[:, None]) * (1 - square))
    low, high = np.ones(_PARTS), np.full(_PARTS, 10.0)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        above = np.exp(-middle[:, None] / mixed).mean(axis=1) > 1 - USUAL
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return parts, (low + high) / 2


def _sums(update: Floats, noise: Floats, count: int) -> tuple[Floats, Floats, Floats]:
    """A^count, the sum of Aʲ C Aʲᵀ, and that of Aʲ for j below `count`, by doubling."""
    power = np.broadcast_to(np.eye(update.shape[1]), update.shape)
    total, powers = np.zeros_like(update), np.zeros_like(update)
    for bit in format(count, "b"):
        total = total + power @ total @ power.swapaxes(1, 2)
        powers = powers + power @ powers
        power = power @ power
        if bit == "1":
            total = total + power @ noise @ power.swapaxes(1, 2)
            powers = powers + power
            power = power @ update
    return power, total, powers
