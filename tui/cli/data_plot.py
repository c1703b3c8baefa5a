"""A small plot of two columns and their least-squares line, as plain text."""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats
from engine.data.preview import spread_rows
from tui.canvas.axes import Axis, Layout, layout_named
from tui.canvas.axes_drawing import axes_cells
from tui.canvas.cells import NO_COLOUR, Cells
from tui.canvas.curves import static_lines, static_points
from tui.canvas.limits import round_limits
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for

_ROWS = 16
_MOST_POINTS = 20_000
_CELLS_PER_GLYPH = 3
_COLUMNS_OF_A_DASH = 3
"""Every so many columns of the line one is left blank, so that it differs from the points."""


def plot_text(
    points: tuple[Floats, Floats],
    names: tuple[str, str],
    line: tuple[float, float] | None,
    columns: int,
    *,
    ascii_only: bool = False,
) -> str:
    """Points (x, y), and the line y = w x + b, in `columns` cells; no colours.

    Args:
        points: x and y, both (n,), finite.
        names: of the two axes.
        line: (w, b); None for no line.
        columns: the width.
        ascii_only: whether only characters of ASCII are used.
    """
    x, y = points
    drawn = spread_rows(x.size, _MOST_POINTS)
    markers = Markers.ASCII if ascii_only else Markers.BRAILLE
    look = Look(palette_for(dark=True, colours=None), markers)
    x_axis = Axis(round_limits(float(x.min()), float(x.max())), names[0])
    y_axis = Axis(round_limits(float(y.min()), float(y.max())), names[1])
    plan = layout_named(columns, _ROWS, x_axis, (names[0],), y_axis)
    few = x.size * _CELLS_PER_GLYPH <= plan.area.columns * plan.area.rows
    points_as = Markers.DOT if few and not ascii_only else markers
    glyph = look.markers.glyphs.sample
    layers = [static_points(plan, points_as, x[drawn], y[drawn], NO_COLOUR, glyph)]
    if line is not None:
        # Few points lie on the line; many would hide it.
        layers.insert(0 if few else 1, _dashes(plan, line, look))
    cells = axes_cells(plan, look)
    for layer in layers:
        cells = cells.overlay(layer)
    return "\n".join(row.rstrip() for row in cells.lines()).rstrip() + "\n"


def _dashes(plan: Layout, line: tuple[float, float], look: Look) -> Cells:
    across = np.arange(plan.area.columns)
    u = np.array([plan.area.x.value((k + 0.5) / across.size) for k in across.tolist()])
    v = np.where(across % _COLUMNS_OF_A_DASH, line[0] * u + line[1], np.nan)
    sign = look.markers.glyphs.dashed
    return static_lines(plan, Markers.ASCII, [(u, v, NO_COLOUR, sign)])
