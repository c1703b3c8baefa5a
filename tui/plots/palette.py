"""The colours of the plots, on dark and light grounds and for terminals with few of them.

Colours are 0xRRGGBB, or `NO_COLOUR` for the terminal's own. One colour stands for one thing in all
plots: what is true now, what is best, what the data came from.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from tui.plots.cells import NO_COLOUR
from tui.plots.markers import Markers

Colours = Literal["truecolor", "256", "standard", "none"]

VIRIDIS = (
    0x440154, 0x48186A, 0x472D7B, 0x424086, 0x3B528B, 0x33638D, 0x2C728E, 0x26828E, 0x21918C,
    0x1FA088, 0x28AE80, 0x3FBC73, 0x5EC962, 0x84D44B, 0xADDC30, 0xD8E219, 0xFDE725,
)  # fmt: skip
"""The colour map viridis at 17 even places (as cmap has it; importing that takes 60 ms)."""


@dataclass(frozen=True)
class Palette:
    """What colour everything has.

    Attributes:
        text, muted: names and legends; axes, ticks and what only serves to compare.
        bands: backgrounds of the loss surface, from the least loss to the greatest.
        contours: colours of the contour lines, likewise.
        path: the trajectory, from its oldest part to its newest.
        current, optimum, start: the three points; the first two also for lines that belong to them.
        truth: the line that made the data.
        sample, lit: data points; those of the current batch.
        batch_loss: the loss of each update.
        change: marks of live changes.
    """

    text: int
    muted: int
    bands: tuple[int, ...]
    contours: tuple[int, ...]
    path: tuple[int, ...]
    current: int
    optimum: int
    start: int
    truth: int
    sample: int
    lit: int
    batch_loss: int
    change: int


@dataclass(frozen=True)
class Look:
    """How a plot is drawn, whatever it shows."""

    palette: Palette
    markers: Markers = Markers.BRAILLE


def mix(colour: int, other: int, share: float) -> int:
    """`colour` with `share` of `other` in it, channel by channel."""
    mixed = 0
    for shift in (16, 8, 0):
        a, b = colour >> shift & 0xFF, other >> shift & 0xFF
        mixed |= round(a + (b - a) * share) << shift
    return mixed


def spread(colours: tuple[int, ...], count: int) -> tuple[int, ...]:
    """So many colours, evenly from the first to the last of `colours`, mixed where it takes it."""
    if NO_COLOUR in colours or count < 1:
        return (NO_COLOUR,) * count
    if count == 1:
        return (colours[0],)
    spread_out = []
    for index in range(count):
        place = index * (len(colours) - 1) / (count - 1)
        below = min(int(place), len(colours) - 2) if len(colours) > 1 else 0
        above = min(below + 1, len(colours) - 1)
        spread_out.append(mix(colours[below], colours[above], place - below))
    return tuple(spread_out)


_DARK = Palette(
    text=0xD7DBE2,
    muted=0x7F8896,
    bands=tuple(mix(colour, 0x0B0D12, 0.62) for colour in VIRIDIS),
    contours=tuple(mix(mix(colour, 0x0B0D12, 0.15), 0xFFFFFF, 0.12) for colour in VIRIDIS),
    path=(0xB5793A, 0xFFB454, 0xFFF1C9),
    current=0xFFD866,
    optimum=0xFF8CCB,
    start=0xFFFFFF,
    truth=0x6CC7FF,
    sample=0x8B9BB0,
    lit=0xFFFFFF,
    batch_loss=0x5C7EA8,
    change=0xA9B2C0,
)

_LIGHT = Palette(
    text=0x20252D,
    muted=0x68717E,
    bands=tuple(mix(colour, 0xFFFFFF, 0.72) for colour in VIRIDIS),
    contours=tuple(mix(colour, 0x303030, 0.20) for colour in VIRIDIS),
    path=(0xC98A5A, 0xB2541A, 0x5A1E00),
    current=0x8F2F00,
    optimum=0x9A0068,
    start=0x000000,
    truth=0x005A9C,
    sample=0x66727F,
    lit=0x000000,
    batch_loss=0x86A3C3,
    change=0x4A525C,
)

_NONE = Palette(
    text=NO_COLOUR,
    muted=NO_COLOUR,
    bands=(NO_COLOUR,),
    contours=(NO_COLOUR,),
    path=(NO_COLOUR,),
    current=NO_COLOUR,
    optimum=NO_COLOUR,
    start=NO_COLOUR,
    truth=NO_COLOUR,
    sample=NO_COLOUR,
    lit=NO_COLOUR,
    batch_loss=NO_COLOUR,
    change=NO_COLOUR,
)

_DARK_STANDARD = Palette(
    text=0xC0C0C0, muted=0xC0C0C0,
    bands=(0x000080, 0x000000, 0x008080, 0x000000), contours=(0xC0C0C0,),
    path=(0x808000, 0xFFFF00, 0xFFFFFF), current=0xFFFF00, optimum=0xFF00FF, start=0xFFFFFF,
    truth=0x00FFFF, sample=0x808080, lit=0xFFFFFF, batch_loss=0x0000FF, change=0xC0C0C0,
)  # fmt: skip


@cache
def palette_for(*, dark: bool, colours: Colours = "truecolor") -> Palette:
    """The palette for a ground and for how many colours the terminal has."""
    if colours == "none":
        return _NONE
    return _DARK if dark else _LIGHT
