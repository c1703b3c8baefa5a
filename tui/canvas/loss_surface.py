"""The loss over a part of the (w, b) plane, its contour levels, and the legend of its glyphs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats
from engine.problems.linear_neuron.landscape import loss_grid, loss_levels
from engine.problems.linear_neuron.moments import Moments
from engine.problems.linear_neuron.quadratic import best_point
from engine.problems.view import View
from tui.canvas.dot_marks import BLOCK
from tui.canvas.legend import LegendEntry, Named, entry
from tui.canvas.palette import Look

LEVELS = 12
_GRID = 160
_BLOCK, _DISC = "⠶", "⢾⡷"


@dataclass(frozen=True, eq=False)
class Surface:
    """The loss over a view, and its contour levels.

    Attributes:
        moments: of the data; they give the loss at any (w, b).
        view: the part of the plane.
        grid: `loss_grid` over it.
        levels: increasing losses of the contour lines and edges of the bands; the logarithms of
            their heights above `least` are evenly spaced.
        least: the least loss in the view.
    """

    moments: Moments
    view: View
    grid: Floats
    levels: Floats
    least: float


def surface_of(moments: Moments, view: View) -> Surface:
    """The loss over a view."""
    grid = loss_grid(moments, view, _GRID, _GRID)
    losses = grid[np.isfinite(grid)]
    # The grid misses the optimum, in a narrow valley by a wide margin.
    if view.holds(*best_point(moments)):
        losses = np.append(losses, moments.least_loss)
    least = float(losses.min()) if losses.size else 0.0
    return Surface(moments, view, grid, loss_levels(losses, LEVELS), least)


def update_entry(look: Look, *, large: bool = False) -> LegendEntry:
    """The marks of single updates on the trajectory: discs if `large`, otherwise blocks of dots."""
    dots = look.bold_markers.resolution == BLOCK.resolution
    sign = (_DISC if large else _BLOCK) if dots else look.markers.glyphs.step
    return entry(Named.UPDATE, sign, look.palette.path[0])


def legend(look: Look, *, unmoved: bool = False) -> tuple[LegendEntry, ...]:
    """The meaning of the glyphs, the most important first; `unmoved`: the start is the present."""
    palette, glyphs = look.palette, look.markers.glyphs
    if unmoved:
        return (
            entry(Named.NOW, glyphs.unmoved, palette.current, f" = {Named.START}"),
            entry(Named.OPTIMUM, glyphs.optimum, palette.optimum),
        )
    return (
        entry(Named.NOW, glyphs.current, palette.current),
        entry(Named.OPTIMUM, glyphs.optimum, palette.optimum),
        entry(Named.START, glyphs.start, palette.start),
    )
