"""The 3-D view in the app: its keys, its mouse, and what is drawn again and what is not."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from textual import events

from engine.history.values import Series
from engine.problems.view import View
from tests.tui.stage import Stage, stage
from tests.tui.views.scenes import descent, frame_of, line_preview, scene_of
from tui.canvas import loss_surface
from tui.canvas.markers import Markers
from tui.canvas.palette import Look, palette_for
from tui.views.surface_3d import box, mesh, solid
from tui.views.surface_3d.camera import Camera
from tui.views.surface_3d.relief import RISE, Height
from tui.views.surface_3d.solid import Style
from tui.views.surface_3d.widget import SPIN, SolidPlot

PREVIEW = line_preview()
RUN = descent(PREVIEW, 0.001, 60)


@pytest.fixture
def truecolor(monkeypatch: pytest.MonkeyPatch) -> None:
    """With 16 colours, the first style is the mesh."""
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")


def _plot(on: Stage) -> SolidPlot:
    plot = on.app.dashboard.plot("solid")
    assert isinstance(plot, SolidPlot)
    return plot


def _text(plot: SolidPlot) -> str:
    return "\n".join(plot.shown.lines())


async def test_the_arrows_turn_it_and_home_brings_it_back(truecolor: None) -> None:  # noqa: ARG001
    async with stage() as on:
        await on.press("6")
        plot = _plot(on)
        assert plot.has_focus
        first = _text(plot)
        assert "azimuth -60° · elevation 30°" in on.text
        await on.press("right", "right", "up")
        assert plot.camera == Camera(-50, 35)
        assert "filled · azimuth -50° · elevation 35°" in on.text
        assert _text(plot) != first
        await on.press("left", "down", "down")
        assert plot.camera == Camera(-55, 25)
        await on.press(*["down"] * 10)
        assert plot.camera.elevation == 5
        await on.press(*["up"] * 20)
        assert plot.camera.elevation == 85
        await on.press("home")
        assert plot.camera == Camera()
        assert _text(plot) == first


async def test_v_goes_through_the_styles(truecolor: None) -> None:  # noqa: ARG001
    async with stage() as on:
        await on.press("6")
        for style in ("filled", "mesh", "trajectory", "filled"):
            assert f"{style} · azimuth" in on.text
            await on.press("v")


async def test_h_goes_through_the_heights_and_the_axis_says_which() -> None:
    async with stage() as on:
        await on.press("6")
        for name in ("loss, √", "loss, log", "loss "):
            assert name in _text(_plot(on))
            await on.press("h")
        assert _plot(on).height is Height.ROOT


async def test_plus_and_underscore_zoom_and_the_learning_rate_stays() -> None:
    async with stage() as on:
        await on.press("6")
        rate = on.app.model.config.optimizer.learning_rate
        await on.press("plus", "plus")
        assert _plot(on).camera.zoom == pytest.approx(1.25**2)
        assert "zoom 1.56" in on.text
        await on.press("_", "underscore", "underscore")
        assert _plot(on).camera.zoom < 1
        assert on.app.model.config.optimizer.learning_rate == rate
        await on.press("home")
        assert "zoom" not in str(_plot(on).border_subtitle or "")


async def test_a_spins_it_step_by_step_until_it_is_stopped_or_hidden() -> None:
    async with stage() as on:
        await on.press("6")
        plot = _plot(on)
        await on.press("a")
        assert plot.spinning
        assert "spinning" in str(plot.border_subtitle or "")
        before = plot.camera
        plot.spin()
        assert plot.camera != before
        await on.press("a")
        assert not plot.spinning
        assert "spinning" not in str(plot.border_subtitle or "")
        await on.press("a")
        assert plot.spinning
        await on.press("2")
        assert not plot.spinning
        await on.press("6", "a", "home")
        assert not plot.spinning


async def test_a_step_of_spinning_is_a_small_turn_and_none_under_another_screen() -> None:
    async with stage() as on:
        await on.press("6")
        plot = _plot(on)
        before = plot.camera
        plot.spin()
        assert plot.camera == before.turned(SPIN)
        await on.press("question_mark")
        plot.spin()
        assert plot.camera == before.turned(SPIN)


async def test_dragging_turns_it_and_the_wheel_zooms() -> None:
    async with stage() as on:
        await on.press("6")
        plot = _plot(on)
        await on.pilot.mouse_down(plot, offset=(40, 12))
        await on.pilot.hover(plot, offset=(50, 16))
        await on.settle()
        turned = plot.camera
        assert turned.azimuth == pytest.approx(-60 - 10 * 1.5)
        assert turned.elevation == pytest.approx(30 + 4 * 3)
        await on.pilot.mouse_up(plot, offset=(50, 16))
        await on.pilot.hover(plot, offset=(20, 5))
        await on.settle()
        assert plot.camera == turned
        for kind, zoom in ((events.MouseScrollUp, 1.25), (events.MouseScrollDown, 1.0)):
            await on.pilot._post_mouse_events([kind], plot, offset=(20, 5))
            await on.settle()
            assert plot.camera.zoom == pytest.approx(zoom)


async def test_the_keys_are_in_the_footer_and_in_help() -> None:
    async with stage(size=(160, 45)) as on:
        await on.press("6")
        for words in ("turn", "v style", "h height", "a spin"):
            assert words in on.footer
        await on.press("question_mark")
        assert "3-D surface (focused)" in on.text


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_a_run_is_drawn_before_during_and_after(size: tuple[int, int]) -> None:
    async with stage(size=size) as on:
        await on.press("6")
        assert "◎ now = start" in on.text
        await on.press("space")
        for _ in range(3):
            await on.train(7)
        frame = on.app.model.frame
        plot = _plot(on)
        assert frame is not None and plot._solid is not None and plot.scene is not None
        assert frame.update == 21
        # Independently: the glyph stands where its full loss says.
        x, y = (
            column.astype(np.float64) for column in (plot.scene.preview.x, plot.scene.preview.y)
        )
        w, b = frame.theta
        loss = float(np.mean((w * x + b - y) ** 2))
        view, projection = plot.scene.problem.view, plot._solid.projection
        point = np.array(
            [
                (w - view.w_low) / (view.w_high - view.w_low) - 0.5,
                (b - view.b_low) / (view.b_high - view.b_low) - 0.5,
                (math.sqrt(loss / plot._solid.relief.loss.high) - 0.5) * RISE,
            ]
        )
        a, e = math.radians(-60), math.radians(30)
        right = np.array([-math.sin(a), math.cos(a), 0])
        up = np.array([-math.sin(e) * math.cos(a), -math.sin(e) * math.sin(a), math.cos(e)])
        column = math.floor(projection.middle[0] + projection.scale[0] * float(point @ right))
        row = math.floor(projection.middle[1] + projection.scale[1] * float(point @ up))
        assert plot.shown.chars[plot.shown.rows - 1 - row, column] in "●⊗"


async def test_a_new_frame_draws_trajectory_and_points_alone(monkeypatch) -> None:
    async with stage() as on:
        await on.press("6")
        plot = _plot(on)
        plot.show(scene_of(PREVIEW, frame_of(RUN.rows(slice(20)))))

        def refuse(*_: object, **__: object) -> None:
            pytest.fail("a static layer was drawn again")

        for module, names in (
            (loss_surface, ("surface_of",)),
            (solid, ("solid_of", "horizon_of")),
            (mesh, ("body", "mesh")),
            (box, ("edges", "labels")),
        ):
            for name in names:
                monkeypatch.setattr(module, name, refuse)
        before = _text(plot)
        plot.show(scene_of(PREVIEW, frame_of(RUN.rows(slice(40)))))
        assert _text(plot) != before


async def test_without_colours_it_starts_as_a_mesh_and_ascii_is_ascii() -> None:
    async with stage() as on:
        await on.press("6")
        plot = _plot(on)
        scene = scene_of(PREVIEW, frame_of(RUN))
        for markers in Markers:
            look = Look(palette_for(dark=True, colours=None), markers)
            plot.show(dataclasses.replace(scene, look=look))
            assert plot.style is Style.MESH
            assert _text(plot).isascii() == (markers is Markers.ASCII)
        assert "mesh" in str(plot.border_subtitle or "")


async def test_diverged_runs_are_drawn_as_far_as_they_are_in_the_box() -> None:
    far = np.array([1.0, -1e10, 1e38, np.inf, np.nan])
    index = np.arange(1, 6)
    updates = Series.of(index, far, -far, far**2, index.astype(float), index.astype(float))
    async with stage() as on:
        await on.press("6")
        plot = _plot(on)
        for _ in Style:
            plot.show(scene_of(PREVIEW, frame_of(updates)))
            assert "×" in _text(plot)
            await on.press("v")


async def test_it_follows_the_size() -> None:
    async with stage() as on:
        await on.press("6")
        plot = _plot(on)
        for size in ((200, 50), (60, 18), (20, 8), (3, 3), (100, 30)):
            await on.pilot.resize_terminal(*size)
            await on.settle()
            if plot.content_size.width and plot.content_size.height:
                assert (plot.shown.columns, plot.shown.rows) == tuple(plot.content_size)


async def test_a_run_that_diverges_stays_in_sight_and_home_shows_the_problem_again():
    async with stage(size=(120, 40), learning_rate=0.03) as on:
        await on.press("6")
        plot = _plot(on)
        camera, view = plot.camera, on.app.dashboard.scene.problem.view
        await on.press("space")
        await on.train(60)

        def shown() -> View:
            assert plot._solid is not None
            return plot._solid.relief.surface.view

        point = on.app.dashboard.scene.point
        assert not view.holds(*point) and shown().holds(*point) and shown().holds(0, 0)
        assert plot.camera == camera, "it grows without turning"
        await on.press("home")
        assert shown() == view
        await on.press("home")
        assert shown().holds(*point)
        await on.press("r")
        assert shown() == view
