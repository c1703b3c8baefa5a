"""A picture as a PNG file (W3C Recommendation, third edition), without other libraries.

A cell has 16 × 32 pixels. Dots, blocks and lines are shapes, letters are the package's own glyphs:
the picture is the same on every machine. A letter that has no glyph is drawn as a hollow box.
"""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tui.canvas.cells import Cells
from tui.canvas.picture.glyphs import HEIGHT, WIDTH, Coverage, glyph
from tui.canvas.picture.shapes import shapes_of
from tui.text.width import BLANK

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_EIGHT_BIT_RGB = b"\x08\x02\x00\x00\x00"
_UP = 2
"""The filter of a row of pixels: the difference to the row above."""

Pixels = NDArray[np.uint8]


def png_of(cells: Cells) -> bytes:
    """The picture as a file, 16 × 32 pixels a cell; every cell has both colours."""
    pixels = pixels_of(cells)
    rows, columns = pixels.shape[:2]
    above = np.concatenate([np.zeros_like(pixels[:1]), pixels[:-1]])
    lines = (pixels - above).reshape(rows, columns * 3)
    filtered = np.concatenate([np.full((rows, 1), _UP, np.uint8), lines], axis=1)
    return _SIGNATURE + b"".join(
        (
            _chunk(b"IHDR", struct.pack(">II", columns, rows) + _EIGHT_BIT_RGB),
            _chunk(b"IDAT", zlib.compress(filtered.tobytes(), 9)),
            _chunk(b"IEND", b""),
        )
    )


def pixels_of(cells: Cells) -> Pixels:
    """The picture as pixels, shape (rows, columns, 3): red, green, blue."""
    pixels = np.zeros((cells.rows, HEIGHT, cells.columns, WIDTH, 3), np.uint8)
    for row in range(cells.rows):
        fore, back = (_channels(colours[row]) for colours in (cells.fore, cells.back))
        covered = _covered(cells.chars[row].tolist(), cells.bold[row].tolist())
        # Cells × pixels × channels, one row of cells at a time to save memory.
        mixed = back[:, None, None] + (fore - back)[:, None, None] * covered[..., None]
        pixels[row] = np.rint(mixed).astype(np.uint8).transpose(1, 0, 2, 3)
    return pixels.reshape(cells.rows * HEIGHT, cells.columns * WIDTH, 3)


def _covered(characters: list[str], bold: list[bool]) -> NDArray[np.float32]:
    """How much of each pixel of each cell of a row is covered, shape (columns, HEIGHT, WIDTH)."""
    covered = np.zeros((len(characters), HEIGHT, WIDTH), np.float32)
    for column, (character, heavy) in enumerate(zip(characters, bold, strict=True)):
        if character in ("", BLANK):
            continue
        wide = column + 1 < len(characters) and characters[column + 1] == ""
        covered[column] = coverage_of(character, bold=heavy, side=-1 if wide else 0)
        if wide:
            covered[column + 1] = coverage_of(character, bold=heavy, side=1)
    return covered


@lru_cache(maxsize=4096)
def coverage_of(character: str, *, bold: bool = False, side: int = 0) -> Coverage:
    """How much of each pixel of its cell a character covers.

    Args:
        character: one that is not blank.
        bold: whether a letter is bold.
        side: -1 and 1 for the two cells of a wide character, else 0.
    """
    if side == 0:
        shapes = shapes_of(character)
        if shapes:
            covered: Coverage = np.stack([shape.coverage() for shape in shapes]).max(axis=0)
            return covered
        found = glyph(character, bold=bold)
        if found is not None:
            return found
    return _hollow(side)


def _hollow(side: int) -> Coverage:
    """A hollow box, or half of one, for a letter that has no glyph."""
    box = np.zeros((HEIGHT, WIDTH), np.float32)
    left, right = 0 if side > 0 else 3, WIDTH - (0 if side < 0 else 3)
    box[6:26, left:right] = 1
    box[8:24, left + 2 * (side <= 0) : right - 2 * (side >= 0)] = 0
    return box


def _channels(colours: NDArray[np.int32]) -> NDArray[np.float32]:
    return np.stack([colours >> shift & 0xFF for shift in (16, 8, 0)], axis=-1).astype(np.float32)


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)
