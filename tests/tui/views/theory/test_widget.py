"""The theory pane in the app: t shows it, and it follows what is changed."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data.dataset import load
from tests.tui.stage import stage


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40), (200, 50)])
async def test_t_shows_it_and_takes_it_away(size: tuple[int, int]) -> None:
    async with stage(size=size) as on:
        assert "λmax" not in on.text
        await on.press("t")
        assert "limit 2/λmax" in on.text
        assert "prediction" in on.text
        await on.press("t")
        assert "λmax" not in on.text


async def test_it_predicts_what_then_comes() -> None:
    async with stage() as on:
        await on.press("t")
        pane = " ".join(on.text.split())
        await on.press("space")
        await on.train(1000)
        took = on.app.model.frame.epoch
        assert f"converges after {took} epochs" in pane
        assert f"the run took {took}" in on.text


async def test_a_run_that_was_changed_on_its_way_is_not_held_against_the_prediction():
    for before, told in ((True, True), (False, False)):
        async with stage() as on:
            await on.press("t", *(["equals_sign"] if before else []), "space")
            await on.train(5)
            await on.press(*([] if before else ["equals_sign"]))
            await on.train(1000)
            assert on.app.model.frame.state.ended
            assert ("the run took" in on.text) is told


async def test_a_rate_over_the_limit_is_warned_of_below_and_in_the_pane() -> None:
    async with stage(size=(120, 40), learning_rate=0.02) as on:
        x = load(on.engine.config.data).x.astype(float)
        high = np.linalg.eigvalsh(2 * np.array([[np.mean(x * x), x.mean()], [x.mean(), 1.0]]))[1]
        await on.press("t", "equals_sign")
        assert f"diverges: lr 0.05 exceeds the limit {2 / high:.4g}" in on.message
        assert "learning rate 0.02 → 0.05" in on.message
        assert "! learning rate" in on.text
        assert "▶" in on.text
        await on.press("minus")
        assert "diverges" not in on.text


async def test_a_run_that_will_diverge_is_told_of_at_the_start() -> None:
    async with stage(learning_rate=0.1) as on:
        assert "diverges: lr 0.1 exceeds" in on.message


async def test_it_asks_for_batches_just_while_it_shows_them() -> None:
    async with stage(batch_size=4) as on:
        assert on.engine.watched.steps == 0
        await on.press("t", "n")
        assert on.engine.watched.steps == 1
        assert "batch of update 1" in on.text
        assert "batch limit" in on.text
        await on.press("t")
        assert on.engine.watched.steps == 0


async def test_ascii_is_ascii() -> None:
    async with stage(size=(120, 40)) as on:
        await on.press("t", "m", "m", "m")
        pane = on.app.dashboard._theory
        shown = "".join(pane.shown.lines())
        assert shown.isascii()
        assert "lambda_max" in shown
