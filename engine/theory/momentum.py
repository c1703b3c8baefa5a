"""Gradient descent with momentum as a linear recursion, and the limit of its learning rate.

For the full batch, the gradient is H·error, so the error e and the velocity v along each
eigenvector of H follow a separate recursion. For Keras' SGD, with a = learning rate · λ:

    v ← β v - a e;    e ← e + v                  (heavy ball; plain gradient descent for β = 0)
    v ← β v - a e;    e ← e + β v - a e          (Nesterov, with the new v)

Both roots of z² - t z + d are in the unit circle if |d| < 1 and |t| < 1 + d (E. I. Jury, "Theory
and Application of the z-Transform Method", 1964). For the heavy ball t = 1 - a + β and d = β, which
gives a < 2 (1 + β); for Nesterov t = (1 + β)(1 - a) and d = β (1 - a), which gives
a < 2 (1 + β)/(1 + 2 β). The largest eigenvalue of H sets the limit on the learning rate; β = 0 is
gradient descent's 2/λmax (B. T. Polyak, "Some methods of speeding up the convergence of iteration
methods", 1964, for the heavy ball).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats
from engine.config.optimizer import OptimizerConfig
from engine.config.run import RunConfig
from engine.data.batches import batch_length
from engine.optimizers.table import OPTIMIZERS
from engine.problems.linear_neuron.least_squares import Theory

_HALVINGS = 60


@dataclass(frozen=True)
class Descent:
    """Gradient descent with momentum β, 0 ≤ β < 1, classical or Nesterov's."""

    beta: float = 0.0
    nesterov: bool = False

    @property
    def reach(self) -> float:
        """The least learning rate · λ at which the error along the axis of λ does not shrink."""
        return 2 * (1 + self.beta) / (1 + 2 * self.beta * self.nesterov)

    def limit(self, lambda_max: float) -> float:
        """The learning rate at and above which the full batch does not converge."""
        return self.reach / lambda_max

    def matrix(self, step: float) -> Floats:
        """The matrix of an update of (error, velocity), (2, 2); `step` is learning rate · λ."""
        beta = self.beta
        if self.nesterov:
            return np.array([[1 - step - beta * step, beta * beta], [-step, beta]])
        return np.array([[1 - step, beta], [-step, beta]])

    def rate(self, step: float) -> float:
        """The asymptotic factor of the error per update: the magnitude of the larger root."""
        beta = self.beta
        if self.nesterov:
            trace, determinant = (1 + beta) * (1 - step), beta * (1 - step)
        else:
            trace, determinant = 1 - step + beta, beta
        square = trace * trace / 4 - determinant
        if square < 0:
            return math.sqrt(determinant)
        return abs(trace) / 2 + math.sqrt(square)

    def fastest(self, theory: Theory) -> float:
        """The learning rate at which the slower of the two axes converges fastest.

        If x is constant, only one axis moves. For the heavy ball, the rates along both axes are
        equal at 2 (1 + β)/(λmax + λmin); for Nesterov's method, that point is found by bisection:
        above 1/λmax the rate rises along λmax and falls along λmin.
        """
        high, low = theory.lambda_max, theory.lambda_min
        if not theory.unique:
            return (1 if self.nesterov else 1 + self.beta) / high
        if not self.nesterov or self.beta == 0:
            return 2 * (1 + self.beta) / (high + low)
        below, above = 1 / high, self.limit(high)
        for _ in range(_HALVINGS):
            middle = (below + above) / 2
            if self.rate(middle * high) < self.rate(middle * low):
                below = middle
            else:
                above = middle
        return (below + above) / 2


def descent_of(config: OptimizerConfig) -> Descent | None:
    """The recursion of this optimizer; None if it has none, as with a weight decay.

    Optimizers that rescale the gradient by its magnitude, such as Adam, have no limit that follows
    from the Hessian alone.
    """
    spec = OPTIMIZERS[config.optimizer]
    if spec.keras_class != "SGD" or config.hyperparameters.get("weight_decay"):
        return None
    return Descent(config.hyperparameters["momentum"], spec.fixed.get("nesterov", False))


def is_full_batch(config: RunConfig, samples: int) -> bool:
    """Whether every update uses all samples."""
    return batch_length(config.batch, samples) == samples


def least_sample_limit(descent: Descent, x_range: tuple[float, float], l2: float = 0.0) -> float:
    """The least limit of the learning rate over batches of one sample.

    Without L2 regularization, their Hessian 2 [[x², x], [x, 1]] has the eigenvalues 0 and
    2 (x² + 1), so the limit of plain gradient descent is 1/(x² + 1); it is least for the sample
    farthest from x = 0.
    """
    return descent.limit(steepest_of_one(max(abs(end) for end in x_range), l2))


def steepest_of_one(x: float, l2: float = 0.0) -> float:
    """The larger eigenvalue of 2 [[x² + λ, x], [x, 1]] with L2 regularization λ."""
    square = x * x
    if not l2:
        return 2 * (square + 1)
    along = square + l2
    return along + 1 + math.hypot(along - 1, 2 * x)
