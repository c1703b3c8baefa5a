"""`python -m bench.endurance [--minutes M] [--seed S]`: does anything grow in a long session?

One sample an update at unlimited speed, on the screen of a pseudo-terminal. Every few seconds a key
is pressed, most often one that switches the view, and now and then the terminal changes its size.
Every minute what the two processes hold is printed; at the end, how much of it grew.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from dataclasses import astuple, dataclass
from pathlib import Path

from bench.machine import machine
from bench.processes import present_megabytes
from bench.watching import program, shown_update
from tools.processes import app_of, workers_of
from tools.pseudo_terminal import PseudoTerminal

SIZES = [(120, 40), (80, 24), (200, 50), (100, 30)]
VIEWS = "1234567890"
TOGGLES = "hbgcyxav,.u "
"""Of the present view or of all: what they do depends on it; space pauses, and goes on."""
EVERY_SECONDS = 3.0
REPORT_SECONDS = 60.0
SETTLED = 0.2
"""The part of the time after which nothing should grow."""


@dataclass(frozen=True)
class Held:
    """What the two processes hold; memory in MB."""

    minutes: float
    updates: int
    app_megabytes: float
    worker_megabytes: float
    app_files: int
    worker_files: int
    app_threads: int
    worker_threads: int
    processes: int

    @staticmethod
    def by(terminal: PseudoTerminal, since: float) -> Held:
        """What is held now; `since` is the start, by the monotonic clock."""
        workers = workers_of(terminal.pid)
        worker, app = workers[0], app_of(workers[0])
        return Held(
            (time.monotonic() - since) / 60,
            shown_update(terminal) or 0,
            present_megabytes(app),
            present_megabytes(worker),
            _count(app, "fd"),
            _count(worker, "fd"),
            _count(app, "task"),
            _count(worker, "task"),
            len(workers),
        )


def _count(pid: int, what: str) -> int:
    """Open files (fd) or threads (task) of a process."""
    return sum(1 for _ in Path(f"/proc/{pid}/{what}").iterdir())


NAMES = ["min", "updates", "app MB", "worker MB", "app files", "worker files", "app threads",
         "worker threads", "workers"]  # fmt: skip


def endure(minutes: float, seed: int) -> list[Held]:
    """What was held at each report."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    terminal = PseudoTerminal(program(), *SIZES[0])
    held: list[Held] = []
    try:
        terminal.wait_for("ready after")
        terminal.press("S" * 12 + " ")
        terminal.wait_until(lambda: (shown_update(terminal) or 0) > 1000, "updates")
        begun = time.monotonic()
        while time.monotonic() < begun + minutes * 60:
            _act(terminal, chance)
            terminal.paint(terminal.record(EVERY_SECONDS))
            if time.monotonic() >= begun + len(held) * REPORT_SECONDS:
                _press(terminal, "\x1b", "1")
                _resize(terminal, *SIZES[0])
                held.append(Held.by(terminal, begun))
                _print(held[-1])
        _press(terminal, "\x1b", "q")
        status = terminal.wait_for_exit_status()
        assert status == 0, f"ended with status {status}"
    finally:
        terminal.close()
    return held


def _act(terminal: PseudoTerminal, chance: random.Random) -> None:
    if chance.random() < 0.05:
        _resize(terminal, *chance.choice(SIZES))
    elif chance.random() < 0.7:
        _press(terminal, chance.choice(VIEWS))
    else:
        _press(terminal, chance.choice(TOGGLES))
    if "running" not in "\n".join(terminal.lines[-3:]):
        # It was paused, or is looked back at.
        _press(terminal, "\x1b", " ")


def _resize(terminal: PseudoTerminal, columns: int, rows: int) -> None:
    if terminal.screen.columns != columns:
        terminal.resize(columns, rows)
        terminal.paint(terminal.record(0.5))


def _press(terminal: PseudoTerminal, *keys: str) -> None:
    """Each by itself: escape and a letter together would be another key."""
    for key in keys:
        terminal.press(key)
        terminal.paint(terminal.record(0.5))


def growth(held: list[Held]) -> list[float]:
    """Of each figure after the first two: its largest in the last half over that before.

    The start, until what is kept has reached its bounds, does not count.
    """
    settled = [astuple(each)[2:] for each in held[int(len(held) * SETTLED) :]]
    middle = len(settled) // 2
    early, late = (zip(*part, strict=True) for part in (settled[:middle], settled[middle:]))
    return [max(last) / max(first) for first, last in zip(early, late, strict=True)]


def _print(held: Held) -> None:
    minutes, updates, app, worker, *counts = astuple(held)
    figures = [f"{minutes:.0f}", f"{updates:,}", f"{app:.1f}", f"{worker:.0f}", *map(str, counts)]
    sys.stdout.write(f"| {' | '.join(figures)} |\n")
    sys.stdout.flush()


def main() -> None:
    """Run it and say what grew."""
    parser = argparse.ArgumentParser(prog="python -m bench.endurance", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    sys.stdout.write(f"{machine()}\n\n| {' | '.join(NAMES)} |\n{'|---' * len(NAMES)}|\n")
    held = endure(given.minutes, given.seed)
    sys.stdout.write("\nlargest of the second half over largest of the first:\n")
    for name, ratio in zip(NAMES[2:], growth(held), strict=True):
        sys.stdout.write(f"{name:>16} {ratio:.3f}\n")


if __name__ == "__main__":
    main()
