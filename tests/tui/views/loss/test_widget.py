"""The loss view in the app: its keys, its cursor, the mouse."""

from __future__ import annotations

import re

import pytest

from tests.tui.stage import stage


def subtitle(on):
    return str(on.app.dashboard.plot("loss").border_subtitle or "")


async def test_i_reads_single_updates_out_and_arrows_move():
    async with stage(batch_size=25, stop="never") as on:
        await on.press("3", "i")
        assert subtitle(on) == "no update yet"
        await on.press("space")
        await on.train(10)
        losses = [row[3] for row in on.engine._rows]
        assert subtitle(on).startswith(f"update 10 · epoch 3 · batch loss {losses[9]:.6g}")
        assert subtitle(on).endswith("epoch mean –")
        assert "│" in "".join(on.app.dashboard.plot("loss").shown.lines())
        await on.press("left", "left")
        mean = sum(losses[4:8]) / 4
        assert subtitle(on) == (
            f"update 8 · epoch 2 · batch loss {losses[7]:.6g} · epoch mean {mean:.6g}"
        )
        await on.press("home")
        assert subtitle(on).startswith("update 1 · ")
        await on.train(4)
        assert subtitle(on).startswith("update 1 · ")
        await on.press("end")
        await on.train(4)
        assert subtitle(on).startswith("update 18 · ")
        await on.press("ctrl+left", "right")
        assert subtitle(on).startswith("update 9 · ")
        await on.press("i")
        assert subtitle(on) == ""


async def test_an_arrow_alone_brings_the_cursor():
    async with stage() as on:
        await on.press("3", "left", "home", "end")
        assert subtitle(on) in ("", "no update yet")
        await on.press("n", "n", "left")
        assert subtitle(on).startswith("update 2 ")


async def test_the_mouse_reads_out_while_it_is_there():
    async with stage(stop="never") as on:
        await on.press("3", "space")
        await on.train(30)
        plot = on.app.dashboard.plot("loss")
        await on.pilot.hover(plot, offset=(60, 15))
        await on.settle()
        assert re.match(r"update \d+ ", subtitle(on))
        await on.pilot.hover(on.app.dashboard.status)
        await on.settle()
        assert subtitle(on) == ""


async def test_f_shows_the_recent_part_and_all_again():
    async with stage(batch_size=1, tolerance=0) as on:
        await on.press("3", "space")
        await on.train(2000)
        assert "the last" not in on.text
        await on.press("F")
        assert "updates, last 200" in on.text
        await on.press("F")
        assert "the last" not in on.text


async def test_changes_are_labelled():
    async with stage(batch_size=16, stop="never") as on:
        await on.press("3", "space")
        await on.train(40)
        await on.press("equals_sign")
        await on.train(20)
        await on.press("right_square_bracket")
        await on.train(20)
        plot = "\n".join(on.app.dashboard.plot("loss").shown.lines())
        assert "lr 0.002" in plot
        assert "M 32" in plot


async def test_every_live_change_is_marked_on_the_curve_the_speed_too():
    changes = (
        ("learning rate", ("equals_sign",), "lr 0.002"),
        ("optimizer", ("o",), "momentum"),
        ("batch size", ("right_square_bracket",), "M 32"),
        ("speed", ("S",), "pace 100/s"),
    )
    async with stage(size=(200, 50), batch_size=16, tolerance=0) as on:
        await on.press("3", "space")
        await on.train(20)
        for _, keys, _ in changes:
            await on.press(*keys)
            await on.train(40)
        for values in ({"shuffle": "on"}, {"stop": "never"}):
            on.app.changes.apply(values)
            await on.settle()
            await on.train(40)
        text = "\n".join(on.app.dashboard.plot("loss").shown.lines())
        for what, _, label in changes:
            assert label in text, what
        assert "shuffle on" in text
        assert "stop never" in text
        assert text.count("┊") >= 6
        # On the way across the surface too.
        await on.press("2")
        assert "┊" in "\n".join(on.app.dashboard.plot("surface").shown.lines())


async def test_the_mark_of_a_speed_belongs_to_its_run():
    async with stage(batch_size=16, stop="never") as on:
        await on.press("3", "S", "space")
        await on.train(40)
        assert "pace" not in "\n".join(on.app.dashboard.plot("loss").shown.lines())
        await on.press("S")
        await on.train(40)
        assert "pace" in "\n".join(on.app.dashboard.plot("loss").shown.lines())
        await on.press("r")
        await on.train(40)
        assert "pace" not in "\n".join(on.app.dashboard.plot("loss").shown.lines())


@pytest.mark.parametrize("size", [(60, 16), (200, 50)])
async def test_every_key_on_small_and_large_screens_and_when_diverged(size):
    async with stage(size=size, learning_rate=1.0) as on:
        keys = ("i", "left", "right", "home", "end", "ctrl+left", "ctrl+right", "F", "y", "x")
        await on.press("3", *keys, "space")
        await on.train(400)
        await on.press(*keys, *keys, "m", *keys)
        assert "drawing failed" not in on.text
        assert "loss" in on.text
