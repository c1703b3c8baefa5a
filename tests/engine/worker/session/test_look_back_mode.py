"""Looking back: what commands do there, and what is told of it."""

from __future__ import annotations

import numpy as np
import pytest

from engine.history.values import RunState
from engine.protocol.commands import (
    Configure,
    Fork,
    Pause,
    Race,
    RaceBy,
    Restart,
    Run,
    Seek,
    Shift,
    Step,
)
from tests.engine.conftest import config_of
from tests.engine.worker.session.stand import (
    ENDLESS,
    Reference,
    Stand,
    assert_same_history,
)  # fmt: skip


def test_shifts_go_by_updates_and_by_ends_of_epochs():
    run = Stand(batch_size=30, **ENDLESS)
    run.step(10)
    run.change(batch_size=50)
    run.step(4)  # epochs end at 4, 8, 11 (30 + 30, then 40 at once), 13
    wanted = [
        (Shift(updates=-1), 13), (Shift(epochs=-1), 11), (Shift(epochs=-1), 8),
        (Shift(updates=-1), 7), (Shift(epochs=-1), 4), (Shift(updates=1), 5),
        (Shift(epochs=1), 8), (Shift(epochs=1), 11), (Shift(epochs=-9), 0),
        (Shift(updates=-1), 0), (Shift(epochs=3), 11),
    ]  # fmt: skip
    for command, update in wanted:
        assert run.obey(command).update == update
    assert run.obey(Shift(epochs=1)).of == 14
    assert run.obey(Shift(epochs=1)).of is None
    epochs = run.frames[-1].epochs
    assert epochs.index.tolist() == [1, 2, 3, 4]


def test_of_many_seeks_just_the_last_is_shown():
    run = Stand(**ENDLESS)
    run.step(300)
    told = len(run.frames)
    shown = run.obey(*(Shift(updates=-1) for _ in range(50)))
    assert shown.update == 250
    assert len(run.frames) == told + 1


def test_seeking_pauses_and_the_present_is_told_before_the_past():
    run = Stand(batch_size=1, **ENDLESS)
    run.session.obey(Run())
    while run.session.run.trainer.update < 100:
        run.work()
    run.session.obey(Seek(10))
    made = run.session.run.trainer.update
    run.settle()
    *_, present, past = run.frames
    assert (present.of, present.update) == (None, made)
    assert (past.of, past.update) == (made, 10)
    assert run.states[-1].state is RunState.PAUSED


def test_training_on_needs_the_present_or_a_fork():
    run = Stand(**ENDLESS)
    run.step(20)
    run.obey(Seek(5))
    for command in (Run(), Step(1)):
        run.obey(command)
    assert len(run.refused) == 2
    assert "fork" in run.refused[0]
    run.obey(Seek(None))
    assert run.step(1).update == 21


@pytest.mark.parametrize("command", [Restart(), Pause()])
def test_other_commands_lead_back(command):
    run = Stand(**ENDLESS)
    run.step(20)
    run.obey(Seek(5))
    frame = run.obey(command, Seek(None))
    assert frame.of is None
    assert frame.update == (0 if isinstance(command, Restart) else 20)


def test_a_change_while_looking_back_is_one_of_the_present():
    run = Stand(**ENDLESS)
    run.step(20)
    run.obey(Seek(5))
    frame = run.obey(Configure(config_of(learning_rate=0.002, **ENDLESS)))
    assert (frame.of, frame.update, frame.changes[0].update) == (None, 20, 20)


NO_DATA = config_of(data="none.csv", **ENDLESS)


@pytest.mark.parametrize(
    "command",
    [Configure(NO_DATA), Fork(NO_DATA), Race((NO_DATA, NO_DATA), RaceBy.EPOCHS)],
    ids=["configure", "fork", "race"],
)
def test_a_command_that_is_refused_leaves_the_earlier_moment_shown(command):
    run = Stand(**ENDLESS)
    run.step(20)
    shown = run.obey(Seek(5))
    told = len(run.frames), len(run.states)
    run.obey(command)
    assert len(run.refused) == 1
    assert (len(run.frames), len(run.states)) == told
    assert run.obey(Shift(updates=1)).update == shown.update + 1
    assert run.obey(Seek(None)).update == 20


def test_changes_undone_before_the_next_update_leave_no_trace():
    values = {"optimizer": "momentum", "batch_size": 16}
    run, plain = Stand(**values, **ENDLESS), Reference(**values, **ENDLESS)
    run.step(30)
    run.change(optimizer="adam")
    run.change(learning_rate=0.5)
    run.change(optimizer="momentum", learning_rate=0.001)
    frame = run.step(30)
    wanted = plain.step(60)
    assert frame.changes == ()
    assert_same_history(frame, wanted)
    assert frame.checkpoint.slots.keys() == wanted.checkpoint.slots.keys()
    shown = run.obey(Seek(45))
    assert np.array_equal(shown.updates.theta, wanted.updates.theta[:45])
