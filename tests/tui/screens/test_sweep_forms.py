"""The form of a sweep: prefilled, each field with its own reason, cancelled."""

from __future__ import annotations

import pytest
from textual import events
from textual.widgets import Input, Static

from engine.sweeps.spec import LAB_BATCH_SIZES
from tests.tui.stage import stage
from tests.tui.views.sweeps.sweep_stage import (
    SIZES,
    begun,
    note,
    put,
)


@pytest.mark.parametrize("size", SIZES)
async def test_the_form_is_prefilled_with_the_labs_batch_sizes_and_the_runs_own_values(size):
    async with stage(size=size, optimizer="adam", learning_rate=0.01, seed=7) as on:
        await on.press("B")
        fields = {field.id: field.value for field in on.app.screen.query(Input)}
        assert fields == {
            "field-batch_size": "1,16,32,64,full", "field-learning_rate": "0.01",
            "field-optimizer": "adam", "field-schedule": "constant", "field-l2": "0",
            "field-seed": "1", "field-data_seed": "",
        }  # fmt: skip
        assert "5 runs, 5 batch sizes" in on.text
        assert "starting at 7" in on.text
        await on.press("enter")
        assert on.engine.swept.batch_sizes == LAB_BATCH_SIZES
        assert on.engine.swept.seeds == (7,)
        assert on.app.dashboard.view_name == "sweeps"


@pytest.mark.parametrize(("size", "key"), list(zip(SIZES, "BTB", strict=True)))
async def test_the_form_says_that_it_stops_what_is_running(size, key):
    async with stage(size=size) as on:
        await on.press(key)
        assert "Stops the running" not in on.text
        await on.press("escape")
        await begun(on)
        await on.press(key)
        about = str(on.app.screen.query_one("#about", Static).render())
        assert about.endswith(" Stops the running sweep.")
        assert "running sweep." in on.text


async def test_each_field_says_its_own_reason_and_nothing_begins_before_all_can_be():
    async with stage() as on:
        await on.press("B")
        await put(on, batch_size="16,0", learning_rate="0.1:0.01:3", optimizer="sgd,adm", seed="0")
        assert "'0' is invalid" in note(on, "batch_size")
        assert "LOW:HIGH:COUNT" in note(on, "learning_rate")
        assert "'adm' is invalid; must be one of sgd" in note(on, "optimizer")
        assert "whole number from 1" in note(on, "seed")
        await on.press("enter")
        nothing_begun = on.engine.swept is None
        assert nothing_begun
        assert on.app.screen.focused.id == "field-batch_size"
        await put(on, batch_size="16", learning_rate="0.01", optimizer="sgd,sgd", seed="1")
        assert "listed twice" in note(on, "optimizer")
        await put(on, schedule="constant,cosin")
        assert "'cosin' is invalid; must be one of constant, step" in note(on, "schedule")
        await put(on, schedule="constant", l2="0,-1")
        assert "'-1' is invalid; must be a number, 0 to 1e6" in note(on, "l2")
        await put(on, optimizer="sgd", l2="0,0.1:1:2")
        assert "3 runs, 3 L2 factors" in on.text
        await put(on, optimizer="sgd,adam", seed="3", schedule="constant,cosine", l2="0")
        assert "12 runs, 2 optimizers × 2 schedules × 3 seeds" in on.text
        await on.press("enter")
        assert on.engine.swept.runs == 12
        assert on.engine.swept.schedules == ("constant", "cosine")


async def test_keys_that_come_together_take_effect_in_their_order():
    async with stage() as on:
        await on.press("B")
        # As a terminal sends what was typed while a slow line was busy: all before any is dealt
        # with.
        for key in ("ctrl+u", "8", "tab", "ctrl+u", "0", "full_stop", "2", "shift+tab", "9"):
            character = {"full_stop": "."}.get(key, key if len(key) == 1 else None)
            on.app.post_message(events.Key(key, character))
        await on.settle()
        texts = [field.value for field in on.app.screen.query(Input)]
        assert texts[:2] == ["89", "0.2"]


async def test_too_many_runs_are_a_reason_for_all_together():
    async with stage() as on:
        await on.press("B")
        await put(on, seed="100000")
        await on.press("enter")
        assert "500,000 runs are too many" in on.text
        assert on.engine.swept is None


async def test_escape_sweeps_nothing_and_what_was_typed_last_is_there_again():
    async with stage() as on:
        await on.press("B", "escape")
        assert on.engine.swept is None
        await begun(on, batch_size="8,16")
        await on.press("B")
        assert on.app.screen.query_one("#field-batch_size", Input).value == "8,16"
