"""A loss that only the worker can compute, as it has computed it on a grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import overload

import numpy as np

from engine.arrays import AnyFloats, Floats
from tui.canvas.patches import Patches


@dataclass(frozen=True, eq=False)
class Tabulated:
    """The loss on a grid and between its points; nan outside.

    Attributes:
        count: the number of samples.
        losses: the losses with their slopes.
    """

    count: int
    losses: Patches

    @property
    def is_quadratic(self) -> bool:
        """It may be anything."""
        return False

    @overload
    def loss(self, w: float, b: float) -> float: ...
    @overload
    def loss(self, w: AnyFloats, b: AnyFloats | float) -> Floats: ...
    @overload
    def loss(self, w: AnyFloats | float, b: AnyFloats) -> Floats: ...
    def loss(self, w: AnyFloats | float, b: AnyFloats | float) -> Floats | float:
        """The loss; bilinear between the points of the grid where a neighbour is not finite."""
        smooth = self.losses.at(w, b)
        known = np.isfinite(smooth)
        found = smooth if known.all() else np.where(known, smooth, self.losses.grid.at(w, b))
        return float(found) if found.ndim == 0 else found

    @overload
    def gradient(self, w: float, b: float) -> tuple[float, float]: ...
    @overload
    def gradient(self, w: AnyFloats, b: AnyFloats | float) -> tuple[Floats, Floats]: ...
    @overload
    def gradient(self, w: AnyFloats | float, b: AnyFloats) -> tuple[Floats, Floats]: ...
    def gradient(
        self, w: AnyFloats | float, b: AnyFloats | float
    ) -> tuple[Floats | float, Floats | float]:
        """The derivatives of the loss between the points of the grid."""
        by_w, by_b = self.losses.at(w, b, by_w=1), self.losses.at(w, b, by_b=1)
        return (float(by_w), float(by_b)) if by_w.ndim == 0 else (by_w, by_b)

    def hessian(self, w: float, b: float) -> Floats:
        """The second derivatives of the loss between the points of the grid, (2, 2)."""
        by_wb = self.losses.at(w, b, 1, 1)
        return np.array(
            [[self.losses.at(w, b, by_w=2), by_wb], [by_wb, self.losses.at(w, b, by_b=2)]]
        )
