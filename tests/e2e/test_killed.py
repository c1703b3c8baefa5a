"""Worker and app are killed in a run: the session that is resumed goes on with it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.e2e.session import Session
from tests.e2e.terminal import Terminal
from tools.processes import app_of


@pytest.fixture
def session(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Session]:
    """A shell that starts the program twice; the parameter is the program."""
    line = (
        f"descent; echo $? > '{tmp_path}/killed'; echo > '{tmp_path}/between'; read line; "
        f"descent; echo $? > '{tmp_path}/status'"
    )
    terminal = Terminal(line, request.param, {"XDG_STATE_HOME": str(tmp_path)})
    terminal.wait_for("optimum", "ready after")
    yield Session(terminal, tmp_path)
    terminal.close()


def kill_and_resume(session: Session) -> int:
    """Kill the worker, then the app, and resume the session; gives the update it had reached."""
    terminal, worker = session.terminal, session.worker
    app = app_of(worker)
    os.kill(worker, signal.SIGKILL)
    terminal.wait_for("✗ lost", "SIGKILL")
    os.kill(app, signal.SIGKILL)
    terminal.wait_for("killed, or crashed; descent --resume opens the session")
    terminal.wait_until((session.notes / "between").exists, "the shell")
    terminal.assert_restored()
    assert session.note("killed") == "137"

    terminal.press("\n")
    terminal.wait_for(f"was interrupted at update {session.saved_update}", "resume session")
    terminal.press("\x10resume session")
    terminal.wait_for("end this session")
    terminal.press("\r")
    saved = session.saved_update
    terminal.wait_for("resumed the session of ", f" at update {saved}")
    terminal.wait_for("‖ paused")
    terminal.wait_until(lambda: session.number_after("update") == saved, "the saved update")
    return saved


def quit_from(session: Session) -> None:
    session.terminal.press("q")
    assert session.terminal.wait_for_exit() == 0
    assert session.note("status") == "0"


@pytest.mark.parametrize("session", ["tests.e2e.moving"], indirect=True)
def test_the_run_of_a_killed_app_is_there_again_and_goes_on(session: Session) -> None:
    terminal = session.terminal
    terminal.press("n" * 7)
    terminal.wait_until(lambda: session.number_after("update") == 7, "the updates")
    w = session.wait_for_number("w")
    terminal.wait_until(lambda: session.saved_update == 7, "the save")
    assert kill_and_resume(session) == 7
    terminal.wait_until(lambda: session.number_after("w") == w, "the same parameters")
    terminal.press("n")
    terminal.wait_until(lambda: session.number_after("update") == 8, "the next update")
    quit_from(session)


@pytest.mark.thorough
@pytest.mark.parametrize("session", ["tui"], indirect=True)
def test_with_tensorflow_it_goes_on_to_the_bit(session: Session) -> None:
    terminal = session.terminal
    terminal.press("sso-----r")  # slow enough that it does not end before it is killed
    session.wait_for_learning_rate("2e-5")
    terminal.wait_until(lambda: session.number_after("update") == 0, "the start")
    terminal.press(" ")
    terminal.wait_until(lambda: session.number_after("update") >= 6, "some updates")
    terminal.wait_until(lambda: session.saved_update >= 6, "the save")
    saved = kill_and_resume(session)
    resumed = session.train_to_the_end("resumed")
    terminal.press("r")
    terminal.wait_for("ready")
    undisturbed = session.train_to_the_end("undisturbed")
    assert len(undisturbed["loss"]) > saved
    for name, column in undisturbed.items():
        assert np.array_equal(resumed[name], column), name
    quit_from(session)
