"""Contour lines of the loss over a part of the (w, b) plane."""

from __future__ import annotations

from typing import cast

import numpy as np

from engine.arrays import Floats
from engine.problems.view import View
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.loss_surface import Surface
from tui.canvas.markers import Markers
from tui.canvas.mixing import spread
from tui.canvas.palette import Look
from tui.canvas.raster import Dots

_FEWEST_LINES = 4
_GAP = np.full((1, 2), np.nan)


def drawn_levels(plan: Layout, surface: Surface, look: Look) -> range:
    """The levels that have a line: all, or every second or third if space is short.

    The lowest line, around the optimum, is always drawn.
    """
    room = plan.area.rows
    # Lines of one colour need more space between them, and lines of large dots still more.
    if not look.markers.finest:
        room //= 4
    elif not look.palette.blend:
        room //= 2
    count = surface.levels.size
    return range(0, count, -(-count // max(room, _FEWEST_LINES)))


def contours(plan: Layout, surface: Surface, look: Look) -> Cells:
    """Contour lines at the levels of the surface; at fewer levels if space is short.

    Drawn with numpy, because plotext takes up to 100 ms for each step of panning or zooming.
    """
    area = plan.area
    if not area.columns or not area.rows:
        return Cells.blank(plan.columns, plan.rows)
    # Blocks would hide the bands.
    markers = look.markers if look.markers.finest else Markers.DOT
    chosen = drawn_levels(plan, surface, look)
    levels = surface.levels[:: chosen.step]
    dots = Dots(area, markers)
    for shade, lines in enumerate(contour_lines(surface.grid, surface.view, levels), 1):
        # At once, with gaps between: most lines are short.
        parts = [part for line in lines for part in (line, _GAP)]
        if parts:
            w, b = np.concatenate(parts).T
            dots.line(w, b, shade)
    colours = spread(look.palette.contours, surface.levels.size, blend=look.palette.blend)
    sign = look.markers.glyphs.contour
    return dots.cells(colours[:: chosen.step], plan.columns, plan.rows, sign=sign)


def contour_lines(grid: Floats, view: View, levels: Floats) -> list[list[Floats]]:
    """The lines of each level as (n, 2) arrays of (w, b)."""
    # Imported late: not needed before the first surface is drawn.
    from contourpy import LineType, contour_generator

    rows, columns = grid.shape
    generator = contour_generator(
        np.linspace(view.w_low, view.w_high, columns),
        np.linspace(view.b_low, view.b_high, rows),
        np.ma.masked_invalid(grid),
        line_type=LineType.Separate,
    )
    return [cast("list[Floats]", generator.lines(float(level))) for level in levels]
