"""A file with a loss that is edited while its run goes on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.config.parameters import with_values
from engine.history.frame import Frame
from engine.problems.own.permission import digest_of, permit
from engine.problems.own.version import UNKNOWN, Version
from engine.protocol.commands import Acknowledge, Configure, Restart, Resume, SaveRun, Step, Watch
from engine.protocol.events import Notice
from engine.protocol.problem_messages import Permit
from engine.protocol.sweep_messages import Sweep, SweepEnded
from engine.storage.resume import opened_run
from engine.storage.run_reader import read_run
from engine.storage.sessions.frame_file import frame_bytes, frame_in
from engine.sweeps.spec import SweepSpec
from tests.engine.conftest import config_of
from tests.engine.sessions import obey, refusal, session_of
from tests.own_file import own_file

SQUARE = "def loss(w, b, x, y):\n    return {factor} * (w * x + b - y) ** 2\n"


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = own_file(tmp_path, monkeypatch, SQUARE.format(factor=1))
    permit(path)
    return path


def test_a_restart_reads_a_new_version_once_it_may_be_executed(mine: Path) -> None:
    config = config_of(problem=str(mine), samples=20, learning_rate=1e-3)
    session = session_of(config, Step(3))
    first = session.run.record.updates.series.loss[0]
    mine.write_text(SQUARE.format(factor=4))
    session.outbox.clear()
    obey(session, Restart(), Step(1))
    assert session.run.record.updates.series.loss[0] == first
    [said] = [event.message for event in session.outbox if isinstance(event, Notice)]
    assert "mine.py was edited; the run uses the version before" in said
    refused = refusal(session, Configure(with_values(config, {"seed": 1})))
    assert "is not executed until you name it" in refused
    obey(session, Permit(digest_of(mine.read_bytes())), Restart(), Step(1))
    assert session.run.record.updates.series.loss[0] == pytest.approx(4 * first)


def test_a_version_that_cannot_be_used_leaves_the_run_as_it_is(mine: Path) -> None:
    session = session_of(config_of(problem=str(mine), samples=20, learning_rate=1e-3), Step(3))
    mine.write_text("def loss(w, b, x, y):\n    return w +\n")
    obey(session, Permit(digest_of(mine.read_bytes())))
    assert "mine.py: line 2: not valid Python" in refusal(session, Restart())
    obey(session, Step(1))
    assert session.run.trainer.update == 4


def test_a_file_that_is_gone_does_not_stop_its_run(mine: Path) -> None:
    session = session_of(config_of(problem=str(mine), samples=20), Step(3))
    mine.unlink()
    obey(session, Restart(), Step(1))
    assert session.run.trainer.update == 1


@pytest.mark.parametrize("changed", [{}, {"shuffle": True}, {"batch_size": "full"}])
def test_a_frame_has_the_gradient_of_the_last_batch(mine: Path, changed: dict[str, object]) -> None:
    values = {"problem": str(mine), "samples": 20, "batch_size": 8, "learning_rate": 1e-3}
    session = session_of(config_of(**{**values, **changed}), Watch(steps=2), Step(3))
    earlier, step = session.run.frame().steps
    assert earlier.gradient is None
    # Of plain gradient descent, whose update is the gradient of this very batch.
    moved = np.subtract(step.before, step.after) / 1e-3
    assert step.gradient == pytest.approx(moved.tolist(), rel=1e-3)
    assert step.objective is None


def test_a_run_of_another_version_is_not_continued(mine: Path, tmp_path: Path) -> None:
    config = config_of(problem=str(mine), samples=20, learning_rate=1e-3)
    session = session_of(config, Step(3), SaveRun(tmp_path / "saved"))
    frame = session.run.frame()
    assert frame.version == Version(digest_of(mine.read_bytes()))
    mine.write_text(SQUARE.format(factor=4))
    obey(session, Permit(digest_of(mine.read_bytes())), Restart(), Step(1))
    now = session.run.frame()
    assert not now.version.is_that_of(frame.version)
    kept = frame_in(frame_bytes(frame))
    saved = opened_run("saved", read_run(tmp_path / "saved"))
    assert kept.version == saved.frame.version == frame.version
    for other in (Resume.of(frame), Resume.of(kept), saved.resume):
        said = refusal(session, other)
        assert said == (
            "the run was made with another version of mine.py; with this one it has another loss"
        )
        assert session.run.frame().update == 1, "the run is as it was"
    # Of a run that was saved before versions were, none is known.
    obey(session, replace(Resume.of(frame), version=UNKNOWN))
    assert session.run.trainer.update == 3


def test_a_change_that_was_refused_and_taken_back_shows_the_run_again(mine: Path) -> None:
    config = config_of(problem=str(mine), samples=20, learning_rate=1e-3)
    session = session_of(config, Step(3))
    session.work()
    mine.unlink()
    assert "no such file" in refusal(session, Configure(with_values(config, {"seed": 1})))
    session.outbox.clear()
    # As the app does, which has begun to show the run of the next seed.
    obey(session, Acknowledge(), Configure(config))
    session.work()
    [shown] = [event for event in session.outbox if isinstance(event, Frame)]
    assert shown.update == 3


def test_a_sweep_does_not_go_on_with_another_version(mine: Path) -> None:
    config = config_of(problem=str(mine), samples=20, learning_rate=1e-3)
    session = session_of(config, Sweep(SweepSpec(config, batch_sizes=(2, 4))))
    mine.write_text(SQUARE.format(factor=4))
    obey(session, Restart())
    assert not any(isinstance(event, SweepEnded) for event in session.outbox), "not permitted"
    obey(session, Permit(digest_of(mine.read_bytes())), Restart())
    [end] = [event for event in session.outbox if isinstance(event, SweepEnded)]
    assert end.stopped
