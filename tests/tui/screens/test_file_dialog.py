"""The dialog that asks where to write: what it refuses, and that nothing typed ends the app."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from engine.errors import PathError
from engine.protocol.commands import Step
from tests.tui.stage import Stage, stage
from tui.screens.file_dialog import EVENTS, HISTORY, file_screen, results


async def typed(on: Stage, text: str) -> None:
    on.app.screen.query_one(Input).value = text
    await on.press("enter")


@pytest.mark.parametrize(("key", "name"), [("w", "a.npz"), ("E", "logs")])
async def test_a_path_of_a_user_who_is_unknown_is_refused_in_the_dialog(key, name):
    async with stage() as on:
        await on.press("n", key)
        await typed(on, f"~nobody-of-this-name/{name}")
        assert "nobody-of-this-name" in on.text
        assert len(on.app.screen_stack) == 2
        assert on.engine.said == [Step()]
        await on.press("escape")
        assert len(on.app.screen_stack) == 1


async def test_the_table_of_runs_is_written_and_a_file_is_replaced_after_a_second_enter(tmp_path):
    path = tmp_path / "runs.csv"
    path.write_text("mine")
    async with stage() as on:
        await on.press("n", "p", "7", "X")
        await typed(on, "~nobody-of-this-name/a.csv")
        assert "nobody-of-this-name" in on.text
        await typed(on, str(path))
        assert "replace it" in on.text
        assert path.read_text() == "mine"
        await on.press("enter")
        assert "wrote 2 runs to" in on.message
        assert len(path.read_text().splitlines()) == 3


async def test_a_file_that_cannot_be_written_is_said_in_one_line(tmp_path, monkeypatch):
    def refuse(path, _entries):
        raise PathError(f"{path}: no space left on device")

    monkeypatch.setattr("tui.text.runs_file.write_table", refuse)
    async with stage(size=(160, 40)) as on:
        await on.press("n", "p", "7", "X")
        await typed(on, str(tmp_path / "runs.csv"))
        assert on.app.model.messages.shown.text.endswith("runs.csv: no space left on device")
        assert len(on.app.screen_stack) == 1


def test_each_dialog_refuses_what_its_reader_refuses():
    for dialog, text in (
        (HISTORY, "a.txt"),
        (results("write the results", "a.csv"), "a.npz"),
        (EVENTS, ""),
    ):
        assert file_screen(dialog).question.fault(text)
