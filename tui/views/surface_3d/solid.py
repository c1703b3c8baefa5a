"""The relief seen by a camera, shared by all layers of the 3-D surface."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from tui.canvas.cells import NO_COLOUR
from tui.canvas.cycle import Cycle
from tui.canvas.palette import Look
from tui.views.surface_3d.camera import Camera
from tui.views.surface_3d.horizon import Horizon, Projection, horizon_of, projection_of
from tui.views.surface_3d.relief import Relief


class Style(Cycle, StrEnum):
    """How the surface is drawn; a key cycles through the styles."""

    FILLED = "filled"
    MESH = "mesh"
    BARE = "trajectory"


def default_style(look: Look) -> Style:
    """The initial style: without colours, a mesh is the most readable."""
    return Style.MESH if look.palette.bands == (NO_COLOUR,) else Style.FILLED


@dataclass(frozen=True, eq=False)
class Solid:
    """A relief seen by a camera.

    Attributes:
        relief: the surface and its heights.
        projection: the projection of its box onto the screen.
        horizon: determines hidden parts; None if only the trajectory is drawn.
    """

    relief: Relief
    projection: Projection
    horizon: Horizon | None

    def on_surface(self, w: Floats, b: Floats) -> tuple[Floats, Floats, Floats]:
        """Column, row and distance of (w, b) on the surface."""
        return self.at(w, b, self.relief.z_of(self.relief.surface.losses(w, b)))

    def at(self, w: Floats, b: Floats, z: Floats) -> tuple[Floats, Floats, Floats]:
        """Column, row and distance of (w, b) at a z of the box."""
        return self.projection.screen(*self.relief.ground(w, b), z)

    def hides(self, u: Floats, v: Floats, away: Floats) -> NDArray[np.bool_]:
        """Whether points on the screen are behind the surface."""
        if self.horizon is None:
            return np.zeros(np.shape(u), np.bool_)
        return self.horizon.hides(u, v, away)


def solid_of(
    columns: int,
    rows: int,
    relief: Relief,
    camera: Camera,
    style: Style,
    focus: tuple[float, float],
) -> Solid:
    """The relief in a plot of this size; zooming keeps `focus`, a (w, b), fixed."""
    x, y = (np.clip(part, -0.5, 0.5) for part in relief.ground(*focus))
    at = (float(x), float(y), float(relief.z_over(x, y)))
    projection = projection_of(columns, rows, camera, at)
    return Solid(
        relief, projection, None if style is Style.BARE else horizon_of(projection, relief)
    )
