"""The box round the solid: its edges, and what is written at them.

The three axes are edges of the box's outline: w and b run along the two edges of the floor that
are nearest, the loss along the upright edge farthest to the left. So the labels stand outside the
figure from wherever it is looked at.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tui.plots.area import Scale
from tui.plots.axes import put_legend
from tui.plots.cells import Cells, text_width
from tui.plots.horizon import CEILING, FLOOR
from tui.plots.markers import Markers
from tui.plots.palette import Look
from tui.plots.relief import Height, Relief
from tui.plots.solid import Scene, apart
from tui.plots.strokes import stroke_cells
from tui.plots.surface import legend
from tui.plots.ticks import format_number, ticks_of

_EDGE_SAMPLES = 48
_APART = 0.14
"""The least distance between neighbouring ticks, as a share of the axis."""
_MISSED = 2e-3
"""How far a label may be from the truth, as a share of the axis."""
_LEAST_ROOT = 0.004
"""As a share of the greatest loss, the least that gets a tick where its root is the height."""
_LEAST_HEIGHT = 2.5
"""Rows that the loss axis must have for its ticks."""
_MOST_CHARACTERS = 7

_FLAT = 0.25
"""A label stands below an edge whose outside points down at least so steeply."""

Point = tuple[float, float, float]
Taken = NDArray[np.bool_]
"""Which cells are written on."""


def short_numbers(values: list[float], span: float) -> list[str]:
    """Values in as few characters as tell them to 1/500 of `span`, all in the same way."""

    def written(form: str) -> list[str] | None:
        texts = [format(value, form) for value in values]
        off = max(abs(float(text) - value) for text, value in zip(texts, values, strict=True))
        return texts if off <= _MISSED * span else None

    fixed = next(filter(None, (written(f".{digits}f") for digits in range(8))), None)
    if fixed is not None and max(map(len, fixed)) <= _MOST_CHARACTERS:
        return ["0" if float(text) == 0 else text for text in fixed]
    powers = next(filter(None, (written(f".{digits}e") for digits in range(16))), None)
    texts = powers or [f"{value:.15e}" for value in values]
    return [_plain_power(text) for text in texts]


def _plain_power(text: str) -> str:
    mantissa, exponent = text.split("e")
    if float(mantissa) == 0:
        return "0"
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}e{int(exponent)}"


def end_ticks(low: float, high: float, most: int) -> list[float]:
    """Both ends, and round numbers between them that are well apart."""
    span = high - low
    ticks = [low, high]
    for value in ticks_of(Scale(low, high), most):
        if all(abs(value - other) >= _APART * span for other in ticks):
            ticks.append(value)
    return sorted(ticks)


def labels(scene: Scene, look: Look) -> Cells:
    """The axes' ticks and names, and the legend; nothing where there is no room."""
    projection = scene.projection
    cells = Cells.blank(projection.columns, projection.rows)
    if projection.labelled:
        taken = np.zeros(cells.chars.shape, np.bool_)
        _put_loss_axis(cells, taken, scene, look)
        _put_ground_axes(cells, taken, scene, look)
        put_legend(cells, projection.columns, look, legend(look))
    return cells


def _corner(scene: Scene) -> tuple[float, float]:
    """The (x, y) of the box's upright edge that is nearest to the camera."""
    away_x, away_y = scene.projection.camera.ground
    return math.copysign(0.5, -away_x), math.copysign(0.5, -away_y)


def edges(scene: Scene, look: Look) -> Cells:
    """The edges behind the solid or above it; without a solid, those of the floor in front too."""
    near_x, near_y = _corner(scene)
    corners = [(near_x, near_y), (-near_x, near_y), (-near_x, -near_y), (near_x, -near_y)]
    ends: list[tuple[Point, Point]] = []
    for (x, y), (next_x, next_y) in itertools.pairwise([*corners, corners[0]]):
        front = (near_x, near_y) in ((x, y), (next_x, next_y))
        if not front:
            ends.append(((x, y, CEILING), (next_x, next_y, CEILING)))
        if scene.horizon is None or not front:
            ends.append(((x, y, FLOOR), (next_x, next_y, FLOOR)))
    for x, y in corners[1:]:
        # Below the surface they are edges of the solid itself.
        foot = FLOOR if scene.horizon is None else float(scene.relief.z_over(x, y))
        ends.append(((x, y, foot), (x, y, CEILING)))
    share = np.linspace(0.0, 1.0, _EDGE_SAMPLES)
    first, last = np.array(ends).transpose(1, 2, 0)[..., None]
    u, v, away = scene.projection.screen(*(first + share * (last - first)))
    u[scene.hides(u, v, away)] = np.nan
    size = scene.projection.columns, scene.projection.rows
    return stroke_cells(
        scene.projection.area, look.markers, apart(u), apart(v), size, look.palette.muted
    )


def loss_ticks(relief: Relief, most: int) -> list[float]:
    """Round losses from the bottom of the box to its top, well apart from each other."""
    low, high = relief.loss.low, relief.loss.high
    scale = Scale(low, high, log=relief.height is Height.LOG)
    if relief.height is Height.ROOT:
        # Towards the bottom they crowd as on a logarithmic axis.
        scale = Scale(_LEAST_ROOT * high, high, log=True)
    ticks, places = [low, high], [0.0, 1.0]
    for value in reversed(ticks_of(scale, 4 * most)):
        place = float(relief.position(value))
        if all(abs(place - other) >= max(_APART, 1 / most) for other in places):
            ticks.append(value)
            places.append(place)
    return sorted(ticks)


def _put_loss_axis(cells: Cells, taken: Taken, scene: Scene, look: Look) -> None:
    projection, relief = scene.projection, scene.relief
    corners = [(x, y) for x in (-0.5, 0.5) for y in (-0.5, 0.5)]
    left = min(
        corners, key=lambda corner: float(projection.camera.project(corner[0], corner[1], 0.0)[0])
    )
    high = projection.scale[1] * (CEILING - FLOOR) * projection.camera.tilt[1]
    # From straight above there is no height to read.
    ticks = loss_ticks(relief, max(2, min(8, int(high / 2)))) if high >= _LEAST_HEIGHT else []
    ends = (relief.loss.low, relief.loss.high)
    for value in sorted(ticks, key=lambda tick: tick not in ends):
        u, v, _ = projection.screen(*left, relief.z_of(value))
        place = (float(u) - 1.5, float(v))
        _write(cells, taken, scene, place, format_number(value), -1.0, look.palette.muted)
    u, v, _ = projection.screen(*left, CEILING)
    name = relief.height.axis if look.markers is not Markers.ASCII else relief.height.plain_axis
    place = (float(u) - 1.5, float(v) + 1)
    _write(cells, taken, scene, place, name, -1.0, look.palette.text, bold=True)


@dataclass(frozen=True)
class _Edge:
    """An edge of the floor along which w or b is read.

    Attributes:
        low, high: the limits.
        side: where the other coordinate is, -0.5 or 0.5.
    """

    name: str
    low: float
    high: float
    side: float

    def at(self, scene: Scene, value: float) -> tuple[float, float]:
        """The column and row of a value."""
        along = (value - self.low) / (self.high - self.low) - 0.5
        x, y = (along, self.side) if self.name == "w" else (self.side, along)
        u, v, _ = scene.projection.screen(x, y, FLOOR)
        return float(u), float(v)

    def outwards(self, scene: Scene) -> tuple[float, float]:
        """Columns and rows to a label: below a flat edge, beside a steep one."""
        x, y = (0.0, self.side) if self.name == "w" else (self.side, 0.0)
        projection = scene.projection
        across, up, _ = projection.camera.project(x, y, 0.0)
        columns, rows = float(across) * projection.scale[0], float(up) * projection.scale[1]
        length = max(math.hypot(columns, rows), 1e-9)
        return 1.2 * columns / length, -1.0 if rows < -_FLAT * length else 0.0


def _put_ground_axes(cells: Cells, taken: Taken, scene: Scene, look: Look) -> None:
    """Ticks and names of w and b: the ends first, then the names, then what else has room."""
    view, (near_x, near_y) = scene.relief.surface.view, _corner(scene)
    later: list[tuple[tuple[float, float], str, float]] = []
    for edge in (
        _Edge("w", view.w_low, view.w_high, near_y),
        _Edge("b", view.b_low, view.b_high, near_x),
    ):
        right, up = edge.outwards(scene)
        (first_u, first_v), (last_u, last_v) = (
            edge.at(scene, end) for end in (edge.low, edge.high)
        )
        length = math.hypot(last_u - first_u, 2 * (last_v - first_v))
        values = end_ticks(edge.low, edge.high, max(2, int(length / 12)))
        for value, text in zip(values, short_numbers(values, edge.high - edge.low), strict=True):
            u, v = edge.at(scene, value)
            if value in (edge.low, edge.high):
                _write(cells, taken, scene, (u + right, v + up), text, right, look.palette.muted)
            else:
                later.append(((u + right, v + up), text, right))
        u, v = edge.at(scene, (edge.low + edge.high) / 2)
        for far in (2.2, 3.2, 4.2):
            place = (u + 2 * far * right, v + far * up)
            if _write(cells, taken, scene, place, edge.name, right, look.palette.text, bold=True):
                break
    for place, text, right in later:
        _write(cells, taken, scene, place, text, right, look.palette.muted)


def _write(
    cells: Cells,
    taken: Taken,
    scene: Scene,
    at: tuple[float, float],
    text: str,
    side: float,
    colour: int,
    *,
    bold: bool = False,
) -> bool:
    """Write beside a place, in cells from the area's bottom left, if it is free; say whether.

    `side` is on which side: left of it if negative, right if positive, its middle if nearly 0.
    """
    area = scene.projection.area
    width = text_width(text)
    column = math.floor(at[0])
    if side < -0.3:
        column -= width - 1
    elif side <= 0.3:
        column -= width // 2
    row = area.row + area.rows - 1 - math.floor(at[1])
    if not (column >= 0 and column + width <= cells.columns and area.row <= row < cells.rows):
        return False
    if taken[row, max(column - 1, 0) : column + width + 1].any():
        return False
    taken[row, column : column + width] = True
    cells.put(column, row, text, colour, bold=bold)
    return True
