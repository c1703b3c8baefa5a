"""The program in a terminal: how soon it shows something, what it costs to look at."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from functools import cache

from bench.processes import mapped_files, peak_megabytes
from bench.registry import Measurement, median, row
from tests.e2e.processes import app_of, workers_of
from tests.e2e.terminal import Terminal

PAINTS = 5
FIRST_PAINT_SECONDS = 0.5
PATIENCE_SECONDS = 4.0
COMPILED_MODULES = {"PYTHONDONTWRITEBYTECODE": None}
"""As wherever Python keeps what it compiled, which is everywhere but where it was told not to."""
APP_MEGABYTES = 150.0
WATCHED_SECONDS = 5.0
FOREVER_OPTIONS = "--batch-size 1 --stop never --epochs 1000000000000"
_UPDATES = re.compile(r"\bupdate +([\d ]+?) w ")


def _is_painted(text: str) -> bool:
    """Surface, data and theory are all there, while TensorFlow is not."""
    return all(word in text for word in ("× optimum", "least squares", "optimum w", "starting"))


def _first_paint() -> float:
    """From starting the program to data, surface and optimum on the screen."""
    begun = time.monotonic()
    terminal = Terminal(environment=COMPILED_MODULES)
    try:
        return terminal.moment_of(lambda: _is_painted(terminal.text), PATIENCE_SECONDS) - begun
    finally:
        terminal.close()


@row("first paint", against="0.5 s", at_most=1.0)
def first_paint() -> Measurement:
    """With the surface, the data and the theory; median of several starts."""
    return Measurement(median(_first_paint() for _ in range(PAINTS)), FIRST_PAINT_SECONDS, "s")


@dataclass(frozen=True)
class Watched:
    """A run at full speed on the screen."""

    app_megabytes: float
    worker_megabytes: float
    tensorflow_files: int


def _updates(terminal: Terminal) -> int:
    found = _UPDATES.search(terminal.lines[-3])
    assert found is not None, terminal.text
    return int(found[1].replace(" ", ""))


@cache
def _watched() -> Watched:
    terminal = Terminal(f"exec descent {FOREVER_OPTIONS}")
    try:
        terminal.wait_for("ready after")
        terminal.press("S" * 12)
        terminal.wait_for("pace unlimited")
        terminal.press(" ")
        terminal.wait_until(lambda: _updates(terminal) > 1000, "updates")
        terminal.read_along(WATCHED_SECONDS)
        (worker,) = workers_of(terminal.child.pid)
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
    terminal = Terminal("exec descent --samples 10000000")
    try:
        terminal.press(" ")
        terminal.wait_for("✓ converged")
        (worker,) = workers_of(terminal.child.pid)
        return peak_megabytes(app_of(worker))
    finally:
        terminal.close()


@row("app's peak memory, 10 million samples", against="150 MB", at_most=1.0)
def large_app_memory() -> Measurement:
    """They are drawn in parts, never held at once."""
    return Measurement(_large_app_megabytes(), APP_MEGABYTES, "MB")


@row("worker's peak memory, 100 samples", against="1 GB", at_most=1.0)
def worker_memory() -> Measurement:
    """TensorFlow itself, for the most part."""
    return Measurement(_watched().worker_megabytes, 1000.0, "MB")


@row("files of TensorFlow in the app's memory", against="one would be too many", at_most=0.0)
def tensorflow_files() -> Measurement:
    """Of the process that draws, while it draws."""
    return Measurement(float(_watched().tensorflow_files), 1.0, "files")
