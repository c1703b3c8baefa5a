"""The paths of the classical methods across the surface, each with its name in the legend."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle

import numpy as np

from engine.theory.references import Reference
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.dashes import dashed
from tui.canvas.dot_marks import BLOCK, stamp
from tui.canvas.legend import LegendEntry
from tui.canvas.palette import Look
from tui.canvas.raster import Dots
from tui.text.numbers import whole

_DASHES = ((6, 8), (3, 5), (1, 3), (9, 12), (2, 6))
"""Dots drawn and period of each method's line."""
_MOST_MARKED = 60
_APART = (7, 3, 2, 5, 0)
"""Of the colours of runs, those that are farthest apart in every palette."""


def paths(plan: Layout, found: Sequence[Reference], look: Look) -> Cells:
    """The path of each method, dashed, its iterations marked if they are few."""
    dots = Dots(plan.area, look.markers)
    for shade, one in enumerate(found, 1):
        w, b = one.path.T
        dashed(dots, w, b, shade, _DASHES[(shade - 1) % len(_DASHES)])
        if one.iterations <= _MOST_MARKED:
            finite = np.isfinite(one.path).all(axis=1)
            stamp(dots, w[finite], b[finite], BLOCK, shade)
    signs = [look.markers.glyphs.dashed] * len(found)
    return dots.cells(tuple(_colours(found, look)), plan.columns, plan.rows, sign=signs)


def legend(found: Sequence[Reference], look: Look) -> tuple[LegendEntry, ...]:
    """The name of each method, with its iterations."""
    sign = look.markers.glyphs.dashed
    return tuple(
        LegendEntry(sign, colour, f"{one.method}, {whole(one.iterations)}", one.method)
        for one, colour in zip(found, _colours(found, look), strict=True)
    )


def _colours(found: Sequence[Reference], look: Look) -> list[int]:
    runs = look.palette.runs
    return [runs[place % len(runs)] for _one, place in zip(found, cycle(_APART), strict=False)]
