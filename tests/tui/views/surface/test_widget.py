"""The surface on the screen: styles, its bar, zooming and panning by keys, the start."""

from __future__ import annotations

import numpy as np
import pytest

from engine.problems.linear_neuron.landscape import DEFAULT_VIEW
from tests.tui.stage import stage
from tests.tui.views.surface.surface_stage import (
    KEYS,
    area_of,
    hit,
    plot_of,
    said,
    start_of,
    surface,
    text_of,
    view_of,
)
from tui.canvas.cells import NO_COLOUR
from tui.canvas.dot_characters import codes_of

# ------------------------------------------------------------------ view


async def test_v_shows_bands_and_lines_then_bands_then_lines(monkeypatch):
    # With 16 colours there are no bands.
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")
    async with surface() as (on, plot):

        def seen():
            area = area_of(plot)
            inside = np.s_[
                area.row : area.row + area.rows, area.column : area.column + area.columns
            ]
            bands = (plot.shown.back[inside] != NO_COLOUR).any()
            kinds, _ = codes_of(plot.shown.chars[inside].ravel())
            return bands, int((kinds == 0).sum()) > 100  # lines are of braille

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
        current, optimum = (np.argwhere(plot.shown.chars[1:] == sign)[0] for sign in "●×")
        await hit(on, "left", "down")
        moved = np.array([round(area.rows / 10), round(area.columns / 10)]) * (-1, 1)
        assert (np.argwhere(plot.shown.chars[1:] == "●")[0] - current).tolist() == moved.tolist()
        assert (np.argwhere(plot.shown.chars[1:] == "×")[0] - optimum).tolist() == moved.tolist()


async def test_the_keys_work_on_the_dashboard_when_the_surface_has_the_focus():
    async with stage() as on:
        plot = plot_of(on)
        await hit(on, "plus")
        assert view_of(plot) == DEFAULT_VIEW
        assert "zoom in: view" in on.message
        await on.press("shift+tab")
        await hit(on, "plus", "plus")
        assert "↑ ↓ move" in on.footer
        assert view_of(plot).w_low == pytest.approx(5)
        assert on.engine.config.optimizer.learning_rate == 0.001
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


@pytest.mark.parametrize(
    ("size", "learning_rate"),
    [((200, 50), 0.1), ((60, 16), 0.001), ((3, 2), 0.1)],
)
async def test_no_key_fails_at_any_size_at_any_time(size, learning_rate):
    async with stage(size=size, learning_rate=learning_rate) as on:
        await hit(on, "2")
        for updates in (0, 3, 400):
            if updates:
                await hit(on, "space")
                await on.train(updates)
            await hit(on, *KEYS)
            assert "drawing failed" not in on.message
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
