"""`python -m tools.glyphs REGULAR.ttf BOLD.ttf`: make the letters of the app's PNG pictures.

Run by hand, with Pillow and a monospaced font; the result is part of the package, so that a picture
looks the same on a machine without fonts. The present one was made of DejaVu Sans Mono.
"""

from __future__ import annotations

import sys

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from tui.canvas.picture.glyphs import BASELINE, GLYPHS_FILE, HEIGHT, LEVELS, WIDTH

POINTS = 26.6
"""The size at which a character of the font is `WIDTH` pixels wide."""
RANGES = (
    (0x21, 0x7E), (0xA1, 0x24F), (0x2B0, 0x2E4), (0x370, 0x3FF), (0x400, 0x45F),
    (0x1D2C, 0x1D6A), (0x1E80, 0x1E85), (0x2010, 0x2027), (0x2030, 0x205E), (0x2070, 0x209C),
    (0x20A0, 0x20BF), (0x2100, 0x214F),
    (0x2150, 0x215E), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2300, 0x2335), (0x2550, 0x256C),
    (0x25A0, 0x25FF), (0x2605, 0x2606), (0x2639, 0x2640), (0x2660, 0x266F), (0x2713, 0x2718),
    (0x2C7C, 0x2C7D), (0xFFFD, 0xFFFD),
)  # fmt: skip
"""Letters, figures, signs of mathematics and simple symbols; lines and blocks are shapes."""


def drawn(font: ImageFont.FreeTypeFont, character: str) -> NDArray[np.uint8]:
    """How much of each pixel the character covers, shape (HEIGHT, WIDTH)."""
    image = Image.new("L", (WIDTH, HEIGHT))
    ImageDraw.Draw(image).text((0, BASELINE), character, fill=255, font=font, anchor="ls")
    covered = np.asarray(image, np.float64) / 255
    return np.rint(covered * (LEVELS - 1)).astype(np.uint8)


def main(*paths: str) -> None:
    """Write the glyphs of a regular and a bold font, those that the regular one has."""
    fonts = [ImageFont.truetype(path, POINTS) for path in paths]
    missing = [drawn(font, "\uffff") for font in fonts]
    points: list[int] = []
    glyphs: list[NDArray[np.uint8]] = []
    for point in (point for first, last in RANGES for point in range(first, last + 1)):
        regular, bold = (drawn(font, chr(point)) for font in fonts)
        if np.array_equal(regular, missing[0]):
            continue
        points.append(point)
        glyphs += [regular, regular if np.array_equal(bold, missing[1]) else bold]
    pixels = np.stack(glyphs).reshape(len(points), 2, HEIGHT, WIDTH)
    packed = pixels[..., 0::2] << 4 | pixels[..., 1::2]
    np.savez_compressed(GLYPHS_FILE, points=np.array(points, np.uint32), packed=packed)
    print(f"{len(points)} characters, {GLYPHS_FILE.stat().st_size} bytes")  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
