"""The run is written for the session while it trains, and goes on from there to the bit."""

from __future__ import annotations

import errno
import threading
from pathlib import Path

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.history.values import RunState
from engine.protocol.commands import Configure, Step, Store
from engine.protocol.events import Stored
from engine.storage.run_summary import SUMMARY
from engine.storage.run_writer import write_run
from engine.storage.saved_run import StoredRun
from engine.storage.seal import digest_of
from engine.storage.sessions.content import SessionContent
from engine.storage.sessions.place import new_place
from engine.storage.sessions.resume import resume_newest
from engine.storage.sessions.writer import SessionWriter
from engine.worker.session import background_save
from tests.engine.conftest import config_of
from tests.engine.sessions import look_back, obey, session_of

ADAM = {"optimizer": "adam", "learning_rate": 0.1, "batch_size": 16, "shuffle": True,
        "stop": "never"}  # fmt: skip


def stored(session, *, work=True) -> Stored:
    """What the worker reports of the run that it was told to write."""
    while True:
        found = [event for event in session.outbox if isinstance(event, Stored)]
        if found:
            return found[-1]
        assert session.idle_seconds is not None
        if work:
            session.work()


def columns(session):
    """All that is recorded but the seconds, which are the clock's."""
    record = session.run.record
    return [
        (series.index.tolist(), series.theta.tolist(), series.loss.tolist(), series.seen.tolist())
        for series in (record.updates.series, record.epochs.series)
    ]


def test_an_interrupted_run_that_is_resumed_equals_an_uninterrupted_one(tmp_path: Path) -> None:
    config = config_of(**ADAM)
    changed = with_values(config, {"learning_rate": 0.2})
    unbroken = session_of(config, Step(57), Configure(changed), Step(40), Step(103))

    killed = session_of(config, Step(57), Configure(changed), Step(40))
    place = new_place(tmp_path)
    writer = SessionWriter(place.folder)
    folder = writer.run_folder()
    killed.obey(Store(folder))
    obey(killed, Step(30))  # what was trained since is lost with the process
    told = stored(killed)
    assert (told.folder, told.update, told.failure) == (folder, 97, "")
    assert told.digest == digest_of(folder / SUMMARY)
    assert told.cost > 0 < told.size
    writer.wrote_run(folder, told.update, told.digest)
    writer.save(SessionContent(changed))
    place.release()

    resumed = resume_newest(tmp_path)
    again = session_of(resumed.opened.resume.config, resumed.opened.resume, Step(103))
    assert again.run.trainer.theta == unbroken.run.trainer.theta
    assert columns(again) == columns(unbroken)
    assert again.run.record.changes == unbroken.run.record.changes
    for name, slot in unbroken.run.trainer.checkpoint().slots.items():
        assert np.array_equal(again.run.trainer.checkpoint().slots[name], slot)


def test_training_goes_on_while_it_is_written(tmp_path, monkeypatch) -> None:
    free = threading.Event()

    def slow(folder: Path, run: StoredRun, *, private: bool) -> None:
        assert free.wait(60)
        write_run(folder, run, private=private)

    monkeypatch.setattr(background_save, "write_run", slow)
    session = session_of(config_of(**ADAM), Step(20))
    obey(session, Step(5), Store(tmp_path / "run"))
    obey(session, Step(50))
    assert session.run.trainer.update == 75
    assert not (tmp_path / "run").exists()
    free.set()
    assert stored(session).update == 25


def test_the_present_is_written_while_an_earlier_moment_is_shown(tmp_path: Path) -> None:
    session = session_of(config_of(**ADAM), Step(40))
    look_back(session, 10)
    session.obey(Store(tmp_path / "run"))
    assert session.run.trainer.update == 10
    assert stored(session).update == 40


def test_a_folder_that_cannot_be_written_is_told_and_training_goes_on(tmp_path, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(background_save, "write_run", full)
    session = session_of(config_of(**ADAM), Step(5), Store(tmp_path / "run"))
    assert "No space left on device" in stored(session).failure
    obey(session, Step(5))
    assert session.run.state is RunState.PAUSED
    assert session.run.trainer.update == 10


@pytest.mark.parametrize("error", [MemoryError(), None])
def test_two_at_once_are_written_one_after_the_other(error, tmp_path, monkeypatch):
    if error is not None:
        monkeypatch.setattr(
            "engine.worker.session.session.snapshot", lambda *_: (_ for _ in ()).throw(error)
        )
    session = session_of(config_of(**ADAM), Step(5))
    session.obey(Store(tmp_path / "one"))
    session.obey(Store(tmp_path / "two"))
    told: list[Stored] = []
    while len(told) < 2:
        session.work()
        told = [event for event in session.outbox if isinstance(event, Stored)]
    assert [event.folder.name for event in told] == ["one", "two"]
    assert all(("not enough memory" in event.failure) == (error is not None) for event in told)
