"""Exact results for this problem: the optimum, the Hessian, the limits of the learning rate.

The Hessian of the mean squared error of ŷ = w·x + b is constant,

    H = 2 [[mean x², mean x], [mean x, 1]],    trace H = 2 (mean x² + 1),    det H = 4 var x

L2 regularization adds 2 λ to H's first entry (`Moments.with_l2`); all that follows holds with it.

Each update of gradient descent multiplies the error along each eigenvector by
1 - learning_rate · λ, so it converges below 2/λmax and fastest at 2/(λmax + λmin): B. T. Polyak,
"Introduction to Optimization" (1987), section 1.4.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Floats
from engine.problems.base import Theta
from engine.problems.linear_neuron.moments import Moments


@dataclass(frozen=True, eq=False)
class Theory:
    """The exact results for a set of samples and the full batch.

    Attributes:
        w_best, b_best: the optimum: without regularization that of least squares, and if x is
            constant, the one closest to (0, 0).
        least_loss: the loss at the optimum.
        lambda_max, lambda_min: eigenvalues of H; the smaller is 0 if x is constant.
        condition_number: their ratio; inf if x is constant.
        axes: unit eigenvectors (w, b) as rows, (2, 2), that of λmax first; those along w and b if
            the eigenvalues are equal.
        unique: False if x is constant, so that all (w, b) on a line are optimal without
            regularization.
        l2: the factor λ of w² in the loss.
    """

    w_best: float
    b_best: float
    least_loss: float
    lambda_max: float
    lambda_min: float
    condition_number: float
    axes: Floats
    unique: bool
    l2: float = 0.0

    @property
    def is_round(self) -> bool:
        """Whether the eigenvalues are equal, so that no direction is steeper than another."""
        return self.condition_number < 1 + _EQUAL

    @property
    def best(self) -> Theta:
        """The optimum as θ."""
        return self.w_best, self.b_best

    def errors(self, thetas: ArrayLike) -> Floats:
        """The components of θ - θ* along the steep and the flat eigenvector.

        Args:
            thetas: θ (2,), or one in each row (n, 2).

        Returns:
            In the same shape; not finite where it leaves the range of numbers.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            along: Floats = (np.asarray(thetas, np.float64) - self.best) @ self.axes.T
        return along

    def off(self, theta: Theta) -> Theta:
        """|w - w*| and |b - b*|."""
        return abs(theta[0] - self.w_best), abs(theta[1] - self.b_best)


_EQUAL = 1e-6
"""Eigenvalues that differ by less than this share are equal, as far as float32 samples can tell."""


def theory_of(moments: Moments) -> Theory:
    """The exact results for samples with these moments.

    The smaller eigenvalue is det H / λmax, not trace H - λmax: for x in the thousands, the latter
    is the difference of two numbers that agree to seven or more digits.
    """
    mean = moments.mean_x
    mean_square = moments.var_x + mean * mean
    gap = math.hypot(mean_square - 1, 2 * mean)
    lambda_max = mean_square + 1 + gap
    # Equal eigenvalues may differ by rounding.
    lambda_min = min(4 * moments.var_x / lambda_max, lambda_max)
    along_w, along_b = _steepest(mean, mean_square, gap)
    unique = lambda_min > 0
    equal = lambda_max - lambda_min < _EQUAL * lambda_max
    if unique:
        w_best = moments.slope
        b_best = moments.mean_y - w_best * mean
    else:
        b_best = moments.mean_y / (mean * mean + 1)
        w_best = b_best * mean
    return Theory(
        w_best=w_best,
        b_best=b_best,
        least_loss=moments.least_loss,
        lambda_max=lambda_max,
        lambda_min=lambda_min,
        condition_number=lambda_max / lambda_min if unique else math.inf,
        axes=np.eye(2) if equal else np.array([[along_w, along_b], [-along_b, along_w]]),
        unique=unique,
        l2=moments.l2,
    )


def _steepest(mean: float, mean_square: float, gap: float) -> tuple[float, float]:
    """The unit eigenvector of λmax; `gap` is half the difference of the eigenvalues.

    It is orthogonal to both rows of H - λmax; the row whose entries are sums, not differences, is
    used.
    """
    if mean_square >= 1:
        along_w, along_b = (mean_square - 1 + gap) / 2, mean
    else:
        along_w, along_b = mean, (1 - mean_square + gap) / 2
    length = math.hypot(along_w, along_b)
    return (along_w / length, along_b / length) if length > 0 else (1.0, 0.0)
