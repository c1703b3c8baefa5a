"""The letters of PNG pictures: part of the package, because a machine may have no fonts.

They are DejaVu Sans Mono, drawn once by `tools/glyphs.py`; `glyphs.LICENSE` has its licence.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 16, 32
"""Pixels of a cell."""
BASELINE = 25
"""Pixels from the top of a cell to the line on which letters stand."""
LEVELS = 16
"""Steps from a pixel that a character does not touch to one that it covers."""
GLYPHS_FILE = Path(__file__).with_name("glyphs.npz")

Coverage = NDArray[np.float32]
"""How much of each pixel of a cell is covered, from 0 to 1, shape (HEIGHT, WIDTH)."""


def glyph(character: str, *, bold: bool) -> Coverage | None:
    """The pixels of a letter; None if there is none for it."""
    found = _places().get(ord(character)) if len(character) == 1 else None
    if found is None:
        return None
    packed = _file()[1][found, int(bold)]
    pixels = np.stack([packed >> 4, packed & 0x0F], axis=-1).reshape(HEIGHT, WIDTH)
    return (pixels / np.float32(LEVELS - 1)).astype(np.float32)


@cache
def _file() -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """The code points and the glyphs: regular and bold, two pixels a byte."""
    with np.load(GLYPHS_FILE, allow_pickle=False) as file:
        return file["points"], file["packed"]


@cache
def _places() -> dict[int, int]:
    return {int(point): place for place, point in enumerate(_file()[0])}
