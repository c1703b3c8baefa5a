"""The colours of the plots, on dark and light backgrounds and for terminals with few colours.

Colours are 0xRRGGBB, or `NO_COLOUR` for the terminal's default. A colour has one meaning in all
plots: the current point, the optimum, the line that generated the data.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tui.canvas.cells import NO_COLOUR
from tui.canvas.markers import Markers

VIRIDIS = (
    0x440154, 0x48186A, 0x472D7B, 0x424086, 0x3B528B, 0x33638D, 0x2C728E, 0x26828E, 0x21918C,
    0x1FA088, 0x28AE80, 0x3FBC73, 0x5EC962, 0x84D44B, 0xADDC30, 0xD8E219, 0xFDE725,
)  # fmt: skip
"""The colour map viridis at 17 evenly spaced points (from cmap, which takes 60 ms to import)."""


@dataclass(frozen=True)
class Palette:
    """The colour of each element.

    Attributes:
        text, muted: names and legends; axes, ticks and reference elements.
        bands: backgrounds of the loss surface, from the least loss to the greatest.
        contours: colours of the contour lines, in the same order.
        path: the trajectory, from its oldest part to its newest.
        current, optimum, start: the three points; the first two also for their lines.
        truth: the line that generated the data.
        sample, lit: data points; those of the current batch.
        batch_loss: the loss of each update.
        change: marks of live changes.
        runs: colours of the kept runs, in order.
        warning: warnings.
        ground: the background that colours are mixed with.
        blend: whether colours of a scale may be mixed; if not, only its own are used.
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
    runs: tuple[int, ...]
    warning: int
    ground: int = NO_COLOUR
    blend: bool = True


@dataclass(frozen=True)
class Look:
    """The appearance of a plot: palette and markers."""

    palette: Palette
    markers: Markers = Markers.BRAILLE

    @property
    def bold_markers(self) -> Markers:
        """The markers of a curve that must stand out from others.

        Without colours, a different dot size sets it apart.
        """
        if self.palette.current == NO_COLOUR and self.markers is not Markers.ASCII:
            return Markers.DOT
        return self.markers


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


DARK_GROUND, DARK_SHARE = 0x0B0D12, 0.62
LIGHT_GROUND, LIGHT_SHARE = 0xFFFFFF, 0.72

_DARK = Palette(
    text=0xD7DBE2,
    muted=0x8A93A1,
    bands=tuple(mix(colour, DARK_GROUND, DARK_SHARE) for colour in VIRIDIS),
    contours=tuple(mix(mix(colour, 0x000000, 0.15), 0xFFFFFF, 0.22) for colour in VIRIDIS),
    path=(0xE39A4C, 0xFFC46B, 0xFFF6DC),
    current=0xFFD866,
    optimum=0xFF9AD2,
    start=0xFFFFFF,
    truth=0x6CC7FF,
    sample=0x8B9BB0,
    lit=0xFFFFFF,
    batch_loss=0x58789F,
    change=0xA9B2C0,
    runs=(
        0x7FD1FF,
        0xFFB086,
        0x9BE38F,
        0xF2A0E6,
        0xE8E07A,
        0x86E3D6,
        0xC3A6FF,
        0xFF8F9B,
    ),
    warning=0xFF7A85,
    ground=DARK_GROUND,
)

_LIGHT = Palette(
    text=0x20252D,
    muted=0x5B6470,
    bands=tuple(mix(colour, LIGHT_GROUND, LIGHT_SHARE) for colour in VIRIDIS),
    contours=tuple(mix(colour, 0x202020, 0.35) for colour in VIRIDIS),
    path=(0xB0602A, 0x963C0C, 0x5A1E00),
    current=0x8F2F00,
    optimum=0x9A0068,
    start=0x000000,
    truth=0x005A9C,
    sample=0x66727F,
    lit=0x000000,
    batch_loss=0x6F90B5,
    change=0x4A525C,
    runs=(
        0x005F9E,
        0xA84300,
        0x2B6E1F,
        0x8A1B7C,
        0x6B5E00,
        0x00665C,
        0x5A35A8,
        0xA3122A,
    ),
    warning=0xB00020,
    ground=LIGHT_GROUND,
)

# The nearest to the above in the colour cube of 256-colour terminals; plain rounding would give
# several adjacent bands the same colour.
_DARK_256 = replace(
    _DARK,
    bands=(
        0x5F005F, 0x5F0087, 0x000087, 0x0000AF, 0x005FAF, 0x005F87, 0x005F5F, 0x00875F, 0x005F00,
        0x008700, 0x5F8700, 0x5F5F00, 0x875F00,
    ),
    optimum=0xFFD7FF,
    blend=False,
)  # fmt: skip
_LIGHT_256 = replace(
    _LIGHT,
    bands=(
        0xD7AFD7, 0xD7AFFF, 0xAFAFFF, 0xAFD7FF, 0x87D7FF, 0xAFFFFF, 0xAFFFD7, 0xAFFFAF, 0xD7FFAF,
        0xD7FF87, 0xD7FF5F, 0xFFFF87, 0xFFFF5F,
    ),
    blend=False,
)  # fmt: skip

# With 16 colours, no scale of backgrounds leaves glyphs readable: two alternate, separated by
# contour lines.
_DARK_STANDARD = Palette(
    text=0xFFFFFF,
    muted=0xAAAAAA,
    bands=(*(0x000000, 0x0000AA) * 6, 0x000000),
    contours=(0xAAAAAA,),
    path=(0xAA5500, 0xFFFF55, 0xFFFFFF),
    current=0xFFFF55,
    optimum=0xFF55FF,
    start=0xFFFFFF,
    truth=0x55FFFF,
    sample=0xAAAAAA,
    lit=0xFFFFFF,
    batch_loss=0x5555FF,
    change=0xAAAAAA,
    runs=(0x55FFFF, 0xFFFF55, 0x55FF55, 0xFF55FF, 0x5555FF, 0xFF5555, 0xFFFFFF, 0xAAAAAA),
    warning=0xFF5555,
    blend=False,
)
_LIGHT_STANDARD = Palette(
    text=0x000000,
    muted=0x555555,
    bands=(*(0xFFFFFF, 0x55FFFF) * 6, 0xFFFFFF),
    contours=(0x555555,),
    path=(0xAA5500, 0xAA0000, 0x000000),
    current=0xAA0000,
    optimum=0xAA00AA,
    start=0x000000,
    truth=0x0000AA,
    sample=0x555555,
    lit=0x000000,
    batch_loss=0x0000AA,
    change=0x555555,
    runs=(0x0000AA, 0xAA0000, 0x00AA00, 0xAA00AA, 0xAA5500, 0x00AAAA, 0x000000, 0x555555),
    warning=0xAA0000,
    blend=False,
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
    runs=(NO_COLOUR,),
    warning=NO_COLOUR,
    blend=False,
)

_PALETTES = {
    ("truecolor", True): _DARK,
    ("truecolor", False): _LIGHT,
    ("256", True): _DARK_256,
    ("256", False): _LIGHT_256,
    ("standard", True): _DARK_STANDARD,
    ("standard", False): _LIGHT_STANDARD,
}


def palette_for(*, dark: bool, colours: str | None = "truecolor") -> Palette:
    """The palette for a background and the colours that the terminal supports.

    Args:
        dark: whether the background is dark.
        colours: the terminal's colours as named by rich's `Console.color_system`; None, or a
            name other than "truecolor", "256", "standard" and "windows", means no colours.
    """
    if colours == "windows":
        colours = "standard"
    return _PALETTES.get((colours or "", dark), _NONE)
