"""Scales of colours: bands and contour lines of the loss surface, lowest first, and kept runs.

Colours are 0xRRGGBB. The valley glows, and the heights recede towards the background.
"""

from __future__ import annotations

DARK_BANDS = (
    0x1D5660, 0x1B4D5C, 0x1B4557, 0x1B3D50, 0x1B3549, 0x1A2D40, 0x182538, 0x151E2F, 0x121826,
    0x0F131E,
)  # fmt: skip
DARK_CONTOURS = (
    0x8FE3E0, 0x7CCFD6, 0x6FB8C8, 0x649FBA, 0x5B88AB, 0x52739C, 0x4A628A, 0x435477, 0x3D4966,
    0x384158,
)  # fmt: skip
DARK_RUNS = (
    0x5FFF5F, 0xFFAF9F, 0x5FFFCF, 0xCFBFDF, 0x9FCF6F, 0xDFFF5F, 0x8FCFBF, 0xFFFFAF,
)  # fmt: skip
BRIGHT_RUNS = (
    0x7FFF7F, 0xFFC8BA, 0x7FFFD8, 0xDCD0EC, 0xB8E08C, 0xDFFF5F, 0xA8E0D2, 0xFFFFAF,
)  # fmt: skip

LIGHT_BANDS = (
    0x9ADCDD, 0xA8E0E2, 0xB6E4E8, 0xC4E8ED, 0xD1ECF1, 0xDCEFF4, 0xE5F2F6, 0xECF4F8, 0xF2F6F9,
    0xF7F9FA,
)  # fmt: skip
LIGHT_CONTOURS = (
    0x0F6E74, 0x1F7A82, 0x348690, 0x4A929E, 0x619EAB, 0x79AAB8, 0x8FB6C4, 0xA3C0CD, 0xB5C9D4,
    0xC4D1DA,
)  # fmt: skip
LIGHT_RUNS = (
    0x186054, 0x9000A8, 0x0000CC, 0x006000, 0x603C54, 0x48480C, 0x0048CC, 0x000060,
)  # fmt: skip
DEEP_RUNS = (
    0x0F4A40, 0x6A007C, 0x0000A0, 0x004600, 0x4A2C40, 0x38380A, 0x003498, 0x000050,
)  # fmt: skip

SAFE_DARK_RUNS = (DARK_RUNS[0], 0xFF9FFF, *DARK_RUNS[2:])
SAFE_LIGHT_RUNS = (*LIGHT_RUNS[:3], 0x8F2F00, *LIGHT_RUNS[4:])

FEW_DARK_BANDS = (
    0x005FAF, 0x005F87, 0x005F5F, 0x005F00, 0x4E4E4E, 0x444444, 0x3A3A3A, 0x303030, 0x262626,
    0x1C1C1C, 0x121212, 0x080808, 0x000000,
)  # fmt: skip
"""In the colour cube and the greys of 256-colour terminals: each once, and each hue in one part."""
# Of light greys, rich takes the next darker one of the terminal's.
FEW_DARK_RUNS = (
    0x87FF87, 0xFFD7D7, 0x87FFD7, 0xD7D7FF, 0xAFFFFF, 0xD7FF87, 0xAFFFAF, 0xFFFFAF,
)  # fmt: skip
FEW_LIGHT_BANDS = (
    0x5FD7D7, 0x5FD7FF, 0x87D7D7, 0x87D7FF, 0xAFD7D7, 0xD2D2D2, 0xAFD7FF, 0xD7D7FF, 0xDCDCDC,
    0xE6E6E6, 0xF0F0F0, 0xD7FFFF, 0xFFFFFF,
)  # fmt: skip
FEW_LIGHT_RUNS = (
    0x870087, 0x5F00AF, 0x0000D7, 0x005F00, 0x5F005F, 0x00005F, 0x0000AF, 0x303030,
)  # fmt: skip


def luminance(colour: int) -> float:
    """The relative luminance of a colour, from 0 to 1: WCAG 2.1."""
    parts = ((colour >> shift & 0xFF) / 255 for shift in (16, 8, 0))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
