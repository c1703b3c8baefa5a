"""The slice as a user meets it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.tui.stage import stage
from tui.text.numbers import reading
from tui.views.slice import layers as slice_layers
from tui.views.slice import layout as plot
from tui.views.slice import widget as slice_widget
from tui.views.slice.widget import SlicePlot


def _view(on) -> SlicePlot:
    return on.app.dashboard.plot("slice")


def _numbers(on, rows, points):
    x, y = on.engine._x[rows], on.engine._y[rows]
    return [reading(float(np.mean((w * x + b - y) ** 2)), 9).strip() for w, b in points]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_before_the_first_update_it_says_what_to_do(size):
    async with stage(size=size) as on:
        await on.press("5")
        assert "slice along w" in on.text
        assert "n: make an update" in on.text
        assert "start" in on.text
        assert "d direction" in on.footer


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_the_read_out_tells_the_losses_before_and_after(size):
    async with stage(size=size, batch_size=4) as on:
        await on.press("5", "n", "n", "n")
        assert on.engine.watched.steps == 6
        step = on.engine._steps[-1]
        points = (step.before, step.after)
        batch, full = _numbers(on, slice(8, 12), points), _numbers(on, slice(None), points)
        assert f"{batch[0]} → {batch[1]}" in on.text
        assert f"{full[0]} → {full[1]}" in on.text
        assert "slice along the step" in on.text
        if size[0] > 100:
            assert "update 3 · batch loss" in on.text


async def test_the_full_batch_is_said_to_be_one_curve():
    async with stage() as on:
        await on.press("5", "n")
        assert "full batch: both curves are the same" in on.text
        assert "full loss = batch loss" in on.text


async def test_d_goes_through_the_directions_and_plus_nearer():
    async with stage(batch_size=4) as on:
        await on.press("5", "n")
        seen = []
        for _ in range(3):
            seen.append(_view(on).border_title)
            await on.press("d")
        assert seen == ["5 slice along the step", "5 slice along w", "5 slice along b"]
        wide = "\n".join(_view(on).shown.lines())
        await on.press("plus", "plus")
        near = "\n".join(_view(on).shown.lines())
        assert near != wide
        assert on.engine.config.optimizer.learning_rate == 0.001
        await on.press("underscore")
        assert "\n".join(_view(on).shown.lines()) not in (wide, near)
        await on.press("home")
        assert "\n".join(_view(on).shown.lines()) == wide
        await on.press("underscore")
        assert "\n".join(_view(on).shown.lines()) == wide


async def test_before_the_first_step_every_d_changes_the_direction():
    async with stage(batch_size=4) as on:
        await on.press("5")
        seen = []
        for _ in range(4):
            seen.append(_view(on).border_title)
            await on.press("d")
        assert seen == ["5 slice along w", "5 slice along b"] * 2
        await on.press("n")
        assert _view(on).border_title == "5 slice along the step"


async def test_a_restart_goes_back_to_the_start():
    async with stage(batch_size=4) as on:
        await on.press("5", "n", "r")
        assert "n: make an update" in on.text


async def test_a_diverged_run_is_shown():
    async with stage(learning_rate=0.5) as on:
        await on.press("5", "space")
        await on.train(400)
        assert "diverged" in on.text
        for _ in range(3):
            await on.press("d", "m")
            assert "slice along" in on.text
        assert ">3.4e38" in on.text


async def test_the_same_frame_draws_nothing_again(monkeypatch):
    async with stage(batch_size=4) as on:
        await on.press("5", "n")
        for module, name in (
            (slice_layers, "curves"),
            (slice_widget, "step_marks"),
            (plot, "axes"),
        ):
            monkeypatch.setattr(module, name, lambda *_: pytest.fail("drawn again"))
        on.app.redraw()
        await on.settle()
        assert math.isfinite(on.engine.w)
        assert "drawing failed" not in on.text
