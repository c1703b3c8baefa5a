"""The mouse and the cursor on the surface: clicks, drags, the wheel, what is read out."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from textual import events

from engine.data.dataset import load
from engine.problems.linear_neuron.landscape import DEFAULT_VIEW
from tests.tui.stage import Stage
from tests.tui.views.surface.surface_stage import (
    area_of,
    hit,
    mouse,
    said,
    send,
    start_of,
    surface,
    text_of,
    view_of,
)
from tui.views.surface.widget import SurfacePlot

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
        assert plot.shown.chars[cell[1], cell[0]] == "◎"
        x, y = (column.astype(float) for column in (on.engine._x, on.engine._y))
        assert f"{np.mean((w * x + b - y) ** 2):.3f}"[:6] in on.numbers


async def test_a_click_after_a_run_has_begun_says_what_to_do():
    async with surface() as (on, plot):
        await hit(on, "n")
        await on.pilot.click(plot, offset=(40, 10))
        await on.settle()
        assert start_of(on) == (0, 0)
        assert on.engine.update == 1
        assert "r: restart" in on.message
        await hit(on, "r")
        await on.pilot.click(plot, offset=(40, 10))
        await on.settle()
        assert start_of(on) != (0, 0)


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
