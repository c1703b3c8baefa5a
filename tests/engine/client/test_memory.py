"""What the next worker begins with: no process, no TensorFlow."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.client.memory import Memory
from engine.config.run import RunConfig
from engine.history.epochs import OpenEpoch
from engine.history.frame import Frame
from engine.history.reached import Reached
from engine.history.values import Checkpoint, RunState, Series
from engine.protocol.commands import (
    Configure,
    Fork,
    Pause,
    Race,
    RaceBy,
    Resume,
    Run,
    Save,
    SetPace,
    Watch,
)
from engine.protocol.events import RaceFrame, Ready, Refused, Saved, StateChanged
from tests.engine.conftest import config_of

WATCH = Watch(points=77)
NEW = config_of(learning_rate=0.5)


def frame_of(config: RunConfig, update: int = 3) -> Frame:
    rows = Series.empty()
    checkpoint = Checkpoint(update, 0, 0, (1.0, 2.0), "sgd", {}, OpenEpoch(), np.empty((0, 3)))
    return Frame(
        state=RunState.RUNNING, config=config, theta=(1.0, 2.0), previous=(0.0, 0.0),
        batch_loss=math.nan, epoch_loss=math.nan, full_loss=math.nan, batch=None, updates=rows,
        epochs=rows, kept_every=1, seconds=0.0, compile_seconds=0.0, updates_per_second=0.0,
        checkpoint=checkpoint, changes=(),
    )  # fmt: skip


def test_a_first_worker_begins_with_the_configuration_the_watch_and_no_limit_of_pace():
    opening = Memory(RunConfig(), WATCH).opening()
    assert opening == (Configure(RunConfig()), WATCH, SetPace(None))


@pytest.mark.parametrize(
    "command",
    [Configure(NEW), Fork(NEW), Race((NEW, RunConfig()), RaceBy.EPOCHS), Resume.of(frame_of(NEW))],
)
def test_the_next_worker_begins_with_the_configuration_last_sent(command):
    configure, *_ = Memory(RunConfig(), WATCH).after(command).opening()
    assert configure == Configure(NEW)


def test_the_next_worker_begins_with_the_pace_and_the_watch_last_sent():
    memory = Memory(RunConfig(), WATCH).after(SetPace(30)).after(Watch(steps=2))
    assert memory.opening() == (Configure(RunConfig()), Watch(steps=2), SetPace(30))


def test_other_commands_and_events_are_not_remembered():
    memory = Memory(RunConfig(), WATCH)
    for command in (Run(), Pause()):
        assert memory.after(command) is memory
    assert memory.seen(Ready("CPU", "2", "3", 1.0)) is memory
    assert memory.seen(replace(frame_of(RunConfig()), of=9)) is memory


def test_a_file_to_write_is_known_until_its_end_is_reported():
    first, second = Path("run.csv"), Path("other.csv")
    memory = Memory(RunConfig(), WATCH).after(Save(first)).after(Save(second))
    assert memory.unwritten == (first, second)
    assert memory.seen(Saved(first, 3, 1)).unwritten == (second,)
    assert memory.seen(Saved(first, 3, 1)).seen(Refused("full")).unwritten == ()
    assert memory.lost().unwritten == ()


def test_a_run_that_has_ended_stays_so_and_keeps_its_terms():
    end = replace(frame_of(RunConfig()), state=RunState.CONVERGED, epoch_limit=7, rule_armed=False)
    told = StateChanged(RunState.CONVERGED, "the loss changed little", Reached.nothing())
    *_, resume, _ = Memory(RunConfig(), WATCH).seen(told).seen(end).opening()
    assert isinstance(resume, Resume)
    assert (resume.state, resume.reason) == (RunState.CONVERGED, "the loss changed little")
    assert (resume.epoch_limit, resume.rule_armed) == (7, False)


def test_a_run_that_was_shown_is_carried_on_and_then_changed_as_was_asked():
    frame = frame_of(RunConfig())
    memory = Memory(RunConfig(), WATCH).seen(frame).after(Configure(NEW))
    *_, resume, configure = memory.opening()
    assert isinstance(resume, Resume)
    assert (resume.config, resume.checkpoint, resume.state) == (
        RunConfig(),
        frame.checkpoint,
        RunState.PAUSED,
    )
    assert configure == Configure(NEW)


def test_the_first_run_of_a_race_is_the_one_carried_on():
    first, second = frame_of(RunConfig(), 5), frame_of(NEW, 6)
    *_, resume, _configure = Memory(RunConfig(), WATCH).seen(RaceFrame((first, second))).opening()
    assert isinstance(resume, Resume)
    assert resume.checkpoint is first.checkpoint


def test_a_race_is_carried_on_with_all_its_runs():
    old, first, second = frame_of(RunConfig(), 3), frame_of(RunConfig(), 5), frame_of(NEW, 6)
    ended = replace(second, state=RunState.CONVERGED)
    command = Race((RunConfig(), NEW), RaceBy.SAMPLES)
    begun = Memory(RunConfig(), WATCH).after(command)
    assert not any(isinstance(said, Race) for said in begun.opening())
    # A frame of the run before may come between.
    racing = begun.seen(old).seen(RaceFrame((first, ended)))
    assert racing.opening()[0] == Configure(RunConfig())
    race = racing.opening()[-2]
    assert isinstance(race, Race)
    assert (race.configs, race.by) == (command.configs, command.by)
    assert [resume.checkpoint for resume in race.resumes] == [first.checkpoint, ended.checkpoint]
    assert [resume.state for resume in race.resumes] == [first.state, RunState.CONVERGED]
    for left in (racing.seen(frame_of(RunConfig(), 7)), racing.after(Configure(NEW))):
        assert not any(isinstance(said, Race) for said in left.opening())


def test_a_worker_for_another_device_carries_on_with_that_device():
    memory = Memory(RunConfig(), WATCH).seen(frame_of(RunConfig()))
    *_, resume, _configure = memory.after(Configure(config_of(device="cpu"))).opening()
    assert isinstance(resume, Resume)
    assert resume.config.device.device == "cpu"


@pytest.mark.parametrize("other", [config_of(seed=9), config_of(w0=1.0), config_of(replicas=2)])
def test_a_run_on_other_samples_or_devices_or_from_another_start_is_not_carried_on(other):
    memory = Memory(RunConfig(), WATCH).seen(frame_of(RunConfig())).after(Configure(other))
    assert memory.opening() == (Configure(other), WATCH, SetPace(None))


def test_a_run_to_open_is_sent_before_any_frame_is_asked_for_and_again_until_it_was_shown():
    resume = Resume.of(frame_of(RunConfig()))
    memory = Memory(RunConfig(), WATCH, resume)
    configure, quiet, pace, sent, loud = memory.opening()
    assert (configure, pace) == (Configure(RunConfig()), SetPace(None))
    assert sent is resume
    assert (quiet, loud) == (replace(WATCH, frames=False), WATCH)
    assert memory.after(Run()).opening()[3] is resume
    assert all(command is not resume for command in memory.seen(frame_of(RunConfig())).opening())
