"""The trajectory in the box, and the three points. Both layers are drawn each frame."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats
from tui.canvas.cells import Cells
from tui.canvas.clip import clipped_parts
from tui.canvas.palette import Look, spread
from tui.canvas.raster import Dots
from tui.canvas.strokes import stroke_cells
from tui.views.surface_3d.horizon import FLOOR
from tui.views.surface_3d.relief import Relief
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


@dataclass(frozen=True, eq=False)
class Track:
    """The points of a trajectory.

    Attributes:
        w, b: in order, the start first.
        losses: the loss whose height each point has; None for the full loss, on the surface.
    """

    w: Floats
    b: Floats
    losses: Floats | None = None

    def part(self, rows: slice) -> Track:
        """Some of its points."""
        losses = None if self.losses is None else self.losses[rows]
        return Track(self.w[rows], self.b[rows], losses)

    def heights(self, relief: Relief) -> Floats:
        """The z of its points in the box."""
        losses = self.losses
        if losses is None:
            losses = relief.surface.moments.loss(self.w, self.b)
        return relief.z_of(losses)


def laid(solid: Solid, track: Track) -> tuple[Floats, Floats, Floats]:
    """A trajectory as w, b and z, clipped to the view and subdivided.

    It is straight from each point to the next, like the optimizer's steps, and follows the surface
    unless its points have losses of their own; nan where it leaves the view.
    """
    relief = solid.relief
    x, y = relief.ground(track.w, track.b)
    which, enter, leave = clipped_parts(x + 0.5, y + 0.5, 1, 1)
    z = track.heights(relief)
    starts, steps = (
        np.stack([part[which] for part in (x, y, z)]),
        np.stack([part[which + 1] - part[which] for part in (x, y, z)]),
    )
    first, last = starts + enter * steps, starts + leave * steps
    ends = [solid.projection.screen(*end) for end in (first, last)]
    far = np.hypot(ends[1][0] - ends[0][0], 2 * (ends[1][1] - ends[0][1]))
    stride = int(far.sum() // _MOST_CELLS) + 1
    if stride > 1:
        # They cross the view many times: a share of them looks the same.
        left = np.arange(far.size)[::-1]
        kept = (left < _LAST_KEPT) | (left % stride == 0)
        first, last, far = first[:, kept], last[:, kept], far[kept]
    pieces = np.clip(np.ceil(far / _FINENESS), 1, 200)
    if pieces.sum() > _MOST_POINTS:
        pieces = np.ceil(pieces * (_MOST_POINTS / pieces.sum()))
    counts = pieces.astype(np.intp) + 2
    ends_at = np.cumsum(counts)
    step = np.arange(ends_at[-1] if ends_at.size else 0) - np.repeat(ends_at - counts, counts)
    share = step / np.repeat(np.maximum(counts - 2, 1), counts)
    # The index after the last one is the gap before the next part.
    share[ends_at - 1] = np.nan
    way_x, way_y, way_z = np.repeat(first, counts, axis=1) + share * np.repeat(
        last - first, counts, axis=1
    )
    w, b = relief.plane(way_x, way_y)
    return w, b, way_z if track.losses is not None else relief.z_over(way_x, way_y)


def trajectory(solid: Solid, track: Track, look: Look) -> Cells:
    """The trajectory at its heights, its newest part brightest.

    Hidden parts are dotted and faint. Without the surface, its shadow on the floor shows its
    position. Points outside the view are left out.
    """
    projection, palette = solid.projection, look.palette
    size = projection.columns, projection.rows
    dots = Dots(projection.area, look.bold_markers)
    shadow = Dots(projection.area, look.markers)
    thick = dots.markers.finest and solid.horizon is not None
    last = len(track.w) - 1
    cuts = [*(int(share * last) for share in _SHADE_STARTS), last]
    for shade, (first, until) in enumerate(itertools.pairwise(cuts), 1):
        way_w, way_b, way_z = laid(solid, track.part(slice(first, until + 1)))
        u, v, away = solid.at(way_w, way_b, way_z)
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
    for place in _marked(solid, track):
        colour = int(cells.fore[place[1], place[0]])
        cells.put(*place, look.markers.glyphs.step, colour, bold=True)
    return cells


def marks_updates(solid: Solid, track: Track) -> bool:
    """Whether single updates are marked."""
    return bool(_marked(solid, track))


def _marked(solid: Solid, track: Track) -> list[tuple[int, int]]:
    """The cells of visible ends of updates whose steps are long enough, if updates are few."""
    if not 1 < len(track.w) <= _MOST_STEPS + 1:
        return []
    view, w, b = solid.relief.surface.view, track.w, track.b
    inside = (w >= view.w_low) & (w <= view.w_high) & (b >= view.b_low) & (b <= view.b_high)
    w, b = np.where(inside, w, np.nan), np.where(inside, b, np.nan)
    u, v, away = solid.at(w, b, track.heights(solid.relief))
    hidden = solid.hides(u, v, away)
    with np.errstate(invalid="ignore"):
        far = np.hypot(np.diff(u), np.diff(v)) >= _STEP_CELLS
    places = (
        solid.projection.area.cell(float(u[step]), float(v[step]))
        for step in np.flatnonzero(far) + 1
        if inside[step] and not hidden[step]
    )
    return [place for place in places if place is not None]


def _cell(
    solid: Solid, point: tuple[float, float], loss: float | None = None
) -> tuple[int, int] | None:
    """The cell of a point at the height of a loss, by default the full loss.

    None if it is outside the view or the screen.
    """
    if not solid.relief.surface.view.holds(*point):
        return None
    u, v, _ = _on_screen(solid, point, loss)
    return solid.projection.area.cell(float(u[0]), float(v[0]))


def _on_screen(
    solid: Solid, point: tuple[float, float], loss: float | None
) -> tuple[Floats, Floats, Floats]:
    w, b = np.array([point[0]]), np.array([point[1]])
    losses = None if loss is None else np.array([loss])
    return solid.at(w, b, Track(w, b, losses).heights(solid.relief))


def points(
    solid: Solid,
    look: Look,
    *,
    start: tuple[float, float],
    optimum: tuple[float, float],
    current: tuple[float, float] | None,
    losses: tuple[float | None, float | None] = (None, None),
) -> Cells:
    """The three points; if they overlap, the current one is on top.

    `losses` are those whose height the start and the current point have, by default the full loss.
    If the current point and the optimum share a cell, one glyph marks both. Hidden points are
    faint. An arrow shows where the current point has left the view.
    """
    cells = Cells.blank(solid.projection.columns, solid.projection.rows)
    palette, glyphs = look.palette, look.markers.glyphs
    if solid.horizon is None:
        for point, loss in ((start, losses[0]), (optimum, None), (current, losses[1])):
            if point is not None:
                cells = cells.overlay(_stem(solid, point, loss, look))
    _put_point(cells, solid, start, losses[0], glyphs.start, palette.start, look)
    best = _put_point(cells, solid, optimum, None, glyphs.optimum, palette.optimum, look)
    if current is None:
        return cells
    met = best is not None and best == _cell(solid, current, losses[1])
    sign = glyphs.arrived if met else glyphs.current
    if _put_point(cells, solid, current, losses[1], sign, palette.current, look) is None:
        _put_pointer(cells, solid, current, look)
    return cells


def _put_point(
    cells: Cells,
    solid: Solid,
    point: tuple[float, float],
    loss: float | None,
    sign: str,
    colour: int,
    look: Look,
) -> tuple[int, int] | None:
    place = _cell(solid, point, loss)
    if place is not None:
        hidden = bool(solid.hides(*_on_screen(solid, point, loss))[0])
        cells.put(*place, sign, look.palette.muted if hidden else colour, bold=not hidden)
    return place


def _stem(solid: Solid, point: tuple[float, float], loss: float | None, look: Look) -> Cells:
    """A vertical line from the floor to a point."""
    projection = solid.projection
    size = projection.columns, projection.rows
    if not solid.relief.surface.view.holds(*point):
        return Cells.blank(*size)
    x, y = solid.relief.ground(*point)
    _, top, _ = _on_screen(solid, point, loss)
    u, v, _ = projection.screen(np.full(2, x), np.full(2, y), np.array([FLOOR, FLOOR]))
    v[1] = top[0]
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
