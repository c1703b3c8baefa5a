"""The loss as a solid block with the trajectory on it: what view 6 shows inside its box.

Static layer, which changes with the data, the view, the size and the camera: `body`. Dynamic ones,
drawn each frame: `trajectory`, `points`.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from tui.plots.camera import Camera
from tui.plots.cells import NO_COLOUR, Cells
from tui.plots.clip import clipped_segments
from tui.plots.horizon import (
    FLOOR,
    Horizon,
    Projection,
    Seen,
    horizon_of,
    projection_of,
    seen_by,
)
from tui.plots.markers import Markers
from tui.plots.palette import Look, Palette, mix, spread
from tui.plots.raster import Dots
from tui.plots.relief import RISE, Relief
from tui.plots.strokes import stroke_cells
from tui.plots.surface import LEVELS

Floats = NDArray[np.float64]

_LIGHT = np.array([-0.45, 0.5, 0.75])
"""Where the light comes from, seen from the camera: across, towards it, upwards."""
_LIT = 7
"""Steps between the darkest and the brightest of a colour: few, so that cells in a row are alike
and take few bytes."""
_WALLS = (0, 2)
"""The steps of walls that face to the right and to the left."""
_RAMP, _ASCII_RAMP = "░▒▓█", ".:=+%"
"""From dark to bright, where there are no colours."""
_WALL, _ASCII_WALL = "│", "|"
_FEW_COLOURS = 2
_CELLS_PER_MESH, _CELLS_PER_COARSE_MESH = 5, 8
_FEWEST_MESH, _MOST_MESH = 8, 28
_MESH_SAMPLES = 72
_SHADE_STARTS = (0.0, 0.6, 0.92)
"""From which share of the trajectory on each of the palette's shades is used."""
_FINENESS = 0.75
"""Cells between neighbouring points of the trajectory where it is laid on the surface."""
_MOST_POINTS = 9_000
_MOST_CELLS = 8_000
"""Length of a part of the trajectory from which on not all of its updates are drawn."""
_LAST_KEPT = 100
_MOST_STEPS = 60
_STEP_CELLS = 2.0
"""Updates are marked one by one while they are few, and where they are so far apart."""


class Style(StrEnum):
    """What is drawn; a key cycles through them."""

    FILLED = "filled"
    MESH = "mesh"
    BARE = "trajectory"

    @property
    def next(self) -> Style:
        """The one that the key goes to from here."""
        members = list(Style)
        return members[(members.index(self) + 1) % len(members)]


def default_style(look: Look) -> Style:
    """Without colours a mesh looks most like a solid."""
    return Style.MESH if look.palette.bands == (NO_COLOUR,) else Style.FILLED


@dataclass(frozen=True, eq=False)
class Scene:
    """A relief as a camera sees it.

    Attributes:
        relief: the surface and its heights.
        projection: how its box lies on the screen.
        horizon: what hides what; None where there is just the trajectory, which nothing hides.
    """

    relief: Relief
    projection: Projection
    horizon: Horizon | None

    def on_surface(self, w: Floats, b: Floats) -> tuple[Floats, Floats, Floats]:
        """Column, row and distance of (w, b) on the surface."""
        x, y = self.relief.ground(w, b)
        return self.projection.screen(
            x, y, self.relief.z_of(self.relief.surface.moments.loss(w, b))
        )

    def hides(self, u: Floats, v: Floats, away: Floats) -> NDArray[np.bool_]:
        """Whether points on the screen are behind the surface."""
        if self.horizon is None:
            return np.zeros(np.shape(u), np.bool_)
        return self.horizon.hides(u, v, away)


def scene_of(
    columns: int,
    rows: int,
    relief: Relief,
    camera: Camera,
    style: Style,
    focus: tuple[float, float],
) -> Scene:
    """The relief in a plot of this size; zooming leaves `focus`, a (w, b), where it is."""
    x, y = (np.clip(part, -0.5, 0.5) for part in relief.ground(*focus))
    at = (float(x), float(y), float(relief.z_over(x, y)))
    projection = projection_of(columns, rows, camera, at)
    return Scene(
        relief, projection, None if style is Style.BARE else horizon_of(projection, relief)
    )


def body(scene: Scene, style: Style, look: Look) -> Cells:
    """The surface; nothing in the style that shows the trajectory alone."""
    size = scene.projection.columns, scene.projection.rows
    area = scene.projection.area
    if scene.horizon is None or not area.columns or not area.rows:
        return Cells.blank(*size)
    halves = style is Style.FILLED and look.markers.fine and look.palette.bands != (NO_COLOUR,)
    seen = seen_by(horizon_of(scene.projection, scene.relief, 1), 2 if halves else 1)
    if style is Style.MESH:
        return mesh(scene, seen, look)
    if look.palette.bands == (NO_COLOUR,):
        return _toned(scene, seen, look)
    colours = _colours(scene, seen, look.palette)
    filled = Cells.blank(*size)
    place = np.s_[area.row : area.row + area.rows, :]
    if not halves:
        filled.back[place] = colours[::-1]
    else:
        _put_halves(filled, area.row, colours[::-1])
    # Without shades between the bands, lines say how it is bent.
    return filled if look.palette.blend else filled.overlay(mesh(scene, seen, look, every=2))


def _put_halves(cells: Cells, row: int, colours: NDArray[np.int32]) -> None:
    """Two places above each other in each cell, the upper row of places first."""
    upper, lower = colours[0::2], colours[1::2]
    place = np.s_[row : row + len(upper), :]
    alike = upper == lower
    only_upper = (lower == NO_COLOUR) & ~alike
    cells.chars[place] = np.where(alike, " ", np.where(upper == NO_COLOUR, "▄", "▀"))
    cells.fore[place] = np.where(alike, NO_COLOUR, np.where(upper == NO_COLOUR, lower, upper))
    cells.back[place] = np.where(
        only_upper | ((upper == NO_COLOUR) & ~alike), NO_COLOUR, np.where(alike, upper, lower)
    )


def _band(relief: Relief, seen: Seen) -> NDArray[np.intp]:
    """The band of loss at each place: on walls, of the loss that is so high."""
    with np.errstate(invalid="ignore"):
        loss = relief.losses(seen.x, seen.y)
        loss = np.where(seen.wall, relief.loss_at(seen.z / RISE + 0.5), loss)
    return np.searchsorted(relief.surface.levels, loss, side="right")


def _light(scene: Scene, seen: Seen) -> Floats:
    """How bright the surface is at each place, 0 to 1: the cosine of its angle to the light."""
    relief, hair = scene.relief, 2e-3
    with np.errstate(invalid="ignore"):
        slope_x = relief.z_over(seen.x + hair, seen.y) - relief.z_over(seen.x - hair, seen.y)
        slope_y = relief.z_over(seen.x, seen.y + hair) - relief.z_over(seen.x, seen.y - hair)
        slope_x, slope_y = slope_x / (2 * hair), slope_y / (2 * hair)
        away_x, away_y = scene.projection.camera.ground
        # The normal (-slope_x, -slope_y, 1) along the light's three directions.
        across = -slope_x * away_y + slope_y * away_x
        towards = slope_x * away_x + slope_y * away_y
        light = _LIGHT / np.linalg.norm(_LIGHT)
        cosine = (across * light[0] + towards * light[1] + light[2]) / np.sqrt(
            slope_x**2 + slope_y**2 + 1
        )
    return np.asarray(np.clip(np.nan_to_num(cosine), 0.0, 1.0))


def _steps(scene: Scene, seen: Seen, count: int) -> NDArray[np.intp]:
    """The brightness in so many steps from 0; walls have their own."""
    steps = np.minimum((_light(scene, seen) * count).astype(np.intp), count - 1)
    # The wall's side: of w or of b, whichever edge of the box is nearer.
    with np.errstate(invalid="ignore"):
        along_w = 0.5 - np.abs(seen.y) < 0.5 - np.abs(seen.x)
    away_x, away_y = scene.projection.camera.ground
    # A wall along w faces to the right if that is where its normal, ±b, points.
    w_right = (away_x > 0) == (away_y > 0)
    right = np.where(along_w, w_right, not w_right)
    return np.where(seen.wall, np.where(right, *_WALLS), steps)


def _colours(scene: Scene, seen: Seen, palette: Palette) -> NDArray[np.int32]:
    """The colour at each place."""
    table = np.array(_shaded(palette), np.int32)
    steps = _steps(scene, seen, _LIT) if palette.blend else np.zeros(seen.x.shape, np.intp)
    band = _band(scene.relief, seen)
    if len(set(palette.bands)) <= _FEW_COLOURS:
        # Narrow stripes of two colours on the walls too would be a maze.
        band = np.where(seen.wall, 0, band)
    colours = table[band, steps]
    return np.where(np.isnan(seen.x), NO_COLOUR, colours).astype(np.int32)


def _shaded(palette: Palette) -> list[list[int]]:
    """Each band's colour from dark to bright."""
    bands = spread(palette.bands, LEVELS + 1, blend=palette.blend)
    if not palette.blend:
        return [[band] for band in bands]
    lines = spread(palette.contours, LEVELS + 1)
    light_ground = sum(palette.bands[-1].to_bytes(3)) > sum(palette.contours[-1].to_bytes(3))
    shaded = []
    for band, line in zip(bands, lines, strict=True):
        if light_ground:
            dark, bright = mix(band, line, 0.45), mix(band, 0xFFFFFF, 0.12)
        else:
            dark, bright = mix(band, 0x000000, 0.3), mix(band, line, 0.72)
        shaded.append([mix(dark, bright, step / (_LIT - 1)) for step in range(_LIT)])
    return shaded


def _toned(scene: Scene, seen: Seen, look: Look) -> Cells:
    """The surface in characters from thin to dense."""
    ascii_only = look.markers is Markers.ASCII
    ramp, wall = (_ASCII_RAMP, _ASCII_WALL) if ascii_only else (_RAMP, _WALL)
    signs = np.array(list(ramp))[np.minimum(_steps(scene, seen, len(ramp)), len(ramp) - 1)]
    signs = np.where(seen.wall, wall, np.where(np.isnan(seen.x), " ", signs))
    cells = Cells.blank(scene.projection.columns, scene.projection.rows)
    area = scene.projection.area
    cells.chars[area.row : area.row + area.rows] = signs[::-1]
    return cells


def mesh(scene: Scene, seen: Seen, look: Look, every: int = 1) -> Cells:
    """Lines of equal w and of equal b, without what is hidden, each cell in its band's colour.

    Args:
        scene: what is looked at.
        seen: what is seen in each cell.
        look: colours and markers.
        every: draw just every so manieth line.
    """
    projection, relief = scene.projection, scene.relief
    wide = projection.scale[0] / projection.camera.zoom
    cells_each = _CELLS_PER_MESH if look.markers.fine else _CELLS_PER_COARSE_MESH
    count = int(np.clip(wide / cells_each, _FEWEST_MESH, _MOST_MESH)) // every
    at, along = np.meshgrid(
        np.linspace(-0.5, 0.5, count + 1), np.linspace(-0.5, 0.5, _MESH_SAMPLES), indexing="ij"
    )
    x, y = np.concatenate([at, along]), np.concatenate([along, at])
    u, v, away = projection.screen(x, y, relief.z_over(x, y))
    u[scene.hides(u, v, away)] = np.nan
    posts_u, posts_v = _posts(scene, count)
    u, v = np.append(apart(u), posts_u), np.append(apart(v), posts_v)
    markers = look.markers
    size = projection.columns, projection.rows
    cells = stroke_cells(projection.area, markers, u, v, size, look.palette.muted)
    if look.palette.bands == (NO_COLOUR,):
        return cells
    area = projection.area
    colours = np.array(spread(look.palette.contours, LEVELS + 1, blend=look.palette.blend))
    band = _band(relief, seen)
    down = len(band) // max(area.rows, 1)
    colour = np.where(np.isnan(seen.x), NO_COLOUR, colours[band])[::-1][::down]
    place = np.s_[area.row : area.row + area.rows, :]
    drawn = (cells.chars[place] != " ") & (colour != NO_COLOUR)
    cells.fore[place] = np.where(drawn, colour, cells.fore[place])
    return cells


def _posts(scene: Scene, count: int) -> tuple[Floats, Floats]:
    """The two walls that are seen: upright lines from the floor to the surface, and their foot."""
    away_x, away_y = scene.projection.camera.ground
    steps = np.linspace(-0.5, 0.5, count // 2 + 1)
    near_x, near_y = math.copysign(0.5, -away_x), math.copysign(0.5, -away_y)
    x = np.append(np.full(steps.size, near_x), steps)
    y = np.append(steps, np.full(steps.size, near_y))
    top = scene.relief.z_over(x, y)
    ends = np.stack([np.full(x.size, FLOOR), top], axis=1)
    u, v, _ = scene.projection.screen(x[:, None], y[:, None], ends)
    # In short pieces: a line's dots are exact at the ends of each.
    along = np.linspace(0.0, 1.0, _MESH_SAMPLES)
    foot_x = np.append(near_x * (2 * along - 1), np.full(along.size, near_x))
    foot_y = np.append(np.full(along.size, near_y), near_y * (1 - 2 * along))
    foot_u, foot_v, _ = scene.projection.screen(foot_x, foot_y, FLOOR)
    return np.append(apart(u), foot_u), np.append(apart(v), foot_v)


def apart(lines: Floats) -> Floats:
    """Rows of points as one line with gaps between them."""
    return np.concatenate([lines, np.full((len(lines), 1), np.nan)], axis=1).ravel()


def laid(scene: Scene, w: Floats, b: Floats) -> tuple[Floats, Floats]:
    """The way through points of the plane, as far as it is in the view, fine enough to be laid.

    Straight from each point to the next, as the optimizer steps; nan where it leaves the view.
    """
    x, y = (part + 0.5 for part in scene.relief.ground(w, b))
    parts = [part - 0.5 for part in clipped_segments(x, y, 1, 1)]
    x, y, last_x, last_y = parts
    first = scene.projection.screen(x, y, scene.relief.z_over(x, y))
    last = scene.projection.screen(last_x, last_y, scene.relief.z_over(last_x, last_y))
    far = np.hypot(last[0] - first[0], 2 * (last[1] - first[1]))
    stride = int(far.sum() // _MOST_CELLS) + 1
    if stride > 1:
        # They cross everything many times over: a share of them looks the same.
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
    # One more than the last is the gap before the next.
    share[ends_at - 1] = np.nan
    way_x, way_y = (
        np.repeat(parts[axis], counts) + share * np.repeat(parts[axis + 2] - parts[axis], counts)
        for axis in (0, 1)
    )
    return scene.relief.plane(way_x, way_y)


def trajectory(scene: Scene, w: Floats, b: Floats, look: Look) -> Cells:
    """The way from the start through (w, b) on the surface, its newest part brightest.

    What is behind the surface is dotted and faint. Without the surface, its shadow on the floor
    says where it is.

    Args:
        scene: what is looked at.
        w, b: the points in order, the start first; what is outside the view is left out.
        look: colours and markers.
    """
    projection, palette = scene.projection, look.palette
    size = projection.columns, projection.rows
    dots = Dots(projection.area, look.bold_markers)
    shadow = Dots(projection.area, look.markers)
    thick = dots.markers is Markers.BRAILLE and scene.horizon is not None
    last = len(w) - 1
    cuts = [*(int(share * last) for share in _SHADE_STARTS), last]
    for shade, (first, until) in enumerate(itertools.pairwise(cuts), 1):
        way_w, way_b = laid(scene, w[first : until + 1], b[first : until + 1])
        u, v, away = scene.on_surface(way_w, way_b)
        hidden = scene.hides(u, v, away)
        seen = np.where(hidden, np.nan, u)
        dots.line(seen, v, shade)
        if thick:
            dots.line(seen, v + 1 / dots.down, shade)
        if scene.horizon is None:
            x, y = scene.relief.ground(way_w, way_b)
            u, v, _ = projection.screen(x, y, FLOOR)
            shadow.line(u, v)
        else:
            shadow.points(u[hidden][::2], v[hidden][::2])
    shades = spread(palette.path, len(_SHADE_STARTS), blend=palette.blend)
    sign = look.bold_markers.glyphs.solid
    faint = shadow.cells((palette.muted,), *size, sign=look.markers.glyphs.contour)
    cells = faint.overlay(dots.cells(shades, *size, bold=len(shades), sign=sign))
    if 1 <= last <= _MOST_STEPS:
        _mark_steps(cells, scene, w, b, look)
    return cells


def _mark_steps(cells: Cells, scene: Scene, w: Floats, b: Floats, look: Look) -> None:
    """Put a mark at the end of each update that went far enough to see."""
    u, v, away = scene.on_surface(w, b)
    hidden = scene.hides(u, v, away)
    with np.errstate(invalid="ignore"):
        far = np.hypot(np.diff(u), np.diff(v)) >= _STEP_CELLS
    for step in np.flatnonzero(far) + 1:
        place = _cell(scene, float(w[step]), float(b[step]))
        if place is not None and not hidden[step]:
            column, row = place
            colour = int(cells.fore[row, column])
            cells.put(column, row, look.markers.glyphs.step, colour, bold=True)


def _cell(scene: Scene, w: float, b: float) -> tuple[int, int] | None:
    """The cell of a point on the surface; None for one out of the view or off the screen."""
    if not scene.relief.surface.view.holds(w, b):
        return None
    u, v, _ = scene.on_surface(np.array(w), np.array(b))
    return scene.projection.area.cell(float(u), float(v))


def points(
    scene: Scene,
    look: Look,
    *,
    start: tuple[float, float],
    optimum: tuple[float, float],
    current: tuple[float, float] | None,
) -> Cells:
    """The three points on the surface; where they meet, the current one is on top.

    Where the current point shares the optimum's cell, one glyph stands for both. Points behind the
    surface are faint. An arrow says where the current point has left the view.
    """
    cells = Cells.blank(scene.projection.columns, scene.projection.rows)
    palette, glyphs = look.palette, look.markers.glyphs
    if scene.horizon is None:
        for point in (start, optimum, current):
            if point is not None:
                cells = cells.overlay(_stem(scene, point, look))
    _put_point(cells, scene, start, glyphs.start, palette.start, look)
    best = _put_point(cells, scene, optimum, glyphs.optimum, palette.optimum, look)
    if current is None:
        return cells
    met = best is not None and best == _cell(scene, *current)
    sign = glyphs.arrived if met else glyphs.current
    if _put_point(cells, scene, current, sign, palette.current, look) is None:
        _put_pointer(cells, scene, current, look)
    return cells


def _put_point(
    cells: Cells, scene: Scene, point: tuple[float, float], sign: str, colour: int, look: Look
) -> tuple[int, int] | None:
    place = _cell(scene, *point)
    if place is not None:
        u, v, away = scene.on_surface(np.array([point[0]]), np.array([point[1]]))
        hidden = bool(scene.hides(u, v, away)[0])
        cells.put(*place, sign, look.palette.muted if hidden else colour, bold=not hidden)
    return place


def _stem(scene: Scene, point: tuple[float, float], look: Look) -> Cells:
    """An upright line from the floor to a point."""
    projection = scene.projection
    size = projection.columns, projection.rows
    if not scene.relief.surface.view.holds(*point):
        return Cells.blank(*size)
    x, y = scene.relief.ground(*point)
    ends = np.array([FLOOR, float(scene.relief.z_over(x, y))])
    u, v, _ = projection.screen(np.full(2, x), np.full(2, y), ends)
    return stroke_cells(projection.area, look.markers, u, v, size, look.palette.muted)


def _put_pointer(cells: Cells, scene: Scene, point: tuple[float, float], look: Look) -> None:
    """Put an arrow at the edge of the surface where a point outside the view is nearest."""
    x, y = (float(part) for part in scene.relief.ground(*point))
    if not (math.isfinite(x) and math.isfinite(y)):
        return
    edge_x, edge_y = min(max(x, -0.5), 0.5), min(max(y, -0.5), 0.5)
    u, v, _ = scene.projection.screen(edge_x, edge_y, scene.relief.z_over(edge_x, edge_y))
    place = scene.projection.area.cell(float(u), float(v))
    if place is None:
        return
    across, up, _ = scene.projection.camera.project(x - edge_x, y - edge_y, 0.0)
    glyphs = look.markers.glyphs
    if abs(float(across)) >= abs(float(up)):
        sign = glyphs.right if across > 0 else glyphs.left
    else:
        sign = glyphs.above if up > 0 else glyphs.below
    cells.put(*place, sign, look.palette.current, bold=True)
