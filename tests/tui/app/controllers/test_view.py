"""Views, markers, theme and axes."""

from __future__ import annotations

import pytest

from engine.history.values import RunState
from tests.tui.stage import stage
from tui.app.theme import DARK, LIGHT, THEMES, kind_of
from tui.canvas.palette import palette_for
from tui.model.situation import PlotName
from tui.views.cells_widget import CellPlot

SIZES = [(80, 24), (120, 40), (200, 50)]


DASHBOARD: tuple[PlotName, ...] = ("surface", "loss", "data")


async def test_y_and_x_change_the_loss_axes():
    async with stage() as on:
        await on.press("space")
        await on.train(20)
        assert "updates" in on.text
        await on.press("x")
        assert "x axis: epochs" in on.message
        assert on.app.dashboard.scene.options.loss_x == "epochs"
        await on.press("y")
        assert "logarithmic" in on.message
        assert on.app.dashboard.scene.options.loss_log


async def test_a_diverging_run_turns_to_the_log_axis_by_itself_and_y_turns_it_back():
    async with stage(learning_rate=0.05) as on:
        await on.press("space")
        assert not on.app.dashboard.scene.options.loss_log
        await on.train(10)
        assert on.app.model.session.diverging
        assert on.app.dashboard.scene.options.loss_log
        await on.press("y")
        assert "linear" in on.message
        assert not on.app.dashboard.scene.options.loss_log
        await on.train(100)
        assert on.app.model.state is RunState.DIVERGED
        assert not on.app.dashboard.scene.options.loss_log
        await on.press("y")
        assert on.app.dashboard.scene.options.loss_log
        await on.press("y", "r", "space")
        await on.train(60)
        assert on.app.dashboard.scene.options.loss_log


async def test_a_run_that_does_not_diverge_keeps_its_axis():
    async with stage(learning_rate=0.02) as on:
        await on.press("space")
        await on.train(60)
        assert not on.app.dashboard.scene.options.loss_log


async def test_m_cycles_the_markers_and_ctrl_t_the_theme():
    async with stage() as on:
        assert on.app.theme == DARK.name
        dark = on.app.dashboard.scene.look
        await on.press("ctrl+t")
        assert on.app.theme == LIGHT.name
        assert on.app.dashboard.scene.look.palette != dark.palette
        await on.press("m")
        assert on.app.dashboard.scene.look.markers == dark.markers.next
        await on.press(*["ctrl+t"] * 5, *["m"] * 4)
        assert on.app.dashboard.scene.look == dark


@pytest.mark.parametrize("size", SIZES)
async def test_views_one_plot_full_screen_and_back(size):
    async with stage(size=size) as on:
        dashboard = on.app.dashboard
        full_screen: dict[str, PlotName] = {
            "2": "surface", "3": "loss", "4": "data", "5": "slice", "6": "solid", "8": "algorithm",
        }  # fmt: skip
        for key, name in full_screen.items():
            await on.press(key)
            shown = [plot for plot in on.app.query(CellPlot) if plot.display and plot.size.width]
            assert [plot.id for plot in shown if plot.parent.display] == [name]
            side_width = on.app.query_one("#side").outer_size.width if size[0] >= 160 else 0
            assert dashboard.plot(name).outer_size.width == size[0] - side_width
            assert dashboard.plot(name).scene is dashboard.scene
        await on.press("1")
        for plot in map(dashboard.plot, DASHBOARD):
            assert plot.outer_size.width < size[0]
            assert plot.outer_size.height > 5


async def test_z_zooms_the_focused_plot():
    async with stage() as on:
        await on.press("shift+tab", "shift+tab", "shift+tab", "z")
        assert on.app.dashboard.view_name == "loss"
        await on.press("z")
        assert on.app.dashboard.view_name == "dashboard"
        await on.press("z", "escape")
        assert on.app.dashboard.view_name == "dashboard"


async def test_the_panel_comes_into_sight_in_full_screen_and_goes_again():
    async with stage(size=(80, 24)) as on:
        await on.press("2")
        assert "parameters" not in on.text
        await on.press("tab")
        assert on.app.dashboard.in_panel
        assert "›learning rate" in on.text
        await on.press("escape")
        assert "learning rate" not in on.text
        assert on.app.dashboard.view_name == "surface"


def test_each_theme_has_a_palette_of_its_own():
    palettes = [palette_for(dark=theme.dark, kind=kind_of(theme.name)) for theme in THEMES]
    assert len({id(palette) for palette in palettes}) == len(THEMES)


async def test_the_key_says_the_name_of_each_theme_and_textuals_own_carry_over():
    async with stage() as on:
        seen = []
        for _ in THEMES:
            seen.append(on.app.dashboard.scene.look.palette)
            await on.press("ctrl+t")
            assert on.app.theme.removeprefix("descent-").replace("-", ", ") in on.message
        on.app.theme = "dracula"
        await on.settle()
        assert on.app.dashboard.scene.look.palette in seen
        await on.press("ctrl+t")
        assert on.app.theme == DARK.name


async def test_on_a_narrow_screen_the_surface_has_the_full_height_until_the_panel_is_asked_for():
    async with stage(size=(80, 24)) as on:
        dashboard = on.app.dashboard
        surface = dashboard.plot("surface")
        await on.press("2", "1", "escape")
        assert not dashboard.panel_shown and surface.outer_size.height == 21
        assert "sgd · lr 0.001 · full batch" in on.message
        assert "tab panel" in on.footer
        await on.press("tab")
        assert dashboard.panel_shown and surface.outer_size.width == 54
        assert "sgd · lr" not in on.message
        await on.press("escape")
        assert not dashboard.panel_shown and surface.outer_size.height == 21


@pytest.mark.parametrize("size", SIZES)
async def test_d_hides_the_panel_or_shows_it_at_every_size(size):
    async with stage(size=size) as on:
        dashboard, shown = on.app.dashboard, size[0] > 80
        for view in ("2", "1"):
            await on.press(view)
            assert dashboard.panel_shown == (shown and (view == "1" or size[0] >= 160))
            for _ in range(2):
                before = dashboard.panel_shown
                await on.press("D")
                assert dashboard.panel_shown is not before
                assert (dashboard.panel.region.area > 0) is not before
                assert ("sgd · lr 0.001" in on.message) is before
            await on.press("D")
            if dashboard.panel_shown:
                await on.press("D")
            await on.press("tab")
            assert dashboard.panel_shown
            await on.press("escape")
            assert not dashboard.panel_shown
            dashboard.remove_class("-panel-off", "-panel-on")
