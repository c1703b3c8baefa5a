"""The loss at which SGD with mini-batches stays: the scatter around the optimum in the long run.

In order, every epoch repeats the same affine map (`engine.theory.affine`), so the ends of the
epochs converge to its fixed point, which is not the optimum: the exact result. In random order, it
is a distribution (`engine.theory.stationary_random`).

Each function takes many runs at once, for phase maps; a single run is one of one.
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
from engine.theory.affine import batches_in_order
from engine.theory.momentum import Descent, descent_of
from engine.theory.samples import Samples
from engine.theory.state_maps import StateMaps
from engine.theory.stationary_random import USUAL, random_scatter, solved

__all__ = ["USUAL", "Scatter", "Scatters", "scatters", "stationary_scatter"]

_STABLE = 1 - 1e-12


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


@dataclass(frozen=True, eq=False)
class Scatters:
    """The same of several runs, each (runs,); nan where it is unknown or does not exist."""

    mean: Floats
    bound: Floats


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
    length = batch_length(batch, samples.count)
    return _scatter(descent, optimizer.learning_rate, length, batch.shuffle, samples)


@lru_cache(maxsize=256)
def _scatter(
    descent: Descent, rate: float, length: int, shuffle: bool, samples: Samples
) -> Scatter | None:
    rates, betas = np.array([rate]), np.array([descent.beta])
    found = scatters(rates, betas, length, samples, nesterov=descent.nesterov, shuffle=shuffle)
    mean, bound = float(found.mean[0]), float(found.bound[0])
    return None if np.isnan(mean) else Scatter(mean, bound)


def scatters(
    rates: Floats, betas: Floats, length: int, samples: Samples, *, nesterov: bool, shuffle: bool
) -> Scatters:
    """The scatter of each of several runs of SGD.

    Args:
        rates: their learning rates, (runs,).
        betas: their momenta, (runs,).
        length: samples of a batch.
        samples: the samples.
        nesterov: whether the momentum is Nesterov's.
        shuffle: whether their order is random.
    """
    if length == samples.count:
        most = samples.theory.lambda_max
        limits = [Descent(beta, nesterov).limit(most) for beta in betas.tolist()]
        none = np.where(rates < np.array(limits), 0.0, np.nan)
        return Scatters(none, none)
    if not samples.theory.unique:
        unknown = np.full(len(rates), np.nan)
        return Scatters(unknown, unknown)
    states = StateMaps.of(rates, betas, nesterov=nesterov)
    # The order of samples that are known in part is taken for random.
    if shuffle or not samples.complete:
        return Scatters(*random_scatter(states, samples, length))
    excess = _in_order(states, samples, length)
    return Scatters(excess, excess)


def _in_order(states: StateMaps, samples: Samples, length: int) -> Floats:
    with np.errstate(over="ignore", invalid="ignore"):
        linear, constant = states.epochs(batches_in_order(samples, length))
    stable = _are_stable(linear)
    linear = np.where(stable[:, None, None], linear, 0.0)
    error = solved(np.eye(states.size) - linear, np.where(stable[:, None], constant, 0.0))[:, :2]
    excess = np.einsum("ri,ij,rj->r", error, samples.hessian, error) / 2
    return np.where(stable, excess, np.nan)


def _are_stable(linear: Floats) -> NDArray[np.bool_]:
    """Whether the powers of each matrix vanish, (runs,)."""
    finite: NDArray[np.bool_] = np.asarray(np.isfinite(linear).all(axis=(1, 2)))
    roots = np.linalg.eigvals(np.where(finite[:, None, None], linear, 2.0))
    stable: NDArray[np.bool_] = finite & (np.abs(roots).max(axis=1) < _STABLE)
    return stable
