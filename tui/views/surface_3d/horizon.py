"""The visible part of a relief: the fit of the box to the screen, and the floating horizon.

Vertical lines stay vertical, so each column of the screen shows one line over the ground. Along it,
from near to far, a point is hidden unless it is higher on the screen than all nearer ones: T. J.
Wright, "A Two-Space Solution to the Hidden Line Problem for Plotting Functions of Two Variables",
IEEE Transactions on Computers C-22 (1973). The relief is a solid block down to the floor of its
box, so it has no visible underside.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.arrays import Floats
from tui.canvas.area import PlotArea, Scale
from tui.views.surface_3d.camera import Camera
from tui.views.surface_3d.relief import RISE, Relief

FLOOR, CEILING = -RISE / 2, RISE / 2
_SAMPLES = 160
"""Samples along each line from near to far."""
_PER_CELL = 2
"""Lines per column of cells."""
_TOLERANCE = 0.2
"""Rows of cells by which a visible point may be below the horizon, such as a point on it."""
_STRETCH = 1.5
"""The largest ratio of width to height of a unit on the screen."""
_LEAST_COLUMNS, _LEAST_ROWS = 30, 10
"""Smaller plots have no labels."""
_BESIDE, _BELOW = 10, 2
"""Columns on both sides and rows below the box reserved for labels."""


@dataclass(frozen=True)
class Projection:
    """The projection of the box onto the screen.

    Attributes:
        columns, rows: the plot's size in cells.
        area: the cells available for the box, in cells from the bottom left.
        labelled: whether labels fit.
        camera: the camera.
        scale: columns and rows per unit of the box.
        middle: the centre of the box, in cells from the bottom left of the area.
    """

    columns: int
    rows: int
    area: PlotArea
    labelled: bool
    camera: Camera
    scale: tuple[float, float]
    middle: tuple[float, float]

    def screen(self, x: ArrayLike, y: ArrayLike, z: ArrayLike) -> tuple[Floats, Floats, Floats]:
        """Columns and rows of points, in cells from the area's bottom left, and their distances."""
        across, up, away = self.camera.project(x, y, z)
        with np.errstate(over="ignore", invalid="ignore"):
            u, v = self.middle[0] + across * self.scale[0], self.middle[1] + up * self.scale[1]
        return u, v, away

    def lines(self, across: Floats) -> tuple[Floats, Floats]:
        """The distances at which the lines over the ground at columns enter and leave the box.

        Lines that miss the box give nan.
        """
        side = (across - self.middle[0]) / self.scale[0]
        away_x, away_y = self.camera.ground
        enter, leave = np.full(side.size, -np.inf), np.full(side.size, np.inf)
        for start, rate in ((side * away_y, away_x), (-side * away_x, away_y)):
            if abs(rate) < 1e-12:
                outside = np.abs(start) > 0.5
                enter, leave = np.where(outside, np.nan, enter), np.where(outside, np.nan, leave)
                continue
            ends = (np.array([[-0.5], [0.5]]) - start) / rate
            enter, leave = np.maximum(enter, ends.min(axis=0)), np.minimum(leave, ends.max(axis=0))
        missed = ~(enter <= leave)
        return np.where(missed, np.nan, enter), np.where(missed, np.nan, leave)

    def along(self, across: Floats, away: Floats) -> tuple[Floats, Floats]:
        """The (x, y) on the ground at columns and distances, which broadcast."""
        side = (across - self.middle[0]) / self.scale[0]
        away_x, away_y = self.camera.ground
        return side * away_y + away * away_x, away * away_y - side * away_x

    def heights(self, up: Floats, away: Floats) -> Floats:
        """The z of points seen at rows, at these distances."""
        sine, cosine = self.camera.tilt
        return ((up - self.middle[1]) / self.scale[1] - away * sine) / cosine


def projection_of(
    columns: int, rows: int, camera: Camera, focus: tuple[float, float, float] = (0.0, 0.0, 0.0)
) -> Projection:
    """The box fitted to a plot of `columns` × `rows` cells, any size.

    Its scale on the screen does not depend on the azimuth. Zooming keeps `focus`, a point of the
    box, fixed.
    """
    columns, rows = max(columns, 0), max(rows, 0)
    labelled = columns >= _LEAST_COLUMNS and rows >= _LEAST_ROWS
    above = 1 if labelled else 0
    area = PlotArea(
        0,
        above,
        columns,
        rows - above,
        Scale(0.0, max(columns, 1)),
        Scale(0.0, max(rows, 2) - above),
    )
    sine, cosine = camera.tilt
    width, height = math.sqrt(2), math.sqrt(2) * sine + RISE * cosine
    beside, below = (_BESIDE, _BELOW) if labelled else (0, 0)
    # The top row is for the name of the loss axis.
    up = max(area.rows - below - 0.5 - above, 0.5) / height
    across = min(max(columns - 2 * beside, 0.5) / width, 2 * _STRETCH * up)
    # A cell is about twice as high as wide; a vertical unit is no longer than a horizontal one.
    up = min(up, across / 2 * _STRETCH)
    middle = (columns / 2, below + (area.rows - below - above) / 2)
    at = camera.project(*focus)
    middle = (
        middle[0] + (1 - camera.zoom) * across * float(at[0]),
        middle[1] + (1 - camera.zoom) * up * float(at[1]),
    )
    scale = (across * camera.zoom, up * camera.zoom)
    return Projection(columns, rows, area, labelled, camera, scale, middle)


@dataclass(frozen=True, eq=False)
class Horizon:
    """The highest row of the relief, line by line, from near to far.

    Attributes:
        projection: the projection of the box onto the screen.
        across: the column of each line, (n,), evenly spaced.
        near, far: distances at which each line enters and leaves the box, (n,); nan if it misses.
        rows: the highest row up to each sample along each line, (samples, n), increasing.
    """

    projection: Projection
    across: Floats
    near: Floats
    far: Floats
    rows: Floats

    def hides(self, u: Floats, v: Floats, away: Floats) -> NDArray[np.bool_]:
        """Whether the relief hides points at columns, rows and distances.

        A point is visible if it is visible along either of the two lines next to it.
        """
        spacing = float(self.across[1] - self.across[0]) if self.across.size > 1 else 1.0
        hidden = np.ones(u.shape, np.bool_)
        if not self.across.size:
            return ~hidden
        place = np.nan_to_num((u - self.across[0]) / spacing)
        for line in (np.floor(place), np.floor(place) + 1):
            hidden &= self._hides(np.clip(line, 0, self.across.size - 1).astype(np.intp), v, away)
        return hidden

    def _hides(self, line: NDArray[np.intp], v: Floats, away: Floats) -> NDArray[np.bool_]:
        near, far = self.near[line], self.far[line]
        last = len(self.rows) - 1
        with np.errstate(invalid="ignore", divide="ignore"):
            place = np.nan_to_num((away - near) / (far - near) * last, nan=0.0, posinf=0.0)
            sample = np.clip(place, 0, last).astype(np.intp)
            sine, cosine = self.projection.camera.tilt
            floor = self.projection.middle[1] + self.projection.scale[1] * (
                FLOOR * cosine + near * sine
            )
            # False where a line misses the box, because near is nan.
            return np.asarray(
                (away > near + 1e-9)
                & (v < self.rows[sample, line] - _TOLERANCE)
                & (v > floor + _TOLERANCE)
            )


def horizon_of(projection: Projection, relief: Relief, per_cell: int = _PER_CELL) -> Horizon:
    """The horizon with `per_cell` lines per column of cells."""
    count = projection.columns * per_cell
    across = (np.arange(count) + 0.5) / per_cell
    near, far = projection.lines(across)
    share = np.linspace(0.0, 1.0, _SAMPLES)[:, None]
    away = near + share * (far - near)
    x, y = projection.along(across, away)
    sine, cosine = projection.camera.tilt
    up = relief.z_over(x, y) * cosine + away * sine
    rows = projection.middle[1] + projection.scale[1] * up
    return Horizon(projection, across, near, far, np.maximum.accumulate(rows, axis=0))


@dataclass(frozen=True, eq=False)
class Seen:
    """The visible points on a raster, (rows, columns), bottom row first.

    Attributes:
        x, y, z: the point of the box; nan where nothing is visible.
        wall: whether it is on a side of the block.
    """

    x: Floats
    y: Floats
    z: Floats
    wall: NDArray[np.bool_]


def seen_by(horizon: Horizon, down: int) -> Seen:
    """The visible points at each line of the horizon, at `down` places in each row of cells."""
    projection = horizon.projection
    samples, lines = horizon.rows.shape
    height = projection.area.rows * down
    # The first sample whose horizon is not below the centre of a place covers it.
    highest = np.nan_to_num(horizon.rows * down - 0.5, nan=-1.0)
    top = np.clip(np.floor(highest), -1, height - 1).astype(np.int32) + 1
    first = np.full((height + 1, lines), samples, np.int32)
    order = np.arange(samples - 1, -1, -1, dtype=np.int32)[:, None]
    # The last assignment to a place remains, which is the nearest sample.
    first[top[::-1], np.arange(lines)[None, :]] = order
    first = np.minimum.accumulate(first[::-1], axis=0)[::-1][1:]

    v = ((np.arange(height) + 0.5) / down)[:, None]
    line = np.arange(lines)[None, :]
    after = np.minimum(first, samples - 1)
    before = np.maximum(after - 1, 0)
    above, below = horizon.rows[after, line], horizon.rows[before, line]
    with np.errstate(invalid="ignore", divide="ignore"):
        part = np.where(after > before, (v - below) / (above - below), 0.0)
        part = np.clip(np.nan_to_num(part), 0.0, 1.0)
        away = horizon.near + (before + part) / (samples - 1) * (horizon.far - horizon.near)
        z = projection.heights(v, away)
        nothing = (first == samples) | (z < FLOOR)
    x, y = projection.along(horizon.across, away)
    x, y, z = (np.where(nothing, np.nan, part) for part in (x, y, z))
    return Seen(x, y, z, (first == 0) & ~nothing)
