"""What is seen and what is hidden, against rays that are followed step by step."""

import math

import numpy as np
import pytest

from engine.problems.linear_neuron.landscape import DEFAULT_VIEW
from tests.tui.views.scenes import SIZES, line_preview
from tui.canvas.loss_surface import surface_of
from tui.views.surface_3d.camera import Camera
from tui.views.surface_3d.horizon import FLOOR, Horizon, horizon_of, projection_of, seen_by
from tui.views.surface_3d.relief import RISE, Height, relief_of

PREVIEW = line_preview()
X, Y = PREVIEW.x.astype(np.float64), PREVIEW.y.astype(np.float64)
RELIEF = relief_of(surface_of(PREVIEW.moments, DEFAULT_VIEW), Height.ROOT)
CAMERAS = [Camera(-60, 30), Camera(30, 15), Camera(150, 50), Camera(90, 25), Camera(-140, 10)]


def _top(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The surface's z over the ground, sample by sample."""
    w, b = 20 * (x + 0.5), 40 * (y + 0.5) - 18
    loss = np.mean((w[..., None] * X + b[..., None] - Y) ** 2, axis=-1)
    return (np.sqrt(loss / RELIEF.loss.high) - 0.5) * RISE


def _towards(camera: Camera) -> np.ndarray:
    a, e = math.radians(camera.azimuth), math.radians(camera.elevation)
    return np.array([math.cos(e) * math.cos(a), math.cos(e) * math.sin(a), math.sin(e)])


def _depth_inside(points: np.ndarray) -> np.ndarray:
    """How far below the surface points (..., 3) are; negative above it or outside the box."""
    x, y, z = np.moveaxis(points, -1, 0)
    outside = (np.abs(x) > 0.5) | (np.abs(y) > 0.5) | (z < FLOOR)
    return np.where(outside, -1.0, _top(np.clip(x, -0.5, 0.5), np.clip(y, -0.5, 0.5)) - z)


@pytest.mark.parametrize("camera", CAMERAS, ids=str)
def test_points_are_hidden_where_a_ray_to_the_camera_meets_the_solid(camera: Camera) -> None:
    projection = projection_of(100, 40, camera)
    horizon = horizon_of(projection, RELIEF)
    x, y = np.random.default_rng(5).uniform(-0.49, 0.49, (2, 400))
    z = _top(x, y)
    z[200:] += np.random.default_rng(6).uniform(0, 0.2, 200)
    hidden = horizon.hides(*projection.screen(x, y, z))
    along = np.arange(0.004, 1.6, 0.004)
    rays = np.stack([x, y, z], axis=1)[:, None] + along[:, None] * _towards(camera)
    deepest = _depth_inside(rays).max(axis=1)
    # A fifth of a row is forgiven, and rays that graze the surface prove nothing.
    surely_hidden, surely_seen = deepest > 0.05, deepest < -0.0005
    assert surely_hidden.sum() + surely_seen.sum() > 200
    assert hidden[surely_hidden].all()
    assert not hidden[surely_seen].any()


def test_something_is_hidden_and_something_is_not() -> None:
    camera = Camera(30, 15)
    projection = projection_of(100, 40, camera)
    x, y = np.meshgrid(np.linspace(-0.5, 0.5, 20), np.linspace(-0.5, 0.5, 20))
    hidden = horizon_of(projection, RELIEF).hides(*projection.screen(x, y, _top(x, y)))
    assert 0.1 < hidden.mean() < 0.9


@pytest.mark.parametrize("camera", CAMERAS, ids=str)
def test_each_place_shows_what_its_ray_meets_first(camera: Camera) -> None:
    projection = projection_of(60, 24, camera)
    seen = seen_by(horizon_of(projection, RELIEF, 1), 1)
    towards = _towards(camera)
    a = math.radians(camera.azimuth)
    right = np.array([-math.sin(a), math.cos(a), 0])
    up = np.cross(towards, right)
    along = np.arange(1.2, -1.2, -0.004)
    agreed = total = 0
    for row in range(projection.area.rows):
        for column in range(projection.columns):
            across = (column + 0.5 - projection.middle[0]) / projection.scale[0]
            upwards = (row + 0.5 - projection.middle[1]) / projection.scale[1]
            ray = across * right + upwards * up + along[:, None] * towards
            inside = np.flatnonzero(_depth_inside(ray) >= 0)
            found = not np.isnan(seen.x[row, column])
            total += 1
            if not inside.size or not found:
                agreed += inside.size == 0 and not found
                continue
            met = ray[inside[0]]
            shown = np.array([seen.x[row, column], seen.y[row, column], seen.z[row, column]])
            agreed += bool(np.linalg.norm(met - shown) < 0.03)
    # Places cut by an edge may fall on either side of it.
    assert agreed >= 0.985 * total


@pytest.mark.parametrize("camera", CAMERAS, ids=str)
def test_there_are_no_holes(camera: Camera) -> None:
    projection = projection_of(120, 40, camera)
    seen = seen_by(horizon_of(projection, RELIEF, 1), 2)
    for column in (~np.isnan(seen.x)).T:
        places = np.flatnonzero(column)
        assert places.size == 0 or places.size == places[-1] - places[0] + 1


@pytest.mark.parametrize("zoom", [0.5, 1.0, 8.0])
def test_nothing_hides_a_point_above_it_all_at_any_size(zoom: float) -> None:
    for size in SIZES:
        projection = projection_of(*size, Camera(0, 5, zoom), (0.1, 0.2, 0.0))
        horizon = horizon_of(projection, RELIEF)
        seen = seen_by(horizon, 2)
        assert seen.x.shape == (2 * projection.area.rows, 2 * size[0])
        assert not _hides(horizon, np.array([0.0])).any()


def _hides(horizon: Horizon, point: np.ndarray) -> np.ndarray:
    return horizon.hides(*horizon.projection.screen(point, point, np.array([RISE])))


def test_the_whole_box_fits_from_everywhere() -> None:
    corners = [(x, y, z) for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-RISE / 2, RISE / 2)]
    for size in [(40, 12), (80, 24), (200, 50), (60, 60)]:
        for azimuth in range(-180, 180, 15):
            for elevation in (5, 30, 60, 85):
                projection = projection_of(*size, Camera(azimuth, elevation))
                for corner in corners:
                    u, v, _ = projection.screen(*corner)
                    assert 0 <= u <= size[0]
                    assert 0 <= v <= projection.area.rows


def test_zooming_leaves_the_focus_where_it_is() -> None:
    focus = (0.2, -0.3, 0.1)
    places = [
        projection_of(100, 40, Camera(zoom=zoom), focus).screen(*focus) for zoom in (0.5, 1, 3)
    ]
    for place in places[1:]:
        assert [float(part) for part in place] == pytest.approx([float(p) for p in places[0]])
