"""Kept runs over each plot, each with a marker, a colour and a letter.

Kept runs do not change, so these layers are static.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.arrays import Floats
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.markers import Markers
from tui.canvas.palette import Look
from tui.canvas.raster import Dots
from tui.model.kept_runs import LETTERS, KeptRun

_MARKS = "□△◇▽■◈◉◧"
"""Markers in the order of letters; plain text uses the lower-case letter itself."""
_MARKS_APART = 12
"""The least distance between two marks along a curve, in cells."""
_MOST_MARKS = 6
_BESIDE = sorted(
    ((across, down) for across in range(-8, 9) for down in range(-4, 5)),
    # Cells are twice as high as they are wide; to the right first.
    key=lambda step: (step[0] ** 2 + 4 * step[1] ** 2, -step[0], step[1]),
)
"""Steps from a cell to the cells around it, the nearest first."""


def colour_of(run: KeptRun, look: Look) -> int:
    """The colour of the run in all plots."""
    colours = look.palette.runs
    return colours[LETTERS.index(run.letter) % len(colours)]


def mark_of(letter: str, look: Look) -> str:
    """The marker of the run in all plots and in the table."""
    if look.markers is Markers.ASCII:
        return letter.lower()
    return _MARKS[LETTERS.index(letter) % len(_MARKS)]


class Drawn(NamedTuple):
    """Curves of the kept runs, drawn below the current run; letters and markers, above it."""

    curves: Cells
    letters: Cells


def lettered(
    plan: Layout, runs: Sequence[KeptRun], curves: Sequence[tuple[Floats, Floats]], look: Look
) -> Drawn:
    """Each run's curve in its colour, with marks and with its letter at the end.

    Where several end in one cell, the letters of the later ones stand beside it. A curve that ends
    outside has its letter where it was last inside.
    """
    markers = Markers.DOT if look.markers is Markers.QUADRANT else look.markers
    dots = Dots(plan.area, markers)
    colours = []
    for shade, (run, curve) in enumerate(zip(runs, curves, strict=True), 1):
        if len(curve[0]):
            dots.line(*curve, shade)
        colours.append(colour_of(run, look))
    sign = look.markers.glyphs.thin
    cells = dots.cells(tuple(colours), plan.columns, plan.rows, sign=sign)
    letters = Cells.blank(plan.columns, plan.rows)
    for run, curve, colour in zip(runs, curves, colours, strict=True):
        shift = (LETTERS.index(run.letter) + 1) / (len(LETTERS) + 1)
        for cell in _mark_places(plan, curve, shift):
            letters.put(*cell, mark_of(run.letter, look), colour, bold=True)
    taken: set[tuple[int, int]] = set()
    for run, curve, colour in zip(runs, curves, colours, strict=True):
        place = _end(plan, curve)
        free = _free(plan, place, taken) if place is not None else None
        if free is not None:
            taken.add(free)
            letters.put(*free, run.letter, colour, bold=True)
    return Drawn(cells, letters)


def _mark_places(plan: Layout, curve: tuple[Floats, Floats], shift: float) -> list[tuple[int, int]]:
    """Cells for the marks of a curve, evenly spaced on the screen.

    Args:
        plan: the layout of the axes.
        curve: x and y.
        shift: of the marks, as a share of their distance, so that marks of overlapping curves
            are in different cells.
    """
    u, v = plan.area.dots(*curve)
    with np.errstate(invalid="ignore"):
        inside = (u >= 0) & (u < plan.area.columns) & (v >= 0) & (v < plan.area.rows)
    u, v = u[inside], v[inside]
    if len(u) < 2:
        return []
    way = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(u), np.diff(v)))])
    apart = max(_MARKS_APART, float(way[-1]) / _MOST_MARKS)
    along = np.arange(shift * apart, float(way[-1]) - 1, apart)
    columns, rows = np.interp(along, way, u), np.interp(along, way, v)
    top = plan.area.row + plan.area.rows - 1
    return [
        (plan.area.column + int(column), top - int(row))
        for column, row in zip(columns, rows, strict=True)
    ]


def _end(plan: Layout, curve: tuple[Floats, Floats]) -> tuple[int, int] | None:
    """The cell of the last point of a curve that is inside; None if none is."""
    u, v = plan.area.dots(*curve)
    with np.errstate(invalid="ignore"):
        inside = (u >= 0) & (u < plan.area.columns) & (v >= 0) & (v < plan.area.rows)
    if not inside.any():
        return None
    last = int(np.flatnonzero(inside)[-1])
    top = plan.area.row + plan.area.rows - 1
    return plan.area.column + int(u[last]), top - int(v[last])


def _free(
    plan: Layout, place: tuple[int, int], taken: set[tuple[int, int]]
) -> tuple[int, int] | None:
    """The cell itself, or the nearest one without a letter."""
    cells = ((place[0] + across, place[1] + down) for across, down in _BESIDE)
    return next((cell for cell in cells if plan.area.holds(*cell) and cell not in taken), None)
