"""The algorithm as a user meets it."""

from __future__ import annotations

import numpy as np
import pytest

from tests.tui.stage import stage
from tui.app.theme import LIGHT
from tui.text.numbers import reading
from tui.views.algorithm import widget as algorithm_view
from tui.views.algorithm.widget import AlgorithmView


def _view(on) -> AlgorithmView:
    return on.app.dashboard.plot("algorithm")


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_an_update_is_written_out_with_its_numbers(size):
    async with stage(size=size, batch_size=4) as on:
        await on.press("8")
        assert "n: make one update" in on.text
        assert "θ ← θ − η·g" in on.text
        await on.press("n", "n")
        watched = on.engine.watched
        assert watched.optimizer_state and watched.optimizer_before and watched.steps == 1
        assert "batch 2 of 25 = ⌈100/4⌉: samples 5–8, epoch 1" in on.text
        digits = 8 if size[0] == 80 else 9
        step = on.engine._steps[-1]
        x, y = on.engine._x[4:8], on.engine._y[4:8]
        error = step.before[0] * x + step.before[1] - y
        for value in (np.mean(error**2), np.mean(2 * error * x), np.mean(2 * error), *step.after):
            assert reading(float(value), digits).strip() in on.text


async def test_the_light_starts_with_the_first_stage_and_goes_to_the_parameters():
    async with stage(batch_size=4) as on:
        await on.press("8", "n")
        view = _view(on)
        assert view.lit is not None
        for _ in range(10):
            view._go_on()
        assert view.lit == 5
        assert "▶  6  θ ← θ − η·g" in on.text
        assert view._walk is None


async def test_keys_move_the_light_and_stop_at_the_ends():
    async with stage(batch_size=4) as on:
        await on.press("8")
        assert _view(on).lit is None
        await on.press("down")
        assert "▶  1  B ← the next M samples" in on.text
        await on.press(*["down"] * 9)
        assert "▶  6  θ ← θ − η·g" in on.text
        await on.press("up")
        assert _view(on).lit == 4
        assert "↑ ↓ line" in on.footer


async def test_nothing_is_lit_while_it_runs_fast(monkeypatch):
    async with stage(batch_size=4) as on:
        await on.press("8", "space")
        monkeypatch.setattr(algorithm_view, "SLOW", 1e9)
        await on.train(1)
        assert _view(on).lit is None
        await on.train(20)
        assert _view(on).lit is None
        assert "▶  " not in "\n".join(_view(on).shown.lines())


async def test_restarting_and_changing_the_optimizer_are_shown():
    async with stage(batch_size=4) as on:
        await on.press("8", "n", "o")
        assert "SGD with momentum from the next update" in on.text
        assert "m ← μ·m − η·g" in on.text
        await on.press("r")
        assert "n: make one update" in on.text


async def test_a_diverged_run_is_shown():
    async with stage(learning_rate=0.5) as on:
        await on.press("8", "space")
        await on.train(400)
        assert "diverged" in on.text
        assert "drawing failed" not in on.text
        assert ">3.4e38" in on.text


async def test_another_theme_changes_every_line():
    async with stage() as on:
        await on.press("8", "ctrl+t")
        await on.settle()
        ground = LIGHT.background
        view = _view(on)
        for y in range(view.content_size.height):
            backs = {
                segment.style.bgcolor.triplet.hex
                for segment in view.render_line(y)
                if segment.style is not None and segment.style.bgcolor is not None
            }
            assert ground in backs
