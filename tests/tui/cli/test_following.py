"""A process that trains with others and follows the first of them."""

from __future__ import annotations

import signal

import pytest

from engine.config.hosts import Hosts
from engine.config.run import RunConfig
from engine.history.values import RunState
from engine.protocol.events import Event, Starting
from tests.tui.cli.scripted import READY, ScriptedEngine, changed
from tui.cli.following import run_following

HOSTS = Hosts(("node0:2222", "node1:2222"), 1)


@pytest.mark.parametrize(
    ("script", "status", "said"),
    [
        ((changed(RunState.CONVERGED),), 0, "followed node0:2222 to the end of the run"),
        (
            (signal.SIGTERM, changed(RunState.PAUSED)),
            143,
            "stopped before the end of the run of node0:2222",
        ),
    ],
)
def test_it_says_whether_the_run_had_ended(
    script: tuple[Event | signal.Signals, ...],
    status: int,
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    engine = ScriptedEngine([Starting(), READY, *script])
    assert run_following(RunConfig(), HOSTS, engine) == status
    assert f"process 2 of 2: {said}" in capsys.readouterr().err
