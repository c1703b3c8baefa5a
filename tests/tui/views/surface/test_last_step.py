"""Keys b, g and t: why the last step went where it went."""

from __future__ import annotations

import numpy as np

from engine.data.dataset import load
from tests.tui.stage import stage
from tests.tui.views.surface.surface_stage import area_of, plot_of
from tui.text.sentences import amount


async def test_b_shows_the_batchs_bowl_and_says_what_the_batch_did():
    async with stage(size=(200, 50), batch_size=1) as on:
        assert on.engine.watched.steps == 0
        await on.press("b", "n", "n")
        assert on.engine.watched.steps > 0
        data = load(on.engine.config.data)
        x, y = data.x.astype(float), data.y.astype(float)
        w = b = 0.0
        losses = [np.mean((w * x + b - y) ** 2)]
        for k in range(2):
            residual = w * x[k] + b - y[k]
            move = -0.001 * 2 * residual * x[k], -0.001 * 2 * residual
            w, b = w + move[0], b + move[1]
            losses.append(np.mean((w * x + b - y) ** 2))
        ways = [f"{name} {'up' if m > 0 else 'down'}" for name, m in zip("wb", move, strict=True)]
        change = losses[2] - losses[1]
        fate = f"{'rose' if change > 0 else 'fell'} by {amount(abs(change))}"
        said = next(line for line in on.lines if "batch pulled" in line)
        assert f"the full loss {fate}" in said
        for way, moved in zip(ways, move, strict=True):
            assert f"{way} by {amount(abs(moved))}" in said or "w and b" in said
        await on.press("b")
        assert not any("batch pulled" in line for line in on.lines)
        assert on.engine.watched.steps == 0


async def test_the_bowl_of_one_sample_changes_with_every_update():
    async with stage(batch_size=1) as on:
        await on.press("b", "n")
        first = on.app.dashboard.plot("surface").shown.chars.tolist()
        await on.press("n")
        assert on.app.dashboard.plot("surface").shown.chars.tolist() != first


async def test_g_draws_the_full_gradient_before_the_run_and_both_after_a_step():
    async with stage(batch_size=50) as on:
        colours = on.app.dashboard.scene.look.palette

        def arrows():
            plot = plot_of(on)
            shown = plot.shown
            found = np.isin(shown.chars, list("→↗↑↖←↙↓↘"))
            found[: area_of(plot).row] = False  # the legend
            return set(shown.fore[found].tolist())

        assert arrows() == set()
        await on.press("g")
        assert arrows() == {colours.optimum}
        await on.press("n")
        assert arrows() == {colours.optimum, colours.lit}
        await on.press("g")
        assert arrows() == set()
    async with stage() as on:
        await on.press("g", "n")
        assert arrows() == {colours.optimum}, "the full batch has one gradient"


async def test_t_draws_the_axes_through_the_optimum():
    async with stage() as on:
        surface = on.app.dashboard.plot("surface")
        before = int((surface.shown.fore == on.app.dashboard.scene.look.palette.optimum).sum())
        await on.press("t")
        assert (
            int((surface.shown.fore == on.app.dashboard.scene.look.palette.optimum).sum())
            > before + 10
        )
        await on.press("t")
        assert (
            int((surface.shown.fore == on.app.dashboard.scene.look.palette.optimum).sum()) == before
        )
