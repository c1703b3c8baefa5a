"""Keys and mouse on the loss plot: zoom, pan, back, log x, smoothing; dots where losses are."""

from __future__ import annotations

from itertools import cycle

import numpy as np
import pytest
from textual import events

from tests.tui.canvas.drawn import drawn_dots, off
from tests.tui.stage import stage
from tests.tui.views.surface.surface_stage import mouse, send


def _plot(on):
    return on.app.dashboard.plot("loss")


def _x(on):
    plan, _ = _plot(on).drawn
    return plan.area.x


def _losses_are_drawn(on):
    """Every update in view has its dot, whatever else is in its cell."""
    plot = _plot(on)
    plan, curves = plot.drawn
    area = plan.area
    dots = drawn_dots(plot.shown, area)
    seen = 0
    for x, loss in zip(*curves.updates, strict=True):
        u, v = (
            float(scale.position(value)) * size
            for scale, value, size in ((area.x, x, area.columns), (area.y, loss, area.rows))
        )
        if 0 <= u <= area.columns and 0 <= v <= area.rows:
            seen += 1
            assert off(dots, u, v, 2, 4) <= 0.5 + 1e-5
    assert seen


SIZES = cycle([(80, 24), (121, 41), (200, 50)])
KEYS = [(), ("y",), ("X",), ("X", "y", "plus"), ("plus", "plus"), ("a",)]


@pytest.mark.parametrize(("size", "keys"), list(zip(SIZES, KEYS, strict=False)))
async def test_every_loss_in_view_has_its_dot(size, keys):
    async with stage(size=size, batch_size=16, tolerance=0) as on:
        await on.press("3", "space")
        await on.train(21)
        await on.press(*keys)
        _losses_are_drawn(on)


async def test_keys_zoom_pan_and_lead_back():
    async with stage(batch_size=16, tolerance=0) as on:
        await on.press("3", "backspace")
        assert "this is the whole run" in on.text
        await on.press("space")
        await on.train(100)
        whole = _x(on)
        await on.press("plus")
        first = _x(on)
        assert (first.high - first.low) * 2 == pytest.approx(whole.high - whole.low)
        await on.press("shift+right")
        second = _x(on)
        assert second.low > first.low
        assert second.high - second.low == pytest.approx(first.high - first.low)
        assert "backspace: whole run" in str(_plot(on).border_subtitle)
        await on.press("shift+left")
        assert _x(on).low == pytest.approx(first.low)
        await on.press("underscore")
        assert _x(on) == whole
        high = _plot(on).drawn[0].area.y.high
        await on.press("up")
        assert _plot(on).drawn[0].area.y.high < 0.7 * high
        assert "▲" in "".join(_plot(on).shown.lines())
        await on.press("plus", "backspace")
        assert _x(on) == whole
        assert _plot(on).drawn[0].area.y.high == high


async def test_the_mouse_zooms_pans_and_leads_back():
    async with stage(batch_size=16, tolerance=0) as on:
        await on.press("3", "space")
        await on.train(100)
        plot, whole = _plot(on), _x(on)
        column = plot.drawn[0].area.column + plot.drawn[0].area.columns // 2
        held = plot.drawn[0].area.at(column, 5)[0]
        await send(on, *[mouse(events.MouseScrollUp, plot, column, 5) for _ in range(4)])
        near = _x(on)
        assert (near.high - near.low) * 4 == pytest.approx(whole.high - whole.low)
        # The labels of the loss axis may become wider or narrower by a cell or two.
        cell = (near.high - near.low) / plot.drawn[0].area.columns
        assert plot.drawn[0].area.at(column, 5)[0] == pytest.approx(held, abs=2.01 * cell)
        held = plot.drawn[0].area.at(column, 5)[0]
        await send(on, mouse(events.MouseDown, plot, column, 5, 1))
        await send(on, mouse(events.MouseMove, plot, column - 10, 5, 1))
        await send(on, mouse(events.MouseUp, plot, column - 10, 5, 1))
        # The update that was held is still below the pointer.
        assert plot.drawn[0].area.at(column - 10, 5)[0] == pytest.approx(held, abs=2.01 * cell)
        assert on.app.mouse_captured is None
        await on.pilot.click(plot, offset=(40, 10), times=2)
        await on.settle()
        assert _x(on) == whole


async def test_x_toggles_the_logarithmic_axis_and_after_the_end_it_fits_the_run():
    async with stage(batch_size=16, tolerance=0, epochs=10) as on:
        await on.press("3", "X", "space")
        assert "updates (log)" in on.text
        await on.train(30)
        assert _x(on).log
        await on.train(100)
        assert "70" in on.text
        assert (_x(on).low, _x(on).high) == (1, 70)
        await on.press("X")
        assert (_x(on).low, _x(on).high) == (0, 70)


async def test_before_a_run_start_and_least_loss_are_shown_and_nothing_else_is_listed():
    async with stage() as on:
        await on.press("3")
        lines = _plot(on).shown.lines()
        assert "○ start" in lines[0]
        assert "least loss" in lines[0]
        assert "epoch mean" not in lines[0]
        assert any("○" in line for line in lines[1:])
        await on.press("n")
        lines = _plot(on).shown.lines()
        assert "○" not in "".join(lines)
        assert "epoch mean = batch loss" in lines[0]


async def test_a_smooths_in_steps_and_says_how():
    async with stage(batch_size=1, tolerance=0) as on:
        await on.press("3", "space")
        await on.train(300)
        seen = []
        for _ in range(4):
            await on.press("a")
            seen.append(_plot(on).shown.lines()[0])
        for line, weight in zip(seen, ("0.9 ", "0.99 ", "0.999 "), strict=False):
            assert f"smoothed, EMA {weight}" in line
        assert "EMA" not in seen[3]


async def test_where_the_mean_is_the_batch_losses_keep_their_dots():
    async with stage(size=(120, 40), batch_size=1, tolerance=0) as on:
        await on.press("3", "y", "space")
        await on.train(150)
        plot = _plot(on)
        area = plot.drawn[0].area
        shown = set(map(tuple, np.round(drawn_dots(plot.shown, area), 3).tolist()))
        for layer in ("batch", "mean", "floor"):
            cells = plot._layers[layer]
            assert set(map(tuple, np.round(drawn_dots(cells, area), 3).tolist())) <= shown


async def _zoomed_late(on):
    """A run zoomed to its late updates."""
    await on.press("3", "space")
    await on.train(100)
    await on.press("space", "plus")
    plot = _plot(on)
    plot.pan(1)
    plot.pan(1)
    await on.settle()
    assert plot.window.chosen and _x(on).low > 40
    assert plot.border_title == "3 loss · zoomed"


def _whole_again(on):
    plan, curves = _plot(on).drawn
    x = plan.area.x
    shown = (curves.updates[0] >= x.low) & (curves.updates[0] <= x.high)
    return not _plot(on).window.chosen and _plot(on).border_title == "3 loss" and bool(shown.all())


async def test_a_restart_shows_the_whole_run_again():
    async with stage(batch_size=16, tolerance=0) as on:
        await _zoomed_late(on)
        await on.press("r")
        await on.train(0)
        assert _whole_again(on)
        await on.press("space")
        await on.train(20)
        assert _whole_again(on)


async def test_a_jump_before_the_window_and_a_fork_show_the_whole_run_again():
    async with stage(batch_size=16, tolerance=0) as on:
        await _zoomed_late(on)
        await on.press("comma")
        await on.settle()
        assert _plot(on).window.chosen, "the moment before is still in the window"
        await on.press("ctrl+home", "full_stop", "full_stop")
        assert _whole_again(on)
        await on.press("f", "space")
        await on.train(20)
        assert _plot(on).scene.frame.update < 40
        assert _whole_again(on)


async def test_a_fork_inside_the_window_shows_the_whole_run_again():
    async with stage(batch_size=16, tolerance=0) as on:
        await _zoomed_late(on)
        await on.press("comma", "f")
        assert _whole_again(on)


async def test_the_smoothed_losses_and_the_epoch_means_have_signs_of_their_own():
    async with stage(batch_size=16, tolerance=0) as on:
        await on.press("3", "space")
        await on.train(40)
        await on.press("a")
        assert "╍ smoothed, EMA 0.9" in on.text
        assert "━ epoch mean" in on.text
