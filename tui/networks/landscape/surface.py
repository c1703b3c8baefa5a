"""The loss of a network on a grid, as the surface that the plots of losses draw."""

from __future__ import annotations

from typing import cast

import numpy as np

from engine.arrays import AnyFloats, Floats
from engine.networks.landscape.result import Landscape
from engine.problems.base import Objective
from engine.problems.view import View
from tui.canvas.grid import Grid
from tui.canvas.loss_surface import Surface, surface_from


class GridLoss:
    """A loss known on a grid alone: bilinear between its points, nan outside.

    Args:
        grid: the losses.
        samples: over which they are taken.
    """

    is_quadratic = False

    def __init__(self, grid: Grid, samples: int) -> None:
        self._grid, self.count = grid, samples

    def loss(self, w: AnyFloats | float, b: AnyFloats | float) -> Floats:
        """The loss at (w, b), which broadcast."""
        return self._grid.at(w, b)

    def gradient(self, w: AnyFloats | float, b: AnyFloats | float) -> tuple[Floats, Floats]:
        """Not known: nan."""
        nothing = np.full(np.broadcast(w, b).shape, np.nan)
        return nothing, nothing

    def hessian(self, w: float, b: float) -> Floats:
        """Not known: nan."""
        del w, b
        return np.full((2, 2), np.nan)


def surface_of(landscape: Landscape) -> Surface:
    """The surface as far as it is evaluated, with what is interpolated between."""
    plane = landscape.plane
    first, second = plane.first, plane.second
    view = View(float(first[0]), float(first[-1]), float(second[0]), float(second[-1]))
    grid = Grid(view, np.where(np.isfinite(landscape.shown), landscape.shown, np.nan))
    # Its overloads say no more than that numbers give numbers, and arrays arrays.
    objective = cast("Objective", GridLoss(grid, plane.samples))
    return surface_from(objective, grid, whole=landscape.complete)
