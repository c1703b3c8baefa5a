"""The loss over the plane as a solid surface, with the path on it."""

from __future__ import annotations

from engine.networks.landscape.result import Landscape
from tui.canvas.cells import Cells
from tui.canvas.loss_surface import Surface
from tui.canvas.palette import Look
from tui.networks.landscape.drawing import legend_of
from tui.views.surface_3d import box
from tui.views.surface_3d.camera import Camera
from tui.views.surface_3d.mesh import body
from tui.views.surface_3d.path import Track, trajectory
from tui.views.surface_3d.points import points
from tui.views.surface_3d.relief import Height, relief_of
from tui.views.surface_3d.solid import Style, solid_of


def solid_cells(
    columns: int,
    rows: int,
    landscape: Landscape,
    surface: Surface,
    look: Look,
    camera: Camera,
    height: Height,
    style: Style,
    *,
    path: bool,
) -> Cells:
    """The surface in a plot of this size."""
    blank = Cells.blank(columns, rows)
    if not surface.known:
        return blank
    relief = relief_of(surface, height)
    solid = solid_of(columns, rows, relief, camera, style, (0.0, 0.0))
    layers = [
        body(solid, style, look),
        box.edges(solid, look),
        box.labels(solid, look, ("direction 1", "direction 2")),
        box.legend_cells(solid, legend_of(landscape, look, path=path), look),
    ]
    way = landscape.plane.path
    shown = path and len(way) > 0
    if shown:
        layers.append(trajectory(solid, Track(way[:, 0], way[:, 1]), look))
    start = (float(way[0, 0]), float(way[0, 1])) if shown else (0.0, 0.0)
    now = (float(way[-1, 0]), float(way[-1, 1])) if shown else None
    layers.append(points(solid, look, start=start, optima=((0.0, 0.0),), current=now))
    for layer in layers:
        blank = blank.overlay(layer)
    return blank
