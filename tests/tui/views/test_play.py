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
