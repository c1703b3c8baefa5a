"""Screens over the dashboard close once, however often they are asked to."""

from __future__ import annotations

import pytest
from textual.command import CommandList, CommandPalette

from tests.tui.stage import stage


@pytest.mark.parametrize("opening", ["ctrl+p", "question_mark", "l", "B", "w", "themes"])
async def test_what_is_closed_twice_takes_nothing_else_with_it(opening: str) -> None:
    async with stage(size=(80, 24)) as on:
        await on.press("n")
        if opening == "themes":
            on.app.do("themes")
            await on.settle()
        else:
            await on.press(opening)
        screen = on.app.screen
        assert screen is not on.app.dashboard
        on.app.do("log")  # what is opened over it stays open
        await on.settle()
        over = on.app.screen
        screen.dismiss()
        await on.settle()
        assert on.app.screen is over
        over.dismiss()
        screen.dismiss()
        screen.dismiss()
        over.dismiss()
        await on.settle()
        assert on.app.screen is on.app.dashboard
        assert on.app.is_running


async def test_a_page_down_before_the_commands_are_laid_out_is_no_fault() -> None:
    async with stage(size=(80, 24)) as on:
        await on.press("ctrl+p")
        palette = on.app.screen
        assert isinstance(palette, CommandPalette)
        commands = palette.query_one(CommandList)
        commands.highlighted = 0
        commands._index_to_line.clear()  # as after new matches, before they are drawn
        palette._action_command_list("page_down")
        await on.press("escape")
        assert on.app.screen is on.app.dashboard
