"""The learning rates at which a run is stable, for its optimizer, batch size and order.

- Full batch: the exact limit of `engine.theory.momentum`; a run diverges at and above it.
- Plain SGD in order: below 2/λmax of the steepest batch, no update moves θ away from the optimum of
  its batch, so that the distance to θ* cannot grow without bound. For batches of one sample that is
  1/(max x² + 1), in any order (less with L2 regularization, which adds 2λ to H). A run above it
  need not diverge.
- Random batches: below the limit of mean-square stability, the rate at which the spectral radius of
  the linear recursion of the mean of e eᵀ reaches 1 (B. Widrow and S. D. Stearns, "Adaptive Signal
  Processing", 1985, chapter 6, for one sample; C. Ma and L. Ying, "On Linear Stability of SGD and
  Input-Smoothness of Neural Networks", 2021, for batches). That is for independent batches; with
  momentum, some epochs in which every sample occurs once, as when shuffling, must be stable too.
- Momentum in order: below the rate at which the products of the epoch's updates grow from epoch to
  epoch, or raise the excess loss to more than `MOST_GROWTH`² times that at the start on the way.

The last two are lower if the scatter in the long run would exceed `MOST_GROWTH`² times the least
loss (`engine.theory.stationary`): it has no bound as a rate approaches the limit.

Optimizers that divide the gradient by its magnitude have no limit: `engine.theory.step_size`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.config.optimizer import OptimizerConfig
from engine.config.run import BatchConfig
from engine.data.batches import batch_length, updates_per_epoch
from engine.theory.affine import Batches, batches_in_order, shuffled_batches, steepest
from engine.theory.momentum import Descent, descent_of, steepest_of_one
from engine.theory.ordered_batches import OrderedEpoch
from engine.theory.random_batches import EpochShape, RandomBatches
from engine.theory.samples import Samples

MOST_GROWTH = 10.0
"""The most by which the distance from the optimum, measured by the loss, may grow on its way."""
_RATES = 160
"""Momentum with batches in order resonates in narrow windows, which a coarse search would miss."""
_FEWER_RATES = 16
_LEAST_RATES = 8
_MOST_PRODUCTS = 16_000
"""Of updates, in one step of a search: some 10 ms."""
_MANY_BATCHES = 1000
"""With more batches, the search begins near the mean-square limit, which is quickly found,"""
_AROUND = (0.05, 4.0)
"""between these shares of it."""
_LEAST_STEP = 1.005
"""The search ends when neighbouring rates differ by less than this factor,"""
_COARSE_STEP = 1.03
"""with many batches by less than this one."""
_LEAST_EPOCHS = 4
_MARGIN = 1.25
"""Other orders than those that were tried may be a little less stable."""
_ROUNDING = 1e-9
_STILL = 1e-11
_LEAST_SHARE = 1e-5
"""The least limit that is looked for, as a share of the full batch's."""
_FEW_ROWS = 8
"""With fewer selected samples, a batch is judged by the farthest x alone."""


class Basis(StrEnum):
    """What a limit follows from."""

    FULL_BATCH = "full batch"
    SAMPLE = "one sample"
    STEEPEST = "steepest batch"
    RANDOM = "random batches"
    ORDER = "batches in this order"


@dataclass(frozen=True)
class Limit:
    """The learning rates below `rate` are stable.

    Attributes:
        rate: the limit; inf if nothing limits it.
        basis: what it follows from; at and above that of the full batch, a run diverges.
        exact: whether it is computed from all samples, not estimated from a selection.
    """

    rate: float
    basis: Basis
    exact: bool = True


def limit_of(optimizer: OptimizerConfig, batch: BatchConfig, samples: Samples) -> Limit | None:
    """The limit of the learning rate; None for optimizers without one."""
    descent = descent_of(optimizer)
    return None if descent is None else _limit(descent, batch, samples)


@lru_cache(maxsize=64)
def _limit(descent: Descent, batch: BatchConfig, samples: Samples) -> Limit:
    length, theory = batch_length(batch, samples.count), samples.theory
    full = descent.limit(theory.lambda_max)
    if length == samples.count or not theory.unique:
        # If x is constant, all batches have the Hessian of all samples.
        return Limit(full, Basis.FULL_BATCH)
    if descent.beta == 0:
        one = 2 / steepest_of_one(samples.farthest_x, samples.l2)
        if length == 1:
            # Only without regularization it is 1/(max x² + 1).
            return Limit(one, Basis.STEEPEST if samples.l2 else Basis.SAMPLE)
        if not batch.shuffle:
            return Limit(max(one, 2 / _steepest(samples, length)), Basis.STEEPEST, samples.complete)
        random = _random_limit(descent, samples, length, full)
        return Limit(max(one, random), Basis.RANDOM, samples.complete)
    if batch.shuffle:
        random = _random_limit(descent, samples, length, full)
        return Limit(random, Basis.RANDOM, samples.complete)
    around = _mean_square_limit(descent, samples, length, full)
    batches = batches_in_order(samples, length)
    full = full if samples.complete else min(full, around)
    limit = _ordered_limit(descent, samples, batches, full, around)
    return Limit(limit, Basis.ORDER, samples.complete)


def _steepest(samples: Samples, length: int) -> float:
    """The largest eigenvalue over the batches in order; from a selection, rather too large."""
    most = steepest_of_one(samples.farthest_x, samples.l2)
    known = samples.x.size * length / samples.count
    if samples.complete:
        return steepest(batches_in_order(samples, length).hessians)
    if known < _FEW_ROWS:
        return most
    estimated = steepest(batches_in_order(samples, length).hessians)
    return min(most, estimated + 3 * most / length)


def _random_limit(descent: Descent, samples: Samples, length: int, full: float) -> float:
    """That of independent batches, or of a few epochs in which every sample occurs once."""
    limit = _mean_square_limit(descent, samples, length, full)
    if descent.beta == 0 or not samples.complete:
        return limit if descent.beta == 0 else limit / _MARGIN
    each = updates_per_epoch(samples.count, length)
    epochs = 1 if each > _MANY_BATCHES else max(_LEAST_EPOCHS, _MANY_BATCHES // each)
    batches = shuffled_batches(samples, length, epochs)
    most = limit * _MARGIN
    return min(limit, _ordered_limit(descent, samples, batches, most, limit) / _MARGIN)


def _mean_square_limit(descent: Descent, samples: Samples, length: int, full: float) -> float:
    random, shape = RandomBatches.of(descent, samples), EpochShape.of(samples.count, length)
    most = _most_excess(samples)

    def stable(rates: Floats) -> NDArray[np.bool_]:
        epoch = random.epoch(rates, shape)
        finite = np.isfinite(epoch).all(axis=(1, 2))
        epoch[~finite] = 0.0
        linear, constant = epoch[:, :16, :16], epoch[:, :16, 16:]
        radii = np.abs(np.linalg.eigvals(linear)).max(axis=1)
        # At rates so low that the slower axis stands still, there is no scatter to be found.
        still = radii > 1 - _STILL
        linear[still], constant[still] = 0.0, 0.0
        ends = np.linalg.solve(np.eye(16) - linear, constant).reshape(-1, 4, 4)
        excess = (ends[:, :2, :2] * samples.hessian).sum(axis=(1, 2)) / 2
        return np.asarray(finite & (radii < 1 + _STILL) & (excess <= most))

    return _largest_stable(stable, (full * _LEAST_SHARE, full))


def _ordered_limit(
    descent: Descent, samples: Samples, batches: Batches, full: float, around: float
) -> float:
    """That of these batches in this order, looked for near `around` if they are many."""
    epoch = OrderedEpoch.of(descent, samples, batches)

    def stable(rates: Floats) -> NDArray[np.bool_]:
        return epoch.bounded(rates, MOST_GROWTH, _most_excess(samples))

    count = max(_LEAST_RATES, min(_RATES, _MOST_PRODUCTS // len(batches)))
    if len(batches) <= _MANY_BATCHES:
        return _largest_stable(stable, (full * _LEAST_SHARE, full), count)
    least, most = (around * share for share in _AROUND)
    if not stable(np.array([least])).all():
        least, most = full * _LEAST_SHARE, least
    return _largest_stable(stable, (least, min(full, most)), count, _COARSE_STEP)


def _most_excess(samples: Samples) -> float:
    """The most scatter below a limit; more than rounding errors for a perfect line."""
    moments = samples.moments
    return MOST_GROWTH**2 * (moments.least_loss + _ROUNDING * moments.var_y)


def _largest_stable(
    stable: Callable[[Floats], NDArray[np.bool_]],
    between: tuple[float, float],
    count: int = _FEWER_RATES,
    step: float = _LEAST_STEP,
) -> float:
    """The largest rate below which all are stable, on a grid between two rates, then on finer ones.

    Args:
        stable: whether each rate is stable, (rates,).
        between: the lowest and the highest rate.
        count: of the rates of the first grid.
        step: the search ends when neighbouring rates differ by less than this factor.
    """
    low, high = between
    while high > low * step:
        rates = np.geomspace(low, high, count)
        found = stable(rates)
        if found.all():
            return float(rates[-1])
        first = int(np.argmin(found))
        if first == 0:
            return float(rates[0])
        low, high = float(rates[first - 1]), float(rates[first])
        count = min(count, _FEWER_RATES)
    return low


def below(rate: float, digits: int) -> float:
    """The rate rounded down to this many significant digits."""
    if not (math.isfinite(rate) and rate > 0):
        return rate
    unit = 10.0 ** (math.floor(math.log10(rate)) - digits + 1)
    rounded = float(f"{math.floor(rate / unit * (1 + 1e-12)) * unit:.{digits}g}")
    return rounded if rounded <= rate else float(f"{rounded - unit:.{digits}g}")
