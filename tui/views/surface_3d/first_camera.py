"""The first place of the camera: one from which the basin, the start and the optimum are seen."""

from __future__ import annotations

import itertools

import numpy as np

from engine.arrays import Floats
from engine.problems.base import Theta
from engine.problems.linear_neuron.quadratic import level_curves
from tui.canvas.contours import contour_lines
from tui.views.surface_3d.camera import Camera
from tui.views.surface_3d.relief import Relief
from tui.views.surface_3d.solid import Solid, Style, solid_of

_ELEVATIONS = (30.0, 40.0, 50.0, 60.0)
_AZIMUTHS = (-60.0, -30.0, -120.0, -150.0, 60.0, 30.0, 120.0, 150.0)
_SIZE = 48, 16
"""Large enough to say what hides what."""
_ENOUGH = 0.75
"""Share of the basin that must be seen."""
_BASIN = 3
"""The contour line around the basin, counted from the lowest."""


def first_camera(relief: Relief, start: Theta, optima: tuple[Theta, ...]) -> Camera:
    """The usual place if that will do; otherwise the lowest that does, or the best of all.

    `optima` are the minima to be seen.
    """
    w, b = _basin(relief)
    ends = np.array([start, *optima]).T
    best, most = Camera(), -1.0
    for elevation, azimuth in itertools.product(_ELEVATIONS, _AZIMUTHS):
        camera = Camera(azimuth, elevation)
        solid = solid_of(*_SIZE, relief, camera, Style.FILLED, (*optima, start)[0])
        seen = 2 * _seen(solid, *ends) + _seen(solid, w, b)
        if seen >= 2 + _ENOUGH:
            return camera
        if seen > most:
            best, most = camera, seen
    return best


def _basin(relief: Relief) -> tuple[Floats, Floats]:
    """Points on a low contour line, as far as it is in view."""
    view, surface = relief.surface.view, relief.surface
    level = float(surface.levels[min(_BASIN, surface.levels.size - 1)])
    if surface.moments is not None:
        curves = level_curves(surface.moments, level, view.w_low, view.w_high)
    else:
        (lines,) = contour_lines(surface.grid, view, np.array([level]))
        curves = [(line[:, 0], line[:, 1]) for line in lines]
    w, b = (np.concatenate([curve[k][::8] for curve in curves] or [np.empty(0)]) for k in (0, 1))
    inside = (b >= view.b_low) & (b <= view.b_high)
    return w[inside], b[inside]


def _seen(solid: Solid, w: Floats, b: Floats) -> float:
    """The share of points on the surface that are not hidden; 1 without any in view."""
    view = solid.relief.surface.view
    inside = (w >= view.w_low) & (w <= view.w_high) & (b >= view.b_low) & (b <= view.b_high)
    if not inside.any():
        return 1.0
    return 1 - float(np.mean(solid.hides(*solid.on_surface(w[inside], b[inside]))))
