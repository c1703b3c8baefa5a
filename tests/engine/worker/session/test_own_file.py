"""A file with a loss that is edited while its run goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.config.parameters import with_values
from engine.problems.own.permission import CODE_VARIABLE, digest_of, permit
from engine.protocol.commands import Configure, Restart, Step
from engine.protocol.events import Notice
from engine.protocol.problem_messages import Permit
from tests.engine.conftest import config_of
from tests.engine.sessions import obey, refusal, session_of

SQUARE = "def loss(w, b, x, y):\n    return {factor} * (w * x + b - y) ** 2\n"


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(CODE_VARIABLE, "")
    path = tmp_path / "mine.py"
    path.write_text(SQUARE.format(factor=1))
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
