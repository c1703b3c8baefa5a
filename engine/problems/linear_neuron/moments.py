"""The moments of the data: seven float64 numbers that determine the mean squared error of any line.

With the centred moments of n samples, the loss of ŷ = w·x + b is a quadratic form,

    loss(w, b) = least_loss + var_x (w - w*)² + (mean_x w + b - mean_y)²,    w* = cov_xy / var_x

so the cost of the full loss, its gradient and the surface does not depend on the number of samples.
L2 regularization adds λ w², which leaves the form: with λ more of var_x, w* = cov_xy / (var_x + λ)
is the optimum of ridge regression with a free intercept (A. E. Hoerl and R. W. Kennard, "Ridge
Regression", Technometrics 12 (1970)), and the least loss is larger.

The moments are centred because mean x² - (mean x)² loses all digits if x is in the thousands and
varies little.

Chunks are merged by the pairwise update of T. F. Chan, G. H. Golub and R. J. LeVeque, "Updating
Formulae and a Pairwise Algorithm for Computing Sample Variances", Stanford STAN-CS-79-773 (1979).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self, overload

import numpy as np

from engine.arrays import AnyFloats, Floats

CHUNK = 1 << 16
"""Rows processed at a time: their float64 copies stay in the processor's cache."""


@dataclass(frozen=True)
class Moments:
    """The centred moments of samples (x, y), and of their penalized loss, in float64.

    Attributes:
        count: the number of samples n, at least 1.
        mean_x, mean_y: the means.
        var_x, var_y: mean (x - mean_x)² and mean (y - mean_y)²; divided by n, not n - 1.
        cov_xy: mean (x - mean_x)(y - mean_y).
            With L2 regularization, var_x includes λ: it is the coefficient of the loss.
        least_loss: the loss at the optimum, at least 0; without regularization, the mean squared
            residual of the least-squares line.
        l2: the factor λ of w² in the loss.
    """

    count: int
    mean_x: float
    mean_y: float
    var_x: float
    cov_xy: float
    var_y: float
    least_loss: float
    l2: float = 0.0

    @classmethod
    def of(cls, x: AnyFloats, y: AnyFloats) -> Self:
        """The moments of x and y, both (n,), of any floating type.

        A first pass finds the line, a second one its residuals, because the difference
        var_y - cov_xy² / var_x loses all correct digits if the line fits well. Neither makes a
        float64 copy of more than `CHUNK` rows.

        Raises:
            ValueError: x and y have different shapes, are not vectors, or are empty.
        """
        if x.ndim != 1 or x.shape != y.shape or x.size == 0:
            raise ValueError(f"x and y must be vectors of equal length, not {x.shape}, {y.shape}")
        first = RunningMoments(float(x[0]), float(y[0]))
        for rows in _chunks(x.size):
            first.add(x[rows], y[rows])
        second = RunningMoments.about(first.moments(), float(x[0]))
        for rows in _chunks(x.size):
            second.add(x[rows], y[rows])
        result = second.moments()
        return cls(**vars(result))

    def with_l2(self, l2: float) -> Moments:
        """Those of the loss with this factor of w²; these must be of samples alone."""
        if not l2:
            return self
        rise = l2 * self.cov_xy * self.slope / (self.var_x + l2)
        var_x, least = self.var_x + l2, self.least_loss + rise
        return replace(self, var_x=var_x, least_loss=least, l2=l2)

    @property
    def is_quadratic(self) -> bool:
        """Always: the exact results hold everywhere."""
        return True

    @property
    def slope(self) -> float:
        """The optimal slope w*; 0 if x is constant, where all slopes fit equally well."""
        return self.cov_xy / self.var_x if self.var_x > 0 else 0.0

    @overload
    def loss(self, w: float, b: float) -> float: ...
    @overload
    def loss(self, w: AnyFloats, b: AnyFloats | float) -> Floats: ...
    @overload
    def loss(self, w: AnyFloats | float, b: AnyFloats) -> Floats: ...
    def loss(self, w: AnyFloats | float, b: AnyFloats | float) -> Floats | float:
        """The loss at (w, b), which broadcast; inf or nan where they are not finite.

        Returns:
            A float for two numbers, otherwise an array of the broadcast shape.
        """
        weight, bias = _float64(w), _float64(b)
        with np.errstate(over="ignore", invalid="ignore"):
            off_slope = weight - self.slope
            off_mean = self.mean_x * weight + (bias - self.mean_y)
            value = (self.var_x * off_slope * off_slope + self.least_loss) + off_mean * off_mean
        return float(value) if value.ndim == 0 else value

    @overload
    def gradient(self, w: float, b: float) -> tuple[float, float]: ...
    @overload
    def gradient(self, w: AnyFloats, b: AnyFloats | float) -> tuple[Floats, Floats]: ...
    @overload
    def gradient(self, w: AnyFloats | float, b: AnyFloats) -> tuple[Floats, Floats]: ...
    def gradient(
        self, w: AnyFloats | float, b: AnyFloats | float
    ) -> tuple[Floats | float, Floats | float]:
        """The derivatives d loss/dw and d loss/db at (w, b), which broadcast as in `loss`."""
        weight, bias = _float64(w), _float64(b)
        with np.errstate(over="ignore", invalid="ignore"):
            off_mean = self.mean_x * weight + (bias - self.mean_y)
            by_w = 2 * (self.var_x * (weight - self.slope) + self.mean_x * off_mean)
            by_b = 2 * off_mean
        return (float(by_w), float(by_b)) if by_w.ndim == 0 else (by_w, by_b)

    def hessian(self, w: float = 0.0, b: float = 0.0) -> Floats:  # noqa: ARG002 - it is constant
        """The second derivatives, (2, 2), the same everywhere."""
        mean = self.mean_x
        return 2 * np.array([[self.var_x + mean * mean, mean], [mean, 1.0]])


def _float64(value: AnyFloats | float) -> Floats:
    return np.asarray(value, np.float64)


def _chunks(count: int) -> Iterator[slice]:
    return (slice(start, start + CHUNK) for start in range(0, count, CHUNK))


class RunningMoments:
    """Moments accumulated chunk by chunk, relative to a reference line.

    The sums are over x - x_shift and the residuals of the reference line
    y = y_shift + slope · (x - x_shift). The closer that line is to the least-squares line, the less
    `least_loss` loses to cancellation: about one part in k for a line fitted to k of the samples.
    Constant x or y have moments of exactly zero if the shifts are among their values.
    """

    def __init__(self, x_shift: float, y_shift: float, slope: float = 0.0) -> None:
        self._x_shift = x_shift
        self._y_shift = y_shift
        self._slope = slope
        self._count = 0
        self._means = np.zeros(2)
        self._products = np.zeros((2, 2))

    @classmethod
    def about(cls, moments: Moments, x_shift: float) -> Self:
        """Empty moments relative to the least-squares line of `moments`."""
        y_shift = moments.mean_y + moments.slope * (x_shift - moments.mean_x)
        return cls(x_shift, y_shift, moments.slope)

    def add(self, x: AnyFloats, y: AnyFloats) -> None:
        """Add the samples x and y, both (k,) with k at least 1."""
        values = np.empty((2, x.size))
        np.subtract(x, self._x_shift, out=values[0], dtype=np.float64)
        np.subtract(y, self._y_shift, out=values[1], dtype=np.float64)
        values[1] -= self._slope * values[0]
        means = values.mean(axis=1)
        values -= means[:, None]
        # Sums of products instead of a matrix product: numpy sums pairwise, BLAS does not.
        cross = (values[0] * values[1]).sum()
        products = np.array([[(values[0] ** 2).sum(), cross], [cross, (values[1] ** 2).sum()]])

        count = self._count + x.size
        shift = means - self._means
        self._products += products + np.outer(shift, shift) * (self._count * x.size / count)
        self._means += shift * (x.size / count)
        self._count = count

    def moments(self) -> Moments:
        """The moments of all samples so far, of which there must be at least one."""
        (var_x, cov_xr), (_, var_r) = (self._products / self._count).tolist()
        mean_d, mean_r = self._means.tolist()
        correction = cov_xr * cov_xr / var_x if var_x > 0 else 0.0
        return Moments(
            count=self._count,
            mean_x=self._x_shift + mean_d,
            mean_y=self._y_shift + self._slope * mean_d + mean_r,
            var_x=var_x,
            cov_xy=self._slope * var_x + cov_xr,
            var_y=max(0.0, self._slope * (self._slope * var_x + 2 * cov_xr) + var_r),
            least_loss=max(0.0, var_r - correction),
        )
