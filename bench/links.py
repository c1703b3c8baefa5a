"""The program behind slow or stalling links: the age of what is on the screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bench.conditions import measured_once
from bench.registry import Measurement, row
from bench.watching import (
    PATIENCE_SECONDS,
    WARM_SECONDS,
    delays_of,
    moments_of_presses,
    program,
    shown_update,
    stock_program,
)
from tools.link import Link
from tools.pseudo_terminal import CURSOR_QUERY, PseudoTerminal
from tools.recording import Recording

SLOW_PRESS_EVERY = (0.8, 1.2)
"""Seconds between two presses over a slow link."""


@dataclass(frozen=True)
class Linked:
    """A run behind a link.

    Attributes:
        pictures, bytes_sent: per second.
        ages: the age in seconds of the contents of each picture when drawn; the newest picture
            shown before or behind the link counts as 0.
        after_stall: age of the first picture started after the stall.
    """

    pictures: float
    bytes_sent: float
    ages: tuple[float, ...]
    after_stall: float

    @property
    def age(self) -> float:
        """The 95th percentile of the ages, in seconds."""
        return float(np.percentile(self.ages, 95))


SLOW, STALLS = "20 kB/s", "stalls for 5 s"
LINKS = {
    "1 MB/s": Link(1e6),
    "200 kB/s": Link(2e5),
    SLOW: Link(2e4),
    STALLS: Link(stalls_at=3.0, stalls_for=5.0),
}
PACE = 1000.0
"""Updates per second: their count determines the age of a picture."""
LINK_SECONDS = 10.0
ROUNDS = 2
STOCK = "stock widgets, same link"


def _start() -> PseudoTerminal:
    """The program, training."""
    terminal = PseudoTerminal(program())
    terminal.wait_for("ready after")
    terminal.press("SSS")
    terminal.wait_for("pace 1k/s")
    terminal.press(" ")
    return terminal


def _start_stock() -> PseudoTerminal:
    """The stock app, training."""
    terminal = PseudoTerminal(stock_program(PACE))
    terminal.wait_for("update")
    return terminal


@measured_once
def linked(name: str, *, stock: bool = False, round_: int = 0) -> Linked:
    """The program, or the stock app, behind a link; each round is a separate start."""
    del round_
    link = LINKS[name]
    terminal = _start_stock() if stock else _start()
    try:
        fresh = _shown(terminal, terminal.record(WARM_SECONDS, link=Link()))
        seen = terminal.record(LINK_SECONDS, link=link)
        shown = _shown(terminal, seen)
    finally:
        terminal.close()
    newest = min((moment - made for moment, made in fresh + shown), default=0.0)
    aged = [(moment, made, moment - made - newest) for moment, made in shown]
    return Linked(
        seen.data.count(CURSOR_QUERY) / seen.seconds,
        len(seen.data) / seen.seconds,
        tuple(age for _, _, age in aged) or (LINK_SECONDS,),
        _after_stall(aged, seen.begun + link.stalls_at + link.stalls_for),
    )


@measured_once
def key_delays(name: str) -> list[float]:
    """Seconds from press to effect behind a link that does not stall, sorted."""
    presses = moments_of_presses(20, SLOW_PRESS_EVERY)
    terminal = _start()
    try:
        link = Link(LINKS[name].bytes_per_second)
        pressed = terminal.record(presses[-1][0] + PATIENCE_SECONDS, presses, link)
        return delays_of(terminal, pressed)[0]
    finally:
        terminal.close()


def _shown(terminal: PseudoTerminal, seen: Recording) -> list[tuple[float, float]]:
    """The time at which each count was shown, and its seconds of training.

    Counts are read at the end of a picture: before that, some digits may be old.
    """
    shown = []
    for moment, (_, data) in zip(terminal.painted(seen), seen.pieces, strict=True):
        update = shown_update(terminal) if CURSOR_QUERY in data else None
        if update is not None:
            shown.append((moment, update / PACE))
    return shown


def _after_stall(aged: list[tuple[float, float, float]], back: float) -> float:
    """The age of the first picture begun after the link was back, seconds; of (moment, made, age).

    What the system had taken before the stall comes first; the picture after it is newer. Where
    none came, all of the recording passed without one.
    """
    later = [(made, age) for moment, made, age in aged if moment > back]
    return next((age for made, age in later if made > later[0][0]), LINK_SECONDS)


def _against_stock(name: str, figure: Callable[[Linked], float]) -> Measurement:
    ours, theirs = (
        [figure(linked(name, stock=stock, round_=number)) for number in range(ROUNDS)]
        for stock in (False, True)
    )
    return Measurement.of_pairs(ours, theirs, "ms", 1e3)


@row("age of what is seen, 20 kB/s link", against=STOCK, at_most=0.1)
def age_on_slow_link() -> Measurement:
    """The 95th percentile: there is no backlog."""
    return _against_stock(SLOW, lambda found: found.age)


@row("age of the first picture after a stall", against=STOCK, at_most=0.1)
def age_after_stall() -> Measurement:
    """The link stalled for 5 s."""
    return _against_stock(STALLS, lambda found: found.after_stall)
