"""The program behind links that are slow or stand still: how old is what one sees?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from bench.pseudo_terminal import CURSOR_QUERY, Link, PseudoTerminal, Recording
from bench.registry import Measurement, row
from bench.watching import (
    PATIENCE_SECONDS,
    WARM_SECONDS,
    delays_of,
    moments_of_presses,
    program,
    shown_update,
)

SLOW_PRESS_EVERY = (0.8, 1.2)
"""Seconds between two presses over a slow link."""


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
    terminal = PseudoTerminal(program(), *size)
    try:
        terminal.wait_for("ready after")
        terminal.press("SSS")
        terminal.wait_for("pace 1k/s")
        terminal.press(" ")
        terminal.paint(terminal.record(WARM_SECONDS))
        seen = terminal.record(LINK_SECONDS, link=link)
        ages, after = _ages(terminal, seen, link)
        presses = moments_of_presses(20, SLOW_PRESS_EVERY)
        slow = Link(link.bytes_per_second)
        pressed = terminal.record(presses[-1][0] + PATIENCE_SECONDS, presses, slow)
        delays, _ = delays_of(terminal, pressed)
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
        update = shown_update(terminal) if CURSOR_QUERY in data else None
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


@row("age of what is seen, 20 kB/s link", against="0.5 s", at_most=1.0)
def age_on_slow_link() -> Measurement:
    """95 of 100 pictures are newer than that: no backlog."""
    return Measurement(float(np.percentile(linked("20 kB/s").ages, 95)), 0.5, "s")


@row("age of the first picture after a stall", against="0.5 s", at_most=1.0)
def age_after_stall() -> Measurement:
    """The link stood still for 5 s."""
    return Measurement(linked("stalls for 5 s").after_stall, 0.5, "s")
