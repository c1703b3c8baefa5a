"""The dots that a picture shows, read from its characters as Unicode defines them."""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats
from tui.canvas.area import PlotArea
from tui.canvas.cells import Cells
from tui.canvas.markers import Markers

_QUADRANTS = {
    "▘": "1000", "▝": "0100", "▀": "1100", "▖": "0010", "▌": "1010", "▞": "0110", "▛": "1110",
    "▗": "0001", "▚": "1001", "▐": "0101", "▜": "1101", "▄": "0011", "▙": "1011", "▟": "0111",
    "█": "1111",
}  # fmt: skip
"""Upper left, upper right, lower left, lower right (Unicode, block Block Elements)."""
_BEFORE_OCTANTS = {
    0, 1, 2, 3, 5, 10, 15, 20, 40, 63, 64, 80, 85, 90, 95, 128, 160, 165, 170, 175, 192, 240, 245,
    250, 252, 255,
}  # fmt: skip
"""Sets of eighths that Unicode had before; the others are its octants, in order, from U+1CD00."""
_OCTANTS = dict(
    zip(
        map(chr, range(0x1CD00, 0x1CDE6)),
        sorted(set(range(256)) - _BEFORE_OCTANTS),
        strict=True,
    )
)
"""Bit 0 is the upper left eighth, bit 1 the one to its right (Unicode 16, BLOCK OCTANT-1, -2)."""
_OLDER = {
    "\U0001cea8": 1, "\U0001ceab": 2, "\U0001fb82": 3, "\U0001fbe6": 20, "\U0001fbe7": 40,
    "\U0001fb85": 63, "\U0001cea3": 64, "\U0001cea0": 128, "▂": 192, "▆": 252,
}  # fmt: skip
_BRAILLE = {0: (0, 0), 1: (0, 1), 2: (0, 2), 3: (1, 0), 4: (1, 1), 5: (1, 2), 6: (0, 3), 7: (1, 3)}
"""Column and row from the top of each bit (Unicode, block Braille Patterns)."""


def dots_in(character: str, *, eighths: bool = False) -> list[tuple[float, float]]:
    """Centres of the dots of a character, from the top left of its cell, in parts of the cell.

    A quadrant is one dot, or two if cells are divided into `eighths`.
    """
    if 0x2800 < ord(character) < 0x2900:
        bits = [bit for bit in range(8) if (ord(character) - 0x2800) >> bit & 1]
        return [((_BRAILLE[bit][0] + 0.5) / 2, (_BRAILLE[bit][1] + 0.5) / 4) for bit in bits]
    if character in _QUADRANTS and eighths:
        halves = [place for place, bit in enumerate(_QUADRANTS[character]) if bit == "1"]
        rows = [(place, 2 * (place // 2) + more) for place in halves for more in (0, 1)]
        return [((place % 2 + 0.5) / 2, (row + 0.5) / 4) for place, row in rows]
    code = _OCTANTS.get(character) or _OLDER.get(character)
    if code:
        bits = [bit for bit in range(8) if code >> bit & 1]
        return [((bit % 2 + 0.5) / 2, (bit // 2 + 0.5) / 4) for bit in bits]
    if character in _QUADRANTS:
        places = [place for place, bit in enumerate(_QUADRANTS[character]) if bit == "1"]
        return [((place % 2 + 0.5) / 2, (place // 2 + 0.5) / 2) for place in places]
    return [] if character in (" ", "") else [(0.5, 0.5)]


def drawn_dots(
    cells: Cells, area: PlotArea, colour: int | None = None, *, eighths: bool = False
) -> Floats:
    """Centres of all dots in an area, (k, 2), in cells from its bottom left; of one colour."""
    found = []
    for row in range(area.rows):
        for column in range(area.columns):
            place = area.row + row, area.column + column
            if colour is not None and cells.fore[place] != colour:
                continue
            found += [
                (column + right, area.rows - row - down)
                for right, down in dots_in(str(cells.chars[place]), eighths=eighths)
            ]
    return np.array(found, np.float64).reshape(-1, 2)


def dots_of(cells: Cells, area: PlotArea, markers: Markers) -> Floats:
    """As `drawn_dots`, of lines drawn with these markers."""
    return drawn_dots(cells, area, eighths=markers is Markers.OCTANT)


def off(dots: Floats, u: float, v: float, across: int, down: int) -> float:
    """How far the nearest dot is from a place in cells, in dots, on the worse axis."""
    if not len(dots):
        return float("inf")
    return float(np.max(np.abs(dots - [u, v]) * [across, down], axis=1).min())
