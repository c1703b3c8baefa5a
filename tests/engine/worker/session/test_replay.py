"""Going back: any moment of a run is the moment that was, to the bit.

The reference is always a run that was stopped there, in a session of its own.
"""

from __future__ import annotations

import numpy as np
import pytest

from engine.history.history import History
from engine.history.values import RunState
from engine.protocol.commands import (
    Fork,
    Race,
    RaceBy,
    Resume,
    Run,
    Seek,
)
from tests.engine.conftest import config_of
from tests.engine.worker.session.stand import (
    CASES,
    ENDLESS,
    Reference,
    Stand,
    assert_same_history,
    assert_same_state,
    changing,
    rule_of,
)  # fmt: skip


@pytest.mark.parametrize("values", CASES, ids=lambda values: values["optimizer"])
def test_a_moment_sought_is_that_of_a_run_stopped_there(values):
    run = Stand(**values, **ENDLESS)
    end = run.step(3, 60, 1, 186)
    for update in (249, 248, 100, 101, 130, 8, 3, 1, 0):
        shown = run.obey(Seek(update))
        stopped = Reference(**values, **ENDLESS)
        wanted = stopped.step(update) if update else stopped.settle()
        assert shown.of == 250
        assert_same_state(shown, wanted)
        assert_same_history(shown, wanted)
        assert shown.state is (RunState.PAUSED if update else RunState.READY)
    back = run.obey(Seek(None))
    assert back.of is None
    assert_same_state(back, end)
    assert_same_history(back, end)
    assert back.seconds == end.seconds


@pytest.mark.parametrize("update", [0, 1, 7, 8, 21, 22, 40, 61, 95])
def test_live_changes_on_the_way_come_again_where_they_came(update):
    run = Stand(**ENDLESS)
    changing(run, 120)
    shown = run.obey(Seek(update))
    stopped = Reference(**ENDLESS)
    wanted = changing(stopped, update)
    assert shown.config == wanted.config
    assert_same_state(shown, wanted)
    assert_same_history(shown, wanted)
    assert rule_of(run) == rule_of(stopped)


def test_a_run_past_its_end_is_replayed_past_it():
    run = Stand(tolerance=0.05, epochs=40)
    first = run.obey(Run())
    assert first.state is RunState.CONVERGED
    second = run.obey(Run())
    assert second.state is RunState.MAX_EPOCHS
    third = run.obey(Run())
    assert third.epoch == 80
    for wanted in (first, second):
        shown = run.obey(Seek(wanted.update))
        assert_same_state(shown, wanted)
    run.obey(Seek(60), Fork(run.config))
    assert run.obey(Run()).update == 80


def test_another_worker_finds_the_moments_before_it_took_over():
    run = Stand(**ENDLESS)
    end = changing(run, 120)
    other = Reference(**ENDLESS)
    other.obey(
        Resume(end.config, end.checkpoint, end.updates, end.epochs, end.kept_every, end.changes)
    )
    for update in (100, 55, 21, 10):
        shown = other.obey(Seek(update))
        wanted = changing(run.anew(), update)
        assert_same_state(shown, wanted)
        assert shown.updates.theta.tolist() == wanted.updates.theta.tolist()


def test_the_first_run_of_a_race_can_be_looked_back_at():
    run = Stand(epochs=20)
    rivals = (config_of(stop="never", epochs=20), config_of(optimizer="adam", epochs=20))
    end = run.obey(Race(rivals, RaceBy.EPOCHS))
    assert end.update == 20
    wanted = Reference(stop="never", epochs=20).step(13)
    assert_same_state(run.obey(Seek(13)), wanted)


def test_a_long_history_that_was_thinned_ends_with_the_moment():
    run = Stand(batch_size=1, **ENDLESS)
    run.session.run.record.updates = History(512)
    run.step(5000)
    assert run.frames[-1].kept_every > 1
    for update in (3333, 777):
        shown = run.obey(Seek(update))
        wanted = Reference(batch_size=1, **ENDLESS).step(update)
        assert_same_state(shown, wanted)
        assert shown.updates.index[-1] == update
        assert shown.epochs.index[-1] == update // 100
        for column in ("theta", "loss", "seen"):
            got, whole = getattr(shown.updates, column), getattr(wanted.updates, column)
            assert np.array_equal(got, whole[shown.updates.index - 1]), column
            got, whole = getattr(shown.epochs, column), getattr(wanted.epochs, column)
            assert np.array_equal(got, whole[shown.epochs.index - 1]), column
        assert (np.diff(shown.updates.seconds) >= 0).all()
    forked = run.obey(Fork(run.config))
    assert forked.updates.index[-1] == 777
    assert run.step(10).updates.index[-10:].tolist() == list(range(778, 788))
