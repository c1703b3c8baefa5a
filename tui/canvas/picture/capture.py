"""The screen as cells whose colours are all known, for a picture of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from rich.color import Color, ColorSystem
from rich.segment import Segment
from rich.style import Style

from tui.canvas.cells import Cells
from tui.canvas.mixing import mix
from tui.text.width import BLANK, split_cells

_DIM = 0.5
"""The share of the background in a dim colour."""
_ANSI = (
    0x000000, 0xAA0000, 0x00AA00, 0xAA5500, 0x0000AA, 0xAA00AA, 0x00AAAA, 0xAAAAAA,
    0x555555, 0xFF5555, 0x55FF55, 0xFFFF55, 0x5555FF, 0xFF55FF, 0x55FFFF, 0xFFFFFF,
)  # fmt: skip
"""The 16 standard colours, as the plots' own palette for them has them."""


@dataclass(frozen=True)
class Colours:
    """What the terminal makes of a colour.

    Attributes:
        text, ground: its own colours, where a cell has none.
        system: the colours that it has; None if it shows none.
    """

    text: int
    ground: int
    system: ColorSystem | None = ColorSystem.TRUECOLOR

    def seen(self, colour: Color | None, default: int) -> int:
        """A colour as 0xRRGGBB, as the terminal shows it."""
        if colour is None or colour.is_default or self.system is None:
            return default
        if self.system is not ColorSystem.TRUECOLOR:
            colour = colour.downgrade(self.system)
        if colour.number is not None and colour.number < len(_ANSI):
            return _ANSI[colour.number]
        red, green, blue = colour.get_truecolor()
        return red << 16 | green << 8 | blue


def captured(lines: Iterable[Iterable[Segment]], columns: int, colours: Colours) -> Cells:
    """Lines of the screen as cells; every cell has both colours.

    Args:
        lines: top line first; what is beyond `columns` is left out, what is missing is blank.
        columns: the screen's width.
        colours: what the terminal makes of colours.
    """
    rows = [[part for part in line if not part.control] for line in lines]
    cells = Cells.blank(columns, len(rows))
    cells.fore[:], cells.back[:] = colours.text, colours.ground
    for row, line in enumerate(rows):
        column = 0
        for text, style, _ in line:
            characters = split_cells(text)[: columns - column]
            if not characters:
                continue
            place = np.s_[row, column : column + len(characters)]
            cells.chars[place] = [c if c == "" or c.strip() else BLANK for c in characters]
            cells.fore[place], cells.back[place] = _colours_of(style or Style.null(), colours)
            cells.bold[place] = bool(style and style.bold)
            column += len(characters)
    return cells


def _colours_of(style: Style, colours: Colours) -> tuple[int, int]:
    fore = colours.seen(style.color, colours.text)
    back = colours.seen(style.bgcolor, colours.ground)
    if style.reverse:
        fore, back = back, fore
    return mix(fore, back, _DIM) if style.dim else fore, back


def part_of(cells: Cells, column: int, row: int, columns: int, rows: int) -> Cells:
    """A rectangle of the cells, clipped to them."""
    part = Cells.blank(min(columns, cells.columns - column), min(rows, cells.rows - row))
    part.paste(cells, -column, -row)
    return part
