"""Runs stepped side by side: level in what they share, and each what it would have been alone."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from engine.client.memory import Memory
from engine.data.dataset import load
from engine.history.frame import Frame
from engine.history.values import RunState
from engine.protocol.commands import (
    CARRIED_ON,
    Acknowledge,
    Configure,
    Pause,
    Race,
    RaceBy,
    Restart,
    Run,
    Save,
    SaveRun,
    Step,
    Watch,
)
from engine.protocol.events import RaceFrame, Refused, Saved, StateChanged
from engine.storage.run_reader import read_run
from tests.device import DEVICE
from tests.engine.conftest import config_of, train, trainer_of
from tests.engine.worker.session.stand import assert_same_history, assert_same_state

SIZES = (1, 16, "full")


def race_of(by: RaceBy, *, sizes=SIZES, **values: object):
    from engine.worker.session.race import Race

    configs = [config_of(batch_size=size, **values) for size in sizes]
    return Race(configs, load(configs[0].data), DEVICE, by)


def test_by_epochs_each_round_is_one_epoch_of_every_run():
    race = race_of(RaceBy.EPOCHS, stop="never")
    for epoch in range(1, 6):
        race.round()
        assert [lane.trainer.epoch for lane in race.lanes] == [epoch] * 3
        assert [lane.trainer.update for lane in race.lanes] == [100 * epoch, 7 * epoch, epoch]


def test_by_samples_no_run_is_more_than_the_longest_batch_ahead():
    race = race_of(RaceBy.SAMPLES, sizes=(1, 16, 40), stop="never")
    for _ in range(20):
        race.round()
        seen = [lane.trainer.epoch * 100 + lane.trainer.offset for lane in race.lanes]
        assert max(seen) - min(seen) <= 40


def test_by_seconds_the_run_with_the_least_training_time_goes_next():
    race = race_of(RaceBy.SECONDS, stop="never", epochs=10**9)
    race.prepare()
    for _ in range(30):
        behind = min(race.lanes, key=lambda lane: lane.trainer.seconds)
        updates = behind.trainer.update
        race.step()
        assert behind.trainer.update > updates


@pytest.mark.parametrize("by", RaceBy)
def test_each_run_is_what_it_would_have_been_alone(by):
    race = race_of(by, epochs=60)
    while not race.ended:
        race.round()
    for size, lane in zip(SIZES, race.lanes, strict=True):
        alone = trainer_of(batch_size=size, epochs=60)
        whole = train(alone)
        assert lane.state is whole.state
        assert lane.state in (RunState.CONVERGED, RunState.MAX_EPOCHS)
        frame = lane.frame(Watch())
        assert (frame.theta, frame.update) == (alone.theta, alone.update)
        assert frame.epoch_loss == whole.epoch_means[-1, 0]


def test_a_run_that_diverges_does_not_hold_the_others_up():
    race = race_of(RaceBy.EPOCHS, learning_rate=0.03, epochs=2000, sizes=("full", "full"))
    race.lanes[1].trainer.configure(config_of(learning_rate=0.001, epochs=2000))
    while not race.ended:
        race.round()
    assert race.lanes[0].state is RunState.DIVERGED
    assert race.lanes[1].state is RunState.CONVERGED
    assert math.isfinite(race.lanes[1].trainer.theta[0])
    before = [lane.trainer.update for lane in race.lanes]
    race.step()
    race.round()
    assert [lane.trainer.update for lane in race.lanes] == before


def session_of(**values: object):
    from engine.worker.session.session import Session

    return Session(config_of(**values), DEVICE)


def told(session, kind):
    return [event for event in session.outbox if isinstance(event, kind)]


def race_command(by=RaceBy.EPOCHS, **values: object):
    return Race(tuple(config_of(batch_size=size, **values) for size in SIZES), by)


def test_a_session_races_to_the_end_and_keeps_the_first_run():
    session = session_of()
    session.obey(race_command())
    while not told(session, RaceFrame) or not told(session, RaceFrame)[-1].ended:
        session.work()
        session.obey(Acknowledge())
    for size, frame in zip(SIZES, told(session, RaceFrame)[-1].frames, strict=True):
        alone = trainer_of(batch_size=size)
        train(alone)
        assert (frame.theta, frame.update) == (alone.theta, alone.update)
    last = told(session, StateChanged)[-1]
    first = told(session, RaceFrame)[-1].frames[0]
    assert (last.state, last.reached.updates) == (first.state, first.update)
    session.obey(Step(1))
    session.work()
    session.obey(Acknowledge())
    session.work()
    assert told(session, Frame)[-1].update == first.update + 1


def test_a_race_can_be_held_and_goes_on():
    session = session_of()
    session.obey(race_command(stop="never"))
    session.work()
    session.obey(Pause())
    assert told(session, StateChanged)[-1].state is RunState.PAUSED
    session.obey(Acknowledge())
    session.work()
    held = told(session, RaceFrame)[-1]
    assert [frame.epoch for frame in held.frames] == [held.frames[0].epoch] * 3
    session.outbox.clear()
    session.obey(Acknowledge())
    session.obey(Run())
    while not told(session, RaceFrame) or told(session, RaceFrame)[-1].frames[0].epoch < 20:
        session.work()
        session.obey(Acknowledge())
    assert told(session, RaceFrame)[-1].frames[0].epoch > held.frames[0].epoch


def test_restarting_ends_the_race():
    session = session_of()
    session.obey(race_command(stop="never"))
    session.work()
    session.obey(Restart())
    session.obey(Acknowledge())
    session.outbox.clear()
    session.work()
    assert told(session, Frame)[-1].update == 0
    assert not told(session, RaceFrame)


def test_runs_on_other_data_are_refused():
    session = session_of()
    session.obey(race_command(seed=9))
    assert "current data" in told(session, Refused)[-1].message


def test_a_race_goes_on_after_a_change_that_is_refused():
    session = session_of()
    session.obey(race_command())
    before = told(session, StateChanged)[-1]
    session.obey(Configure(config_of(data="none.csv")))
    assert "none.csv" in told(session, Refused)[-1].message
    assert told(session, StateChanged)[-1] is before
    session.work()
    assert told(session, RaceFrame)


def raced_on(session) -> int:
    """The epochs that all runs of the race have completed after some more work."""
    session.obey(Acknowledge())
    session.outbox.clear()
    for _ in range(3):
        session.work()
        session.obey(Acknowledge())
    return min(frame.epoch for frame in told(session, RaceFrame)[-1].frames)


def test_a_step_refused_because_the_first_run_diverged_does_not_end_the_race():
    session = session_of()
    configs = (config_of(learning_rate=0.5), config_of(stop="never", epochs=10**9))
    session.obey(Race(configs, RaceBy.EPOCHS))
    session.work()
    session.obey(Acknowledge())
    while told(session, RaceFrame)[-1].frames[0].state is not RunState.DIVERGED:
        session.work()
        session.obey(Acknowledge())
    session.obey(Step())
    assert "diverged" in told(session, Refused)[-1].message
    epoch = told(session, RaceFrame)[-1].frames[1].epoch
    assert raced_on(session) <= epoch < told(session, RaceFrame)[-1].frames[1].epoch


@pytest.mark.parametrize("command", [Save, SaveRun])
def test_a_file_that_cannot_be_written_does_not_end_the_race(command, tmp_path: Path):
    session = session_of()
    session.obey(race_command(stop="never", epochs=10**9))
    session.work()
    file = tmp_path / "file"
    file.write_text("")
    session.obey(command(file / "inside.csv"))
    assert str(file) in told(session, Refused)[-1].message
    assert raced_on(session) > 1


def test_the_first_run_of_a_race_is_saved_without_ending_it(tmp_path: Path):
    session = session_of()
    session.obey(race_command(stop="never", epochs=10**9))
    session.work()
    session.obey(SaveRun(tmp_path / "first"))
    assert told(session, Saved)[-1].path == tmp_path / "first"
    saved = read_run(tmp_path / "first")
    assert saved.config.batch.batch_size == SIZES[0]
    assert saved.summary.status is RunState.PAUSED
    assert raced_on(session) > saved.summary.epochs


def raced_to_the_end(session) -> tuple[Frame, ...]:
    """The last frames of the runs of the race."""
    session.outbox.clear()
    while not told(session, RaceFrame) or not told(session, RaceFrame)[-1].ended:
        session.work()
        session.obey(Acknowledge())
    return told(session, RaceFrame)[-1].frames


def test_a_race_that_lost_its_worker_goes_on_to_the_bit():
    configs = (config_of(batch_size=size, shuffle=True, epochs=12) for size in (16, "full"))
    command = Race(tuple(configs), RaceBy.EPOCHS)
    unbroken = session_of()
    unbroken.obey(command)
    wanted = raced_to_the_end(unbroken)

    lost = session_of()
    memory = Memory(config_of(), Watch()).after(command)
    lost.obey(command)
    # Early, while both train: what ended is not trained again, and has no last batch to show.
    while not memory.lanes or memory.lanes[0].epoch < 1:
        lost.work()
        lost.obey(Acknowledge())
        for event in lost.outbox:
            memory = memory.seen(event)
        lost.outbox.clear()

    again = session_of()
    for said in memory.opening():
        again.obey(said)
    last = told(again, StateChanged)[-1]
    assert (last.state, last.reason, last.resumed) == (RunState.PAUSED, CARRIED_ON, True)
    again.obey(Acknowledge())
    again.work()
    (held,) = told(again, RaceFrame)
    assert [lane.update for lane in held.frames] == [lane.update for lane in memory.lanes]
    again.obey(Acknowledge())
    again.obey(Run())
    for got, frame in zip(raced_to_the_end(again), wanted, strict=True):
        assert got.state is frame.state
        assert_same_state(got, frame)
        assert_same_history(got, frame)
