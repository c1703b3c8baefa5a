"""However a process that saves is killed, what was saved last opens whole."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

OLD, NEW = 0, -1


@pytest.fixture(scope="module")
def stride(pytestconfig):
    """One of so many steps is tried."""
    return 1 if pytestconfig.getoption("--thorough") else 10


@pytest.fixture(scope="module")
def found(tmp_path_factory, stride):
    """The states after a kill at these steps, by scenario; the last is that of a whole save."""
    folder = tmp_path_factory.mktemp("kills")
    module = "tests.engine.storage.sessions.kill_scenarios"
    done = subprocess.run(
        [sys.executable, "-m", module, str(folder), str(stride)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_a_session_is_the_last_one_or_the_new_one(found, stride):
    states = found["session"]
    assert len(states) > 60 / stride
    assert [states[OLD], states[NEW]] == [[50, 1, 2, 300.0], [60, 6, 4, None]]
    # Never a mixture, and never the old one again after the new one.
    assert states == sorted(states)
    assert all(state in (states[OLD], states[NEW]) for state in states)


def test_the_first_save_is_found_whole_or_not_at_all(found, stride):
    states = found["first_save"]
    assert len(states) > 30 / stride
    assert states == sorted(states)
    assert {update for (update,) in states} == {0, 50}


def test_old_sessions_are_removed_whole(found):
    states = found["pruned"]
    assert {count for (count,) in states} == {10, 9, 8}
    assert states == sorted(states, reverse=True)


def test_a_history_that_is_replaced_is_the_old_one_or_the_new_one(found):
    assert {tuple(state) for state in found["history"]} == {(9, 9), (20, 20)}


def test_a_saved_run_that_is_replaced_is_the_old_one_or_the_new_one(found, stride):
    states = found["saved_run"]
    assert len(states) > 15 / stride
    assert {update for (update,) in states} == {50, 60}


def test_a_file_that_is_replaced_is_the_old_one_or_the_new_one(found, stride):
    states = found["file"]
    assert len(states) > 3 / stride
    assert {tuple(state) for state in states} == {("old", 150_000), ("new", 300_000)}


def test_there_were_two_hundred_kills(found, stride):
    assert sum(map(len, found.values())) >= 200 / stride
