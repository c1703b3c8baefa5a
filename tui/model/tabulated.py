"""A loss that only the worker can compute, as it has computed it on a grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import overload

import numpy as np

from engine.arrays import AnyFloats, Floats
from tui.canvas.grid import Grid


@dataclass(frozen=True, eq=False)
class Tabulated:
    """The loss on a grid and between its points; nan outside.

    Attributes:
        count: the number of samples.
        grid: the losses.
    """

    count: int
    grid: Grid

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
        """The loss, bilinear between the points of the grid."""
        found = self.grid.at(w, b)
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
        """The derivatives by differences over the spacing of the grid."""
        weight, bias = np.asarray(w, np.float64), np.asarray(b, np.float64)
        across, up = self._spacing
        by_w = (self.grid.at(weight + across, bias) - self.grid.at(weight - across, bias)) / across
        by_b = (self.grid.at(weight, bias + up) - self.grid.at(weight, bias - up)) / up
        by_w, by_b = by_w / 2, by_b / 2
        return (float(by_w), float(by_b)) if by_w.ndim == 0 else (by_w, by_b)

    def hessian(self, w: float, b: float) -> Floats:
        """The second derivatives by differences of the gradient, (2, 2)."""
        across, up = self._spacing
        right, left = self.gradient(w + across, b), self.gradient(w - across, b)
        above, below = self.gradient(w, b + up), self.gradient(w, b - up)
        by_ww = (right[0] - left[0]) / (2 * across)
        by_bb = (above[1] - below[1]) / (2 * up)
        by_wb = (above[0] - below[0]) / (2 * up)
        return np.array([[by_ww, by_wb], [by_wb, by_bb]])

    @property
    def _spacing(self) -> tuple[float, float]:
        view, (rows, columns) = self.grid.view, self.grid.losses.shape
        return (
            (view.w_high - view.w_low) / max(columns - 1, 1),
            (view.b_high - view.b_low) / max(rows - 1, 1),
        )
