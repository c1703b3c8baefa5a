"""A run on the screen of a pseudo-terminal: what it writes, costs, and how soon a key shows."""

from __future__ import annotations

import random
import re
import sys
from dataclasses import dataclass
from functools import cache

import numpy as np

from bench.processes import cpu_seconds
from bench.pseudo_terminal import CURSOR_QUERY, Link, PseudoTerminal, Recording
from tests.e2e.processes import app_of, workers_of

WARM_SECONDS = 2.0
WATCHED_SECONDS = 8.0
PRESSES = 200
PRESS_EVERY = (0.07, 0.13)
"""Seconds between two presses, at random, so that they fall anywhere between two pictures."""
PATIENCE_SECONDS = 1.0
_UPDATE = re.compile(r"\bupd(?:ate)? +([\d ]*\d)")
_LAG = re.compile(r"lag +(\d+) ms")
_FOREVER = ("--batch-size", "1", "--stop", "never", "--epochs", "1000000000000")
_AXIS = ("loss axis logarithmic", "loss axis linear")


def program(*options: str) -> list[str]:
    """The command line of a run that never ends, one sample an update."""
    return [sys.executable, "-m", "tui", *_FOREVER, *options]


@dataclass(frozen=True)
class Watched:
    """A run on the screen.

    Attributes:
        pictures, bytes_sent: a second.
        app_cpu, worker_cpu: of one core.
        updates: a second, by what the screen shows; 0 where it does not say.
        delays: seconds from a key's press to its effect on the screen, sorted.
        lag: seconds that the event loop was late at worst in each second, the median of those.
    """

    pictures: float
    bytes_sent: float
    app_cpu: float
    worker_cpu: float
    updates: float
    delays: tuple[float, ...]
    lag: float

    @property
    def bytes_a_picture(self) -> float:
        """On average."""
        return self.bytes_sent / self.pictures if self.pictures else 0.0

    def delay(self, percent: float) -> float:
        """A percentile of the delays, in seconds."""
        return float(np.percentile(self.delays, percent)) if self.delays else float("nan")


def start(size: tuple[int, int], *, unlimited: bool, link: Link | None = None) -> PseudoTerminal:
    """The program, training, with its instruments on."""
    terminal = PseudoTerminal(program(), *size, link)
    terminal.wait_for("ready after")
    if unlimited:
        terminal.press("S" * 12)
        terminal.wait_for("pace unlimited")
    terminal.press("I ")
    terminal.wait_for("pictures/s")
    terminal.paint(terminal.record(WARM_SECONDS))
    return terminal


def start_stock(size: tuple[int, int], *, unlimited: bool) -> PseudoTerminal:
    """The stock app, training."""
    pace = [] if unlimited else ["30"]
    terminal = PseudoTerminal([sys.executable, "-m", "bench.stock", *pace], *size)
    terminal.wait_for("update")
    terminal.paint(terminal.record(WARM_SECONDS))
    return terminal


def moments_of_presses(
    count: int, every: tuple[float, float] = PRESS_EVERY
) -> list[tuple[float, str]]:
    """When y is pressed, in seconds; the same moments each time."""
    generator = random.Random(0)  # noqa: S311 - nothing secret
    moments, now = [], 0.3
    for _ in range(count):
        moments.append((now, "y"))
        now += generator.uniform(*every)
    return moments


def delays_of(terminal: PseudoTerminal, recording: Recording) -> tuple[list[float], list[float]]:
    """How long each press of y took to show, and the lags that were shown meanwhile."""
    expected = _AXIS[0] if _AXIS[0] not in terminal.text else _AXIS[1]
    waiting = list(recording.pressed)
    delays, lags = [], []
    for moment in terminal.painted(recording):
        text = "\n".join(terminal.lines[-3:])
        if found := _LAG.search(text):
            lags.append(int(found[1]) / 1e3)
        while waiting and waiting[0][0] < moment - PATIENCE_SECONDS:
            delays.append(PATIENCE_SECONDS)
            waiting.pop(0)
        if waiting and waiting[0][0] <= moment and expected in text:
            delays.append(moment - waiting.pop(0)[0])
            expected = _AXIS[expected == _AXIS[0]]
    return sorted(delays), lags


def shown_update(terminal: PseudoTerminal) -> int | None:
    """The number of updates in the status line, as painted so far."""
    found = _UPDATE.search("\n".join(terminal.lines[-3:]))
    return int(found[1].replace(" ", "")) if found else None


def watch(terminal: PseudoTerminal, presses: int) -> Watched:
    """Look at it for some seconds, then press keys."""
    worker = workers_of(terminal.pid)[0]
    app = app_of(worker)
    before = shown_update(terminal)
    used = cpu_seconds(app), cpu_seconds(worker)
    seen = terminal.record(WATCHED_SECONDS)
    used = cpu_seconds(app) - used[0], cpu_seconds(worker) - used[1]
    terminal.paint(seen)
    after = shown_update(terminal)
    pressed = terminal.record(
        0.3 + presses * sum(PRESS_EVERY) / 2 + PATIENCE_SECONDS, moments_of_presses(presses)
    )
    delays, lags = delays_of(terminal, pressed)
    return Watched(
        seen.data.count(CURSOR_QUERY) / seen.seconds,
        len(seen.data) / seen.seconds,
        used[0] / seen.seconds,
        used[1] / seen.seconds,
        (after - before) / seen.seconds if before is not None and after is not None else 0.0,
        tuple(delays),
        float(np.median(lags)) if lags else float("nan"),
    )


@cache
def watched(size: tuple[int, int], *, unlimited: bool, presses: int = PRESSES) -> Watched:
    """The program at this size and pace."""
    terminal = start(size, unlimited=unlimited)
    try:
        return watch(terminal, presses)
    finally:
        terminal.close()


@cache
def watched_stock(size: tuple[int, int], *, unlimited: bool, presses: int = PRESSES) -> Watched:
    """The stock app at this size and pace."""
    terminal = start_stock(size, unlimited=unlimited)
    try:
        return watch(terminal, presses)
    finally:
        terminal.close()
