"""The worker is killed while it sweeps, and while it races; another one does what is left."""

from __future__ import annotations

import os
import re
import signal

import pytest

from tests.e2e.terminal import Terminal

PROGRAM = "tests.monkey.program"
"""The program with a worker that can sweep and race, without TensorFlow."""
RATES = "1e-3,2e-3,3e-3,4e-3,5e-3,6e-3,7e-3,8e-3"
SOME, LEFT = (re.compile(rf"{text}[1-7] of 8 runs") for text in ("", "the worker is lost: "))
ENDED = re.compile(r"│[ ▶]+(?:A□|●) .*(?:converged|stopped|max epochs)")
"""A row of the table of runs."""


def update(terminal: Terminal) -> int:
    """The number of updates in the status line, the third from below."""
    found = re.search(r"\bupdate +(\d+)", terminal.lines[-3])
    return 0 if found is None else int(found[1])


def kill_worker(terminal: Terminal) -> None:
    os.kill(terminal.worker(), signal.SIGKILL)
    terminal.wait_for("✗ lost", "SIGKILL")


def sweep(terminal: Terminal) -> None:
    """A sweep that is killed after some of its runs."""
    terminal.press("ssB")  # slowly, so that it does not end before it is killed
    terminal.wait_for("batch sizes", "enter: start")
    terminal.press(f"\x15full\t\x15{RATES}\r")
    terminal.wait_until(lambda: SOME.search(terminal.text) is not None, "some runs")
    kill_worker(terminal)
    terminal.wait_until(lambda: LEFT.search(terminal.text) is not None, "what is left")
    terminal.press("k")
    terminal.wait_for("ready after", "C continue")
    terminal.press("S" * 12 + "C")
    terminal.wait_for("sweep finished: 8 runs")
    terminal.press("1")


def race(terminal: Terminal) -> None:
    """A race that is paused, killed, and raced to its end."""
    terminal.press("n")
    terminal.wait_until(lambda: update(terminal) == 1, "an update")
    terminal.press("s" * 8 + "p----7a")  # slowly, so that it does not end before it is paused
    terminal.wait_until(lambda: update(terminal) >= 5, "the race")
    terminal.press(" ")
    terminal.wait_for("‖ paused")
    kill_worker(terminal)
    reached = update(terminal)
    terminal.press("k")
    terminal.wait_for("continued from the last checkpoint", "‖ paused")
    terminal.wait_until(lambda: update(terminal) == reached, "the update it had reached")
    terminal.press("S" * 12 + " ")
    terminal.wait_until(lambda: len(ENDED.findall(terminal.text)) == 2, "the end of both")
    terminal.wait_until(lambda: update(terminal) > reached, "more updates")


@pytest.mark.thorough
def test_a_sweep_and_a_race_go_on_where_their_worker_was_killed() -> None:
    terminal = Terminal("exec descent", PROGRAM)
    try:
        terminal.wait_for("optimum", "ready after")
        sweep(terminal)
        race(terminal)
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
    finally:
        terminal.close()
