"""What the theory needs to know of the samples: exact moments, and the samples themselves or some.

Up to some thousand samples, a preview has all of them, and every result is exact. Of more samples
it has a selection in their order, from which the differences between batches are estimated.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats, Singles
from engine.config.run import RunConfig
from engine.data.preview import Preview, preview, spread_rows
from engine.data.scaling import Scaling
from engine.problems.linear_neuron.least_squares import Theory, theory_of
from engine.problems.linear_neuron.moments import Moments

_MOST_ROWS = 4096


@dataclass(frozen=True, eq=False)
class Samples:
    """The samples of a run, as they are trained on.

    Attributes:
        plain: the moments of all samples, without regularization.
        theory: of the loss, which may have it.
        x, y: all samples or a selection, in order, float64, (k,).
        rows: the row of each of them, (k,), increasing.
        x_range, y_range: minimum and maximum over all samples.
    """

    plain: Moments
    theory: Theory
    x: Floats
    y: Floats
    rows: NDArray[np.int64]
    x_range: tuple[float, float]
    y_range: tuple[float, float]

    @classmethod
    def of_run(cls, config: RunConfig) -> Samples:
        """The samples of this configuration, which are read or drawn.

        Raises:
            DataError: they cannot be read.
        """
        samples = preview(config.data)
        return cls.of(samples, theory_of(samples.moments.with_l2(config.problem.l2)))

    @classmethod
    def of(cls, preview: Preview, theory: Theory | None = None) -> Samples:
        """The samples of a preview; `samples_of` keeps the last ones."""
        return cls(
            plain=preview.moments,
            theory=theory_of(preview.moments) if theory is None else theory,
            x=preview.x.astype(np.float64),
            y=preview.y.astype(np.float64),
            rows=preview.indices,
            x_range=preview.x_range,
            y_range=preview.y_range,
        )

    @classmethod
    def among(cls, x: Singles, y: Singles, plain: Moments, l2: float) -> Samples:
        """All of these samples, or a selection if they are many; `plain` are their moments."""
        rows = spread_rows(x.size, _MOST_ROWS)
        return cls(
            plain=plain,
            theory=theory_of(plain.with_l2(l2)),
            x=x[rows].astype(np.float64),
            y=y[rows].astype(np.float64),
            rows=rows,
            x_range=(float(x.min()), float(x.max())),
            y_range=(float(y.min()), float(y.max())),
        )

    @property
    def l2(self) -> float:
        """The factor of w² in the loss."""
        return self.theory.l2

    def with_l2(self, l2: float) -> Samples:
        """The same samples with this factor of w² in the loss."""
        return self if l2 == self.l2 else replace(self, theory=theory_of(self.plain.with_l2(l2)))

    @cached_property
    def moments(self) -> Moments:
        """Of the loss over all samples."""
        return self.plain.with_l2(self.l2)

    @property
    def count(self) -> int:
        """The number of all samples."""
        return self.plain.count

    @property
    def complete(self) -> bool:
        """Whether all samples are known one by one."""
        return self.x.size == self.count

    @property
    def farthest_x(self) -> float:
        """The largest |x|."""
        return max(abs(end) for end in self.x_range)

    @property
    def farthest_y(self) -> float:
        """The largest |y|."""
        return max(abs(end) for end in self.y_range)

    @property
    def residuals(self) -> Floats:
        """ŷ - y of the optimal line at these samples, (k,)."""
        w, b = self.theory.best
        return w * self.x + b - self.y

    @property
    def hessian(self) -> Floats:
        """H of the loss over all samples, (2, 2)."""
        moments = self.moments
        square = moments.var_x + moments.mean_x**2
        return 2 * np.array([[square, moments.mean_x], [moments.mean_x, 1.0]])

    @cached_property
    def standardized(self) -> Samples:
        """The same samples with x of mean 0 and standard deviation 1; y is unchanged."""
        moments = self.plain
        scaling = Scaling(moments.mean_x, math.sqrt(moments.var_x) or 1.0)
        scaled = scaling.moments(moments)
        low, high = scaling.x(np.array(self.x_range)).tolist()
        return Samples(
            plain=scaled,
            theory=theory_of(scaled.with_l2(self.l2)),
            x=scaling.x(self.x),
            y=self.y,
            rows=self.rows,
            x_range=(low, high),
            y_range=self.y_range,
        )


@lru_cache(maxsize=16)
def samples_of(preview: Preview, theory: Theory) -> Samples:
    """The samples of a preview, the same value each time, so that results are computed once."""
    return Samples.of(preview, theory)
