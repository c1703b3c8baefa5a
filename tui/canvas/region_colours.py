"""The colours of the regions of a phase map: of minima, and of runs that reach none.

All are grounds under marks: text and the current point have a contrast of at least 4.5:1 to each.
They were searched for: those of one map differ by at least 20 in CIELAB (CIE 1976), also from the
colours of epochs, and by 12 as seen with any kind of colour blindness.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Regions:
    """Colours of regions, 0xRRGGBB.

    Attributes:
        minima: of each minimum.
        early, max_epochs, diverged: of runs that reach none.
        epochs: bands of few to many epochs, in the order of their luminance or nearly so.
    """

    minima: tuple[int, ...]
    early: int
    max_epochs: int
    diverged: int
    epochs: tuple[int, ...]


DARK = Regions(
    (0x882266, 0x116644, 0x5555AA, 0x110055), 0x220022, 0x555511, 0x551111,
    (0x006C4E, 0x006358, 0x005A64, 0x00506E, 0x004474, 0x003874, 0x00296C, 0x08165D),
)  # fmt: skip
DARK_CONTRAST = Regions(
    (0x781E5A, 0x0F5A3C, 0x4B4B96, 0x0F004B), 0x1E001E, 0x4B4B0F, 0x4B0F0F,
    (0x005F45, 0x00574D, 0x004F58, 0x004661, 0x003C66, 0x003166, 0x00245F, 0x071352),
)  # fmt: skip
LIGHT = Regions(
    (0x77EEDD, 0xEECCFF, 0xDDDD66, 0xFFFFBB), 0xDDFFDD, 0xBBDD88, 0xEECCAA,
    (0x80E5BD, 0x71E9DB, 0x74EBF5, 0x89EBFF, 0xA8EAFF, 0xC7E8FF, 0xE3E7FF, 0xF9E7FF),
)  # fmt: skip
FEW_DARK = Regions(
    (0x0000FF, 0x8700D7, 0xAF0087, 0x000087), 0x3A3A3A, 0x5F5F00, 0x5F0000,
    (0x005FAF, 0x005F87, 0x005F5F, 0x0000FF, 0x0000D7, 0x0000AF, 0x000087, 0x00005F),
)  # fmt: skip
"""In the colour cube and the greys of 256-colour terminals."""
FEW_LIGHT = Regions(
    (0xD7FFD7, 0x5FD700, 0x87AFFF, 0x00FFFF), 0xB8B8B8, 0xFFFF00, 0xFFAF87,
    (0x87AFD7, 0x87AFFF, 0x00D7D7, 0x00D7FF, 0x87D7FF, 0xD7D7FF, 0x00FFFF, 0xAFFFFF),
)  # fmt: skip
