"""From the first place of the camera, nothing that matters is behind a wall."""

import numpy as np
import pytest

from engine.problems.view import View
from tests.tui.stage import stage
from tests.tui.views.worlds import WORLDS
from tui.canvas.loss_surface import surface_of
from tui.views.surface_3d.camera import Camera
from tui.views.surface_3d.first_camera import first_camera
from tui.views.surface_3d.relief import Height, relief_of
from tui.views.surface_3d.solid import Style, solid_of
from tui.views.surface_3d.widget import SolidPlot


# In a logarithmic height, a narrow valley is a crack whose floor is not seen from anywhere.
@pytest.mark.parametrize("height", [Height.ROOT, Height.LINEAR])
@pytest.mark.parametrize("name", ["a line", "x in the thousands", "constant y", "two points"])
def test_start_and_optimum_are_seen_on_a_screen_of_any_size(name: str, height: Height) -> None:
    world = WORLDS[name]
    relief = relief_of(world.surface, height)
    camera = first_camera(relief, (0.0, 0.0), (world.best,))
    ends = np.array([(0.0, 0.0), world.best]).T
    view = world.view
    for size in ((78, 19), (118, 36), (198, 46)):
        solid = solid_of(*size, relief, camera, Style.FILLED, world.best)
        assert view.holds(*world.best)
        assert not solid.hides(*solid.on_surface(*ends)).any()


def test_the_usual_place_is_left_only_where_it_hides_something() -> None:
    world = WORLDS["a line"]
    assert (
        first_camera(relief_of(world.surface, Height.ROOT), (0.0, 0.0), (world.best,)) == Camera()
    )
    # The optimum is close behind the wall in front of the usual place.
    w, b = world.best
    moments = world.preview.moments
    behind = relief_of(surface_of(moments, View(w - 10, w + 30, b - 0.1, b + 60)), Height.ROOT)
    camera = first_camera(behind, (w - 9, b + 50), (world.best,))
    hidden = []
    for each in (Camera(), camera):
        solid = solid_of(118, 36, behind, each, Style.FILLED, world.best)
        hidden.append(bool(solid.hides(*solid.on_surface(np.array([w]), np.array([b])))[0]))
    assert not hidden[1]


async def test_home_returns_to_the_first_place_and_a_turned_camera_stays() -> None:
    async with stage() as on:
        await on.press("6", "left")
        plot = on.app.dashboard.plot("solid")
        assert isinstance(plot, SolidPlot)
        turned = plot.camera
        await on.press("n", "h")
        assert plot.camera == turned
        await on.press("home")
        assert plot.camera != turned
        await on.press("home")
        assert "first place" in on.message
