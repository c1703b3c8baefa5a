"""Marks at the edges of a loss plot where a loss lies outside the limits of its axis."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from engine.arrays import Floats
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.palette import Look
from tui.canvas.thin import dot_columns, rows_between

_HAIR = 1e-9
"""Rounding errors of the limits put no loss outside them."""


def edges(plan: Layout, curves: Iterable[tuple[tuple[Floats, Floats], int]], look: Look) -> Cells:
    """An arrow in each column with a loss below or above the limits.

    Those below are on the axis, those above in the first row, as are losses that are infinite or
    undefined.

    Args:
        plan: the layout of the axes.
        curves: x, increasing, and the losses, each with the colour of its arrows; the most
            important last.
        look: colours and markers.
    """
    cells = Cells.blank(plan.columns, plan.rows)
    area, y, glyphs = plan.area, plan.area.y, look.markers.glyphs
    if not area.columns or not area.rows:
        return cells
    hair = _HAIR * (y.low if y.log else y.high - y.low)
    bottom = area.row + area.rows - (not plan.framed)
    for (x, losses), colour in curves:
        rows = rows_between(x, area.x)
        over, seen = x[rows], losses[rows]
        with np.errstate(invalid="ignore"):
            below = seen < y.low - hair
            above = ~below & ~(seen <= y.high * (1 + _HAIR) if y.log else seen <= y.high + hair)
        for beyond, row, sign in ((below, bottom, glyphs.below), (above, area.row, glyphs.above)):
            if not beyond.any():
                continue
            columns = area.column + dot_columns(over[beyond], area.x, area.columns)
            cells.chars[row, columns], cells.fore[row, columns] = sign, colour
    return cells
