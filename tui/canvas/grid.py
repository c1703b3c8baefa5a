"""Losses on a grid over a part of the plane, and between its points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Floats
from engine.problems.view import View


@dataclass(frozen=True, eq=False)
class Grid:
    """Losses at evenly spaced points of a view, its edges included.

    Attributes:
        view: the part of the plane.
        losses: (rows, columns), row 0 at the least b and column 0 at the least w.
    """

    view: View
    losses: Floats

    def at(self, w: ArrayLike, b: ArrayLike) -> Floats:
        """The losses at points, which broadcast; nan outside the view.

        Between the points of the grid it is bilinear, so that a valley or a cliff stays where it is
        to within a part of the grid's spacing, and nothing overshoots.
        """
        view, (rows, columns) = self.view, self.losses.shape
        with np.errstate(all="ignore"):
            across = (np.asarray(w, np.float64) - view.w_low) / (view.w_high - view.w_low)
            up = (np.asarray(b, np.float64) - view.b_low) / (view.b_high - view.b_low)
            across, up = np.broadcast_arrays(across * (columns - 1), up * (rows - 1))
            # A point on the edge may lie outside by rounding.
            slack = 1e-9 * max(rows, columns)
            inside = (across >= -slack) & (across <= columns - 1 + slack)
            inside &= (up >= -slack) & (up <= rows - 1 + slack)
            left = np.clip(np.nan_to_num(np.floor(across)), 0, columns - 2).astype(np.intp)
            low = np.clip(np.nan_to_num(np.floor(up)), 0, rows - 2).astype(np.intp)
            x, y = across - left, up - low
            bottom = (1 - x) * self.losses[low, left] + x * self.losses[low, left + 1]
            top = (1 - x) * self.losses[low + 1, left] + x * self.losses[low + 1, left + 1]
            found: Floats = np.where(inside, (1 - y) * bottom + y * top, np.nan)
        return found

    def lowest(self) -> tuple[float, float]:
        """The point of the grid with the least loss; the middle if none is finite."""
        losses = np.where(np.isfinite(self.losses), self.losses, np.inf)
        row, column = np.unravel_index(int(np.argmin(losses)), losses.shape)
        return self._point(int(row), int(column))

    def has_minimum(self) -> bool:
        """Whether the least loss is inside the grid, not on its edge."""
        losses = np.where(np.isfinite(self.losses), self.losses, np.inf)
        row, column = np.unravel_index(int(np.argmin(losses)), losses.shape)
        rows, columns = losses.shape
        return bool(0 < row < rows - 1 and 0 < column < columns - 1)

    def _point(self, row: int, column: int) -> tuple[float, float]:
        view, (rows, columns) = self.view, self.losses.shape
        across, up = column / (columns - 1), row / (rows - 1)
        return (
            view.w_low + across * (view.w_high - view.w_low),
            view.b_low + up * (view.b_high - view.b_low),
        )
