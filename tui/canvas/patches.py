"""Losses between the points of a grid, from the losses and the slopes there: bicubic patches.

In each cell the loss is the cubic polynomial of w and of b that has, at the four corners, the
losses, both slopes and a mixed second derivative (Hermite interpolation). Where the loss is smooth
its error falls with the fourth power of the spacing, and that of second derivatives with the
second: a narrow valley across the grid stays one valley.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Floats
from tui.canvas.grid import Grid


@dataclass(frozen=True, eq=False)
class Patches:
    """A loss that is known on a grid with its slopes.

    Attributes:
        grid: the losses, (rows, columns), at least two of each.
        slopes: the derivatives by w and by b at the same points, (2, rows, columns).
        whole: whether the grid is as fine as it will be; if not, a finer one is being computed.
    """

    grid: Grid
    slopes: Floats
    whole: bool = True

    @property
    def spacing(self) -> tuple[float, float]:
        """The distance of neighbours along w and along b."""
        view, (rows, columns) = self.grid.view, self.grid.losses.shape
        return (
            (view.w_high - view.w_low) / (columns - 1),
            (view.b_high - view.b_low) / (rows - 1),
        )

    def at(self, w: ArrayLike, b: ArrayLike, by_w: int = 0, by_b: int = 0) -> Floats:
        """The loss at points, which broadcast, or a derivative of it; nan outside the view.

        Args:
            w, b: the points.
            by_w, by_b: how often it is differentiated by each, at most twice.
        """
        view, (rows, columns) = self.grid.view, self.grid.losses.shape
        across, up = self.spacing
        with np.errstate(all="ignore"):
            x = (np.asarray(w, np.float64) - view.w_low) / across
            y = (np.asarray(b, np.float64) - view.b_low) / up
            x, y = np.broadcast_arrays(x, y)
            # A point on the edge may lie outside by rounding.
            slack = 1e-9 * max(rows, columns)
            inside = (x >= -slack) & (x <= columns - 1 + slack)
            inside &= (y >= -slack) & (y <= rows - 1 + slack)
            left = np.clip(np.nan_to_num(np.floor(x)), 0, columns - 2).astype(np.intp)
            low = np.clip(np.nan_to_num(np.floor(y)), 0, rows - 2).astype(np.intp)
            along_w, along_b = _basis(x - left, by_w), _basis(y - low, by_b)
            total = np.zeros(x.shape)
            for corner in ((0, 0), (0, 1), (1, 0), (1, 1)):
                at = low + corner[0], left + corner[1]
                value_w, slope_w = along_w[corner[1]], along_w[2 + corner[1]] * across
                value_b, slope_b = along_b[corner[0]], along_b[2 + corner[0]] * up
                total += (
                    value_w * value_b * self.grid.losses[at]
                    + slope_w * value_b * self.slopes[0][at]
                    + value_w * slope_b * self.slopes[1][at]
                    + slope_w * slope_b * self._mixed(at)
                )
            found: Floats = np.where(inside, total / (across**by_w * up**by_b), np.nan)
        return found

    def _mixed(self, at: tuple[np.ndarray, np.ndarray]) -> Floats:
        """The derivative by w and b at points of the grid, by differences of the slopes."""
        by_w, by_b = self.slopes
        across, up = self.spacing
        rows, columns = at
        last_row, last_column = (length - 1 for length in self.grid.losses.shape)
        above, below = np.minimum(rows + 1, last_row), np.maximum(rows - 1, 0)
        right, left = np.minimum(columns + 1, last_column), np.maximum(columns - 1, 0)
        one = (by_w[above, columns] - by_w[below, columns]) / ((above - below) * up)
        other = (by_b[rows, right] - by_b[rows, left]) / ((right - left) * across)
        found: Floats = (one + other) / 2
        return found


def _basis(t: Floats, order: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Hermite's cubics at t in [0, 1], or derivatives of them: two for values, two for slopes."""
    if order == 0:
        right = t * t * (3 - 2 * t)
        return 1 - right, right, t * (1 - t) ** 2, t * t * (t - 1)
    if order == 1:
        right = 6 * t * (1 - t)
        return -right, right, (1 - t) * (1 - 3 * t), t * (3 * t - 2)
    right = 6 - 12 * t
    return -right, right, 6 * t - 4, 6 * t - 2
