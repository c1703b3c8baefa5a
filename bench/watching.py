"""A run on the screen of a pseudo-terminal: its output, its cost, and the delay of keys."""

from __future__ import annotations

import os
import random
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bench.conditions import measured_once
from bench.processes import cpu_seconds
from bench.registry import Measurement
from tools.processes import app_of, workers_of
from tools.pseudo_terminal import CURSOR_QUERY, PseudoTerminal
from tools.recording import Recording

WARM_SECONDS = 2.0
WATCHED_SECONDS = 5.0
ROUNDS = 2
"""Times that the program and the stock app are started in turn."""
PRESSES = 40
"""In each round."""
PRESS_EVERY = (0.2, 0.4)
"""Seconds between two presses, at random, so that they fall anywhere between two pictures."""
PATIENCE_SECONDS = 3.0
_UPDATE = re.compile(r"\bupd(?:ate)? +([\d,]*\d)")
_LAG = re.compile(r"lag +(\d+) ms")
_FOREVER = ("--batch-size", "1", "--stop", "never", "--epochs", "1000000000000")
Size = tuple[int, int]
_AXIS = ("loss axis logarithmic", "loss axis linear")


def program(*options: str) -> list[str]:
    """The command line of a run that never ends, with one sample per update."""
    return [sys.executable, "-m", "tui", *_FOREVER, *options]


def stock_program(pace: float | None) -> list[str]:
    """The command line of the stock app; the pace in updates per second, None is unlimited."""
    return [sys.executable, "-m", "bench.stock", *([] if pace is None else [f"{pace:g}"])]


@dataclass(frozen=True)
class Watched:
    """A run on the screen.

    Attributes:
        pictures, bytes_sent: per second.
        app_cpu, worker_cpu: of one core.
        updates: per second, as shown on the screen; 0 if unknown.
        delays: seconds from a key press to its effect on the screen, sorted.
        lag: the median over seconds of the worst delay of the event loop, in seconds.
    """

    pictures: float
    bytes_sent: float
    app_cpu: float
    worker_cpu: float
    updates: float
    delays: tuple[float, ...]
    lag: float

    @property
    def cpu_a_picture(self) -> float:
        """CPU seconds of the app's process per picture."""
        return self.app_cpu / self.pictures if self.pictures else float("nan")

    @property
    def bytes_a_picture(self) -> float:
        """The mean bytes per picture."""
        return self.bytes_sent / self.pictures if self.pictures else 0.0

    def delay(self, percent: float) -> float:
        """A percentile of the delays, in seconds."""
        return float(np.percentile(self.delays, percent)) if self.delays else float("nan")


def start(
    size: Size, *, unlimited: bool, saved: bool = True, shared_in: str = ""
) -> PseudoTerminal:
    """The program, training, with its instruments on.

    Args:
        size: of the terminal.
        unlimited: whether it trains as fast as it can.
        saved: whether the session saves itself.
        shared_in: the runtime directory in which it shares its session; empty if it does not.
    """
    environment = {} if saved else {"XDG_STATE_HOME": os.devnull}
    if shared_in:
        environment["XDG_RUNTIME_DIR"] = shared_in
    command = program(*(["--share"] if shared_in else []))
    terminal = PseudoTerminal(command, *size, environment=environment)
    terminal.wait_for("ready after")
    if unlimited:
        terminal.press("S" * 12)
        terminal.wait_for("pace unlimited")
    terminal.press("I ")
    terminal.wait_for("pictures/s")
    terminal.paint(terminal.record(WARM_SECONDS))
    return terminal


def start_stock(size: Size, *, unlimited: bool) -> PseudoTerminal:
    """The stock app, training."""
    terminal = PseudoTerminal(stock_program(None if unlimited else 30), *size)
    terminal.wait_for("update")
    terminal.paint(terminal.record(WARM_SECONDS))
    return terminal


def moments_of_presses(
    count: int, every: tuple[float, float] = PRESS_EVERY, seed: int = 0
) -> list[tuple[float, str]]:
    """The times at which y is pressed, in seconds, determined by the seed."""
    generator = random.Random(seed)  # noqa: S311 - nothing secret
    moments, now = [], 0.3
    for _ in range(count):
        moments.append((now, "y"))
        now += generator.uniform(*every)
    return moments


def delays_of(terminal: PseudoTerminal, recording: Recording) -> tuple[list[float], list[float]]:
    """The delay of each press of y, and the lags shown meanwhile."""
    last = _AXIS[0] if _AXIS[0] in terminal.text else _AXIS[1]
    first = 1 - _AXIS.index(last)
    # The moment of each press, and what it leads to.
    waiting = [(each[0], _AXIS[(first + k) % 2]) for k, each in enumerate(recording.pressed)]
    delays, lags = [], []
    for moment in terminal.painted(recording):
        text = "\n".join(terminal.lines[-3:])
        if found := _LAG.search(text):
            lags.append(int(found[1]) / 1e3)
        while waiting and waiting[0][0] < moment - PATIENCE_SECONDS:
            delays.append(PATIENCE_SECONDS)
            waiting.pop(0)
        shown = next((axis for axis in _AXIS if axis in text), last)
        if shown != last:
            last = shown
            # Another message may have covered the effect of earlier presses: they do not count.
            made = [k for k, (at, axis) in enumerate(waiting) if at <= moment and axis == shown]
            if made:
                delays.append(moment - waiting[made[-1]][0])
                del waiting[: made[-1] + 1]
    return sorted(delays), lags


def shown_update(terminal: PseudoTerminal) -> int | None:
    """The number of updates in the status line, as painted so far."""
    found = _UPDATE.search("\n".join(terminal.lines[-3:]))
    return int(found[1].replace(",", "")) if found else None


def watch(terminal: PseudoTerminal, seed: int) -> Watched:
    """Watch for some seconds, then press keys at times determined by the seed."""
    worker = workers_of(terminal.pid)[0]
    app = app_of(worker)
    before = shown_update(terminal)
    used = cpu_seconds(app), cpu_seconds(worker)
    seen = terminal.record(WATCHED_SECONDS)
    used = cpu_seconds(app) - used[0], cpu_seconds(worker) - used[1]
    terminal.paint(seen)
    after = shown_update(terminal)
    presses = moments_of_presses(PRESSES, seed=seed)
    pressed = terminal.record(presses[-1][0] + PATIENCE_SECONDS, presses)
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


@measured_once
def watched(size: Size, *, unlimited: bool, round_: int = 0) -> Watched:
    """The program at this size and pace; each round is a separate start."""
    return _watched(start(size, unlimited=unlimited), round_)


@measured_once
def watched_unsaved(size: Size, *, round_: int = 0) -> Watched:
    """The program at unlimited pace, with no folder for its session."""
    return _watched(start(size, unlimited=True, saved=False), round_)


@measured_once
def watched_stock(size: Size, *, unlimited: bool, round_: int = 0) -> Watched:
    """The stock app at this size and pace; as above."""
    return _watched(start_stock(size, unlimited=unlimited), round_)


def _watched(terminal: PseudoTerminal, seed: int) -> Watched:
    try:
        return watch(terminal, seed)
    finally:
        terminal.close()


def rounds(size: Size) -> list[tuple[Watched, Watched]]:
    """The program and the stock app in turn, at unlimited pace."""
    return [
        (
            watched(size, unlimited=True, round_=number),
            watched_stock(size, unlimited=True, round_=number),
        )
        for number in range(ROUNDS)
    ]


def against_stock(
    size: Size, figure: Callable[[Watched], float], unit: str, scale: float = 1.0
) -> Measurement:
    """A figure of the program compared with the stock app, from all rounds."""
    ours, theirs = zip(*((figure(own), figure(other)) for own, other in rounds(size)), strict=True)
    return Measurement.of_pairs(ours, theirs, unit, scale)


def against_unsaved(
    size: Size, figure: Callable[[Watched], float], unit: str, scale: float = 1.0
) -> Measurement:
    """A figure of the program compared with the program that does not save, in turn."""
    pairs = [
        (watched(size, unlimited=True, round_=number), watched_unsaved(size, round_=number))
        for number in range(ROUNDS)
    ]
    ours, theirs = zip(*((figure(own), figure(other)) for own, other in pairs), strict=True)
    return Measurement.of_pairs(ours, theirs, unit, scale)
