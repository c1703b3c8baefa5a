"""The view of the eigen-directions, on the screen."""

from tests.tui.stage import stage
from tui.views.eigen.widget import EigenView, Page


def view_of(on):
    view = on.app.dashboard.plot("eigen")
    assert isinstance(view, EigenView)
    return view


async def test_a_small_screen_has_a_page_each_and_a_large_one_both_at_once():
    async with stage(size=(80, 24)) as on:
        await on.press("0")
        view = view_of(on)
        assert (view.page, "error now" in on.text, "momentum" in on.text) == (
            Page.ERRORS, True, False,
        )  # fmt: skip
        await on.press("v")
        assert (view.page, "error now" in on.text, "momentum" in on.text) == (
            Page.MAP, False, True,
        )  # fmt: skip
        await on.press("v")
        assert view.page is Page.ERRORS
    async with stage(size=(120, 40)) as on:
        await on.press("0")
        assert view_of(on).page is Page.BOTH
        assert "half-life radius" in on.text and "steep, λmax" in on.text
        await on.press("v", "v", "v")
        assert view_of(on).page is Page.BOTH


async def test_a_live_change_of_the_rate_moves_the_setting_and_the_factors():
    async with stage(size=(120, 40)) as on:
        await on.press("0", "space")
        await on.train(20)
        before = on.lines
        await on.press("equals_sign")
        after = on.lines
        rows = [k for k, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
        # The table of both pages, and the map.
        assert {2, 3} <= set(rows) and any(row > 6 for row in rows[:-2])


async def test_the_sentence_below_names_what_creeps_and_what_has_no_factor():
    async with stage(size=(120, 40)) as on:
        await on.press("0")
        assert "b creeps" in str(view_of(on).border_subtitle)
    async with stage(size=(120, 40), optimizer="adam") as on:
        await on.press("0")
        assert "Adam rescales the gradient" in str(view_of(on).border_subtitle)
        assert "Adam: none" in on.text
    async with stage(size=(120, 40), standardize="scale") as on:
        await on.press("0")
        assert "the valley is round" in str(view_of(on).border_subtitle)
    async with stage(size=(120, 40), learning_rate=0.03) as on:
        await on.press("0")
        assert "doubles in" in str(view_of(on).border_subtitle)
