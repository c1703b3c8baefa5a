"""How the replicas of data-parallel training are marked: each has a digit and a colour."""

from __future__ import annotations

from tui.canvas.legend import LegendEntry
from tui.canvas.markers import Markers
from tui.canvas.palette import Look

MOST = 8
"""The most replicas that are drawn one by one; more could not be told apart."""


def digit_of(place: int) -> str:
    """The digit of a replica, which counts from 0."""
    return str(place + 1)


def colour_of(place: int, look: Look) -> int:
    """The colour of a replica in all plots."""
    colours = look.palette.runs
    return colours[place % len(colours)]


def has_own_colours(look: Look) -> bool:
    """Whether colours alone tell the replicas apart, and from everything else that is drawn.

    Of 16 colours, they share some with lines, and others are two shades of one.
    """
    return len(look.palette.runs) >= MOST


def drawn(replicas: int) -> int:
    """How many of them are drawn: the first ones."""
    return min(replicas, MOST)


def entry(replicas: int, what: str, short: str, look: Look, sign: str = "") -> LegendEntry:
    """The entry of something that is drawn for each replica; `sign` precedes the digits."""
    to = "-" if look.markers is Markers.ASCII else "–"
    digits = f"{sign}1{to}{drawn(replicas)}"
    of = f" of {replicas}" if replicas > MOST else ""
    return LegendEntry(digits, colour_of(0, look), f"{what}{of}", short)


def each(replicas: int, look: Look) -> tuple[LegendEntry, ...]:
    """An entry for each digit in its colour; the last one says what they are."""
    shown = drawn(replicas)
    of = f" of {replicas}" if replicas > MOST else ""
    names = [""] * (shown - 1) + [f"replicas{of}"]
    return tuple(
        LegendEntry(digit_of(place), colour_of(place, look), name)
        for place, name in enumerate(names)
    )
