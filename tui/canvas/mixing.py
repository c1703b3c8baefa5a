"""Colours between colours."""

from __future__ import annotations

from tui.canvas.cells import NO_COLOUR


def mix(colour: int, other: int, share: float) -> int:
    """`colour` with `share` of `other` in it, channel by channel."""
    mixed = 0
    for shift in (16, 8, 0):
        a, b = colour >> shift & 0xFF, other >> shift & 0xFF
        mixed |= round(a + (b - a) * share) << shift
    return mixed


def spread(colours: tuple[int, ...], count: int, *, blend: bool = True) -> tuple[int, ...]:
    """`count` colours, evenly spaced from the first to the last of `colours`.

    They are mixed from neighbours if `blend`; if not, the nearest is used.
    """
    if NO_COLOUR in colours:
        return (NO_COLOUR,) * count
    spread_out = []
    for index in range(count):
        place = index * (len(colours) - 1) / max(count - 1, 1)
        if not blend:
            spread_out.append(colours[round(place)])
            continue
        below = int(place)
        above = min(below + 1, len(colours) - 1)
        spread_out.append(mix(colours[below], colours[above], place - below))
    return tuple(spread_out)
