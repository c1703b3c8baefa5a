"""The command palette offers the commands that match, and says if none does."""

from __future__ import annotations

import asyncio

from textual.widgets import OptionList

from tests.tui.stage import stage


def offered(on) -> list[str]:
    options = on.app.screen.query_one(OptionList)
    return [str(options.get_option_at_index(k).prompt) for k in range(options.option_count)]


async def typed(on, text: str, wanted: str) -> list[str]:
    """What is offered, once this is among it."""
    await on.press("ctrl+p")
    await on.press(*text)
    async with asyncio.timeout(30):
        while not any(wanted in entry for entry in offered(on)):
            await on.pilot.pause()
    return offered(on)


async def test_a_command_is_found_by_its_title():
    async with stage() as on:
        await typed(on, "restart", "Restart")


async def test_if_no_command_matches_that_is_said():
    async with stage() as on:
        assert len(await typed(on, "zzz", "no command matches 'zzz'")) == 1
