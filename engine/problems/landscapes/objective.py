"""The objective of a landscape: a function of (w, b) alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import overload

import numpy as np

from engine.arrays import AnyFloats, Floats
from engine.problems.base import Theta
from engine.problems.evaluation import at_points

Numbers = tuple[Floats, ...]


@dataclass(frozen=True)
class Formula:
    """A function of (w, b) with its derivatives, elementwise.

    Attributes:
        value: the function.
        first: its derivatives by w and b.
        second: those by w twice, by both, and by b twice.
    """

    value: Callable[[Floats, Floats], Floats]
    first: Callable[[Floats, Floats], Numbers]
    second: Callable[[Floats, Floats], Numbers]


@dataclass(frozen=True, eq=False)
class LandscapeObjective:
    """A function of (w, b), for any samples.

    Attributes:
        formula: the function.
        count: the number of samples, on which it does not depend.
        minima: its minima.
    """

    formula: Formula
    count: int
    minima: tuple[Theta, ...] = ()

    @property
    def is_quadratic(self) -> bool:
        """Never: none has a single valley."""
        return False

    @overload
    def loss(self, w: float, b: float) -> float: ...
    @overload
    def loss(self, w: AnyFloats, b: AnyFloats | float) -> Floats: ...
    @overload
    def loss(self, w: AnyFloats | float, b: AnyFloats) -> Floats: ...
    def loss(self, w: AnyFloats | float, b: AnyFloats | float) -> Floats | float:
        """The function; see `Objective`."""
        (value,) = at_points(w, b, lambda w, b: self.formula.value(w, b)[None], 1)
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
        """The derivatives of the function; see `Objective`."""
        by_w, by_b = at_points(w, b, lambda w, b: np.array(self.formula.first(w, b)), 2)
        return (float(by_w), float(by_b)) if by_w.ndim == 0 else (by_w, by_b)

    def hessian(self, w: float, b: float) -> Floats:
        """The second derivatives, (2, 2)."""
        found = at_points(w, b, lambda w, b: np.array(self.formula.second(w, b)), 3)
        by_ww, by_wb, by_bb = (float(value) for value in found)
        return np.array([[by_ww, by_wb], [by_wb, by_bb]])
