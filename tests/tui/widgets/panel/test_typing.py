"""Keys that arrive together, pastes and clicks: none is lost, and all take effect in order."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual import events

from engine.protocol.commands import Run, Step
from tests.tui.stage import Stage, stage
from tui.widgets.line_input import LineInput


async def _together(on: Stage, *keys: tuple[str, str | None]) -> None:
    """All keys before any of them takes effect, as a terminal sends what is written at once."""
    for key, character in keys:
        on.app.post_message(events.Key(key, character))
    for _ in range(3):
        await on.settle()


def _typed(text: str) -> list[tuple[str, str | None]]:
    return [(character, character) for character in text]


async def _on_batch_size(on: Stage) -> None:
    await on.press("tab", "down", "down")
    assert on.app.dashboard.panel.selected == "batch_size"


@pytest.mark.parametrize("text", ["128", "64", "7", "100000"])
async def test_digits_and_enter_that_arrive_together_all_count(text):
    async with stage() as on:
        await _on_batch_size(on)
        await _together(on, *_typed(text), ("enter", "\r"))
        assert on.engine.config.batch.batch_size == int(text)
        assert on.app.dashboard.view_name == "dashboard"
        assert on.app.dashboard.panel.editor is None and on.app.dashboard.in_panel


async def test_what_follows_enter_in_the_same_write_is_for_the_panel():
    async with stage() as on:
        await _on_batch_size(on)
        await _together(on, *_typed("32"), ("enter", "\r"), ("up", None), *_typed("0.5"),
                        ("tab", "\t"), ("space", " "))  # fmt: skip
        assert on.engine.config.batch.batch_size == 32
        assert on.engine.config.optimizer.momentum == 0.5
        assert on.engine.said[-1] == Run()


async def test_keys_after_a_refused_value_edit_it():
    async with stage() as on:
        await _on_batch_size(on)
        await _together(on, *_typed("0"), ("enter", "\r"), ("backspace", None), *_typed("8"),
                        ("enter", "\r"))  # fmt: skip
        assert on.engine.config.batch.batch_size == 8


async def test_enter_opens_the_value_before_what_follows_it():
    async with stage(batch_size=16) as on:
        await _on_batch_size(on)
        await _together(on, ("enter", "\r"), *_typed("0"), ("enter", "\r"))
        assert on.engine.config.batch.batch_size == 160


@pytest.mark.parametrize(
    ("row", "word", "typed"),
    [
        ("problem", "neuron", "saddle"),
        ("optimizer", "sgd", "adam"),
        ("batch_size", "full", "16"),
        ("stop", "loss", "epoch >= 3"),
    ],
)
async def test_what_is_typed_first_replaces_a_word_and_keeps_it_until_then(row, word, typed):
    async with stage() as on:
        await on.press("tab")
        panel = on.app.dashboard.panel
        while panel.selected != row:
            await on.press("down")
        await on.press("enter")
        assert panel.editor is not None and panel.editor.value == word
        await _together(on, *_typed(typed))
        assert panel.editor.value == typed


@pytest.mark.parametrize("text", ["128", "\n 128 \nand more", "128\r\n"])
async def test_a_paste_into_the_panel_opens_its_row(text):
    async with stage() as on:
        await _on_batch_size(on)
        on.app.post_message(events.Paste(text))
        await on.settle()
        await on.press("enter")
        assert on.engine.config.batch.batch_size == 128


async def test_a_paste_goes_into_any_line():
    async with stage() as on:
        await on.press("n", "w")
        line = on.app.screen.query_one(LineInput)
        line.value = ""
        on.app.post_message(events.Paste("\n a/run.csv\n"))
        await on.settle()
        assert line.value == "a/run.csv"
        await on.press("escape")
        on.app.post_message(events.Paste("q"))
        await on.settle()
        assert on.app.is_running and len(on.app.screen_stack) == 1


async def test_a_click_on_an_arrow_of_the_selected_row_steps_its_value():
    async with stage() as on:
        await on.press("tab")
        panel = on.app.dashboard.panel
        y = next(y for y in range(panel.content_size.height) if "›learning" in _row(on, y))
        for arrow, rate in (("›", 0.002), ("‹", 0.001)):
            x = _row(on, y).rindex(arrow)
            await on.pilot.click(panel, offset=(x + 2, y + 1))
            await on.settle()
            assert on.engine.config.optimizer.learning_rate == rate
        await on.pilot.click(panel, offset=(4, y + 1))
        await asyncio.sleep(0)
        await on.settle()
        assert panel.editor is not None


def _row(on: Stage, y: int) -> str:
    return on.app.dashboard.panel.render_line(y).text


async def test_keys_that_open_the_panel_or_a_dialog_come_before_what_is_typed_into_it():
    async with stage() as on:
        await _together(on, ("tab", "\t"), ("down", None), ("down", None), *_typed("16"),
                        ("enter", "\r"), ("escape", None), ("n", "n"))  # fmt: skip
        assert on.engine.config.batch.batch_size == 16
        assert on.engine.said[-1] == Step(1)
        await _together(on, *_typed("w"), ("ctrl+u", None), *_typed("q.csv"))
        while not (lines := on.app.screen.query(LineInput)) or "q.csv" not in lines.first().value:
            await on.settle()
        assert lines.first().value == "q.csv"


async def test_a_key_that_the_line_has_no_use_for_is_lost_and_nothing_else_is():
    async with stage() as on:
        await on.press("tab", "enter", "up", "f9", "down", "shift+tab")
        await on.type("5")
        assert on.app.dashboard.panel.editor is not None
        assert on.app.dashboard.panel.editor.value == "0.0015"


async def test_an_editor_that_closes_keeps_later_keys_waiting_and_gives_the_focus_at_once():
    async with stage() as on:
        await on.press("tab", "7")
        panel = on.app.dashboard.panel
        editor = panel.editor
        assert editor is not None
        editor.action_cancel()
        panel.accept()
        # Later, it might take the focus back from what a key has gone to since.
        assert on.app.focused is panel


async def test_keys_that_wait_for_a_value_do_not_come_after_the_escape_that_follows_them():
    async with stage() as on:
        await on.press("tab", "7")
        editor = on.app.dashboard.panel.editor
        assert editor is not None
        editor._waiting = [events.Key("ctrl+s", None)]  # as after enter, until it is checked
        editor.action_cancel()
        await on.settle()
        assert on.app.dashboard.panel.editor is None
        assert on.app.screen is on.app.dashboard


def _addressed(on: Stage, key: str, character: str | None = None) -> None:
    """A key as the app hands it to what has the focus at this moment."""
    assert on.app.focused is not None
    on.app.focused._forward_event(events.Key(key, character))


async def test_a_key_addressed_to_the_panel_before_the_editor_comes_before_later_ones():
    async with stage() as on:
        await _on_batch_size(on)
        panel = on.app.dashboard.panel
        _addressed(on, "2", "2")
        panel.edit("3")
        on.app.screen.set_focus(panel.editor)
        _addressed(on, "enter", "\r")
        await on.settle()
        assert on.engine.config.batch.batch_size == 32


async def test_a_key_addressed_to_the_editor_before_it_closed_comes_before_later_ones():
    async with stage() as on:
        await _on_batch_size(on)
        await on.press("7")
        _addressed(on, "3", "3")
        on.app.dashboard.panel.accept()
        _addressed(on, "2", "2")
        _addressed(on, "enter", "\r")
        await on.settle()
        assert on.engine.config.batch.batch_size == 32


async def test_keys_that_wait_for_a_value_that_is_refused_come_before_later_ones():
    async with stage() as on:
        await _on_batch_size(on)
        await on.press("0")
        panel = on.app.dashboard.panel
        assert panel.editor is not None
        panel.editor._waiting = [events.Key("backspace", None)]  # as after enter
        _addressed(on, "8", "8")
        panel.refuse("batch_size", "must be a whole number of at least 1, or full")
        _addressed(on, "enter", "\r")
        await on.settle()
        assert on.engine.config.batch.batch_size == 8


async def test_what_follows_escape_in_the_same_write_is_for_the_panel():
    async with stage() as on:
        await _on_batch_size(on)
        await on.press("7")
        before = on.app.dashboard.panel.selected
        await _together(on, ("escape", None), ("up", None), ("down", None), ("up", None))
        assert on.app.dashboard.panel.editor is None
        assert on.app.dashboard.panel.selected != before


async def _on_row(on: Stage, name: str) -> None:
    await on.press("tab")
    panel = on.app.dashboard.panel
    while panel.selected != name:
        await on.pilot.press("up")


@pytest.mark.parametrize(
    ("row", "key", "character"),
    [
        ("problem", "slash", "/"),
        ("problem", "tilde", "~"),
        ("problem", "full_stop", "."),
        ("problem", "h", "h"),
        ("data", "slash", "/"),
        ("data", "full_stop", "."),
        ("x_column", "h", "h"),
        ("optimizer", "a", "a"),
    ],
)
async def test_a_path_and_words_begin_with_their_first_character(
    tmp_path: Path, row: str, key: str, character: str
) -> None:
    table = tmp_path / "table.csv"
    table.write_text("x,y\n1,2\n2,3\n3,5\n")
    async with stage(ready=False, data=str(table) if row == "x_column" else None) as on:
        await _on_row(on, row)
        await _together(on, (key, character), ("x", "x"))
        editor = on.app.dashboard.panel.editor
        assert editor is not None
        assert editor.value == f"{character}x"


async def test_a_letter_that_is_a_key_stays_one_and_a_number_has_no_letters() -> None:
    async with stage() as on:
        await _on_row(on, "problem")
        await _together(on, ("n", "n"))
        assert on.app.dashboard.panel.editor is None
        assert on.engine.said[-1] == Step(1)
        await _on_row(on, "seed")
        await _together(on, ("h", "h"), ("slash", "/"))
        assert on.app.dashboard.panel.editor is None
