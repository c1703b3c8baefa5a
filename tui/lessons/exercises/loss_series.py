"""Runs that a stop rule is tried on: gradient descent on generated samples, computed here.

Each run has something that deceives a simple rule. They are computed in numpy, in a fraction of a
second, and hold the same numbers on every machine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from engine.arrays import Floats
from engine.config.run import DataConfig
from engine.data.generated import chunks_of
from engine.problems.linear_neuron.moments import Moments

EPOCHS = 400
NEAR = 1.05
"""A run has settled when its full loss stays below this multiple of the least one."""
PATIENCE = 120
"""The most epochs after that until a rule must be true."""

_BEYOND = float(np.finfo(np.float32).max)
_SEED = 1
_PAUSE = range(4, 12)
"""The epochs, from 0, in which the learning rate is almost zero."""


@dataclass(frozen=True)
class Descent:
    """The course of one run.

    Attributes:
        name: what is said of it, as in "on the run …".
        epochs: epoch means of loss, w and b, shape (epochs, 3); read-only.
        full: the full loss at the end of each epoch.
        least: the least loss that is possible.
        settled: the first epoch, from 1, from which on the full loss stays near the least one;
            None if the run diverges.
    """

    name: str
    epochs: Floats
    full: Floats
    least: float
    settled: int | None

    @property
    def latest(self) -> int:
        """The last epoch in which a rule may become true."""
        return len(self.epochs) if self.settled is None else self.settled + PATIENCE


@dataclass(frozen=True)
class _Plan:
    """What a run is made from: `rate` is the learning rate by epoch, from 0."""

    name: str
    rate: Callable[[int], float]
    data: DataConfig = field(default_factory=DataConfig)
    batch: int = 100
    shuffle: bool = False
    scale: float = 1.0
    epochs: int = EPOCHS


def _steady(value: float) -> Callable[[int], float]:
    return lambda _epoch: value


def _paused(epoch: int) -> float:
    return 1e-9 if epoch in _PAUSE else 0.001


_PLANS = (
    _Plan("of the lab", _steady(0.001)),
    _Plan("with y in thousands", _steady(0.001), scale=0.001),
    _Plan("with a pause of 8 epochs", _paused),
    _Plan(
        "in small shuffled batches",
        _steady(0.001),
        DataConfig(b_gen=50.0),
        batch=5,
        shuffle=True,
    ),
    _Plan("that diverges", _steady(0.04), epochs=120),
)


@lru_cache(maxsize=1)
def descents() -> tuple[Descent, ...]:
    """The runs, in the order in which a rule is tried on them."""
    with np.errstate(over="ignore", invalid="ignore"):
        return tuple(_descent(plan) for plan in _PLANS)


def _descent(plan: _Plan) -> Descent:
    pairs = [(x, y) for _, x, y in chunks_of(plan.data)]
    x = np.concatenate([one for one, _ in pairs]).astype(np.float64)
    y = np.concatenate([one for _, one in pairs]).astype(np.float64) * plan.scale
    moments = Moments.of(x, y)
    order = np.random.default_rng(_SEED)
    theta = np.zeros(2)
    rows, full = [], []
    for epoch in range(plan.epochs):
        means = np.zeros(3)
        shuffled = order.permutation(x.size) if plan.shuffle else np.arange(x.size)
        batches = np.split(shuffled, range(plan.batch, x.size, plan.batch))
        for batch in batches:
            residual = theta[0] * x[batch] + theta[1] - y[batch]
            slope = np.array([np.mean(residual * x[batch]), np.mean(residual)])
            theta = theta - 2 * plan.rate(epoch) * slope
            means += [np.mean(residual**2), *theta]
        rows.append(means / len(batches))
        full.append(moments.loss(float(theta[0]), float(theta[1])))
    return _made(plan.name, np.array(rows), np.array(full), moments.least_loss)


def _made(name: str, epochs: Floats, full: Floats, least: float) -> Descent:
    # As in training, whose numbers are float32.
    epochs = np.where(np.abs(epochs) > _BEYOND, np.inf * np.sign(epochs), epochs)
    far = np.flatnonzero(~(full < NEAR * least))
    settled = None if len(far) and far[-1] == len(full) - 1 else int(far[-1]) + 2
    epochs.flags.writeable = full.flags.writeable = False
    return Descent(name, epochs, full, least, settled)
