"""The box around the solid: its edges and labels.

The three axes are edges of the outline of the box: w and b run along the two nearest edges of the
floor, the loss along the leftmost vertical edge. So the labels are outside the figure from every
direction.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.problems.base import NAMES, Names
from tui.canvas.cells import Cells
from tui.canvas.legend import LegendEntry, put_legend
from tui.canvas.markers import Markers
from tui.canvas.palette import Look
from tui.canvas.strokes import apart, stroke_cells
from tui.text.numbers import format_number
from tui.text.width import text_width
from tui.views.surface_3d.horizon import CEILING, FLOOR, Projection
from tui.views.surface_3d.solid import Solid
from tui.views.surface_3d.ticks import end_ticks, loss_ticks, short_numbers

_EDGE_SAMPLES = 48
_LEAST_HEIGHT = 2.5
"""The least height, in rows, of a loss axis with ticks."""

_FLAT = 0.25
"""A label is below an edge whose outward direction points down at least this steeply."""

Point = tuple[float, float, float]
_BESIDE = 0.3
"""A label is beside a position whose outward direction points at least this far sideways."""
_APART = 2
"""The least distance between two labels, in columns."""
_NEAR = tuple((far + nearer, rows) for far in (0, 2) for rows in (0, 1, 2) for nearer in (1, 2))
_FAR = tuple((columns, rows) for rows in (0, 2, 1, 3, 4) for columns in (5, 7, 3, 1))
"""Offsets (columns outwards, rows down) tried for tick labels and for names."""


def labels(solid: Solid, look: Look, names: Names = NAMES) -> Cells:
    """The ticks and names of the axes, as far as they fit; `names` are those of the parameters."""
    projection = solid.projection
    cells = Cells.blank(projection.columns, projection.rows)
    if projection.labelled:
        page = _Page(cells, outline(projection), np.zeros(cells.chars.shape, np.bool_))
        _put_loss_axis(page, solid, look)
        _put_ground_axes(page, solid, look, names)
    return cells


def legend_cells(solid: Solid, entries: tuple[LegendEntry, ...], look: Look) -> Cells:
    """The legend in the first line, if there are labels."""
    projection = solid.projection
    cells = Cells.blank(projection.columns, projection.rows)
    if projection.labelled:
        put_legend(cells, projection.columns, look, entries)
    return cells


def _corner(solid: Solid) -> tuple[float, float]:
    """The (x, y) of the vertical edge of the box closest to the camera."""
    away_x, away_y = solid.projection.camera.ground
    return math.copysign(0.5, -away_x), math.copysign(0.5, -away_y)


def edges(solid: Solid, look: Look) -> Cells:
    """The edges behind or above the solid; without a solid, the front edges of the floor too."""
    near_x, near_y = _corner(solid)
    corners = [(near_x, near_y), (-near_x, near_y), (-near_x, -near_y), (near_x, -near_y)]
    ends: list[tuple[Point, Point]] = []
    for (x, y), (next_x, next_y) in itertools.pairwise([*corners, corners[0]]):
        front = (near_x, near_y) in ((x, y), (next_x, next_y))
        if not front:
            ends.append(((x, y, CEILING), (next_x, next_y, CEILING)))
        if solid.horizon is None or not front:
            ends.append(((x, y, FLOOR), (next_x, next_y, FLOOR)))
    for x, y in corners[1:]:
        # Below the surface, they are edges of the solid.
        foot = FLOOR if solid.horizon is None else float(solid.relief.z_over(x, y))
        ends.append(((x, y, foot), (x, y, CEILING)))
    share = np.linspace(0.0, 1.0, _EDGE_SAMPLES)
    first, last = np.array(ends).transpose(1, 2, 0)[..., None]
    u, v, away = solid.projection.screen(*(first + share * (last - first)))
    u[solid.hides(u, v, away)] = np.nan
    size = solid.projection.columns, solid.projection.rows
    return stroke_cells(
        solid.projection.area, look.markers, apart(u), apart(v), size, look.palette.muted
    )


def outline(projection: Projection) -> NDArray[np.bool_]:
    """The cells of the plot that the box covers, (rows, columns)."""
    area = projection.area
    ground = np.array([(x, y) for x in (-0.5, 0.5) for y in (-0.5, 0.5)])
    u, low, away = projection.screen(ground[:, 0], ground[:, 1], FLOOR)
    _, high, _ = projection.screen(ground[:, 0], ground[:, 1], CEILING)
    left, right = int(np.argmin(u)), int(np.argmax(u))
    # Along the two nearest edges of the floor, and along the two farthest of the ceiling.
    nearest, farthest = int(np.argmin(away)), int(np.argmax(away))
    columns = np.arange(projection.columns)
    ends = np.clip(np.array([columns, columns + 1]), u[left], u[right])
    bottom, top = (
        np.interp(ends, u[chain], height[chain])
        for chain, height in (([left, nearest, right], low), ([left, farthest, right], high))
    )
    rows = np.arange(projection.rows)[:, None]
    upwards = area.row + area.rows - 1 - rows
    inside = (columns + 1 > u[left]) & (columns < u[right])
    covered = (upwards >= np.floor(bottom.min(axis=0))) & (upwards <= np.floor(top.max(axis=0)))
    return np.asarray(covered & inside)


@dataclass(frozen=True)
class _Page:
    """The texts beside the box, placed so that none overlap.

    Attributes:
        cells: the cells written to.
        box, written: cells covered by the box, and by texts, (rows, columns).
    """

    cells: Cells
    box: NDArray[np.bool_]
    written: NDArray[np.bool_]

    def write(
        self,
        places: Iterable[tuple[float, float]],
        text: str,
        side: float,
        look: Look,
        *,
        name: bool,
    ) -> bool:
        """Write a text at the first free place; returns whether there was one.

        Args:
            places: columns and rows of places, from the bottom left of the plot.
            text: the text.
            side: whether it is left of its place (negative), right of it, or centred on it (0).
            look: colours.
            name: whether it is the name of an axis.
        """
        width = text_width(text)
        for u, v in places:
            column = math.floor(u)
            if abs(side) <= _BESIDE:
                column -= width // 2
            elif side < 0:
                column -= width - 1
            row = self.cells.rows - 1 - math.floor(v)
            # The first row is reserved for the legend.
            if not (0 <= column <= self.cells.columns - width and 1 <= row < self.cells.rows):
                continue
            own = np.s_[row, column : column + width]
            around = np.s_[row, max(column - _APART, 0) : column + width + _APART]
            if self.box[own].any() or self.written[around].any():
                continue
            self.written[own] = True
            colour = look.palette.text if name else look.palette.muted
            self.cells.put(column, row, text, colour, bold=name)
            return True
        return False


def _put_loss_axis(page: _Page, solid: Solid, look: Look) -> None:
    projection, relief = solid.projection, solid.relief
    corners = [(x, y) for x in (-0.5, 0.5) for y in (-0.5, 0.5)]
    left = min(corners, key=lambda at: float(projection.camera.project(at[0], at[1], 0.0)[0]))
    high = projection.scale[1] * (CEILING - FLOOR) * projection.camera.tilt[1]
    # Seen from directly above, the height cannot be read.
    ticks = loss_ticks(relief, max(2, min(8, int(high / 2)))) if high >= _LEAST_HEIGHT else []
    ends = (relief.loss.low, relief.loss.high)
    for value in sorted(ticks, key=lambda tick: tick not in ends):
        u, v, _ = projection.screen(*left, relief.z_of(value))
        places = [(float(u) - far, float(v)) for far in (1.5, 2.5)]
        page.write(places, format_number(value), -1.0, look, name=False)
    u, v, _ = projection.screen(*left, CEILING)
    name = relief.height.plain_axis if look.markers is Markers.ASCII else relief.height.axis
    places = [(float(u) - far, float(v) + up) for up in (1, 2) for far in (1.5, 0.5, -0.5)]
    page.write(places, name, -1.0, look, name=True)


@dataclass(frozen=True)
class _Edge:
    """An edge of the floor that is the axis of w or b.

    Attributes:
        low, high: the limits.
        side: the other coordinate, -0.5 or 0.5.
        first: whether it is the axis of w.
    """

    name: str
    low: float
    high: float
    side: float
    first: bool

    def at(self, solid: Solid, value: float) -> tuple[float, float]:
        """The column and row of a value."""
        along = (value - self.low) / (self.high - self.low) - 0.5
        x, y = (along, self.side) if self.first else (self.side, along)
        u, v, _ = solid.projection.screen(x, y, FLOOR)
        return float(u), float(v)

    def outwards(self, solid: Solid) -> tuple[float, float]:
        """The direction away from the box on the screen, in cells: a unit vector."""
        x, y = (0.0, self.side) if self.first else (self.side, 0.0)
        projection = solid.projection
        across, up, _ = projection.camera.project(x, y, 0.0)
        columns, rows = float(across) * projection.scale[0], float(up) * projection.scale[1]
        length = max(math.hypot(columns, rows), 1e-9)
        return columns / length, rows / length

    def places(
        self, solid: Solid, value: float, steps: tuple[tuple[int, int], ...]
    ) -> list[tuple[float, float]]:
        """Possible places of the label of a value, at these offsets outwards and down."""
        u, v = self.at(solid, value)
        right, up = self.outwards(solid)
        sign = math.copysign(1.0, right) if abs(right) > _BESIDE else 0.0
        flat = up < -_FLAT
        return [
            (u + sign * columns, v - rows)
            for columns, rows in steps
            # Beside a steep edge, below a flat one.
            if rows or not flat
        ]


def _put_ground_axes(page: _Page, solid: Solid, look: Look, names: Names) -> None:
    """Ticks and names of w and b: the ends first, then the names, then other ticks that fit."""
    view, (near_x, near_y) = solid.relief.surface.view, _corner(solid)
    edges = (
        _Edge(names[0], view.w_low, view.w_high, near_y, first=True),
        _Edge(names[1], view.b_low, view.b_high, near_x, first=False),
    )
    later: list[tuple[list[tuple[float, float]], str, float]] = []
    for edge in edges:
        right, _ = edge.outwards(solid)
        (first_u, first_v), (last_u, last_v) = (
            edge.at(solid, end) for end in (edge.low, edge.high)
        )
        length = math.hypot(last_u - first_u, 2 * (last_v - first_v))
        values = end_ticks(edge.low, edge.high, max(2, int(length / 12)))
        for value, text in zip(values, short_numbers(values, edge.high - edge.low), strict=True):
            if value in (edge.low, edge.high):
                # Ends of two axes are close to each other, so they say whose they are.
                places = edge.places(solid, value, _NEAR)
                for label in (f"{edge.name} {text}", text):
                    if page.write(places, label, right, look, name=False):
                        break
            else:
                # An inner tick that is not beside its position would mislead.
                later.append((edge.places(solid, value, _NEAR[:4]), text, right))
    for edge in edges:
        places = edge.places(solid, (edge.low + edge.high) / 2, _FAR)
        page.write(places, edge.name, edge.outwards(solid)[0], look, name=True)
    for inner, text, right in later:
        page.write(inner, text, right, look, name=False)
