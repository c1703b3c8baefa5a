"""The trajectory in the box, with its start and its updates. Drawn each frame."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from tui.canvas.cells import Cells
from tui.canvas.clip import clipped_parts
from tui.canvas.dot_marks import BLOCK, DISC, RING, stamp
from tui.canvas.mixing import spread
from tui.canvas.palette import Look
from tui.canvas.raster import Dots
from tui.canvas.trajectory import SHADES, shade_cuts
from tui.views.surface_3d.horizon import FLOOR
from tui.views.surface_3d.relief import Relief
from tui.views.surface_3d.solid import Solid

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
            losses = relief.surface.losses(self.w, self.b)
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


def trajectory(solid: Solid, track: Track, look: Look, *, fading: bool = False) -> Cells:
    """The trajectory at its heights, its newest part brightest; see `shade_cuts` for `fading`.

    Hidden parts are dotted and faint. Without the surface, its shadow on the floor shows its
    position. Points outside the view are left out.
    """
    projection, palette = solid.projection, look.palette
    size = projection.columns, projection.rows
    dots = Dots(projection.area, look.bold_markers)
    shadow = Dots(projection.area, look.markers)
    thick = dots.markers.finest and solid.horizon is not None
    cuts = shade_cuts(len(track.w) - 1, fading=fading)
    marked = _marked(solid, track)
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
        here = (marked.rows > first) & (marked.rows <= until)
        if dots.markers.fine:
            # The line is two dots thick.
            mark = DISC if dots.markers.finest else BLOCK
            stamp(dots, marked.u[here], marked.v[here], mark, shade)
    shades = spread(palette.path, SHADES, blend=palette.blend)
    sign = look.bold_markers.glyphs.solid
    faint = shadow.cells((palette.muted,), *size, sign=look.markers.glyphs.contour)
    colours = (*shades, palette.muted, palette.start)
    _stamp_start(solid, track, dots, len(shades) + 1)
    cells = faint.overlay(dots.cells(colours, *size, bold=len(shades), sign=sign))
    if not dots.markers.fine:
        _put_steps(cells, solid, marked, look)
    return cells


def rings_start(look: Look) -> bool:
    """Whether the start is a ring of dots on the trajectory, because cells have enough of them."""
    return look.bold_markers.resolution == RING.resolution


def _moved(track: Track) -> bool:
    """Whether the trajectory ends elsewhere than at the start."""
    return len(track.w) > 1 and (track.w[0] != track.w[-1] or track.b[0] != track.b[-1])


def _stamp_start(solid: Solid, track: Track, dots: Dots, hidden: int) -> None:
    """A ring around the start, in the shade `hidden` behind the surface, else in the next one."""
    if dots.markers.resolution != RING.resolution or not _moved(track):
        return
    start = track.part(slice(0, 1))
    if not solid.relief.surface.view.holds(float(start.w[0]), float(start.b[0])):
        return
    u, v, away = solid.at(start.w, start.b, start.heights(solid.relief))
    shade = hidden if solid.hides(u, v, away)[0] else hidden + 1
    stamp(dots, u, v, RING, shade)


def _put_steps(cells: Cells, solid: Solid, marked: _Marked, look: Look) -> None:
    """Glyphs at the ends of updates, where cells are not divided into dots."""
    for u, v in zip(marked.u.tolist(), marked.v.tolist(), strict=True):
        place = solid.projection.area.cell(u, v)
        if place is not None:
            colour = int(cells.fore[place[1], place[0]])
            cells.put(*place, look.markers.glyphs.step, colour, bold=True)


@dataclass(frozen=True, eq=False)
class _Marked:
    """The visible ends of updates: rows of the track, columns and rows on the screen."""

    rows: NDArray[np.intp]
    u: Floats
    v: Floats


def marks_updates(solid: Solid, track: Track) -> bool:
    """Whether single updates are marked."""
    return bool(_marked(solid, track).rows.size)


def _marked(solid: Solid, track: Track) -> _Marked:
    """The visible ends of updates whose steps are long enough, if updates are few."""
    if not 1 < len(track.w) <= _MOST_STEPS + 1:
        return _Marked(np.empty(0, np.intp), np.empty(0), np.empty(0))
    view, w, b = solid.relief.surface.view, track.w, track.b
    inside = (w >= view.w_low) & (w <= view.w_high) & (b >= view.b_low) & (b <= view.b_high)
    w, b = np.where(inside, w, np.nan), np.where(inside, b, np.nan)
    u, v, away = solid.at(w, b, track.heights(solid.relief))
    hidden = solid.hides(u, v, away)
    with np.errstate(invalid="ignore"):
        far = np.hypot(np.diff(u), np.diff(v)) >= _STEP_CELLS
    rows = np.flatnonzero(far) + 1
    rows = rows[inside[rows] & ~hidden[rows]]
    area = solid.projection.area
    rows = rows[(u[rows] >= 0) & (u[rows] < area.columns) & (v[rows] >= 0) & (v[rows] < area.rows)]
    return _Marked(rows, u[rows], v[rows])
