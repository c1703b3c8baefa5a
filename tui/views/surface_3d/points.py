"""The three points in the box: start, optimum, current point. Drawn each frame."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from engine.arrays import Floats
from tui.canvas.cells import Cells
from tui.canvas.palette import Look
from tui.canvas.strokes import stroke_cells
from tui.views.surface_3d.horizon import FLOOR
from tui.views.surface_3d.path import Track, rings_start
from tui.views.surface_3d.solid import Solid


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
    optima: Sequence[tuple[float, float]],
    current: tuple[float, float] | None,
    losses: tuple[float | None, float | None] = (None, None),
) -> Cells:
    """Start, optima and current point; if they overlap, the current one is on top.

    The start is drawn with the trajectory if it is a ring of dots there.
    `losses` are those whose height the start and the current point have, by default the full loss.
    If the current point and an optimum share a cell, one glyph marks both. Hidden points are
    faint. An arrow shows where the current point has left the view.
    """
    cells = Cells.blank(solid.projection.columns, solid.projection.rows)
    palette, glyphs = look.palette, look.markers.glyphs
    if solid.horizon is None:
        marks = (start, losses[0]), *((one, None) for one in optima), (current, losses[1])
        for point, loss in marks:
            if point is not None:
                cells = cells.overlay(_stem(solid, point, loss, look))
    if not rings_start(look):
        _put_point(cells, solid, start, losses[0], glyphs.start, palette.start, look)
    best = [
        _put_point(cells, solid, one, None, glyphs.optimum, palette.optimum, look) for one in optima
    ]
    if current is None:
        return cells
    here = _cell(solid, current, losses[1])
    met = here is not None and here in best
    unmoved = glyphs.unmoved if current == start else glyphs.current
    sign = glyphs.arrived if met else unmoved
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
