"""The program in a terminal: how evenly it paints, what it sends, how soon a key shows.

`python -m bench.terminal` prints all of it as a table: at three sizes, at unlimited pace and at 30
updates a second, the program and the same content by stock widgets, and the program behind links
that are slow or stand still. The rows of `make bench` take some figures from the same measurements.
"""

from __future__ import annotations

import random
import re
import sys
from dataclasses import dataclass
from functools import cache

import numpy as np

from bench.headless import headless_rate
from bench.machine import machine
from bench.processes import cpu_seconds
from bench.pseudo_terminal import CURSOR_QUERY, Link, PseudoTerminal, Recording
from bench.registry import Measurement, row
from tests.e2e.processes import app_of, workers_of

SIZES = ((80, 24), (120, 40), (200, 50))
WARM_SECONDS = 2.0
WATCHED_SECONDS = 8.0
IDLE_SECONDS = 8.0
PRESSES = 200
PRESS_EVERY = (0.07, 0.13)
"""Seconds between two presses, at random, so that they fall anywhere between two pictures."""
SLOW_PRESS_EVERY = (0.8, 1.2)
PATIENCE_SECONDS = 1.0
_UPDATE = re.compile(r"\bupd(?:ate)? +([\d ]*\d)")
_LAG = re.compile(r"lag +(\d+) ms")
_FOREVER = ("--batch-size", "1", "--stop", "never", "--epochs", "1000000000000")
_AXIS = ("loss axis logarithmic", "loss axis linear")


def _program(*options: str) -> list[str]:
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


def _start(size: tuple[int, int], *, unlimited: bool, link: Link | None = None) -> PseudoTerminal:
    """The program, training, with its instruments on."""
    terminal = PseudoTerminal(_program(), *size, link)
    terminal.wait_for("ready after")
    if unlimited:
        terminal.press("S" * 12)
        terminal.wait_for("pace unlimited")
    terminal.press("I ")
    terminal.wait_for("pictures/s")
    terminal.paint(terminal.record(WARM_SECONDS))
    return terminal


def _start_stock(size: tuple[int, int], *, unlimited: bool) -> PseudoTerminal:
    """The stock app, training."""
    pace = [] if unlimited else ["30"]
    terminal = PseudoTerminal([sys.executable, "-m", "bench.stock", *pace], *size)
    terminal.wait_for("update")
    terminal.paint(terminal.record(WARM_SECONDS))
    return terminal


def _moments_of_presses(
    count: int, every: tuple[float, float] = PRESS_EVERY
) -> list[tuple[float, str]]:
    generator = random.Random(0)  # noqa: S311 - nothing secret
    moments, now = [], 0.3
    for _ in range(count):
        moments.append((now, "y"))
        now += generator.uniform(*every)
    return moments


def _delays(terminal: PseudoTerminal, recording: Recording) -> tuple[list[float], list[float]]:
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


def _shown_update(terminal: PseudoTerminal) -> int | None:
    found = _UPDATE.search("\n".join(terminal.lines[-3:]))
    return int(found[1].replace(" ", "")) if found else None


def _watch(terminal: PseudoTerminal, presses: int) -> Watched:
    worker = workers_of(terminal.pid)[0]
    app = app_of(worker)
    before = _shown_update(terminal)
    used = cpu_seconds(app), cpu_seconds(worker)
    seen = terminal.record(WATCHED_SECONDS)
    used = cpu_seconds(app) - used[0], cpu_seconds(worker) - used[1]
    terminal.paint(seen)
    after = _shown_update(terminal)
    pressed = terminal.record(
        0.3 + presses * sum(PRESS_EVERY) / 2 + PATIENCE_SECONDS, _moments_of_presses(presses)
    )
    delays, lags = _delays(terminal, pressed)
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
    terminal = _start(size, unlimited=unlimited)
    try:
        return _watch(terminal, presses)
    finally:
        terminal.close()


@cache
def watched_stock(size: tuple[int, int], *, unlimited: bool, presses: int = PRESSES) -> Watched:
    """The stock app at this size and pace."""
    terminal = _start_stock(size, unlimited=unlimited)
    try:
        return _watch(terminal, presses)
    finally:
        terminal.close()


# ---------------------------------------------------------------------------- at rest


@dataclass(frozen=True)
class Idle:
    """A paused run: bytes a second, and of one core what app and worker use."""

    bytes_sent: float
    app_cpu: float
    worker_cpu: float


@cache
def idle() -> Idle:
    """After a run that was paused, at 120 × 40."""
    terminal = PseudoTerminal(_program(), 120, 40)
    try:
        terminal.wait_for("ready after")
        terminal.press(" ")
        terminal.record(WARM_SECONDS)
        terminal.press(" ")
        terminal.record(WARM_SECONDS)
        worker = workers_of(terminal.pid)[0]
        app = app_of(worker)
        used = cpu_seconds(app), cpu_seconds(worker)
        seen = terminal.record(IDLE_SECONDS)
        return Idle(
            len(seen.data) / seen.seconds,
            (cpu_seconds(app) - used[0]) / seen.seconds,
            (cpu_seconds(worker) - used[1]) / seen.seconds,
        )
    finally:
        terminal.close()


# ---------------------------------------------------------------------------- bad links


@dataclass(frozen=True)
class Linked:
    """A run behind a link.

    Attributes:
        pictures, bytes_sent: a second.
        ages: how old what was shown is, in seconds, whenever a picture had been drawn.
        delays: from press to effect.
        after_stall: age of the first picture begun after the link stood still; nan where it never
            did.
    """

    pictures: float
    bytes_sent: float
    ages: tuple[float, ...]
    delays: tuple[float, ...]
    after_stall: float


LINKS = {
    "1 MB/s": Link(1e6),
    "200 kB/s": Link(2e5),
    "20 kB/s": Link(2e4),
    "stalls for 5 s": Link(stalls_at=3.0, stalls_for=5.0),
}
PACE = 1000.0
LINK_SECONDS = 10.0


@cache
def linked(name: str, size: tuple[int, int] = (120, 40)) -> Linked:
    """The program behind a link, at 1,000 updates a second, whose count tells how old it is."""
    link = LINKS[name]
    terminal = PseudoTerminal(_program(), *size)
    try:
        terminal.wait_for("ready after")
        terminal.press("SSS")
        terminal.wait_for("pace 1k/s")
        terminal.press(" ")
        terminal.paint(terminal.record(WARM_SECONDS))
        seen = terminal.record(LINK_SECONDS, link=link)
        ages, after = _ages(terminal, seen, link)
        presses = _moments_of_presses(20, SLOW_PRESS_EVERY)
        slow = Link(link.bytes_per_second)
        pressed = terminal.record(presses[-1][0] + PATIENCE_SECONDS, presses, slow)
        delays, _ = _delays(terminal, pressed)
        return Linked(
            seen.data.count(CURSOR_QUERY) / seen.seconds,
            len(seen.data) / seen.seconds,
            tuple(ages),
            tuple(delays),
            after,
        )
    finally:
        terminal.close()


def _ages(terminal: PseudoTerminal, seen: Recording, link: Link) -> tuple[list[float], float]:
    """How long ago each count that was shown was the newest; the newest ever shown counts as 0.

    Counts are read where a picture ends: before that some of their digits may be old.
    """
    shown = []
    for moment, (_, data) in zip(terminal.painted(seen), seen.pieces, strict=True):
        update = _shown_update(terminal) if CURSOR_QUERY in data else None
        if update is not None:
            shown.append((moment, update / PACE))
    first = min(moment - made for moment, made in shown)
    ages = [moment - made - first for moment, made in shown]
    if not link.stalls_for:
        return ages, float("nan")
    back = seen.begun + link.stalls_at + link.stalls_for
    later = [(made, age) for (at, made), age in zip(shown, ages, strict=True) if at > back]
    # What the system had taken before the stall comes first; the picture after it is newer.
    return ages, next(age for made, age in later if made > later[0][0])


# ---------------------------------------------------------------------------- the table's rows


@row("pictures/s, 200 × 50, unlimited", against="30 asked for", at_least=0.95)
def pictures() -> Measurement:
    """With training at its fastest."""
    return Measurement(watched((200, 50), unlimited=True).pictures, 30.0, "/s")


@row("app's share of a core, 200 × 50", against="60 %", at_most=1.0)
def app_cpu() -> Measurement:
    """At 30 pictures a second."""
    return Measurement(watched((200, 50), unlimited=True).app_cpu * 100, 60.0, "%")


@row("bytes a picture, 120 × 40", against="2 kB", at_most=1.0)
def bytes_a_picture() -> Measurement:
    """On average, at unlimited pace."""
    return Measurement(watched((120, 40), unlimited=True).bytes_a_picture / 1e3, 2.0, "kB")


@row("bytes a picture, 200 × 50", against="stock widgets, same content", at_most=0.1)
def against_stock() -> Measurement:
    """At unlimited pace."""
    ours, theirs = (show((200, 50), unlimited=True) for show in (watched, watched_stock))
    return Measurement(ours.bytes_a_picture / 1e3, theirs.bytes_a_picture / 1e3, "kB")


@row("key to screen, 95 of 100, 200 × 50", against="50 ms", at_most=1.0)
def key_delay() -> Measurement:
    """200 presses that redraw the loss curve, while it trains at unlimited pace."""
    return Measurement(watched((200, 50), unlimited=True).delay(95) * 1e3, 50.0, "ms")


@row("key to screen, 95 of 100, 200 × 50", against="stock widgets, same content", at_most=1.0)
def key_delay_against_stock() -> Measurement:
    """As above."""
    ours, theirs = (show((200, 50), unlimited=True) for show in (watched, watched_stock))
    return Measurement(ours.delay(95) * 1e3, theirs.delay(95) * 1e3, "ms")


@row("updates/s, batch size 1, app open", against="without a screen", at_least=0.85)
def watched_rate() -> Measurement:
    """At unlimited pace, 120 × 40, by the clock, in both cases."""
    return Measurement(watched((120, 40), unlimited=True).updates, headless_rate(1), "updates/s")


@row("bytes/s, paused", against="none at all", at_most=0.0)
def idle_bytes() -> Measurement:
    """Nothing is painted when nothing has changed."""
    return Measurement(idle().bytes_sent, 1.0, "B/s")


@row("app's share of a core, paused", against="1 %", at_most=1.0)
def idle_cpu() -> Measurement:
    """App and worker together."""
    return Measurement((idle().app_cpu + idle().worker_cpu) * 100, 1.0, "%")


@row("age of what is seen, 20 kB/s link", against="0.5 s", at_most=1.0)
def age_on_slow_link() -> Measurement:
    """95 of 100 pictures are newer than that: no backlog."""
    return Measurement(float(np.percentile(linked("20 kB/s").ages, 95)), 0.5, "s")


@row("age of the first picture after a stall", against="0.5 s", at_most=1.0)
def age_after_stall() -> Measurement:
    """The link stood still for 5 s."""
    return Measurement(linked("stalls for 5 s").after_stall, 0.5, "s")


# ---------------------------------------------------------------------------- the whole table

_HEAD = "| program | size | pace | pictures/s | bytes a picture | kB/s | app CPU | worker CPU |"
_HEAD += " key 50 % | 95 % | 99 % | lag |"


def _line(name: str, size: tuple[int, int], found: Watched, *, unlimited: bool) -> str:
    figures = [
        name,
        f"{size[0]} × {size[1]}",
        "unlimited" if unlimited else "30/s",
        f"{found.pictures:.1f}",
        f"{found.bytes_a_picture:,.0f}",
        f"{found.bytes_sent / 1e3:.1f}",
        f"{found.app_cpu:.0%}",
        f"{found.worker_cpu:.0%}",
        *(f"{found.delay(percent) * 1e3:.0f} ms" for percent in (50, 95, 99)),
        f"{found.lag * 1e3:.0f} ms",
    ]
    return f"| {' | '.join(figures)} |"


def main() -> None:
    """Measure everything here and print it."""
    out = sys.stdout
    out.write(f"{machine()}; {PRESSES} presses each, {WATCHED_SECONDS:g} s watched each\n\n")
    out.write(f"{_HEAD}\n{'|---' * _HEAD.count(' | ')}|---|\n")
    for size in SIZES:
        for unlimited in (True, False):
            for name, show in (("descent", watched), ("stock widgets", watched_stock)):
                out.write(_line(name, size, show(size, unlimited=unlimited), unlimited=unlimited))
                out.write("\n")
                out.flush()
    rest = idle()
    out.write(f"\npaused: {rest.bytes_sent:.0f} bytes/s, app {rest.app_cpu:.2%} of a core, ")
    out.write(f"worker {rest.worker_cpu:.2%}\n\n")
    out.write(
        "| link | pictures/s | kB/s | age 50 % | 95 % | key 50 % | 95 % | after the stall |\n"
    )
    out.write("|---|---|---|---|---|---|---|---|\n")
    for name in LINKS:
        found = linked(name)
        figures = [name, f"{found.pictures:.1f}", f"{found.bytes_sent / 1e3:.1f}"]
        for values in (found.ages, found.delays):
            figures += [f"{np.percentile(values, percent) * 1e3:.0f} ms" for percent in (50, 95)]
        figures.append("" if np.isnan(found.after_stall) else f"{found.after_stall * 1e3:.0f} ms")
        out.write(f"| {' | '.join(figures)} |\n")
        out.flush()


if __name__ == "__main__":
    main()
