"""The worker is killed while it sweeps or races; another one does what is left."""

from __future__ import annotations

import os
import re
import signal

from tests.e2e.terminal import LIGHT, Terminal

RACES = "tests.monkey.program"
"""The program with a worker that can race."""
ENDED = re.compile(r"│[ ▶]+(?:A□|●) .*(?:converged|stopped|max epochs)")
"""A row of the table of runs."""


def update(terminal: Terminal) -> int:
    """The number of updates in the status line, the third from below."""
    found = re.search(r"\bupdate +(\d+)", terminal.lines[-3])
    return 0 if found is None else int(found[1])


def test_a_sweep_goes_on_where_its_worker_was_killed() -> None:
    terminal = Terminal("exec descent", LIGHT)
    try:
        terminal.wait_for("optimum", "ready after")
        terminal.press("B")
        terminal.wait_for("batch sizes", "enter: start")
        terminal.press("\x15full\t\x150.001,1\r")
        terminal.wait_for("1 of 2 runs")
        os.kill(terminal.worker(), signal.SIGKILL)
        terminal.wait_for("✗ lost", "SIGKILL", "the worker is lost: 1 of 2 runs")
        terminal.press("k")
        terminal.wait_for("ready after", "C continue")
        terminal.press("C")
        terminal.wait_for("sweep finished: 2 runs")
        terminal.press("v")
        terminal.wait_for("page 2 of 2")
        assert re.search(r"\b0.001 .* out of epochs", terminal.text), terminal.text
        assert re.search(r"\b1 .* diverged", terminal.text), terminal.text
    finally:
        terminal.close()


def test_a_race_goes_on_where_its_worker_was_killed() -> None:
    terminal = Terminal("exec descent", RACES)
    try:
        terminal.wait_for("optimum", "ready after")
        terminal.press("n")
        terminal.wait_for("update 1 ")
        terminal.press("p----7a")  # slowly, so that it does not end before it is paused
        terminal.wait_until(lambda: update(terminal) >= 5, "the race")
        terminal.press(" ")
        terminal.wait_for("‖ paused")
        os.kill(terminal.worker(), signal.SIGKILL)
        terminal.wait_for("✗ lost", "SIGKILL")
        reached = update(terminal)
        terminal.press("k")
        terminal.wait_for("continued from the last checkpoint", "‖ paused")
        assert update(terminal) == reached
        terminal.press("S" * 12 + " ")
        terminal.wait_until(lambda: len(ENDED.findall(terminal.text)) == 2, "the end of both")
        assert update(terminal) > reached
    finally:
        terminal.close()
