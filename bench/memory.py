"""Memory of app and worker while a run is shown; its bounds do not depend on the speed."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from bench.conditions import measured_once
from bench.processes import mapped_files, peak_megabytes, present_megabytes
from bench.registry import Measurement, row
from bench.watching import program, shown_update
from tools.processes import app_of, workers_of
from tools.pseudo_terminal import PseudoTerminal

APP_MEGABYTES = 150.0
WATCHED_SECONDS = 5.0
LENGTHS = (10**6, 10**7, 10**8)
"""Updates after which memory is measured."""


@dataclass(frozen=True)
class Watched:
    """A run at full speed on the screen."""

    app_megabytes: float
    worker_megabytes: float
    tensorflow_files: int


@measured_once
def _watched() -> Watched:
    terminal = PseudoTerminal(program())
    try:
        terminal.wait_for("ready after")
        terminal.press("S" * 12)
        terminal.wait_for("pace unlimited")
        terminal.press(" ")
        terminal.wait_until(lambda: (shown_update(terminal) or 0) > 1000, "updates")
        terminal.paint(terminal.record(WATCHED_SECONDS))
        (worker,) = workers_of(terminal.pid)
        app = app_of(worker)
        return Watched(
            peak_megabytes(app),
            peak_megabytes(worker),
            mapped_files(app, "tensorflow"),
        )
    finally:
        terminal.close()


@row("app's peak memory", against="150 MB", at_most=1.0)
def app_memory() -> Measurement:
    """After a run at full speed."""
    return Measurement(_watched().app_megabytes, APP_MEGABYTES, "MB")


def _large_app_megabytes() -> float:
    terminal = PseudoTerminal([sys.executable, "-m", "tui", "--samples", "10000000"])
    try:
        terminal.press(" ")
        terminal.wait_for("✓ converged")
        (worker,) = workers_of(terminal.pid)
        return peak_megabytes(app_of(worker))
    finally:
        terminal.close()


@row("app's peak memory, 10 million samples", against="150 MB", at_most=1.0)
def large_app_memory() -> Measurement:
    """They are generated in parts, never held at once."""
    return Measurement(_large_app_megabytes(), APP_MEGABYTES, "MB")


@row("worker's peak memory, 100 samples", against="1 GB", at_most=1.0)
def worker_memory() -> Measurement:
    """Mostly TensorFlow."""
    return Measurement(_watched().worker_megabytes, 1000.0, "MB")


@row("files of TensorFlow in the app's memory", against="one would be too many", at_most=0.0)
def tensorflow_files() -> Measurement:
    """Of the process that draws, while it draws."""
    return Measurement(float(_watched().tensorflow_files), 1.0, "files")


@measured_once
def megabytes() -> dict[int, tuple[float, float]]:
    """Current memory of app and worker by the number of updates, 120 × 40."""
    terminal = PseudoTerminal(program())
    try:
        terminal.wait_for("ready after")
        # At full speed, a million updates would end before they could be measured.
        terminal.press("S" * 8)
        terminal.wait_for("pace 300k/s")
        terminal.press(" ")
        worker = workers_of(terminal.pid)[0]
        app, found = app_of(worker), {}
        for length in LENGTHS:
            while (shown_update(terminal) or 0) < length:
                terminal.paint(terminal.record(0.2))
            found[length] = present_megabytes(app), present_megabytes(worker)
            terminal.press("S")
        return found
    finally:
        terminal.close()


@row("app's memory after 10^8 updates", against="after 10^6", at_most=1.05)
def long_run_memory() -> Measurement:
    """At full speed, 120 × 40."""
    found = megabytes()
    return Measurement(found[LENGTHS[-1]][0], found[LENGTHS[0]][0], "MB")
