"""Forks: a run goes on from an earlier moment as one that was stopped there, to the bit."""

from __future__ import annotations

import math

import pytest

from engine.config.parameters import with_values
from engine.history.values import RunState
from engine.optimizers.table import OPTIMIZERS
from engine.protocol.commands import (
    Configure,
    Fork,
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
)  # fmt: skip


@pytest.mark.parametrize("values", CASES[:3], ids=lambda values: values["optimizer"])
def test_a_fork_goes_on_as_a_run_that_was_stopped_there_and_changed(values):
    run, stopped = Stand(**values, **ENDLESS), Reference(**values, **ENDLESS)
    run.step(150)
    other = with_values(config_of(**values, **ENDLESS), {"learning_rate": 0.003, "batch_size": 20})
    forked = run.obey(Seek(77), Fork(other))
    stopped.step(77)
    wanted = stopped.obey(Configure(other))
    assert forked.of is None
    assert_same_history(forked, wanted)
    assert_same_history(run.step(40), stopped.step(40))
    assert_same_state(run.frames[-1], stopped.frames[-1])
    # Back into what was before the fork, and into what came after it.
    for update in (76, 77, 100):
        shown = run.obey(Seek(update))
        again = Reference(**values, **ENDLESS)
        wanted = again.step(min(update, 77))
        if update > 77:
            again.obey(Configure(other))
            wanted = again.step(update - 77)
        assert_same_state(shown, wanted)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_fork_of_every_optimizer_has_the_state_of_then(optimizer):
    values = {"optimizer": optimizer, "batch_size": 32, "learning_rate": 0.01}
    run, stopped = Stand(**values, **ENDLESS), Reference(**values, **ENDLESS)
    run.step(40)
    # In the middle of an epoch of four updates.
    forked, wanted = run.obey(Seek(23), Fork(run.frames[-1].config)), stopped.step(23)
    assert_same_state(forked, wanted)
    assert_same_history(run.step(20), stopped.step(20))
    assert_same_state(run.frames[-1], stopped.frames[-1])


@pytest.mark.thorough
def test_forks_of_forks():
    base = config_of(optimizer="adam", batch_size=16, shuffle=True, **ENDLESS)
    second = with_values(base, {"learning_rate": 0.1})
    third = with_values(second, {"optimizer": "adamax", "batch_size": 7})
    run = Stand(optimizer="adam", batch_size=16, shuffle=True, **ENDLESS)
    run.step(100)
    run.obey(Seek(50), Fork(second))
    run.step(60)
    run.obey(Seek(70), Fork(third))
    end = run.step(30)
    plain = Reference(optimizer="adam", batch_size=16, shuffle=True, **ENDLESS)
    plain.step(50)
    plain.obey(Configure(second))
    plain.step(20)
    plain.obey(Configure(third))
    wanted = plain.step(30)
    assert_same_state(end, wanted)
    assert_same_history(end, wanted)
    assert [change.update for change in end.changes] == [50, 70, 70]


def test_a_fork_keeps_the_changes_before_it_and_drops_the_others():
    run = Stand(**ENDLESS)
    changing(run, 120)
    now = run.config
    frame = run.obey(Seek(21), Fork(now))
    assert {change.update for change in frame.changes} == {0, 7, 20, 21}
    # All that differs between the moment and the settings of now is changed there and then.
    changed = {c.parameter for c in frame.changes if c.update == 21}
    assert changed == {"shuffle", "window", "learning_rate"}
    assert frame.config == now


def test_the_stop_rule_of_a_fork_remembers_what_it_had_seen():
    values = {"batch_size": 32, "window": 3, "tolerance": 0.01}
    run, whole = Stand(**values), Reference(**values)
    end = whole.obey(Run())
    assert end.state is RunState.CONVERGED
    run.obey(Run())
    config = run.config
    run.obey(Seek(end.update - 5), Fork(config))
    assert_same_state(run.obey(Run()), end)
    assert run.frames[-1].state is RunState.CONVERGED


def test_a_diverged_run_can_be_forked_before_it_did():
    run = Stand(learning_rate=0.1, **ENDLESS)
    end = run.obey(Run())
    assert end.state is RunState.DIVERGED
    shown = run.obey(Seek(5))
    assert math.isfinite(shown.full_loss)
    forked = run.obey(Fork(config_of(learning_rate=0.01, **ENDLESS)))
    assert (forked.state, forked.update) == (RunState.PAUSED, 5)
    assert math.isfinite(run.step(200).full_loss)
