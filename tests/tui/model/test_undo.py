"""Changes of parameters taken back and done again."""

from __future__ import annotations

from itertools import pairwise

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from tests.tui.stage import stage
from tui.model.undo import Undo, Way

FIRST = RunConfig()
SECOND = with_values(FIRST, {"learning_rate": 0.01})
THIRD = with_values(SECOND, {"optimizer": "adam", "batch_size": 16})


def test_edits_are_taken_back_in_the_order_in_which_a_pile_is_cleared():
    undo = Undo()
    assert undo.former is None
    assert undo.later is None
    undo.took(FIRST, SECOND)
    undo.took(SECOND, THIRD)
    assert undo.former == {"optimizer": "sgd", "batch_size": "full"}
    undo.took(THIRD, SECOND, Way.UNDO)
    assert undo.former == {"learning_rate": 0.001}
    assert undo.later == {"optimizer": "adam", "batch_size": 16}
    undo.took(SECOND, FIRST, Way.UNDO)
    assert undo.former is None
    undo.took(FIRST, SECOND, Way.REDO)
    assert undo.later == {"optimizer": "adam", "batch_size": 16}


def test_a_new_change_ends_what_could_be_done_again():
    undo = Undo()
    undo.took(FIRST, SECOND)
    undo.took(SECOND, FIRST, Way.UNDO)
    undo.took(FIRST, THIRD)
    assert undo.later is None


def test_what_changes_nothing_is_no_edit():
    undo = Undo()
    undo.took(FIRST, FIRST)
    assert undo.former is None


def test_the_oldest_edits_are_forgotten():
    undo = Undo(most=3)
    configs = [with_values(FIRST, {"seed": seed}) for seed in range(6)]
    for old, new in pairwise(configs):
        undo.took(old, new)
    taken_back = 0
    while undo.former is not None:
        undo.took(FIRST, FIRST, Way.UNDO)
        taken_back += 1
    assert taken_back == 3


async def test_u_takes_a_live_change_back_and_ctrl_r_makes_it_again():
    async with stage() as on:
        await on.press("u")
        assert "no parameter change" in on.message
        await on.press("=", "[", "[")
        await on.press("u", "u")
        assert "undone: batch size" in on.message
        assert on.engine.config.batch.batch_size == "full"
        await on.press("u")
        assert "undone: learning rate 0.002 → 0.001" in on.message
        assert on.engine.config == RunConfig()
        await on.press("ctrl+r")
        assert "redone: learning rate 0.001 → 0.002" in on.message
        assert on.engine.config.optimizer.learning_rate == 0.002


async def test_u_takes_a_change_of_data_back_with_a_restart():
    async with stage() as on:
        await on.press("R", "space")
        await on.train(5)
        await on.press("u")
        assert on.engine.config.data.seed == 0
        assert on.engine.update == 0
        await on.press("ctrl+r")
        assert on.engine.config.data.seed == 1
        await on.press("ctrl+r")
        assert "no undone change" in on.message


async def test_samples_that_take_time_are_one_change():
    async with stage() as on:
        on.app.changes.apply({"samples": 3_000_000})
        await on.prepared()
        assert on.engine.config.data.samples == 3_000_000
        await on.press("u")
        await on.prepared()
        assert on.engine.config.data.samples == 100
        assert "undone: samples 3000000 → 100" in on.message
