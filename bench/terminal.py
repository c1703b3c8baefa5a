"""The program in a terminal: how evenly it paints, what it sends, how soon a key shows.

`python -m bench.terminal` prints all of it as a table: at three sizes, at unlimited pace and at 30
updates a second, the program and the same content by stock widgets, and the program behind links
that are slow or stand still. The rows of `make bench` take some figures from the same measurements.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache

import numpy as np

from bench.headless import headless_rate
from bench.links import LINKS, linked
from bench.machine import machine
from bench.processes import cpu_seconds, present_megabytes
from bench.pseudo_terminal import PseudoTerminal
from bench.registry import Measurement, row
from bench.watching import (
    PRESSES,
    WARM_SECONDS,
    WATCHED_SECONDS,
    Watched,
    program,
    shown_update,
    watched,
    watched_stock,
)
from tests.e2e.processes import app_of, workers_of

SIZES = ((80, 24), (120, 40), (200, 50))
IDLE_SECONDS = 8.0
LENGTHS = (10**6, 10**7, 10**8)
"""Updates after which memory is looked at."""

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
    terminal = PseudoTerminal(program(), 120, 40)
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


# ---------------------------------------------------------------------------- long runs


@cache
def megabytes() -> dict[int, tuple[float, float]]:
    """Present memory of app and worker by the updates made, 120 × 40."""
    terminal = PseudoTerminal(program(), 120, 40)
    try:
        terminal.wait_for("ready after")
        # At full speed a million updates would be over before they could be looked at.
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
def app_memory() -> Measurement:
    """At full speed, 120 × 40."""
    found = megabytes()
    return Measurement(found[LENGTHS[-1]][0], found[LENGTHS[0]][0], "MB")


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
