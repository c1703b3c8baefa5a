"""What a run has been through, as a plan."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from engine.config.effective import differences
from engine.config.parameters import with_values
from engine.history.values import Change, RunState, Series
from engine.storage.keras_script.course import Course, plan_of
from tests.engine.conftest import config_of


def gradient(w, b):
    return w, b


def epochs_of(*losses: float) -> Series:
    """Epochs with these losses."""
    count = len(losses)
    none = np.zeros(count)
    return Series(np.arange(1, count + 1), np.ones((count, 2)), np.array(losses), none, none)


def course_of(*changes: Change, **values: Any) -> Course:
    course = Course(5, 35, RunState.PAUSED, changes, epochs_of(9, 8, 7.9999, 5, 4))
    return replace(course, **values)


def plan(config, course):
    return plan_of(config, 100, gradient, course)


def test_thousands_of_changes_are_a_leg_each():
    config, changes = config_of(batch_size=16), []
    for update in range(3000):
        new = with_values(config, {"learning_rate": 0.001 * (2 + update % 7)})
        changes += [
            Change(update, 0, name, *values) for name, values in differences(config, new).items()
        ]
        config = new
    legs = plan(config, course_of(*changes)).legs
    assert [leg.update for leg in legs] == list(range(3000))
    assert [leg.config.optimizer.learning_rate for leg in legs[:3]] == [0.002, 0.003, 0.004]
    assert legs[-1].config == config


def test_several_changes_at_one_update_are_one_leg():
    old = config_of()
    new = with_values(old, {"optimizer": "adam", "learning_rate": 0.1, "batch_size": 7})
    changes = [Change(12, 1, name, *values) for name, values in differences(old, new).items()]
    legs = plan(new, course_of(*changes)).legs
    assert [leg.update for leg in legs] == [0, 12]
    assert not differences(legs[0].config, old)
    assert legs[1].config == new


def test_a_rule_counts_from_the_first_epoch_unless_the_run_passed_it():
    config = config_of()
    assert plan(config, course_of()).judged_from is None
    assert plan(config, course_of(rule_armed=True)).judged_from == 5
    assert plan(config, course_of(state=RunState.CONVERGED)).judged_from == 5
    looser = config_of(tolerance=1e-6)
    assert plan(looser, course_of()).judged_from == 1
    assert plan(looser, course_of(rule_armed=False)).judged_from is None
    assert plan(looser, None).judged_from == 1


def test_where_epochs_are_missing_the_rule_counts_from_the_last():
    epochs = epochs_of(9, 8, 7, 5, 4)
    gap = epochs.rows(np.array([0, 1, 3, 4]))
    assert plan(config_of(), course_of(epochs=gap)).judged_from == 5


def test_a_run_past_its_last_epoch_has_as_many_again():
    config = config_of(stop="never", epochs=3)
    assert plan(config, course_of()).epochs == 6
    assert plan(config, course_of(state=RunState.MAX_EPOCHS)).epochs == 5
    assert plan(config, course_of(epoch_limit=8)).epochs == 8
    assert plan(config, None).epochs == 3
