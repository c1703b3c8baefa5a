"""The projection against rotation matrices, and the camera's limits."""

import math

import numpy as np
import pytest

from tui.views.surface_3d.camera import CLOSEST, FARTHEST, HIGHEST, LOWEST, Camera

ANGLES = [(-60.0, 30.0), (0.0, 5.0), (90.0, 45.0), (-180.0, 85.0), (137.0, 12.5)]


def _rotated(point: np.ndarray, azimuth: float, elevation: float) -> np.ndarray:
    """Turn about the vertical until the camera is in front, then tip it: (right, up, towards)."""
    a, e = math.radians(azimuth), math.radians(elevation)
    # The camera's azimuth direction is brought to -y, where x is to the right and z upwards.
    turn = -math.pi / 2 - a
    about_z = np.array(
        [[math.cos(turn), -math.sin(turn), 0], [math.sin(turn), math.cos(turn), 0], [0, 0, 1]]
    )
    about_x = np.array([[1, 0, 0], [0, math.cos(e), -math.sin(e)], [0, math.sin(e), math.cos(e)]])
    x, y, z = about_x @ about_z @ point
    return np.array([x, z, -y])


@pytest.mark.parametrize(("azimuth", "elevation"), ANGLES)
def test_points_are_projected_as_two_rotations_do(azimuth: float, elevation: float) -> None:
    camera = Camera(azimuth, elevation)
    for point in np.random.default_rng(3).uniform(-1, 1, (20, 3)):
        across, up, _ = camera.project(*point)
        right, upwards, _ = _rotated(point, azimuth, elevation)
        assert (float(across), float(up)) == pytest.approx((right, upwards), abs=1e-12)


@pytest.mark.parametrize(("azimuth", "elevation"), ANGLES)
def test_of_two_points_on_one_ray_the_nearer_is_less_far_away(
    azimuth: float, elevation: float
) -> None:
    a, e = math.radians(azimuth), math.radians(elevation)
    towards = np.array([math.cos(e) * math.cos(a), math.cos(e) * math.sin(a), math.sin(e)])
    far = np.array([0.1, -0.2, 0.3])
    near = far + 0.25 * towards
    camera = Camera(azimuth, elevation)
    assert np.allclose(camera.project(*far)[:2], camera.project(*near)[:2])
    assert camera.project(*near)[2] < camera.project(*far)[2]


def test_turning_goes_round_and_stops_at_the_limits_of_elevation() -> None:
    camera = Camera(170.0, 80.0)
    assert camera.turned(20.0).azimuth == -170.0
    assert camera.turned(0, 30.0).elevation == HIGHEST == 85.0
    assert camera.turned(0, -300.0).elevation == LOWEST == 5.0
    for _ in range(72):
        camera = camera.turned(5.0)
    assert camera.azimuth == pytest.approx(170.0)


def test_zoom_has_limits() -> None:
    assert Camera().zoomed(1.25).zoom == 1.25
    assert Camera().zoomed(1e9).zoom == CLOSEST
    assert Camera().zoomed(1e-9).zoom == FARTHEST
