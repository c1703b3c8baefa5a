"""Lines of text in the middle of a view that has no picture to show."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from tui.canvas.cells import Cells
from tui.canvas.palette import Look
from tui.canvas.table import plain
from tui.text.width import text_width

_WIDEST = 72


def notice_cells(
    columns: int, rows: int, text: str, look: Look, below: Sequence[str] = ()
) -> Cells:
    """A text in the middle, wrapped, and lines below it as they are."""
    cells = Cells.blank(columns, rows)
    room = max(min(columns - 2, _WIDEST), 1)
    lines = [(line, True) for line in textwrap.wrap(plain(text, look), room)]
    if below:
        lines += [("", False), *((plain(line, look), False) for line in below)]
    top = max((rows - len(lines)) // 2, 0)
    block = max((text_width(line) for line in below), default=0)
    for row, (line, lead) in enumerate(lines[: max(rows - top, 0)]):
        width = text_width(line) if lead else block
        column = max((columns - width) // 2, 0)
        colour = look.palette.text if lead else look.palette.muted
        cells.put(column, top + row, line, colour, bold=lead)
    return cells
