"""The loss over a part of the (w, b) plane, its contour levels, and the legend of its glyphs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Floats
from engine.problems.base import Objective
from engine.problems.landscapes.objective import LandscapeObjective
from engine.problems.linear_neuron.landscape import loss_grid, loss_levels
from engine.problems.linear_neuron.moments import Moments
from engine.problems.linear_neuron.quadratic import best_point
from engine.problems.on_grid import on_grid
from engine.problems.view import View
from tui.canvas.dot_marks import BLOCK
from tui.canvas.grid import Grid
from tui.canvas.legend import LegendEntry, Named, entry
from tui.canvas.palette import Look
from tui.canvas.spread_levels import spread_levels

LEVELS = 12
GRID = 160
"""Points of the grid in each direction."""
COARSE = "coarse, being refined"
"""What a title says while a finer grid is being computed."""
_BLOCK, _DISC = "⠶", "⢾⡷"


@dataclass(frozen=True, eq=False)
class Surface:
    """The loss over a view, and its contour levels.

    Attributes:
        objective: of the data; it gives the loss at any (w, b).
        view: the part of the plane.
        grid: the losses on a grid over it.
        levels: increasing losses of the contour lines and edges of the bands; for a quadratic loss,
            the logarithms of their heights above `least` are evenly spaced.
        least: the least loss in the view.
        whole: whether the grid is as fine as it will be; if not, a finer one is being computed.
    """

    objective: Objective
    view: View
    grid: Floats
    levels: Floats
    least: float
    whole: bool = True

    @property
    def moments(self) -> Moments | None:
        """The moments of the data if the loss is quadratic; otherwise None."""
        return self.objective if isinstance(self.objective, Moments) else None

    @property
    def known(self) -> bool:
        """Whether any loss of the view is known: those of a file are computed by the worker."""
        return bool(np.isfinite(self.grid).any())

    def losses(self, w: ArrayLike, b: ArrayLike) -> Floats:
        """The losses at points, which broadcast.

        They are exact if the loss is quadratic. Any other takes time that grows with the samples,
        so they are those of the grid, and nan outside the view.
        """
        if self.moments is not None:
            w, b = np.asarray(w, np.float64), np.asarray(b, np.float64)
            return np.asarray(self.moments.loss(w, b), np.float64)
        return Grid(self.view, self.grid).at(w, b)


def surface_of(objective: Objective, view: View, points: int = GRID) -> Surface:
    """The loss over a view, on a grid of this many points in each direction."""
    if isinstance(objective, Moments):
        return _bowl(objective, view)
    w = np.linspace(view.w_low, view.w_high, points)
    b = np.linspace(view.b_low, view.b_high, points)
    return surface_from(objective, Grid(view, on_grid(objective, w, b)))


def surface_from(objective: Objective, grid: Grid, *, whole: bool = True) -> Surface:
    """The surface of a loss that is not quadratic, known on a grid."""
    losses = grid.losses[np.isfinite(grid.losses)]
    levels = spread_levels(losses, LEVELS)
    if isinstance(objective, LandscapeObjective):
        # The grid misses the minima.
        known = [objective.loss(*each) for each in objective.minima if grid.view.holds(*each)]
        losses = np.append(losses, known)
    least = float(losses.min()) if losses.size else 0.0
    return Surface(objective, grid.view, grid.losses, levels, least, whole)


def _bowl(moments: Moments, view: View) -> Surface:
    grid = loss_grid(moments, view, GRID, GRID)
    losses = grid[np.isfinite(grid)]
    # The grid misses the optimum, in a narrow valley by a wide margin.
    if view.holds(*best_point(moments)):
        losses = np.append(losses, moments.least_loss)
    least = float(losses.min()) if losses.size else 0.0
    return Surface(moments, view, grid, loss_levels(losses, LEVELS), least)


def titled(titles: tuple[str, ...], *, whole: bool) -> tuple[str, ...]:
    """The titles of a picture of a surface, which say if a finer grid is being computed."""
    if whole:
        return titles
    return tuple(f"{COARSE} · {title}" for title in titles) or (COARSE,)


def update_entry(look: Look, *, large: bool = False) -> LegendEntry:
    """The marks of single updates on the trajectory: discs if `large`, otherwise blocks of dots."""
    dots = look.bold_markers.resolution == BLOCK.resolution
    sign = (_DISC if large else _BLOCK) if dots else look.markers.glyphs.step
    return entry(Named.UPDATE, sign, look.palette.path[0])


def legend(
    look: Look, *, unmoved: bool = False, optima: tuple[str, ...] = (Named.OPTIMUM,)
) -> tuple[LegendEntry, ...]:
    """The meaning of the glyphs, the most important first.

    Args:
        look: colours and markers.
        unmoved: whether the start is the present.
        optima: what the glyph of the optimum marks, and short; empty if nothing is marked.
    """
    palette, glyphs = look.palette, look.markers.glyphs
    best: tuple[LegendEntry, ...] = ()
    if optima == (Named.OPTIMUM,):
        best = (entry(Named.OPTIMUM, glyphs.optimum, palette.optimum),)
    elif optima:
        best = (LegendEntry(glyphs.optimum, palette.optimum, optima[0], optima[-1]),)
    if unmoved:
        return (entry(Named.NOW, glyphs.unmoved, palette.current, f" = {Named.START}"), *best)
    return (
        entry(Named.NOW, glyphs.current, palette.current),
        *best,
        entry(Named.START, glyphs.start, palette.start),
    )
