"""A picture as text: plain characters, or with the escape sequences of their colours."""

from __future__ import annotations

import numpy as np

from tui.canvas.cells import Cells
from tui.terminal.sgr import PLAIN, Pen, change


def plain_text(cells: Cells) -> str:
    """The characters alone, without blanks at the ends of lines."""
    return "".join(f"{line.rstrip()}\n" for line in cells.lines())


def coloured_text(cells: Cells) -> str:
    """The characters with SGR sequences of 24-bit colours: `cat` shows the picture."""
    lines = []
    for row in range(cells.rows):
        parts, now = [], PLAIN
        looks = np.stack([cells.fore[row], cells.back[row], cells.bold[row]], axis=-1).tolist()
        for character, (fore, back, bold) in zip(cells.chars[row].tolist(), looks, strict=True):
            if not character:
                continue
            pen = Pen(("1",) if bold else (), _code(38, fore), _code(48, back))
            if character == " ":
                pen = Pen(now.attributes, now.fore, pen.back)
            parts += [change(now, pen), character]
            now = pen
        lines.append("".join(parts) + change(now, PLAIN))
    return "".join(f"{line}\n" for line in lines)


def _code(kind: int, colour: int) -> str:
    return f"{kind};2;{colour >> 16};{colour >> 8 & 0xFF};{colour & 0xFF}"
