"""The loss as a solid block: filled, shaded and banded, or as a mesh without hidden lines.

Its layer, `body`, changes with the data, the view, the size and the camera, not with the run.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from tui.canvas.cells import NO_COLOUR, Cells
from tui.canvas.colours import luminance
from tui.canvas.loss_surface import LEVELS
from tui.canvas.markers import Markers
from tui.canvas.mixing import mix, spread
from tui.canvas.palette import Look, Palette
from tui.canvas.quadrants import main_colours, put_quadrants
from tui.canvas.strokes import apart, stroke_cells
from tui.views.surface_3d.horizon import FLOOR, Seen, horizon_of, seen_by
from tui.views.surface_3d.relief import RISE, Relief
from tui.views.surface_3d.solid import Solid, Style

_LIGHT = np.array([-0.45, 0.5, 0.75])
"""Direction to the light, relative to the camera: across, towards the camera, upwards."""
_LIT = 7
"""Steps between the darkest and the brightest shade of a colour: few, so that adjacent cells have
the same style and need few bytes."""
_WALLS = (1, 3)
"""Shades of the walls that face right and left."""
_RAMP, _ASCII_RAMP = "░▒▓█", ".:=+%"
"""Characters from dark to bright, for terminals without colours."""
_WALL, _ASCII_WALL = "│", "|"
_CELLS_PER_MESH, _CELLS_PER_COARSE_MESH = 5, 8
_FEWEST_MESH, _MOST_MESH = 8, 28
_MESH_SAMPLES = 72


def body(solid: Solid, style: Style, look: Look) -> Cells:
    """The surface; blank in the style that shows only the trajectory."""
    size = solid.projection.columns, solid.projection.rows
    area = solid.projection.area
    if solid.horizon is None or not area.columns or not area.rows:
        return Cells.blank(*size)
    blocks = style is Style.FILLED and look.markers.fine and look.palette.bands != (NO_COLOUR,)
    if blocks:
        # The lines of the horizon are half a cell apart.
        seen = seen_by(solid.horizon, 2)
    else:
        seen = seen_by(horizon_of(solid.projection, solid.relief, 1), 1)
    if style is Style.MESH:
        return mesh(solid, seen, look)
    if look.palette.bands == (NO_COLOUR,):
        return _toned(solid, seen, look)
    colours = _colours(solid, seen, look.palette)[::-1]
    filled = Cells.blank(*size)
    if blocks:
        put_quadrants(filled, 0, area.row, colours, main_colours(colours))
    else:
        filled.back[area.row : area.row + area.rows, :] = colours
    # Without shades, lines show the shape of the surface.
    return filled if look.palette.blend else filled.overlay(mesh(solid, seen, look, every=2))


def _band(relief: Relief, seen: Seen) -> NDArray[np.intp]:
    """The band of loss at each place; on walls, of the loss at that height."""
    with np.errstate(invalid="ignore"):
        loss = relief.losses(seen.x, seen.y)
        loss = np.where(seen.wall, relief.loss_at(seen.z / RISE + 0.5), loss)
    return np.searchsorted(relief.surface.levels, loss, side="right")


def _light(solid: Solid, seen: Seen) -> Floats:
    """The brightness of the surface at each place, 0 to 1: the cosine of its angle to the light."""
    relief, hair = solid.relief, 2e-3
    with np.errstate(invalid="ignore"):
        slope_x = relief.z_over(seen.x + hair, seen.y) - relief.z_over(seen.x - hair, seen.y)
        slope_y = relief.z_over(seen.x, seen.y + hair) - relief.z_over(seen.x, seen.y - hair)
        slope_x, slope_y = slope_x / (2 * hair), slope_y / (2 * hair)
        away_x, away_y = solid.projection.camera.ground
        # The normal (-slope_x, -slope_y, 1) in the directions of the light.
        across = -slope_x * away_y + slope_y * away_x
        towards = slope_x * away_x + slope_y * away_y
        light = _LIGHT / np.linalg.norm(_LIGHT)
        cosine = (across * light[0] + towards * light[1] + light[2]) / np.sqrt(
            slope_x**2 + slope_y**2 + 1
        )
    return np.asarray(np.clip(np.nan_to_num(cosine), 0.0, 1.0))


def _steps(solid: Solid, seen: Seen, count: int) -> NDArray[np.intp]:
    """The brightness in `count` steps from 0; walls have fixed ones."""
    steps = np.minimum((_light(solid, seen) * count).astype(np.intp), count - 1)
    # The side of the wall: w or b, whichever edge of the box is closer.
    with np.errstate(invalid="ignore"):
        along_w = 0.5 - np.abs(seen.y) < 0.5 - np.abs(seen.x)
    away_x, away_y = solid.projection.camera.ground
    # A wall along w faces right if its normal, ±b, points right.
    w_right = (away_x > 0) == (away_y > 0)
    right = np.where(along_w, w_right, not w_right)
    return np.where(seen.wall, np.where(right, *_WALLS), steps)


def _colours(solid: Solid, seen: Seen, palette: Palette) -> NDArray[np.int32]:
    """The colour at each place: of its band, lighter towards the light; walls are neutral."""
    table, walls = np.array(_shaded(palette), np.int32), np.array(_walls(palette), np.int32)
    steps = _steps(solid, seen, _LIT)
    shades = steps if palette.blend else np.zeros_like(steps)
    tops = table[_band(solid.relief, seen), shades]
    colours = np.where(seen.wall, walls[(steps == _WALLS[1]).astype(np.intp)], tops)
    return np.where(np.isnan(seen.x), NO_COLOUR, colours).astype(np.int32)


def _walls(palette: Palette) -> tuple[int, int]:
    """The colours of the walls that face right and left."""
    return palette.walls, mix(palette.walls, palette.muted, 0.12 if palette.blend else 0.0)


def _shaded(palette: Palette) -> list[list[int]]:
    """The shades of each band's colour, from dark to bright.

    None is closer to the colours of the marks than the valley is.
    """
    bands = spread(palette.bands, LEVELS + 1, blend=palette.blend)
    if not palette.blend:
        return [[band] for band in bands]
    lines, limit = spread(palette.contours, LEVELS + 1), luminance(bands[0])
    light_ground = luminance(bands[-1]) > limit
    shaded = []
    for band, line in zip(bands, lines, strict=True):
        if light_ground:
            dark, bright = _towards(band, line, 0.45, limit), mix(band, 0xFFFFFF, 0.12)
        else:
            dark, bright = mix(band, 0x000000, 0.35), _towards(band, line, 0.72, limit)
        shaded.append([mix(dark, bright, step / (_LIT - 1)) for step in range(_LIT)])
    return shaded


def _towards(colour: int, other: int, most: float, limit: float) -> int:
    """A colour mixed with another, at most so far that its luminance does not pass `limit`."""
    steps = 12
    mixed = [mix(colour, other, most * step / steps) for step in range(steps, 0, -1)]
    side = 1 if luminance(other) < luminance(colour) else -1
    return next((made for made in mixed if (luminance(made) - limit) * side >= 0), colour)


def _toned(solid: Solid, seen: Seen, look: Look) -> Cells:
    """The surface in characters from thin to dense."""
    ascii_only = look.markers is Markers.ASCII
    ramp, wall = (_ASCII_RAMP, _ASCII_WALL) if ascii_only else (_RAMP, _WALL)
    signs = np.array(list(ramp))[np.minimum(_steps(solid, seen, len(ramp)), len(ramp) - 1)]
    signs = np.where(seen.wall, wall, np.where(np.isnan(seen.x), " ", signs))
    cells = Cells.blank(solid.projection.columns, solid.projection.rows)
    area = solid.projection.area
    cells.chars[area.row : area.row + area.rows] = signs[::-1]
    return cells


def mesh(solid: Solid, seen: Seen, look: Look, every: int = 1) -> Cells:
    """Lines of constant w and of constant b, without hidden parts, in the colours of the bands.

    Args:
        solid: the relief seen by a camera.
        seen: the visible points, one or more in each cell.
        look: colours and markers.
        every: draw only every `every`-th line.
    """
    projection, relief = solid.projection, solid.relief
    wide = projection.scale[0] / projection.camera.zoom
    cells_each = _CELLS_PER_MESH if look.markers.finest else _CELLS_PER_COARSE_MESH
    count = int(np.clip(wide / cells_each, _FEWEST_MESH, _MOST_MESH)) // every
    at, along = np.meshgrid(
        np.linspace(-0.5, 0.5, count + 1), np.linspace(-0.5, 0.5, _MESH_SAMPLES), indexing="ij"
    )
    x, y = np.concatenate([at, along]), np.concatenate([along, at])
    u, v, away = projection.screen(x, y, relief.z_over(x, y))
    u[solid.hides(u, v, away)] = np.nan
    posts_u, posts_v = _posts(solid, count)
    u, v = np.append(apart(u), posts_u), np.append(apart(v), posts_v)
    markers = look.markers
    size = projection.columns, projection.rows
    cells = stroke_cells(projection.area, markers, u, v, size, look.palette.muted)
    foot = _foot(solid, look)
    if look.palette.bands == (NO_COLOUR,):
        return cells.overlay(foot)
    area = projection.area
    colours = np.array(spread(look.palette.contours, LEVELS + 1, blend=look.palette.blend))
    band = _band(relief, seen)
    down = max(len(band) // max(area.rows, 1), 1)
    across = max(band.shape[1] // max(projection.columns, 1), 1)
    colour = np.where(np.isnan(seen.x), NO_COLOUR, colours[band])[::-1][::down, ::across]
    place = np.s_[area.row : area.row + area.rows, :]
    drawn = (cells.chars[place] != " ") & (colour != NO_COLOUR)
    cells.fore[place] = np.where(drawn, colour, cells.fore[place])
    return cells.overlay(foot)


def _posts(solid: Solid, count: int) -> tuple[Floats, Floats]:
    """Vertical lines on the two visible walls, from the floor to the surface."""
    away_x, away_y = solid.projection.camera.ground
    steps = np.linspace(-0.5, 0.5, count // 2 + 1)
    near_x, near_y = math.copysign(0.5, -away_x), math.copysign(0.5, -away_y)
    x = np.append(np.full(steps.size, near_x), steps)
    y = np.append(steps, np.full(steps.size, near_y))
    top = solid.relief.z_over(x, y)
    ends = np.stack([np.full(x.size, FLOOR), top], axis=1)
    u, v, _ = solid.projection.screen(x[:, None], y[:, None], ends)
    return apart(u), apart(v)


def _foot(solid: Solid, look: Look) -> Cells:
    """The lower edges of the two visible walls."""
    projection = solid.projection
    away_x, away_y = projection.camera.ground
    near_x, near_y = math.copysign(0.5, -away_x), math.copysign(0.5, -away_y)
    # In short pieces, because the dots of a line are exact only at its ends.
    along = np.linspace(0.0, 1.0, _MESH_SAMPLES)
    x = np.append(near_x * (2 * along - 1), np.full(along.size, near_x))
    y = np.append(np.full(along.size, near_y), near_y * (1 - 2 * along))
    u, v, _ = projection.screen(x, y, FLOOR)
    size = projection.columns, projection.rows
    return stroke_cells(projection.area, look.markers, u, v, size, look.palette.muted)
