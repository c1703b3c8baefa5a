"""Training from the keys: run, pause, step, restart, live changes, pace."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.data.dataset import load
from engine.history.values import RunState
from engine.protocol.commands import Pause, Run
from tests.tui.stage import stage


async def test_space_before_ready_is_kept_and_obeyed():
    async with stage(ready=False) as on:
        await on.press("space")
        assert on.engine.said == [Run()]
        assert on.engine.state is RunState.READY
        assert "will run when it is ready" in on.message
        assert "space pause" in on.footer
        on.engine.become_ready()
        await on.settle()
        assert on.engine.state is RunState.RUNNING
        assert "▶ running" in on.numbers


async def test_space_twice_before_ready_does_not_run():
    async with stage(ready=False) as on:
        await on.press("space", "space")
        on.engine.become_ready()
        await on.settle()
        assert on.engine.said == [Run(), Pause()]
        assert on.engine.state is RunState.PAUSED


async def test_space_runs_and_pauses():
    async with stage() as on:
        await on.press("space")
        await on.train(3)
        assert "▶ running" in on.numbers
        assert "space pause" in on.footer
        await on.press("space")
        assert "‖ paused" in on.numbers
        assert "space run" in on.footer
        assert on.engine.said == [Run(), Pause()]


async def test_status_line_shows_the_last_frame():
    async with stage() as on:
        await on.press("space")
        await on.train(7)
        data = load(on.engine.config.data)
        x, y = data.x.astype(float), data.y.astype(float)
        w = b = 0.0
        for _ in range(7):
            residual = w * x + b - y
            before = np.mean(residual**2)
            w, b = w - 0.002 * np.mean(residual * x), b - 0.002 * np.mean(residual)
        after = np.mean((w * x + b - y) ** 2)
        assert f"w  {w:.6f}" in on.numbers
        assert f"b  {b:.6f}" in on.numbers
        assert f"batch loss {before:.4f}"[:18] in on.numbers
        assert f"full loss {after:.4f}"[:17] in on.numbers
        words = on.numbers.split()
        assert words[words.index("epoch") + 1] == "7"
        assert words[words.index("update") + 1] == "7"


async def test_n_makes_one_update_and_e_an_epoch():
    async with stage(batch_size=32) as on:
        await on.press("n")
        assert on.engine.update == 1
        await on.press("e")
        assert (on.engine.update, on.engine.epoch) == (4, 1)
        assert "‖ paused" in on.numbers


async def test_r_restarts_with_the_same_seed_and_shift_r_with_the_next():
    async with stage() as on:
        await on.press("n", "r")
        assert on.engine.update == 0
        assert on.engine.config.data.seed == 0
        await on.press("R")
        assert on.engine.config.data.seed == 1
        assert "seed 0 → 1" in on.message
        assert on.app.model.problem.data.seed == 1


@pytest.mark.parametrize(
    ("keys", "section", "field", "expected"),
    [
        (["left_square_bracket"], "batch", "batch_size", 64),
        (["left_square_bracket", "left_square_bracket"], "batch", "batch_size", 32),
        (["left_square_bracket", "right_square_bracket"], "batch", "batch_size", "full"),
        (["minus"], "optimizer", "learning_rate", 0.0005),
        (["equals_sign", "equals_sign"], "optimizer", "learning_rate", 0.005),
        (["o"], "optimizer", "optimizer", "momentum"),
        (["O"], "optimizer", "optimizer", "ftrl"),
    ],
)
async def test_live_changes_reach_the_engine_and_reset_nothing(keys, section, field, expected):
    async with stage() as on:
        await on.press("n", *keys)
        assert getattr(getattr(on.engine.config, section), field) == expected
        assert on.engine.update == 1
        assert on.app.model.frame.update == 1


async def test_speed_keys_pace_the_engine():
    async with stage() as on:
        assert on.engine.pace == 30
        await on.press("S")
        assert on.engine.pace == 100
        assert "pace 100/s" in on.message
        for _ in range(20):
            await on.pilot.press("S")
        await on.settle()
        assert on.engine.pace is None
        assert "pace unlimited" in on.message
        await on.press(*["s"] * 30)
        assert on.engine.pace == 1


async def test_divergence_is_shown_and_can_be_left():
    async with stage(learning_rate=0.1) as on:
        await on.press("space")
        await on.train(10_000)
        assert "✗ diverged" in on.numbers
        assert f"diverged at update {on.engine.update}" in on.message
        assert ">3.4e38" in on.numbers  # more than float32 holds
        await on.press("minus", "minus", "minus", "minus", "space")
        assert on.engine.config.optimizer.learning_rate == 0.005
        await on.train(2)
        assert "▶ running" in on.numbers
        assert math.isfinite(on.app.model.frame.theta[0])


@pytest.mark.parametrize("key", ["left", "right"])
async def test_a_row_without_steps_says_so_and_opens_no_editor(key):
    async with stage() as on:
        await on.press("tab")
        while on.app.dashboard.panel.selected != "data":
            await on.pilot.press("down")
        await on.press(key)
        assert on.app.dashboard.panel.editor is None
        assert "data file has no steps; enter: type a value" in on.message
        assert on.engine.said == []


async def test_a_batch_of_more_than_all_samples_is_told_once():
    async with stage() as on:
        on.app.changes.apply({"batch_size": 1000})
        await on.settle()
        note = "(batch size 1000 means the full batch of 100 samples)"
        assert f"batch size full → 1000 {note}" in on.message
        on.app.changes.apply({"learning_rate": 0.5})
        await on.settle()
        assert note not in on.message


async def test_what_is_refused_is_said():
    async with stage() as on:
        on.engine.refuse("the run has diverged: restart it")
        await on.settle()
        assert "the run has diverged: restart it" in on.message


async def test_a_restart_no_longer_says_how_the_run_before_ended():
    async with stage() as on:
        await on.press("space")
        await on.train(2000)
        assert "converged at update" in on.message
        await on.press("r")
        assert "converged at update" not in on.message
