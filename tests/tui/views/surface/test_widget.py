"""The surface under keys and mouse, in the app: what moves, what is said, what is asked for."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import pytest
from textual import events

from engine.data.dataset import load
from engine.problems.linear_neuron.landscape import DEFAULT_VIEW, View
from tests.tui.stage import Stage, stage
from tui.canvas.area import PlotArea
from tui.canvas.cells import NO_COLOUR
from tui.views.surface.widget import SurfacePlot


@asynccontextmanager
async def surface(size=(120, 40), **values):
    """The app with the surface in full screen."""
    async with stage(size=size, **values) as on:
        await hit(on, "2")
        yield on, plot_of(on)


def plot_of(on: Stage) -> SurfacePlot:
    plot = on.app.dashboard.plot("surface")
    assert isinstance(plot, SurfacePlot)
    return plot


def area_of(plot: SurfacePlot) -> PlotArea:
    assert plot.area is not None
    return plot.area


def view_of(plot: SurfacePlot) -> View:
    area = area_of(plot)
    return View(area.x.low, area.x.high, area.y.low, area.y.high)


async def hit(on: Stage, *keys: str) -> None:
    """Many keys, without waiting between them."""
    for key in keys:
        on.app.simulate_key(key)
    await on.settle()


def start_of(on: Stage) -> tuple[float, float]:
    return on.engine.config.start.w0, on.engine.config.start.b0


def text_of(plot: SurfacePlot) -> str:
    return "\n".join(plot.shown.lines())


def said(plot: SurfacePlot) -> str:
    return plot.border_subtitle or ""


def mouse(kind, plot, column, row, button=0):
    """A mouse event at a cell of the plot's content."""
    x, y = plot.content_region.x + column, plot.content_region.y + row
    return kind(plot, x, y, 0, 0, button, False, False, False, x, y)


async def send(on: Stage, *made: events.MouseEvent) -> None:
    for event in made:
        on.app.screen._forward_event(event)
        await on.pilot.pause()
    await on.settle()


# ------------------------------------------------------------------ view


async def test_v_shows_bands_and_lines_then_bands_then_lines():
    async with surface() as (on, plot):

        def seen():
            area = area_of(plot)
            inside = np.s_[
                area.row : area.row + area.rows, area.column : area.column + area.columns
            ]
            bands = (plot.shown.back[inside] != NO_COLOUR).any()
            return bands, int((plot.shown.chars[inside] != " ").sum()) > 100

        assert seen() == (True, True)
        await hit(on, "v")
        assert seen() == (True, False)
        await hit(on, "v")
        assert seen() == (False, True)
        await hit(on, "v")
        assert seen() == (True, True)


@pytest.mark.parametrize(
    ("size", "key", "barred"),
    [
        ((80, 24), "2", True),
        ((120, 40), "1", False),
        ((200, 50), "1", True),
        ((60, 16), "2", False),
    ],
)
async def test_the_bar_is_there_wherever_there_is_room(size, key, barred):
    async with stage(size=size) as on:
        await hit(on, key)
        heading = plot_of(on).shown.lines()[0]
        assert heading.rstrip().endswith("loss") == barred


async def test_plus_and_underscore_zoom_and_home_returns():
    async with surface() as (on, plot):
        await hit(on, "plus", "plus")
        view = view_of(plot)
        assert (view.w_low, view.w_high) == pytest.approx((5, 15))
        assert (view.b_low, view.b_high) == pytest.approx((-8, 12))
        assert "zoom 2×" in said(plot)
        assert on.engine.config.optimizer.learning_rate == 0.001
        await hit(on, "underscore")
        assert view_of(plot).w_high - view_of(plot).w_low == pytest.approx(20 / 2**0.5)
        await hit(on, "home")
        assert view_of(plot) == DEFAULT_VIEW
        assert said(plot) == ""


async def test_arrows_pan_once_a_run_has_begun_and_shifted_ones_always():
    async with surface() as (on, plot):
        await hit(on, "shift+right", "shift+up")
        view = view_of(plot)
        assert view.w_low > 0
        assert view.b_low > -18
        assert view.w_high - view.w_low == pytest.approx(20)
        assert start_of(on) == (0, 0)
        await hit(on, "home", "n")
        await hit(on, "left", "down")
        view = view_of(plot)
        assert view.w_low < 0
        assert view.b_low < -18
        assert start_of(on) == (0, 0)


async def test_panning_moves_the_picture_by_whole_cells():
    async with surface() as (on, plot):
        await hit(on, "n")
        area = area_of(plot)
        start, optimum = (np.argwhere(plot.shown.chars[1:] == sign)[0] for sign in "○×")
        await hit(on, "left", "down")
        moved = np.array([round(area.rows / 10), round(area.columns / 10)]) * (-1, 1)
        assert (np.argwhere(plot.shown.chars[1:] == "○")[0] - start).tolist() == moved.tolist()
        assert (np.argwhere(plot.shown.chars[1:] == "×")[0] - optimum).tolist() == moved.tolist()


async def test_the_keys_work_on_the_dashboard_when_the_surface_has_the_focus():
    async with stage() as on:
        plot = plot_of(on)
        await hit(on, "plus")
        assert view_of(plot) == DEFAULT_VIEW
        assert on.engine.config.optimizer.learning_rate == 0.002
        await on.press("shift+tab")
        await hit(on, "plus", "plus")
        assert "↑ ↓ move" in on.footer
        assert view_of(plot).w_low == pytest.approx(5)
        assert on.engine.config.optimizer.learning_rate == 0.002
        await hit(on, "right")
        assert start_of(on)[0] > 0


async def test_f_keeps_the_point_in_sight():
    async with surface() as (on, plot):
        await hit(on, "plus", "plus", "plus", "plus", "space")
        await on.train(1)
        assert not view_of(plot).holds(on.engine.w, on.engine.b)
        await hit(on, "F")
        assert view_of(plot).holds(on.engine.w, on.engine.b)
        assert "following" in said(plot)
        for _ in range(5):
            await on.train(20)
            view = view_of(plot)
            assert view.holds(on.engine.w, on.engine.b)
        await hit(on, "left")
        assert "following" not in said(plot)


async def test_a_new_seed_keeps_the_zoom_and_other_data_do_not():
    async with surface() as (on, plot):
        await hit(on, "plus", "plus")
        view = view_of(plot)
        await hit(on, "R")
        assert view_of(plot) == view
        on.app.changes.apply({"w_gen": 500.0})
        await on.settle()
        assert view_of(plot) == on.app.model.problem.view
        assert view_of(plot).holds(500, 2)


# ------------------------------------------------------------------ the start


async def test_arrows_move_the_start_in_round_steps_and_not_the_view():
    async with surface() as (on, plot):
        await hit(on, "right", "right", "up", "down", "down")
        w, b = start_of(on)
        area = area_of(plot)
        assert w == round(w, 1) != 0
        assert b == round(b) < 0
        assert w == pytest.approx(2 * 20 / area.columns, rel=0.5)
        assert b == pytest.approx(-40 / area.rows, rel=0.5)
        assert view_of(plot) == DEFAULT_VIEW
        assert on.app.model.problem.start == (w, b)
        await hit(on, *["left"] * 8)
        assert start_of(on)[0] < 0
        outside = view_of(plot)
        assert outside.holds(*start_of(on))
        assert outside != DEFAULT_VIEW
        await hit(on, *["left"] * 3, *["right"] * 3)
        assert view_of(plot) == outside
        await hit(on, "home", *["right"] * 40)
        assert view_of(plot).holds(*start_of(on))


async def test_in_a_view_that_was_zoomed_the_start_stays_in_sight():
    async with surface() as (on, plot):
        await hit(on, "plus", "plus", "plus", "plus", "right")
        view = view_of(plot)
        assert view.holds(*start_of(on))
        assert view.w_high - view.w_low == pytest.approx(5)


async def test_a_click_sets_the_start_in_round_numbers():
    async with surface() as (on, plot):
        area = area_of(plot)
        cell = (area.column + 31, area.row + 9)
        await on.pilot.click(plot, offset=(cell[0] + 1, cell[1] + 1))
        await on.settle()
        w, b = start_of(on)
        assert area.cell(w, b) == cell
        assert w == round(w, 1)
        assert b == round(b)
        assert "start" in on.message
        assert plot.shown.chars[cell[1], cell[0]] == "●"
        x, y = (column.astype(float) for column in (on.engine._x, on.engine._y))
        assert f"{np.mean((w * x + b - y) ** 2):.3f}"[:6] in on.numbers


async def test_a_click_after_a_run_has_begun_says_what_to_do():
    async with surface() as (on, plot):
        await hit(on, "n")
        await on.pilot.click(plot, offset=(40, 10))
        await on.settle()
        assert start_of(on) == (0, 0)
        assert on.engine.update == 1
        assert "r restarts" in on.message
        await hit(on, "r")
        await on.pilot.click(plot, offset=(40, 10))
        await on.settle()
        assert start_of(on) != (0, 0)


# ------------------------------------------------------------------ reading off


def assert_read_out(on: Stage, plot: SurfacePlot, cell: tuple[int, int]) -> None:
    area = area_of(plot)
    w = area.x.low + (area.x.high - area.x.low) * (cell[0] - area.column + 0.5) / area.columns
    b = area.y.high - (area.y.high - area.y.low) * (cell[1] - area.row + 0.5) / area.rows
    data = load(on.engine.config.data)
    loss = np.mean((w * data.x.astype(float) + b - data.y.astype(float)) ** 2)
    found = re.match(r"w (-?[\d.]+)  b (-?[\d.]+)  loss ([\d.]+)", said(plot))
    assert found is not None, said(plot)
    assert float(found[1]) == pytest.approx(w, abs=0.006)
    assert float(found[2]) == pytest.approx(b, abs=0.06)
    assert float(found[3]) == pytest.approx(loss, rel=6e-4)


async def test_i_switches_a_cursor_that_arrows_and_clicks_move():
    async with surface() as (on, plot):
        await hit(on, "i")
        cell = plot.cursor_cell
        assert cell == area_of(plot).cell(0, 0)
        assert_read_out(on, plot, cell)
        await hit(on, "right", "right", "up")
        assert plot.cursor_cell == (cell[0] + 2, cell[1] - 1)
        assert plot.shown.chars[cell[1] - 1, cell[0] + 2] == "┼"
        assert_read_out(on, plot, plot.cursor_cell)
        assert start_of(on) == (0, 0)
        await on.pilot.click(plot, offset=(41, 11))
        await on.settle()
        assert plot.cursor_cell == (40, 10)
        assert_read_out(on, plot, (40, 10))
        assert start_of(on) == (0, 0)
        await hit(on, "plus")
        assert_read_out(on, plot, plot.cursor_cell)
        await hit(on, "i")
        assert plot.cursor_cell is None
        assert "┼" not in text_of(plot)
        assert "loss" not in said(plot)


async def test_a_cursor_at_the_edge_takes_the_view_along():
    async with surface() as (on, plot):
        await hit(on, "i")
        area = area_of(plot)
        await hit(on, *["left"] * 4)
        assert plot.cursor_cell[0] == area.column
        assert area_of(plot).x.low == pytest.approx(-4 * 20 / area.columns)
        await hit(on, *["shift+right"] * 15)
        assert plot.cursor_cell is None
        await hit(on, "left")
        assert plot.cursor_cell is not None


async def test_the_pointer_reads_off_what_is_under_it():
    async with surface() as (on, plot):
        await send(on, mouse(events.MouseMove, plot, 50, 12))
        assert_read_out(on, plot, (50, 12))
        await send(on, mouse(events.MouseMove, plot, 0, 0))
        assert said(plot) == ""


async def test_a_read_out_paints_one_line(monkeypatch):
    async with surface() as (_, plot):
        asked: list[Any] = []
        monkeypatch.setattr(plot, "_set_dirty", lambda *regions: asked.extend(regions or [None]))
        plot._hover((50, 12))
        assert len(asked) == 1
        assert asked[0] is not None
        assert asked[0].height == 1
        assert asked[0].y == plot.content_size.height


# ------------------------------------------------------------------ the mouse


async def test_the_wheel_zooms_about_the_pointer():
    async with surface() as (on, plot):
        cell = (70, 20)
        before = area_of(plot).at(*cell)
        await send(on, *[mouse(events.MouseScrollUp, plot, *cell) for _ in range(4)])
        assert area_of(plot).at(*cell) == pytest.approx(before)
        view = view_of(plot)
        assert view.w_high - view.w_low == pytest.approx(10)
        await send(on, *[mouse(events.MouseScrollDown, plot, *cell) for _ in range(4)])
        assert view_of(plot).w_low == pytest.approx(0, abs=1e-9)


async def test_dragging_pans_and_picks_nothing():
    async with surface() as (on, plot):
        area = area_of(plot)
        grabbed = area.at(40, 12)
        await send(on, mouse(events.MouseDown, plot, 40, 12, 1))
        await send(on, mouse(events.MouseMove, plot, 45, 13, 1))
        await send(on, mouse(events.MouseMove, plot, 52, 17, 1))
        assert area_of(plot).at(52, 17) == pytest.approx(grabbed)
        await send(on, mouse(events.MouseUp, plot, 52, 17, 1))
        await send(on, mouse(events.Click, plot, 52, 17, 1))
        assert start_of(on) == (0, 0)
        view = view_of(plot)
        await send(on, mouse(events.MouseMove, plot, 60, 20))
        assert view_of(plot) == view


async def test_a_drag_whose_end_nobody_saw_ends():
    async with surface() as (on, plot):
        await send(on, mouse(events.MouseDown, plot, 40, 12, 1))
        await send(on, mouse(events.MouseMove, plot, 45, 13, 0))
        assert view_of(plot) == DEFAULT_VIEW
        assert on.app.mouse_captured is None


# ------------------------------------------------------------------ whatever happens

KEYS = [
    "plus", "i", "left", "up", "v", "underscore", "shift+down", "F", "right", "home", "i", "down",
    "m", "v", "plus", "shift+left",
]  # fmt: skip


@pytest.mark.parametrize(
    ("size", "learning_rate"),
    [((200, 50), 0.1), ((80, 24), 0.001), ((60, 16), 0.1), ((3, 2), 0.001)],
)
async def test_no_key_fails_at_any_size_at_any_time(size, learning_rate):
    async with stage(size=size, learning_rate=learning_rate) as on:
        await hit(on, "2")
        for updates in (0, 3, 400):
            if updates:
                await hit(on, "space")
                await on.train(updates)
            await hit(on, *KEYS)
            assert "cannot be drawn" not in on.message
        await hit(on, *["plus"] * 3)


async def test_zooming_to_the_ends_and_back():
    async with surface() as (on, plot):
        for key in ("plus", "underscore"):
            await hit(on, *[key] * 60)
            view = view_of(plot)
            assert view.w_low < view.w_high
            assert text_of(plot).strip()
        await hit(on, "home")
        assert view_of(plot) == DEFAULT_VIEW
