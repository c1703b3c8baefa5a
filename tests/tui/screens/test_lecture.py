"""The layout for a lecture: large numbers, one or two views, no chrome; all keys work."""

from __future__ import annotations

import pytest

from tests.tui.stage import Stage, stage
from tui.model.situation import PlotName
from tui.terminal.settings import ScreenSettings
from tui.views.cells_widget import CellPlot
from tui.widgets.big_numbers import BigNumbers


def _shown(on: Stage) -> list[str | None]:
    """The plots on the screen, from left to right."""
    plots = [plot for plot in on.app.query(CellPlot) if plot.region.area and plot.display]
    side = on.app.query_one("#side")
    visible = [plot for plot in plots if plot.parent is not side or side.display]
    return [plot.id for plot in sorted(visible, key=lambda plot: plot.region.x)]


def _large(on: Stage) -> BigNumbers:
    return on.app.query_one(BigNumbers)


@pytest.mark.parametrize("size", [(80, 24), (100, 30)])
async def test_l_leaves_two_views_the_numbers_and_one_line(size):
    async with stage(size=size) as on:
        await on.press("L")
        columns, rows = size
        assert _shown(on) == ["surface", "loss"]
        surface = on.app.dashboard.plot("surface")
        assert (surface.outer_size.width, surface.outer_size.height) == (columns // 2, rows - 5)
        assert not on.app.dashboard.panel.region.area
        assert "full loss" in on.lines[0] and "space run" in on.lines[-1]
        await on.press("space")
        await on.train(30)
        assert "▶ running" in on.lines[-1] and "space pause" in on.lines[-1]
        await on.press("L")
        assert _shown(on) == ["surface", "data", "loss"] or size == (80, 24)
        assert "parameters" in on.text or size == (80, 24)
        assert on.app.dashboard.scene is not None and not on.app.dashboard.scene.look.thick


async def test_digits_choose_the_large_view_and_one_shows_the_last_beside_the_surface():
    async with stage(size=(100, 30)) as on:
        await on.press("L", "space")
        await on.train(20)
        plots: dict[str, PlotName] = {"4": "data", "5": "slice", "6": "solid", "3": "loss"}
        for key, view in plots.items():
            await on.press(key)
            assert _shown(on) == [view]
            assert on.app.dashboard.plot(view).outer_size.width == 100
            await on.press("1")
            assert _shown(on) == ["surface", view]
        for key, name in (("7", "runs"), ("8", "algorithm"), ("9", "sweeps"), ("2", "surface")):
            await on.press(key)
            assert _shown(on) == [name]
        await on.press("1")
        assert _shown(on) == ["surface", "loss"]
        await on.press("shift+tab")
        assert on.app.dashboard.focused_plot == "loss"
        await on.press("z")
        assert _shown(on) == ["loss"]


async def test_the_panel_and_the_theory_come_when_asked_for():
    async with stage(size=(100, 30)) as on:
        await on.press("L", "tab")
        assert "›learning rate" in on.text
        await on.press("escape", "t")
        assert "tolerance" not in on.text and "t theory" in on.text


async def test_a_changed_setting_is_large_for_a_moment():
    async with stage(size=(100, 30)) as on:
        await on.press("L")
        assert "epoch" in on.lines[0] and "learning rate" not in on.lines[0]
        await on.press("equals_sign")
        assert "learning rate" in on.lines[0] and "epoch" not in on.lines[0]
        await on.press("left_square_bracket")
        assert "batch size" in on.lines[0] and "learning rate" not in on.lines[0]
        _large(on).forget()
        await on.settle()
        assert "epoch" in on.lines[0] and "batch size" not in on.lines[0]
        assert "lr 0.002 · batch 64" in on.lines[-1]


async def test_lines_are_thick_and_thin_again():
    async with stage(size=(100, 30)) as on:
        await on.press("L", "space")
        await on.train(40)
        surface = on.app.dashboard.plot("surface")
        thick = surface._layers["trajectory"]
        await on.press("L")
        await on.press("2", "1")
        thin = surface._layers["trajectory"]
        assert (thick.chars != " ").sum() / thick.columns > (thin.chars != " ").sum() / thin.columns


async def test_the_option_starts_with_it():
    async with stage(size=(80, 24), settings=ScreenSettings(lecture=True)) as on:
        assert _shown(on) == ["surface", "loss"]
        assert "epoch" in on.lines[0]
        await on.press("L")
        assert "epoch" not in on.lines[0] and "-9 views" in on.footer
