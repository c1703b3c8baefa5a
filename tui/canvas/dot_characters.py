"""Characters made of dots, and how two of them share a cell: their dots are joined.

A cell of dots is 2 across and 4 down. Its code has one bit for each dot, row by row from the top
left: bit 0 is the top left dot, bit 7 the bottom right one. There are two kinds of character for a
code, braille and solid blocks (octants, Unicode 16). The quadrants are the blocks whose dots are
set in pairs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tui.text.width import BLANK

Codes = NDArray[np.uint8]

_CODES = np.arange(256)
_BRAILLE_BITS = (0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80)
"""The bit of each dot in Unicode's braille patterns, dots in the order of the code."""
_OLDER_BLOCKS = {
    0x00: BLANK, 0x01: "\U0001cea8", 0x02: "\U0001ceab", 0x03: "\U0001fb82", 0x05: "▘", 0x0A: "▝",
    0x0F: "▀", 0x14: "\U0001fbe6", 0x28: "\U0001fbe7", 0x3F: "\U0001fb85", 0x40: "\U0001cea3",
    0x50: "▖", 0x55: "▌", 0x5A: "▞", 0x5F: "▛", 0x80: "\U0001cea0", 0xA0: "▗", 0xA5: "▚",
    0xAA: "▐", 0xAF: "▜", 0xC0: "▂", 0xF0: "▄", 0xF5: "▙", 0xFA: "▟", 0xFC: "▆", 0xFF: "█",
}  # fmt: skip
"""The codes of blocks that Unicode had before its 230 octants, which have no other."""
_FIRST_OCTANT = 0x1CD00


def _braille() -> NDArray[np.str_]:
    patterns = (_CODES[:, None] >> np.arange(8) & 1) @ np.array(_BRAILLE_BITS)
    return np.array([BLANK, *(chr(0x2800 + pattern) for pattern in patterns[1:].tolist())])


def _blocks() -> NDArray[np.str_]:
    octants = iter(range(_FIRST_OCTANT, _FIRST_OCTANT + 256 - len(_OLDER_BLOCKS)))
    return np.array([_OLDER_BLOCKS.get(code) or chr(next(octants)) for code in _CODES.tolist()])


BRAILLE = _braille()
"""The braille character of each code."""
BLOCKS = _blocks()
"""The block of each code; those whose dots are set in pairs are the quadrants."""

_ALL = np.concatenate([BRAILLE, BLOCKS])
_NEITHER = -1


def _places() -> NDArray[np.int16]:
    """The place in `_ALL` of each code point; the blank has none, because it has no dots."""
    places = np.full(0x20000, _NEITHER, np.int16)
    dots = np.flatnonzero(np.arange(_ALL.size) % 256)
    places[_ALL[dots].view(np.uint32)] = dots
    return places


_PLACES = _places()


def _places_of(characters: NDArray[np.str_]) -> NDArray[np.int16]:
    points = np.ascontiguousarray(characters, "<U1").view(np.uint32)
    return _PLACES[np.minimum(points, _PLACES.size - 1)]


def codes_of(characters: NDArray[np.str_]) -> tuple[NDArray[np.int16], Codes]:
    """The kind (0 braille, 1 block, -1 neither) and the code of single characters."""
    places = _places_of(characters)
    return places >> 8, np.where(places < 0, 0, places & 0xFF).astype(np.uint8)


def joined(lower: NDArray[np.str_], upper: NDArray[np.str_]) -> NDArray[np.str_]:
    """The upper characters, with the dots of the lower ones where both are dots of one kind."""
    below, above = _places_of(lower), _places_of(upper)
    both = ((below | above) >= 0) & ((below ^ above) < 256)
    result: NDArray[np.str_] = np.where(both, _ALL[below | above], upper)
    return result
