"""Kept runs over each plot, each with a marker, a colour and a letter.

Kept runs do not change, so their curves are a static layer. Letters avoid the cells of other marks,
which may move.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np

from engine.arrays import Floats
from tui.canvas.area import PlotArea
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.legend import LegendEntry
from tui.canvas.markers import Markers
from tui.canvas.palette import Look
from tui.canvas.raster import Dots
from tui.model.kept_runs import LETTERS, KeptRun

Cell = tuple[int, int]
Curve = tuple[Floats, Floats]

_MARKS = "□△◇▽■◈◉◧"
"""Markers in the order of letters; plain text uses the lower-case letter itself."""
_MARKS_APART = 12
"""The least distance between two marks along a curve, in cells."""
_MOST_MARKS = 6
_BESIDE = sorted(
    ((right, up) for right in range(-8, 9) for up in range(-4, 5)),
    key=lambda step: (abs(step[0]) + 2 * abs(step[1]), step[0] < 0, step[1]),
)
"""Columns and rows from the end of a curve to the places tried for its letter, nearest first."""


def colour_of(run: KeptRun, look: Look) -> int:
    """The colour of the run in all plots."""
    colours = look.palette.runs
    return colours[LETTERS.index(run.letter) % len(colours)]


def mark_of(letter: str, look: Look) -> str:
    """The marker of the run in all plots and in the table."""
    if look.markers is Markers.ASCII:
        return letter.lower()
    return _MARKS[LETTERS.index(letter) % len(_MARKS)]


def kept_legend(runs: Sequence[KeptRun], look: Look, *, sign: str = "") -> tuple[LegendEntry, ...]:
    """The marker, or this sign, and the letter of each run; the first says what they are."""
    entries: list[LegendEntry] = []
    for run in runs:
        lead = "" if entries else "kept runs " if len(runs) > 1 else "kept run "
        mark = sign or mark_of(run.letter, look)
        entries.append(LegendEntry(mark, colour_of(run, look), lead + run.letter, run.letter))
    return tuple(entries)


class Drawn(NamedTuple):
    """Curves of the kept runs, drawn below the current run; letters and markers, above it."""

    curves: Cells
    letters: Cells


def lettered(plan: Layout, runs: Sequence[KeptRun], curves: Sequence[Curve], look: Look) -> Drawn:
    """Each run's curve in its colour, with marks and with its letter at the end."""
    return Drawn(kept_curves(plan, runs, curves, look), kept_letters(plan, runs, curves, look))


def kept_curves(
    plan: Layout, runs: Sequence[KeptRun], curves: Sequence[Curve], look: Look
) -> Cells:
    """Each run's curve in its colour."""
    markers = Markers.DOT if look.markers is Markers.QUADRANT else look.markers
    dots = Dots(plan.area, markers)
    for shade, curve in enumerate(curves, 1):
        if len(curve[0]):
            dots.line(*curve, shade)
    colours = tuple(colour_of(run, look) for run in runs)
    return dots.cells(colours, plan.columns, plan.rows, sign=look.markers.glyphs.thin)


def kept_letters(
    plan: Layout,
    runs: Sequence[KeptRun],
    curves: Sequence[Curve],
    look: Look,
    taken: Collection[Cell] = (),
) -> Cells:
    """Each run's marks along its curve, and its letter in the cell where the curve ends.

    If that cell is in `taken` or has another letter, the letter is in the nearest free cell.
    """
    letters = Cells.blank(plan.columns, plan.rows)
    for run, curve in zip(runs, curves, strict=True):
        for cell in _mark_places(plan.area, curve, _shift(run)):
            if cell not in taken:
                letters.put(*cell, mark_of(run.letter, look), colour_of(run, look), bold=True)
    used = set(taken)
    for run, curve in zip(runs, curves, strict=True):
        end = _last_place(plan.area, curve)
        place = None if end is None else _free_place(plan.area, end, used)
        if place is not None:
            used.add(place)
            letters.put(*place, run.letter, colour_of(run, look), bold=True)
    return letters


def letters_along(
    plan: Layout,
    runs: Sequence[KeptRun],
    curves: Sequence[Curve],
    look: Look,
    taken: Collection[Cell] = (),
) -> Cells:
    """Each run's letter several times on its curve, in cells that no letter has.

    Cells of `taken` are used if there are no others.
    """
    letters = Cells.blank(plan.columns, plan.rows)
    used: set[Cell] = set()
    for run, curve in zip(runs, curves, strict=True):
        cells = _crossed(plan.area, curve)
        for wanted in _mark_places(plan.area, curve, _shift(run)):
            free = [cell for cell in cells if cell not in used]
            free = [cell for cell in free if cell not in taken] or free
            if not free:
                break
            place = min(free, key=lambda cell: abs(cell[0] - wanted[0]) + abs(cell[1] - wanted[1]))
            used.add(place)
            letters.put(*place, run.letter, colour_of(run, look), bold=True)
    return letters


def _shift(run: KeptRun) -> float:
    """The shift of a run's marks as a share of their distance: overlapping curves show them all."""
    return (LETTERS.index(run.letter) + 1) / (len(LETTERS) + 1)


def _crossed(area: PlotArea, curve: Curve) -> list[Cell]:
    """The cells of the points of a curve that are inside, in order."""
    u, v = _inside(area, curve)
    top = area.row + area.rows - 1
    return [(area.column + int(column), top - int(row)) for column, row in zip(u, v, strict=True)]


def _inside(area: PlotArea, curve: Curve) -> Curve:
    """Columns and rows, from the bottom left of the area, of the points of a curve inside it."""
    u, v = area.dots(*curve)
    with np.errstate(invalid="ignore"):
        inside = (u >= 0) & (u < area.columns) & (v >= 0) & (v < area.rows)
    return u[inside], v[inside]


def _mark_places(area: PlotArea, curve: Curve, shift: float) -> list[Cell]:
    """Cells for the marks of a curve, evenly spaced on the screen.

    Args:
        area: the area of the plot.
        curve: x and y.
        shift: of the marks, as a share of their distance.
    """
    u, v = _inside(area, curve)
    if len(u) < 2:
        return []
    way = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(u), np.diff(v)))])
    apart = max(_MARKS_APART, float(way[-1]) / _MOST_MARKS)
    along = np.arange(shift * apart, float(way[-1]) - 1, apart)
    columns, rows = np.interp(along, way, u), np.interp(along, way, v)
    top = area.row + area.rows - 1
    return [
        (area.column + int(column), top - int(row))
        for column, row in zip(columns, rows, strict=True)
    ]


def _last_place(area: PlotArea, curve: Curve) -> Cell | None:
    """The cell of the last point of a curve that is inside; None if there is none."""
    cells = _crossed(area, curve)
    return cells[-1] if cells else None


def _free_place(area: PlotArea, end: Cell, used: Collection[Cell]) -> Cell | None:
    """The cell nearest to the end of a curve that is not in use."""
    for right, up in _BESIDE:
        place = end[0] + right, end[1] - up
        if area.holds(*place) and place not in used:
            return place
    return None
