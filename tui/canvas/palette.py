"""The colours of the plots: dark and light, high contrast, colour-blind safe, for few colours.

Colours are 0xRRGGBB, or `NO_COLOUR` for the terminal's default. A colour has one meaning in a plot,
and the same in all plots for the current point and the optimum. Every mark has a contrast of at
least 4.5:1 (WCAG 2.1) to each band that it may lie on, at least 7:1 with high contrast.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from tui.canvas import colours as scales
from tui.canvas import region_colours
from tui.canvas.cells import NO_COLOUR
from tui.canvas.markers import Markers
from tui.canvas.mixing import mix
from tui.canvas.region_colours import Regions


class Kind(StrEnum):
    """What a palette is made for."""

    NORMAL = "normal"
    CONTRAST = "high contrast"
    SAFE = "colour-blind safe"


@dataclass(frozen=True)
class Palette:
    """The colour of each element.

    Attributes:
        text, muted: names and legends; axes, ticks and reference elements.
        bands: backgrounds of the loss surface, from the least loss to the greatest.
        contours: colours of the contour lines, in the same order.
        walls: the sides of the loss surface as a block.
        path: the trajectory, from its oldest part to its newest.
        current, optimum, start: the three points; the first two also for their lines.
        truth: the line that generated the data; on the surface, the optimizer's state.
        sample, lit: data points; those of the current batch.
        batch_loss: the loss of each update.
        change: marks of live changes.
        runs: colours of the kept runs, in order.
        warning: warnings.
        ground: the background that colours are mixed with.
        blend: whether colours of a scale may be mixed; if not, only its own are used.
        regions: the grounds of a phase map; None without colours for grounds.
    """

    text: int
    muted: int
    bands: tuple[int, ...]
    contours: tuple[int, ...]
    walls: int
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
    regions: Regions | None = None


@dataclass(frozen=True)
class Look:
    """The appearance of a plot: palette, markers, and whether lines are thick."""

    palette: Palette
    markers: Markers = Markers.BRAILLE
    thick: bool = False

    @property
    def bold_markers(self) -> Markers:
        """The markers of a curve that must stand out: without colours, by another size of dot."""
        if self.palette.current == NO_COLOUR and self.markers is not Markers.ASCII:
            return Markers.DOT
        return self.markers


_DARK = Palette(
    text=0xD7DBE2,
    muted=0x9BA5B3,
    bands=scales.DARK_BANDS,
    contours=scales.DARK_CONTOURS,
    walls=0x181D2E,
    path=(0xF7B97A, 0xFFCB7D, 0xFFF6DC),
    current=0xFFD866,
    optimum=0xFFA9DC,
    start=0xFFFFFF,
    truth=0x7FD0FF,
    sample=0xB4C0D0,
    lit=0xFFFFFF,
    batch_loss=0x7FA6D6,
    change=0xC0C8D4,
    runs=scales.DARK_RUNS,
    warning=0xFF7A85,
    ground=0x0B0D12,
    regions=region_colours.DARK,
)

_LIGHT = Palette(
    text=0x20252D,
    muted=0x545E6A,
    bands=scales.LIGHT_BANDS,
    contours=scales.LIGHT_CONTOURS,
    walls=0xDFE4EA,
    path=(0x874209, 0x7A3000, 0x4E1A00),
    current=0x8F2F00,
    optimum=0x8F0060,
    start=0x000000,
    truth=0x00528F,
    sample=0x55606D,
    lit=0x000000,
    batch_loss=0x3F6FA8,
    change=0x4A525C,
    runs=scales.LIGHT_RUNS,
    warning=0xB00020,
    ground=0xFBFBF8,
    regions=region_colours.LIGHT,
)

_DARK_CONTRAST = replace(
    _DARK,
    text=0xFFFFFF,
    muted=0xD0D6E0,
    bands=tuple(mix(band, 0x000000, 0.28) for band in _DARK.bands),
    contours=tuple(mix(line, 0xFFFFFF, 0.25) for line in _DARK.contours),
    path=(0xFFD2A0, 0xFFE0A8, 0xFFFFFF),
    current=0xFFE600,
    optimum=0xFFC4E6,
    truth=0xA6E2FF,
    sample=0xD0D8E4,
    batch_loss=0xA9C6EE,
    change=0xE0E6F0,
    runs=scales.BRIGHT_RUNS,
    regions=region_colours.DARK_CONTRAST,
)
_LIGHT_CONTRAST = replace(
    _LIGHT,
    text=0x000000,
    muted=0x30363E,
    bands=tuple(mix(band, 0xFFFFFF, 0.35) for band in _LIGHT.bands),
    contours=tuple(mix(line, 0x000000, 0.25) for line in _LIGHT.contours),
    path=(0x5E2C00, 0x501E00, 0x2E0E00),
    current=0x6A2000,
    optimum=0x700048,
    truth=0x003E70,
    sample=0x363E48,
    batch_loss=0x1E4E86,
    change=0x2A3038,
    runs=scales.DEEP_RUNS,
)
_DARK_SAFE = replace(
    _DARK, current=0xFFE14D, optimum=0xFFB090, truth=0x8ACCFF, runs=scales.SAFE_DARK_RUNS
)
_LIGHT_SAFE = replace(
    _LIGHT, current=0x1A6800, optimum=0x823482, truth=0x6800EA, runs=scales.SAFE_LIGHT_RUNS
)


def _few_dark(palette: Palette) -> Palette:
    return replace(
        palette,
        text=max(palette.text, 0xE4E4E4),
        bands=scales.FEW_DARK_BANDS,
        walls=0x262626,
        optimum=0xFFD7FF,
        truth=0xAFD7FF,
        current=0xFFD75F,
        path=(0xFFD7AF, 0xFFD787, 0xFFFFD7),
        runs=scales.FEW_DARK_RUNS,
        blend=False,
        regions=region_colours.FEW_DARK,
    )


def _few_light(palette: Palette) -> Palette:
    return replace(
        palette,
        bands=scales.FEW_LIGHT_BANDS,
        walls=0xD0D0D0,
        current=0x870000,
        optimum=0x87005F,
        truth=0x005F87,
        path=(0x5F0000, 0x5F0000, 0x000000),
        runs=scales.FEW_LIGHT_RUNS,
        blend=False,
        regions=region_colours.FEW_LIGHT,
    )


# With 16 colours, no scale of backgrounds leaves marks readable: contour lines have numbers.
_DARK_STANDARD = Palette(
    text=0xFFFFFF,
    muted=0xAAAAAA,
    bands=(NO_COLOUR,),
    contours=(0x00AAAA,),
    walls=NO_COLOUR,
    path=(0xFFFF55, 0xFFFF55, 0xFFFF55),
    current=0xFFFF55,
    optimum=0xFF55FF,
    start=0xFFFFFF,
    truth=0x55FFFF,
    sample=0xAAAAAA,
    lit=0xFFFFFF,
    batch_loss=0x00AAAA,
    change=0xAAAAAA,
    runs=(0x55FF55, 0xFF5555, 0x00AA00, 0x00AAAA, 0xAAAAAA),
    warning=0xFF5555,
    blend=False,
)
_LIGHT_STANDARD = replace(
    _DARK_STANDARD,
    text=0x000000,
    muted=0x555555,
    contours=(0x555555,),
    path=(0xAA0000, 0xAA0000, 0xAA0000),
    current=0xAA0000,
    optimum=0xAA00AA,
    start=0x000000,
    truth=0x0000AA,
    sample=0x555555,
    lit=0x000000,
    batch_loss=0x0000AA,
    change=0x555555,
    runs=(0xAA5500, 0x555555, 0x000000),
    warning=0xAA0000,
)

_NONE = replace(
    _DARK_STANDARD,
    text=NO_COLOUR,
    muted=NO_COLOUR,
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
)

_FULL = {
    (Kind.NORMAL, True): _DARK,
    (Kind.NORMAL, False): _LIGHT,
    (Kind.CONTRAST, True): _DARK_CONTRAST,
    (Kind.CONTRAST, False): _LIGHT_CONTRAST,
    (Kind.SAFE, True): _DARK_SAFE,
    (Kind.SAFE, False): _LIGHT_SAFE,
}
_FEW = {key: (_few_dark if key[1] else _few_light)(full) for key, full in _FULL.items()}


def palette_for(
    *, dark: bool, colours: str | None = "truecolor", kind: Kind = Kind.NORMAL
) -> Palette:
    """The palette for a background and the colours that the terminal supports.

    Args:
        dark: whether the background is dark.
        colours: the terminal's colours as named by rich's `Console.color_system`; None, or a
            name other than "truecolor", "256", "standard" and "windows", means no colours.
        kind: what it is made for; terminals with 16 colours have one kind.
    """
    if colours in ("standard", "windows"):
        return _DARK_STANDARD if dark else _LIGHT_STANDARD
    found = {"truecolor": _FULL, "256": _FEW}.get(colours or "")
    return _NONE if found is None else found[kind, dark]
