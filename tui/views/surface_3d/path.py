"""The trajectory on the solid, and the three points. Both layers are drawn each frame."""

from __future__ import annotations

import itertools
import math

import numpy as np

from engine.arrays import Floats
from tui.canvas.cells import Cells
from tui.canvas.clip import clipped_segments
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, spread
from tui.canvas.raster import Dots
from tui.canvas.strokes import stroke_cells
from tui.views.surface_3d.horizon import FLOOR
from tui.views.surface_3d.solid import Solid

_SHADE_STARTS = (0.0, 0.6, 0.92)
"""The share of the trajectory from which each shade of the palette is used."""
_FINENESS = 0.75
"""Cells between adjacent points of the trajectory on the surface."""
_MOST_POINTS = 9_000
_MOST_CELLS = 8_000
"""Length of a part of the trajectory above which not all of its updates are drawn."""
_LAST_KEPT = 100
_MOST_STEPS = 60
_STEP_CELLS = 2.0
"""Updates are marked singly up to this number, and where they are this far apart."""


def laid(solid: Solid, w: Floats, b: Floats) -> tuple[Floats, Floats]:
    """A path through points of the plane, clipped to the view and subdivided to follow the surface.

    It is straight from each point to the next, like the optimizer's steps; nan where it leaves the
    view.
    """
    x, y = (part + 0.5 for part in solid.relief.ground(w, b))
    parts = [part - 0.5 for part in clipped_segments(x, y, 1, 1)]
    x, y, last_x, last_y = parts
    first = solid.projection.screen(x, y, solid.relief.z_over(x, y))
    last = solid.projection.screen(last_x, last_y, solid.relief.z_over(last_x, last_y))
    far = np.hypot(last[0] - first[0], 2 * (last[1] - first[1]))
    stride = int(far.sum() // _MOST_CELLS) + 1
    if stride > 1:
        # They cross the view many times: a share of them looks the same.
        left = np.arange(far.size)[::-1]
        kept = (left < _LAST_KEPT) | (left % stride == 0)
        parts, far = [part[kept] for part in parts], far[kept]
    pieces = np.clip(np.ceil(far / _FINENESS), 1, 200)
    if pieces.sum() > _MOST_POINTS:
        pieces = np.ceil(pieces * (_MOST_POINTS / pieces.sum()))
    counts = pieces.astype(np.intp) + 2
    ends_at = np.cumsum(counts)
    step = np.arange(ends_at[-1] if ends_at.size else 0) - np.repeat(ends_at - counts, counts)
    share = step / np.repeat(np.maximum(counts - 2, 1), counts)
    # The index after the last one is the gap before the next part.
    share[ends_at - 1] = np.nan
    way_x, way_y = (
        np.repeat(parts[axis], counts) + share * np.repeat(parts[axis + 2] - parts[axis], counts)
        for axis in (0, 1)
    )
    return solid.relief.plane(way_x, way_y)


def trajectory(solid: Solid, w: Floats, b: Floats, look: Look) -> Cells:
    """The trajectory through (w, b) on the surface, its newest part brightest.

    Hidden parts are dotted and faint. Without the surface, its shadow on the floor shows its
    position.

    Args:
        solid: the relief seen by a camera.
        w, b: the points in order, the start first; points outside the view are left out.
        look: colours and markers.
    """
    projection, palette = solid.projection, look.palette
    size = projection.columns, projection.rows
    dots = Dots(projection.area, look.bold_markers)
    shadow = Dots(projection.area, look.markers)
    thick = dots.markers is Markers.BRAILLE and solid.horizon is not None
    last = len(w) - 1
    cuts = [*(int(share * last) for share in _SHADE_STARTS), last]
    for shade, (first, until) in enumerate(itertools.pairwise(cuts), 1):
        way_w, way_b = laid(solid, w[first : until + 1], b[first : until + 1])
        u, v, away = solid.on_surface(way_w, way_b)
        hidden = solid.hides(u, v, away)
        seen = np.where(hidden, np.nan, u)
        dots.line(seen, v, shade)
        if thick:
            dots.line(seen, v + 1 / dots.down, shade)
        if solid.horizon is None:
            x, y = solid.relief.ground(way_w, way_b)
            u, v, _ = projection.screen(x, y, FLOOR)
            shadow.line(u, v)
        else:
            shadow.points(u[hidden][::2], v[hidden][::2])
    shades = spread(palette.path, len(_SHADE_STARTS), blend=palette.blend)
    sign = look.bold_markers.glyphs.solid
    faint = shadow.cells((palette.muted,), *size, sign=look.markers.glyphs.contour)
    cells = faint.overlay(dots.cells(shades, *size, bold=len(shades), sign=sign))
    if 1 <= last <= _MOST_STEPS:
        _mark_steps(cells, solid, w, b, look)
    return cells


def _mark_steps(cells: Cells, solid: Solid, w: Floats, b: Floats, look: Look) -> None:
    """Mark the end of each update whose step is long enough to see."""
    view = solid.relief.surface.view
    inside = (w >= view.w_low) & (w <= view.w_high) & (b >= view.b_low) & (b <= view.b_high)
    w, b = np.where(inside, w, np.nan), np.where(inside, b, np.nan)
    u, v, away = solid.on_surface(w, b)
    hidden = solid.hides(u, v, away)
    with np.errstate(invalid="ignore"):
        far = np.hypot(np.diff(u), np.diff(v)) >= _STEP_CELLS
    for step in np.flatnonzero(far) + 1:
        place = _cell(solid, float(w[step]), float(b[step]))
        if place is not None and not hidden[step]:
            column, row = place
            colour = int(cells.fore[row, column])
            cells.put(column, row, look.markers.glyphs.step, colour, bold=True)


def _cell(solid: Solid, w: float, b: float) -> tuple[int, int] | None:
    """The cell of a point on the surface; None if it is outside the view or the screen."""
    if not solid.relief.surface.view.holds(w, b):
        return None
    u, v, _ = solid.on_surface(np.array(w), np.array(b))
    return solid.projection.area.cell(float(u), float(v))


def points(
    solid: Solid,
    look: Look,
    *,
    start: tuple[float, float],
    optimum: tuple[float, float],
    current: tuple[float, float] | None,
) -> Cells:
    """The three points on the surface; if they overlap, the current one is on top.

    If the current point and the optimum share a cell, one glyph marks both. Hidden points are
    faint. An arrow shows where the current point has left the view.
    """
    cells = Cells.blank(solid.projection.columns, solid.projection.rows)
    palette, glyphs = look.palette, look.markers.glyphs
    if solid.horizon is None:
        for point in (start, optimum, current):
            if point is not None:
                cells = cells.overlay(_stem(solid, point, look))
    _put_point(cells, solid, start, glyphs.start, palette.start, look)
    best = _put_point(cells, solid, optimum, glyphs.optimum, palette.optimum, look)
    if current is None:
        return cells
    met = best is not None and best == _cell(solid, *current)
    sign = glyphs.arrived if met else glyphs.current
    if _put_point(cells, solid, current, sign, palette.current, look) is None:
        _put_pointer(cells, solid, current, look)
    return cells


def _put_point(
    cells: Cells, solid: Solid, point: tuple[float, float], sign: str, colour: int, look: Look
) -> tuple[int, int] | None:
    place = _cell(solid, *point)
    if place is not None:
        u, v, away = solid.on_surface(np.array([point[0]]), np.array([point[1]]))
        hidden = bool(solid.hides(u, v, away)[0])
        cells.put(*place, sign, look.palette.muted if hidden else colour, bold=not hidden)
    return place


def _stem(solid: Solid, point: tuple[float, float], look: Look) -> Cells:
    """A vertical line from the floor to a point."""
    projection = solid.projection
    size = projection.columns, projection.rows
    if not solid.relief.surface.view.holds(*point):
        return Cells.blank(*size)
    x, y = solid.relief.ground(*point)
    ends = np.array([FLOOR, float(solid.relief.z_over(x, y))])
    u, v, _ = projection.screen(np.full(2, x), np.full(2, y), ends)
    return stroke_cells(projection.area, look.markers, u, v, size, look.palette.muted)


def _put_pointer(cells: Cells, solid: Solid, point: tuple[float, float], look: Look) -> None:
    """Put an arrow at the edge of the surface closest to a point outside the view."""
    x, y = (float(part) for part in solid.relief.ground(*point))
    if not (math.isfinite(x) and math.isfinite(y)):
        return
    edge_x, edge_y = min(max(x, -0.5), 0.5), min(max(y, -0.5), 0.5)
    u, v, _ = solid.projection.screen(edge_x, edge_y, solid.relief.z_over(edge_x, edge_y))
    place = solid.projection.area.cell(float(u), float(v))
    if place is None:
        return
    across, up, _ = solid.projection.camera.project(x - edge_x, y - edge_y, 0.0)
    glyphs = look.markers.glyphs
    if abs(float(across)) >= abs(float(up)):
        sign = glyphs.right if across > 0 else glyphs.left
    else:
        sign = glyphs.above if up > 0 else glyphs.below
    cells.put(*place, sign, look.palette.current, bold=True)
