"""Help: about what is on the screen, with every key."""

from __future__ import annotations

import pytest

from tests.tui.stage import stage
from tui.keys.command import Context
from tui.keys.table import COMMANDS
from tui.screens.help import PANEL_ABOUT, help_text
from tui.views.registry import VIEWS, about


@pytest.mark.parametrize("view", ["dashboard", *VIEWS])
def test_help_begins_with_the_view_and_names_every_key(view):
    text = help_text(view, None).plain
    assert text.startswith(about(view))
    _, *keys = text.removeprefix(about(view)).split("\n\n")
    assert all(len(line) <= 73 for part in keys for line in part.splitlines())
    said = " ".join(text.split())
    for key in COMMANDS:
        assert f"{key.shown} {key.described}" in said
        # A command without a key is typed by its name.
        assert key.keys or not key.palette or key.label in key.described


def test_help_in_the_panel_begins_with_the_panels_keys():
    text = help_text("dashboard", Context.PANEL).plain
    assert text.startswith(PANEL_ABOUT)
    assert text.index(Context.PANEL) < text.index(f"\n{Context.RUN}\n")


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50), (60, 16)])
async def test_help_opens_scrolls_and_closes(size):
    async with stage(size=size) as on:
        await on.press("question_mark")
        assert "help: dashboard" in on.text
        assert "make one update, then pause" in on.text
        await on.press("end")
        assert "quit" in on.text
        await on.press("question_mark")
        assert "help: dashboard" not in on.text
        assert "? help" in on.footer


async def test_help_follows_the_view_and_the_focus():
    async with stage() as on:
        await on.press("3", "question_mark")
        assert "help: loss" in on.text
        await on.press("escape", "1", "tab", "question_mark")
        assert "help: parameters" in on.text
        assert "All parameters of the run" in on.text


async def test_training_goes_on_under_the_help_page():
    async with stage() as on:
        await on.press("space", "question_mark")
        await on.train(9)
        await on.press("escape")
        words = on.numbers.split()
        assert words[words.index("update") + 1] == "9"
