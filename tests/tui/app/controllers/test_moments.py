"""Looking back, forks, and runs kept, as a user meets them; the engine is scripted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.data.dataset import load
from engine.protocol.commands import Configure, Fork
from tests.tui.stage import Stage, stage
from tests.tui.widgets.statuses import RUNNING, text
from tui.model.kept_runs import LETTERS
from tui.model.status import Phase
from tui.widgets.status_line import numbers_line


def walk(on: Stage, updates: int, rate: float = 0.001) -> tuple[float, float]:
    """The w and b after so many updates of plain gradient descent on all samples."""
    data = load(on.engine.config.data)
    x, y = data.x.astype(float), data.y.astype(float)
    w = b = 0.0
    for _ in range(updates):
        residual = w * x + b - y
        w, b = w - rate * 2 * np.mean(residual * x), b - rate * 2 * np.mean(residual)
    return w, b


async def trained(on: Stage, updates: int = 20) -> None:
    await on.press("space")
    await on.train(updates)
    await on.press("space")


async def test_an_update_back_and_on_again():
    async with stage() as on:
        await trained(on)
        await on.press(",", ",", ",")
        assert "◂ past" in on.numbers
        assert "17 " in on.numbers
        assert "of 20" in on.numbers
        w, b = walk(on, 17)
        assert f"w  {w:.6f}" in on.numbers
        assert f"b  {b:.6f}" in on.numbers
        assert "f fork here" in on.message
        assert "end to the present" in on.footer
        frame = on.app.model.frame
        assert frame.updates.index[-1] == 17
        await on.press(".", ".")
        assert "19 " in on.numbers
        await on.press(".")
        assert "‖ paused" in on.numbers
        assert "of 20" not in on.numbers
        assert on.message.startswith(" space continue")
        await on.press(".")
        assert "this is the present" in on.message


async def test_by_epochs_to_the_start_and_to_the_present():
    async with stage(batch_size=30) as on:
        await trained(on, 11)
        await on.press("<")
        assert (on.app.model.frame.update, on.app.model.frame.epoch) == (8, 2)
        await on.press("<", ",")
        assert on.app.model.frame.update == 3
        await on.press(">")
        assert on.app.model.frame.update == 4
        await on.press("home")
        assert on.app.model.frame.update == 0
        assert "of 11" in on.numbers
        await on.press("end")
        assert on.app.model.frame.of is None
        assert on.app.model.frame.update == 11


async def test_escape_leads_back_first_and_leaves_the_view_then():
    async with stage() as on:
        await trained(on)
        await on.press("3", "comma")
        await on.press("escape")
        assert on.app.model.frame.of is None
        assert on.app.dashboard.view_name == "loss"
        await on.press("escape")
        assert on.app.dashboard.view_name == "dashboard"


async def test_looking_back_pauses_a_run():
    async with stage() as on:
        await on.press("space")
        await on.train(20)
        await on.press(",")
        assert on.engine.state == "paused"
        assert "space replay" in on.footer
        assert on.engine.update == 19
        await on.press("n")
        assert on.app.model.frame.of is None


async def test_before_the_first_update_there_is_nothing_to_look_back_at():
    async with stage() as on:
        for key in (",", "<", "home"):
            await on.press(key)
            assert "no update yet" in on.message
        await on.press("f")
        assert "no run to keep" in on.message
        await on.press("p")
        assert not on.app.model.kept


async def test_a_fork_keeps_the_run_and_goes_on_from_the_moment():
    async with stage() as on:
        await trained(on)
        await on.press(*"," * 8)
        await on.press("=")
        assert "f: fork here with it" in on.message
        assert on.engine.config.optimizer.learning_rate == 0.001
        await on.press("f")
        assert "kept as A" in on.message
        kept = on.app.model.kept.get("A")
        assert kept.frame.update == 20
        assert kept.name == "sgd, full batch, lr 0.001"
        assert on.engine.config.optimizer.learning_rate == 0.002
        assert on.app.model.frame.of is None
        assert "12 " in on.numbers
        assert [c.update for c in on.app.model.frame.changes] == [12]
        await on.press("n")
        w, b = walk(on, 12)
        data = load(on.engine.config.data)
        x, y = data.x.astype(float), data.y.astype(float)
        wanted = w - 0.004 * np.mean((w * x + b - y) * x)
        assert f"w  {wanted:.6f}" in on.numbers


async def test_what_was_changed_while_looking_back_holds_in_the_present_too():
    async with stage() as on:
        await trained(on)
        await on.press(",", "=", "[")
        assert on.engine.config.optimizer.learning_rate == 0.001
        await on.press("u", "end")
        assert on.engine.config.optimizer.learning_rate == 0.002
        assert [(c.update, c.new) for c in on.app.model.frame.changes] == [(20, "0.002")]
        await on.press(",", "=", ".")
        assert on.engine.config.optimizer.learning_rate == 0.005


async def test_other_samples_while_looking_back_restart_the_run():
    async with stage() as on:
        await trained(on)
        await on.press(",", "=", "R")
        assert on.engine.config.data.seed == 1
        assert on.engine.config.optimizer.learning_rate == 0.002
        assert on.app.model.frame.of is None
        assert on.app.model.frame.update == 0


async def test_a_restart_while_looking_back_takes_the_changes_with_it():
    async with stage() as on:
        await trained(on)
        await on.press(",", "=", "r")
        assert (on.engine.update, on.engine.config.optimizer.learning_rate) == (0, 0.002)
        assert not on.app.model.looking_back


async def test_p_keeps_the_whole_run_under_the_next_letter():
    async with stage(batch_size=16) as on:
        await trained(on)
        await on.press(",", "p")
        assert "kept as A: sgd, M 16, lr 0.001" in on.message
        assert on.app.model.kept.get("A").frame.update == 20
        for letter in LETTERS[1:]:
            await on.press("p")
            assert f"kept as {letter}" in on.message
        await on.press("f")
        assert "all letters are in use" in on.message
        assert not any(isinstance(said, Fork) for said in on.engine.said)


async def test_a_lost_worker_leaves_the_present_on_the_screen():
    async with stage() as on:
        await trained(on)
        await on.press(",", ",", "=")
        on.engine.lose()
        await on.settle()
        assert "✗ lost" in on.numbers
        assert on.app.model.frame.update == 20
        assert on.engine.said[-1] == Configure(on.app.model.config)
        await on.press(",")
        assert "the worker is lost" in on.message


@pytest.mark.parametrize("width", [60, 78, 118, 198])
def test_the_moment_stands_in_the_status_line_at_every_width(width):
    past = replace(RUNNING, state=Phase.PAST, update=123, of=4567)
    line = text(numbers_line(past, width))
    assert line.startswith("◂ past")
    assert "123" in line
    assert "of 4,567" in line
    assert len(line) <= width


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_every_view_draws_earlier_moments(size):
    async with stage(size=size, batch_size=30) as on:
        await trained(on, 10)
        for view in "12345678":
            await on.press(view, "comma", "less_than_sign", "ctrl+home", "full_stop")
            assert "drawing failed" not in on.text
            assert "of 10" in on.numbers
            await on.press("ctrl+end")
            assert on.app.model.frame.of is None


async def test_a_message_about_an_earlier_moment_goes_with_it():
    async with stage() as on:
        on.engine.advance(0)
        await on.press("n", "n", "home")
        await on.press("home")  # the start must have been shown before
        assert "this is the start of the run" in on.text
        await on.press("end")
        assert "this is the start of the run" not in on.text


async def test_a_kept_run_is_named_after_the_settings_of_its_last_update():
    async with stage(learning_rate=0.002) as on:
        await on.press("n", "n", "equals_sign")
        assert on.engine.config.optimizer.learning_rate == 0.005
        await on.press("p")
        (run,) = on.app.model.kept
        assert run.name == "sgd, full batch, lr 0.002"
        await on.press("n", "p")
        assert [run.name for run in on.app.model.kept][1] == "sgd, full batch, lr 0.005"


async def test_undoing_a_new_seed_says_that_the_run_restarts():
    async with stage() as on:
        await on.press("R")
        assert "seed 0 → 1" in on.text
        assert "restarts" not in on.text, "no update was made"
        await on.press("n", "u")
        assert "undone: seed 1 → 0; the run restarts" in on.text
