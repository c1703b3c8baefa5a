"""The camera: two angles, a zoom, and the resulting projection.

The projection is parallel, along the direction from the camera at (azimuth, elevation) to the
centre of the box:

    toward = (cos e cos a, cos e sin a, sin e)       from the box to the camera
    across = (-sin a, cos a, 0)                      to the right on the screen
    up     = (-sin e cos a, -sin e sin a, cos e)     upwards on the screen

Vertical lines stay vertical, so a column of the screen shows one line over the ground.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Floats

STEP = 5.0
"""Degrees per key press."""
LOWEST, HIGHEST = 5.0, 85.0
"""Limits of the elevation, in degrees."""
CLOSER = 1.25
"""The factor of one zoom step."""
FARTHEST, CLOSEST = 0.5, 8.0


@dataclass(frozen=True)
class Camera:
    """The position of the camera.

    Attributes:
        azimuth: degrees from the w axis towards the b axis, -180 up to 180.
        elevation: degrees above the ground, `LOWEST` to `HIGHEST`.
        zoom: 1 shows the whole box.
    """

    azimuth: float = -60.0
    elevation: float = 30.0
    zoom: float = 1.0

    @classmethod
    def at(cls, place: Sequence[float] | None) -> Camera | None:
        """At this place, or the nearest within the limits; None for none."""
        if place is None:
            return None
        azimuth, elevation, zoom = place
        level = cls(elevation=elevation).turned()
        return replace(level, azimuth=(azimuth + 180) % 360 - 180, zoom=1.0).zoomed(zoom)

    def turned(self, azimuth: float = 0.0, elevation: float = 0.0) -> Camera:
        """Rotated by degrees; the elevation stays within its limits."""
        return replace(
            self,
            azimuth=(self.azimuth + azimuth + 180) % 360 - 180,
            elevation=min(max(self.elevation + elevation, LOWEST), HIGHEST),
        )

    def zoomed(self, factor: float) -> Camera:
        """Zoomed in by a factor, within limits."""
        return replace(self, zoom=min(max(self.zoom * factor, FARTHEST), CLOSEST))

    @property
    def place(self) -> tuple[float, float, float]:
        """Azimuth, elevation and zoom."""
        return self.azimuth, self.elevation, self.zoom

    @property
    def ground(self) -> tuple[float, float]:
        """The unit vector on the ground pointing away from the camera."""
        angle = math.radians(self.azimuth)
        return -math.cos(angle), -math.sin(angle)

    @property
    def tilt(self) -> tuple[float, float]:
        """Sine and cosine of the elevation.

        They are the lengths on the screen of a unit away from the camera and of a unit of height.
        """
        angle = math.radians(self.elevation)
        return math.sin(angle), math.cos(angle)

    def project(self, x: ArrayLike, y: ArrayLike, z: ArrayLike) -> tuple[Floats, Floats, Floats]:
        """Screen coordinates (across, up) of points of the box, and their ground distances."""
        x, y, z = np.broadcast_arrays(*(np.asarray(part, np.float64) for part in (x, y, z)))
        away_x, away_y = self.ground
        sine, cosine = self.tilt
        # Infinitely distant points have no position.
        with np.errstate(invalid="ignore", over="ignore"):
            away = x * away_x + y * away_y
            return x * away_y - y * away_x, z * cosine + away * sine, away
