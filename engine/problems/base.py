"""What a problem is: a loss over two parameters, and what is known of it.

A problem is a folder in this package: its numpy objective for the pictures. Its loss in TensorFlow
operations is in `engine.worker.training`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias, overload, runtime_checkable

import numpy as np

from engine.arrays import AnyFloats, Floats
from engine.problems.view import View

Theta: TypeAlias = tuple[float, float]
"""θ: a point of the parameter plane."""

Thetas: TypeAlias = Floats
"""Points, one per row, (n, 2); column-major in memory, because columns are used separately."""

Names: TypeAlias = tuple[str, str]

NAMES: Names = ("w", "b")
"""The names of the parameters, in the order of θ: columns of files, keys of JSON, labels."""
STARTS: Names = ("w0", "b0")
"""The names of the configuration's starting values, in the same order."""


@runtime_checkable
class Objective(Protocol):
    """A loss over fixed samples as a function of θ, in float64."""

    @property
    def count(self) -> int:
        """The number of samples."""

    @property
    def is_quadratic(self) -> bool:
        """Whether it is quadratic with one valley: the exact results hold everywhere."""

    @overload
    def loss(self, w: float, b: float) -> float: ...
    @overload
    def loss(self, w: AnyFloats, b: AnyFloats | float) -> Floats: ...
    @overload
    def loss(self, w: AnyFloats | float, b: AnyFloats) -> Floats: ...
    def loss(self, w: AnyFloats | float, b: AnyFloats | float) -> Floats | float:
        """The loss at (w, b), which broadcast; inf or nan where it is not finite.

        Returns:
            A float for two numbers, otherwise an array of the broadcast shape.
        """

    @overload
    def gradient(self, w: float, b: float) -> tuple[float, float]: ...
    @overload
    def gradient(self, w: AnyFloats, b: AnyFloats | float) -> tuple[Floats, Floats]: ...
    @overload
    def gradient(self, w: AnyFloats | float, b: AnyFloats) -> tuple[Floats, Floats]: ...
    def gradient(
        self, w: AnyFloats | float, b: AnyFloats | float
    ) -> tuple[Floats | float, Floats | float]:
        """The derivatives by w and by b at (w, b), which broadcast as in `loss`."""

    def hessian(self, w: float, b: float) -> Floats:
        """The matrix of second derivatives at (w, b), (2, 2), symmetric."""


@dataclass(frozen=True, eq=False)
class Curvature:
    """The curvature of a loss at a point.

    Attributes:
        lambda_max, lambda_min: eigenvalues of the Hessian, the larger first; either may be
            negative.
        axes: their unit eigenvectors (w, b) as rows, (2, 2).
    """

    lambda_max: float
    lambda_min: float
    axes: Floats

    @property
    def condition_number(self) -> float:
        """λmax / λmin; inf if λmin is 0; nan unless both are at least 0 and one is above."""
        if self.lambda_min < 0 or self.lambda_max <= 0:
            return math.nan
        return self.lambda_max / self.lambda_min if self.lambda_min > 0 else math.inf

    @property
    def local_limit(self) -> float | None:
        """2/λmax, beyond which gradient descent leaves the neighbourhood of a minimum here.

        None if no direction curves upwards.
        """
        return 2 / self.lambda_max if self.lambda_max > 0 else None

    @property
    def is_saddle(self) -> bool:
        """Whether one direction curves upwards and the other one downwards."""
        return self.lambda_min < 0 < self.lambda_max


def curvature(hessian: Floats) -> Curvature | None:
    """The curvature of a Hessian, (2, 2); None if it is not finite."""
    if not np.isfinite(hessian).all():
        return None
    values, vectors = np.linalg.eigh(hessian)
    # The direction is chosen so that the axis of λmax points to larger w, or along b upwards.
    axes = vectors.T[::-1].copy()
    first = axes[0]
    if first[0] < 0 or (first[0] == 0 and first[1] < 0):
        first *= -1
    axes[1] = -first[1], first[0]
    return Curvature(float(values[1]), float(values[0]), axes)


@dataclass(frozen=True)
class Problem:
    """A loss over two parameters.

    Attributes:
        id: its name in the configuration.
        title: its formula in plain text.
        objective: makes the objective of samples x and y; None if only the worker can evaluate it.
        is_quadratic: whether its objectives are `Moments`, whose results are exact.
        takes_data: whether the loss depends on samples.
        minima: the known minima, all of loss 0; empty where unknown.
        view: the part of the plane to show first; None if it follows from the samples.
        l2: the factor of w² that is added to the mean loss of samples.
        names, starts: of the parameters, and of their starting values.
    """

    id: str
    title: str
    objective: Callable[[AnyFloats, AnyFloats], Objective] | None
    is_quadratic: bool = False
    takes_data: bool = True
    minima: tuple[Theta, ...] = ()
    view: View | None = None
    l2: float = 0.0
    names: Names = NAMES
    starts: Names = STARTS
