"""The relief as a camera sees it, which all layers of the 3-D surface share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from tui.canvas.cells import NO_COLOUR
from tui.canvas.palette import Look
from tui.views.surface_3d.camera import Camera
from tui.views.surface_3d.horizon import Horizon, Projection, horizon_of, projection_of
from tui.views.surface_3d.relief import Relief

Floats = NDArray[np.float64]


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
