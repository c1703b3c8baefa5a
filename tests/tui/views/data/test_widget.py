"""The data view in the app: residuals and their histogram."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.data.dataset import load
from tests.tui.stage import stage


def subtitle(on):
    return str(on.app.dashboard.plot("data").border_subtitle or "")


async def test_d_and_h_say_the_residuals_numbers():
    async with stage() as on:
        await on.press("4")
        assert subtitle(on) == ""
        await on.press("d")
        await on.press("n", "n", "n")
        samples = load(on.engine.config.data)
        x, y = samples.x.astype(float), samples.y.astype(float)
        residuals = y - (on.engine.w * x + on.engine.b)
        w, b = np.polyfit(x, y, 1)
        least = math.sqrt(np.mean((y - w * x - b) ** 2))
        rms = math.sqrt(np.mean(residuals**2))
        assert subtitle(on) == (
            f"residuals y − ŷ: mean {residuals.mean():.4g}, std {residuals.std():.4g}, "
            f"rms {rms:.4g} (minimum possible {least:.4g})"
        )
        assert "residuals" in on.text
        await on.press("h", "d")
        assert f"rms {rms:.4g}" in subtitle(on)
        assert "samples" in on.text
        await on.press("h")
        assert subtitle(on) == ""
        shown = on.app.dashboard.plot("data").shown
        assert "residual" not in "\n".join(shown.lines())


async def test_the_histogram_is_beside_the_data_or_in_their_place():
    async with stage(size=(120, 40)) as on:
        await on.press("4", "h")
        assert "true line" in on.text
        assert "residual" in on.text
        await on.press("1")
        plot = on.app.dashboard.plot("data")
        text = "\n".join(plot.shown.lines())
        assert "samples" in text
        assert "true line" not in text


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_data_come_back_when_the_histogram_goes_from_their_place(size):
    async with stage(size=size) as on:
        plot = on.app.dashboard.plot("data")
        before = plot.shown.lines()
        await on.press("shift+tab", "shift+tab", "h", "h")
        assert plot.shown.lines() == before
        await on.press("h")
        await on.press("4")
        assert "true line" in on.text
        await on.pilot.resize_terminal(70, 24)
        await on.settle()
        assert "true line" not in on.text
        await on.pilot.resize_terminal(*size)
        await on.settle()
        assert "true line" in on.text


async def test_a_batchs_residuals_are_its_own():
    async with stage(batch_size=4) as on:
        await on.press("4", "d", "n")
        assert "residuals of the batch" in on.text


@pytest.mark.parametrize("size", [(60, 16), (200, 50)])
async def test_every_key_on_small_and_large_screens_and_when_diverged(size):
    async with stage(size=size, learning_rate=1.0, batch_size=7, shuffle=True) as on:
        await on.press("4", "d", "h", "space")
        await on.train(400)
        for _ in range(4):
            await on.press("d", "h", "m", "d", "h")
        await on.pilot.resize_terminal(90, 30)
        await on.settle()
        assert "drawing failed" not in on.text
        assert "residual" in on.text
