"""The games in the app: what is hidden, what counts, what the optimizer does in the end."""

from __future__ import annotations

import numpy as np
import pytest

from engine.protocol.commands import Run
from tests.tui.stage import stage
from tui.views.play.descend import DescendView
from tui.views.play.golf import GolfView


def shown(on, view):
    return "\n".join(on.app.dashboard.plot(view).shown.lines())


async def test_the_surface_is_hidden_until_it_is_revealed_and_then_the_optimizer_runs():
    async with stage(size=(80, 24)) as on:
        await on.press("semicolon", "right", "up", "enter", "g", "enter")
        text = shown(on, "descend")
        assert "losses                     3" in text
        assert "gradients                  1" in text
        assert "optimum" not in text
        assert "×" not in text
        view = on.app.dashboard.plot("descend")
        assert isinstance(view, DescendView)
        scene = view.scene
        assert scene is not None
        x, y = (column.astype(float) for column in (scene.preview.x, scene.preview.y))
        walk = view.game_of(scene)
        w, b = walk.present.theta
        assert f"{np.mean((w * x + b - y) ** 2):.5g}" in text
        assert not any(isinstance(order, Run) for order in on.engine.said)
        await on.press("v")
        assert isinstance(on.engine.said[-1], Run)
        await on.train(7)
        text = shown(on, "descend")
        assert "optimum" in text
        least = np.mean((y - np.polyval(np.polyfit(x, y, 1), x)) ** 2)
        assert f"{least:.5g}" in text
        full = np.mean((on.engine.w * x + on.engine.b - y) ** 2)
        (row,) = [line for line in text.splitlines() if "gradients  " in line]
        assert row.split()[-2:] == ["1", "7"]
        (row,) = [line for line in text.splitlines() if "of the least" in line]
        assert row.split()[-1] == f"{float(f'{full / least:.4g}'):g}×"
        await on.press("enter")
        assert "the surface is revealed" in on.message


async def test_a_run_that_was_made_is_not_run_again_and_other_data_are_another_walk():
    async with stage(size=(80, 24)) as on:
        await on.press("space", "semicolon", "right", "enter", "v")
        runs = [order for order in on.engine.said if isinstance(order, Run)]
        assert len(runs) == 1
        await on.press("R")
        assert "losses                     1" in shown(on, "descend")


async def test_a_paused_run_is_revealed_as_it_is_and_that_is_said():
    async with stage(size=(80, 24)) as on:
        await on.press("n", "n", "n")
        before = len(on.engine.said)
        await on.press("semicolon", "right", "enter", "v")
        assert not any(isinstance(order, Run) for order in on.engine.said[before:])
        assert "with the 3 updates of the run so far; space: continue" in on.message
        assert "3; space: continue" in shown(on, "descend")


async def test_what_follows_from_the_samples_is_hidden_with_the_surface():
    async with stage(size=(200, 50)) as on:
        await on.press("n", "t", "semicolon", "right", "enter")
        for word in ("optimum", "9.869", "94.005", "condition", "fastest"):
            assert word not in on.text, word
        assert "descend" in on.numbers
        await on.press("tab")
        assert "learning rate" in on.text
        assert "optimum" not in on.text
        await on.press("escape", "t")
        assert "theory: the surface is hidden; v: reveal it" in on.message
        await on.press("v")
        assert "9.869" in on.text


@pytest.mark.parametrize("view", ["semicolon", "U"])
async def test_keys_of_the_run_say_that_a_game_is_shown(view):
    async with stage(size=(80, 24)) as on:
        await on.press(view)
        before = len(on.engine.said)
        for key in ("space", "n", "e", "r", "right_square_bracket", "equals_sign", "b", "o"):
            await on.press(key)
            assert ": reveal the surface" in on.message or "back to the run" in on.message, key
        assert len(on.engine.said) == before


async def test_a_rate_is_typed_and_is_the_only_one_on_the_screen():
    async with stage(size=(200, 50), learning_rate=0.007) as on:
        await on.press("U")
        assert "lr 0.007" in on.text
        await on.press(*"0.0125", "enter")
        text = on.text
        assert "0.007" not in text
        assert "lr 0.0125" in text
        row = next(line for line in shown(on, "golf").splitlines() if "learning rate" in line)
        assert row.split()[-1] == "0.0125"
        await on.press(*"2x", "enter")
        assert "number" in str(on.app.dashboard.plot("golf").border_subtitle)
        await on.press("escape", "enter")
        assert "strokes 1" in " ".join(on.numbers.split())
        assert "each stroke is one update" in str(on.app.dashboard.plot("golf").border_subtitle)
        assert on.app.model.config.optimizer.learning_rate == 0.007


async def test_keys_that_arrive_together_set_the_rate_and_strike():
    async with stage(size=(80, 24)) as on:
        await on.press("U", *"1e-2", "enter", "enter")
        game = on.app.dashboard.plot("golf").game
        assert game is not None
        assert game.learning_rate == 0.01
        assert game.counts[-1][-1] == 1


async def test_the_mouse_aims_and_steps():
    async with stage(size=(80, 24)) as on:
        await on.press("semicolon")
        for looks in (1, 2):
            await on.pilot.click("#descend", offset=(20, 10))
            await on.settle()
            assert f"losses                     {looks}" in shown(on, "descend")


async def test_golf_ends_in_a_card_that_says_what_par_is():
    async with stage(size=(100, 32)) as on:
        await on.press("U")
        view = on.app.dashboard.plot("golf")
        assert isinstance(view, GolfView)
        assert view.scene is not None
        golf = view.game_of(view.scene)
        assert golf.par is not None
        assert f"hole 1 of 4, par {golf.par.updates}" in shown(on, "golf")
        await on.press("up", "up", "up", "up", "right")  # 0.0202
        await on.press("up", "enter")
        assert "Beyond the limit" in shown(on, "golf")
        await on.press("down", "down", *["right"] * 25, "enter")  # 0.0125
        text = shown(on, "golf")
        assert "2 strokes, 1 over par" in text
        assert "0.0125" in text
        assert "Par: one learning rate" in text
        await on.press("enter")
        assert "in the hole" in on.message
        await on.press("home", "enter")
        assert "1 stroke, par" in shown(on, "golf")
        # The run has not been touched.
        assert on.app.model.unmoved


@pytest.mark.parametrize("view", ["descend", "golf"])
async def test_without_room_beside_the_plane_its_numbers_are_in_the_border(view):
    async with stage(size=(62, 20)) as on:
        on.app.do(view)
        await on.settle()
        subtitle = str(on.app.dashboard.plot(view).border_subtitle)
        assert "loss 4129.1" in subtitle
