"""The trajectory of a run in the (w, b) plane, and the points that it leads from and to."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from tui.canvas.area import PlotArea
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.curves import glyph, pointer
from tui.canvas.dot_marks import BLOCK, LARGE_RING, RING, fits, stamp
from tui.canvas.mixing import spread
from tui.canvas.palette import Look
from tui.canvas.raster import Dots

_MOST_STEPS = 60
_STEP_CELLS = 1.5
"""Updates are marked singly up to this number, and where they are this many columns apart."""
_ONE_DOT = 0.5
"""Points closer than this, in dots of the finest markers, cannot be told apart."""
_SHADE_STARTS = (0.0, 0.6, 0.92)
"""The share of the trajectory from which each shade of the palette is used."""
SHADES = len(_SHADE_STARTS)
_LAST_UPDATES = (sys.maxsize, 6, 2)
"""The last updates for which each shade is used where the trajectory grows."""


def trajectory(plan: Layout, w: Floats, b: Floats, look: Look, *, fading: bool = False) -> Cells:
    """The trajectory through (w, b), its newest part brightest, its updates marked if they are few.

    Where cells have enough dots, the start is a ring of them, so that the trajectory begins in it;
    none at the edge, where it would be cut and `points` has a glyph, and while the start is the
    present, which has one glyph for both.

    Args:
        plan: the layout of the axes.
        w, b: the points in order, the start first; points that are not finite are left out.
        look: colours and markers.
        fading: see `shade_cuts`.
    """
    dots = Dots(plan.area, look.bold_markers)
    last = len(w) - 1
    cuts = shade_cuts(last, fading=fading)
    marked = marked_updates(plan, w, b)
    for shade, (first, until) in enumerate(itertools.pairwise(cuts), 1):
        dots.line(w[first : until + 1], b[first : until + 1], shade)
        here = marked[(marked > first) & (marked <= until)]
        stamp(dots, w[here], b[here], BLOCK, shade)
    shades = spread(look.palette.path, SHADES, blend=look.palette.blend)
    moved = last > 0 and (w[0], b[0]) != (w[last], b[last])
    if moved and _has_ring(plan.area, (float(w[0]), float(b[0])), look):
        _put_start(dots, (float(w[0]), float(b[0])), len(shades) + 1, thick=look.thick)
    sign = look.bold_markers.glyphs.solid
    size = plan.columns, plan.rows
    cells = dots.cells((*shades, look.palette.start), *size, bold=len(shades), sign=sign)
    if not look.bold_markers.fine:
        for place in filter(None, (plan.area.cell(float(w[at]), float(b[at])) for at in marked)):
            colour = int(cells.fore[place[1], place[0]])
            cells.put(*place, look.markers.glyphs.step, colour, bold=True)
    return cells


def _has_ring(area: PlotArea, start: tuple[float, float], look: Look) -> bool:
    """Whether the start is a ring of dots: it has its shape, and is whole inside the area."""
    if look.bold_markers.resolution != RING.resolution:
        return False
    return LARGE_RING.fits(start, area) if look.thick else fits(area, start, RING)


def _put_start(dots: Dots, start: tuple[float, float], shade: int, *, thick: bool) -> None:
    """The ring of the start: a large one, empty inside, where all dots are made thick later."""
    if thick:
        LARGE_RING.clear(start, dots)
        LARGE_RING.at(start, dots, shade)
    else:
        stamp(dots, np.array(start[:1]), np.array(start[1:]), RING, shade)


def shade_cuts(last: int, *, fading: bool) -> list[int]:
    """The points where each shade of a trajectory begins, and the last point.

    Args:
        last: the number of the last point, from 0.
        fading: whether only the last updates are bright, as in a run that diverges.
    """
    starts = [max(last - count, 0) for count in _LAST_UPDATES]
    return [*(starts if fading else (int(share * last) for share in _SHADE_STARTS)), last]


def marked_updates(plan: Layout, w: Floats, b: Floats) -> NDArray[np.intp]:
    """The points of the trajectory that are marked: ends of updates whose steps can be told apart.

    Empty if there are too many updates.
    """
    if not 1 < len(w) <= _MOST_STEPS + 1:
        return np.empty(0, np.intp)
    u, v = plan.area.dots(w, b)
    with np.errstate(invalid="ignore"):
        far = np.hypot(np.diff(u), 2 * np.diff(v)) >= _STEP_CELLS
    return np.flatnonzero(far) + 1


def points(
    plan: Layout,
    look: Look,
    *,
    start: tuple[float, float],
    optima: Sequence[tuple[float, float]],
    current: tuple[float, float] | None,
) -> Cells:
    """Start, optima and current point; if they overlap, the current one is on top, then an optimum.

    The start is drawn with the trajectory where that has a ring for it. If the current point
    is the start, or cannot be told apart from an optimum, one glyph marks both. An arrow at the
    edge points to the current point outside the view, and to the first optimum if none is inside.
    """
    cells = Cells.blank(plan.columns, plan.rows)
    palette, glyphs, area = look.palette, look.markers.glyphs, plan.area
    if not _has_ring(area, start, look):
        glyph(cells, area, start, glyphs.start, palette.start)
    places = [glyph(cells, area, point, glyphs.optimum, palette.optimum) for point in optima]
    if optima and not any(places):
        pointer(cells, area, optima[0], glyphs, palette.optimum)
    if current is None:
        return cells
    for point, best in zip(optima, places, strict=True):
        if best is not None and _met(area, current, point):
            cells.put(*best, glyphs.arrived, palette.current, bold=True)
            return cells
    sign = glyphs.unmoved if current == start else glyphs.current
    if glyph(cells, area, current, sign, palette.current) is None:
        pointer(cells, area, current, glyphs, palette.current)
    return cells


def _met(area: PlotArea, current: tuple[float, float], optimum: tuple[float, float]) -> bool:
    """Whether two points share a cell, or a dot across the border between two cells."""
    if area.cell(*current) == area.cell(*optimum):
        return True
    (u, v), (best_u, best_v) = area.dots(*current, 2, 4), area.dots(*optimum, 2, 4)
    return bool(abs(u - best_u) <= _ONE_DOT and abs(v - best_v) <= _ONE_DOT)
